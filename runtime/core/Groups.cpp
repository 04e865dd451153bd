#include "runtime/core/Groups.h"
#include "runtime/core/Sources.h"
#include <algorithm>
#include <bit>
#include <unordered_map>

namespace smelt::runtime {

static constexpr size_t LongestValue = 80, NoPlace = SIZE_MAX;

namespace {
/// The counts of one grouping while they grow. Neighbouring rows often have one value.
class Grower {
public:
  Grower(GroupCount &group, size_t rules) : Group(group), Rules(rules) {
    for (size_t i = 0; i < group.values.size(); ++i)
      Known.emplace(group.values[i].first, i);
  }

  /// Where a value is counted; NoPlace if there is none for one more.
  size_t placeOf(std::string_view value) {
    if (Place != NoPlace && value == Group.values[Place].first)
      return Place;
    auto known = Known.find(std::string(value));
    if (known == Known.end()) {
      if (Group.values.size() == GroupCount::MostValues) {
        Group.overflowed = true;
        return NoPlace;
      }
      known = Known.emplace(value, Group.values.size()).first;
      Group.values.emplace_back(value, std::vector<uint64_t>(Rules + 1));
    }
    return Place = known->second;
  }

private:
  GroupCount &Group;
  size_t Rules, Place = NoPlace;
  std::unordered_map<std::string, size_t> Known;
};
} // namespace

static std::string_view valueOf(const Plan &plan, const Grouping &grouping, const Batch &batch, int64_t row,
                                const std::vector<SourceInputs> &sources) {
  if (grouping.column < 0)
    return plan.nodes[sources[(*batch.info)[size_t(row)].ordinal.source].node].label;
  const ColumnValues &column = batch.columns[size_t(grouping.column)];
  if (column.state()[row] != SMELT_OK)
    return {};
  return cutText(column.text(row), LongestValue);
}

std::vector<GroupDelta> groupRows(const Plan &plan, const Node &node, const Batch &batch,
                                  const std::vector<SourceInputs> &sources, std::span<const int32_t> verdicts,
                                  std::span<const uint8_t> path) {
  size_t rules = verdicts.empty() ? 0 : node.kernel.rules.size();
  std::vector<GroupDelta> groups(node.groupings.size());
  for (size_t g = 0; g < groups.size(); ++g) {
    GroupCount &group = groups[g].count;
    Grower grower(group, rules);
    for (int64_t row = 0; row < batch.rows; ++row) {
      size_t place = grower.placeOf(valueOf(plan, node.groupings[g], batch, row, sources));
      if (!path.empty() && path[size_t(row)] == SMELT_PATH_FULL)
        groups[g].measured.push_back(place);
      if (place == NoPlace)
        continue;
      std::vector<uint64_t> &counts = group.values[place].second;
      ++counts[0];
      int32_t verdict = verdicts.empty() ? SMELT_KEPT : verdicts[size_t(row)];
      if (size_t rule = size_t(verdict & ~SMELT_UNDEFINED); verdict != SMELT_KEPT && rule < rules)
        ++counts[1 + rule];
    }
  }
  return groups;
}

bool isMeasured(double metric) {
  uint64_t bits = std::bit_cast<uint64_t>(metric);
  return bits != SMELT_METRIC_UNDEFINED_BITS && bits != SMELT_METRIC_UNMEASURED_BITS;
}

/// `places` says where the values of `more` are counted in `all`.
static void addHistograms(GroupCount &all, const GroupDelta &more, const std::vector<size_t> &places,
                          std::span<const double> metrics) {
  size_t rules = more.measured.empty() ? 0 : metrics.size() / more.measured.size();
  for (size_t row = 0; row < more.measured.size(); ++row) {
    size_t place = more.measured[row] == NoPlace ? NoPlace : places[more.measured[row]];
    if (place >= GroupCount::MostHistograms)
      continue;
    all.histograms.resize(std::max(all.histograms.size(), place + 1));
    all.histograms[place].resize(rules);
    for (size_t rule = 0; rule < rules; ++rule)
      if (double metric = metrics[row * rules + rule]; isMeasured(metric))
        all.histograms[place][rule].add(metric);
  }
}

void addGroups(std::vector<GroupCount> &all, const std::vector<GroupDelta> &more, std::span<const double> metrics) {
  for (size_t g = 0; g < more.size(); ++g) {
    const GroupCount &count = more[g].count;
    all[g].overflowed |= count.overflowed;
    if (count.values.empty())
      continue;
    Grower grower(all[g], count.values[0].second.size() - 1);
    std::vector<size_t> places;
    for (const auto &[value, counts] : count.values) {
      places.push_back(grower.placeOf(value));
      for (size_t i = 0; i < counts.size() && places.back() != NoPlace; ++i)
        all[g].values[places.back()].second[i] += counts[i];
    }
    addHistograms(all[g], more[g], places, metrics);
  }
}

} // namespace smelt::runtime
