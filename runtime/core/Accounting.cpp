#include "runtime/core/Accounting.h"
#include "runtime/core/Groups.h"
#include <algorithm>
#include <cerrno>

namespace smelt::runtime {

static constexpr size_t SamplesOfARule = 3;
static constexpr size_t RejectsInMemory = 1 << 18;

static Status logFailure(const std::string &path) {
  return Status(errors::StateFolder, withReason("cannot use the file of rejects " + ticked(path), errno ? errno : EIO));
}

Status RejectLog::add(std::string_view lines, StateFolder &state) {
  Lines += lines;
  if (Lines.size() < RejectsInMemory)
    return {};
  if (!File) {
    if (Status status = state.newFile("rejects.jsonl", Path); !status.ok())
      return status;
    std::FILE *file = std::fopen(Path.c_str(), "w+be");
    if (!file)
      return logFailure(Path);
    File = std::shared_ptr<std::FILE>(file, std::fclose);
  }
  if (std::fwrite(Lines.data(), 1, Lines.size(), File.get()) != Lines.size())
    return logFailure(Path);
  Lines.clear();
  return {};
}

Status RejectLog::copyTo(OutputFile &file) {
  if (File) {
    if (std::fflush(File.get()) != 0)
      return logFailure(Path);
    std::rewind(File.get());
    std::string part(RejectsInMemory, '\0');
    while (size_t got = std::fread(part.data(), 1, part.size(), File.get()))
      if (Status status = file.write({part.data(), got}); !status.ok())
        return status;
  }
  return file.write(Lines);
}

static std::vector<RuleCount> noneYet(const KernelSpec &kernel) {
  std::vector<RuleCount> rules;
  for (const KernelSpec::Rule &rule : kernel.rules) {
    RuleCount &count = rules.emplace_back();
    count.name = rule.name;
    count.bound = rule.bound;
    count.part = rule.part;
    count.low = rule.low;
    count.high = rule.high;
  }
  return rules;
}

Accounting::Accounting(const Plan &plan, Report report, StateFolder &state)
    : Graph(plan), State(state), Nodes(plan.nodes.size()), Replaced(plan.nodes.size()), Duplicates(plan.nodes.size()) {
  for (size_t i = 0; i < Nodes.size(); ++i) {
    const Node &node = plan.nodes[i];
    Rejects.push_back(std::make_shared<RejectLog>());
    SamplesDone.emplace_back(node.kernel.rules.size());
    for (const Grouping &grouping : node.groupings)
      Nodes[i].groups.emplace_back().name = grouping.name;
    if (node.kind != NodeKind::kernel)
      continue;
    if (blamesRules(node.kernel, report))
      Nodes[i].rules = noneYet(node.kernel);
    Nodes[i].partRows.assign(node.kernel.parts.size(), 0);
  }
}

void Accounting::addRules(uint32_t index, const NodeDelta &delta) {
  NodeCount &node = Nodes[index];
  std::vector<uint64_t> droppedInPart(node.partRows.size());
  for (size_t rule = 0; rule < delta.dropped.size(); ++rule) {
    droppedInPart[Graph.nodes[index].kernel.rules[rule].part] += delta.dropped[rule];
    if (rule < node.rules.size()) {
      node.rules[rule].dropped += delta.dropped[rule];
      node.rules[rule].undefined += delta.undefined[rule];
    }
  }
  for (const auto &[rule, document] : delta.samples) {
    std::vector<DroppedSample> &samples = node.rules[rule].samples;
    if (samples.size() < SamplesOfARule)
      samples.push_back({document.file, document.offset, document.head});
    if (samples.size() == SamplesOfARule)
      SamplesDone[index][rule].store(true, std::memory_order_relaxed);
  }
  uint64_t rows = delta.rowsIn;
  for (size_t part = 0; part < node.partRows.size(); ++part) {
    node.partRows[part] += rows;
    rows -= droppedInPart[part];
  }
  // One value after another, in row order: the sum's rounding must not depend on how rows came in batches.
  size_t rules = node.rules.size();
  for (size_t i = 0; i < delta.metrics.size(); ++i) {
    RuleCount &rule = node.rules[i % rules];
    double value = delta.metrics[i];
    if (!isMeasured(value))
      continue;
    rule.min = rule.measured ? std::min(rule.min, value) : value;
    rule.max = rule.measured ? std::max(rule.max, value) : value;
    rule.sum += value;
    rule.squares += value * value;
    rule.histogram.add(value);
    ++rule.measured;
  }
}

Status Accounting::add(const Token &token) {
  std::lock_guard lock(Mutex);
  for (uint32_t i = 0; i < token.slots.size(); ++i) {
    const NodeDelta &delta = token.slots[i].delta;
    NodeCount &node = Nodes[i];
    node.rowsIn += delta.rowsIn;
    node.rowsOut += delta.rowsOut;
    node.bytesIn += delta.bytesIn;
    node.rejected += delta.rejected;
    node.seconds += delta.seconds;
    Replaced[i] += delta.replacedUtf8;
    Duplicates[i] += delta.duplicateKeys;
    addGroups(node.groups, delta.groups, delta.metrics);
    if (Graph.nodes[i].kind == NodeKind::kernel && delta.rowsIn)
      addRules(i, delta);
    if (!delta.rejects.empty())
      if (Status status = Rejects[i]->add(delta.rejects, State); !status.ok())
        return status;
  }
  return {};
}

uint64_t Accounting::rowsRead() const {
  std::lock_guard lock(Mutex);
  uint64_t rows = 0;
  for (size_t i = 0; i < Nodes.size(); ++i)
    rows += Graph.nodes[i].kind == NodeKind::source ? Nodes[i].rowsIn : 0;
  return rows;
}

std::vector<NodeCount> Accounting::snapshot() const {
  std::lock_guard lock(Mutex);
  return Nodes;
}

} // namespace smelt::runtime
