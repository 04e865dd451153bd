#include "runtime/core/Manifest.h"
#include "runtime/core/ReportPage.h"
#include <nlohmann/json.hpp>

namespace smelt::runtime {

using Json = nlohmann::ordered_json;

std::vector<uint32_t> nodesAbove(const Plan &plan, uint32_t node) {
  std::vector<bool> above(plan.nodes.size());
  above[node] = true;
  for (uint32_t i = node + 1; i-- > 0;)
    if (above[i])
      for (uint32_t input : plan.nodes[i].inputs)
        above[input] = true;
  std::vector<uint32_t> nodes;
  for (uint32_t i = 0; i <= node; ++i)
    if (above[i])
      nodes.push_back(i);
  return nodes;
}

const char *nameOf(NodeKind kind) {
  switch (kind) {
  case NodeKind::source:
    return "source";
  case NodeKind::concat:
    return "concat";
  case NodeKind::kernel:
    return "kernel";
  case NodeKind::expand:
    return "expand";
  case NodeKind::dedup:
    return "dedup";
  case NodeKind::sink:
    return "sink";
  }
  return "";
}

static const char *reportName(Report report) {
  return report == Report::none ? "none" : report == Report::full ? "full" : "sample";
}

static Json buckets(const Histogram &histogram) {
  Json json = Json::array();
  histogram.forEach([&](double edge, uint64_t count) { json.push_back({edge, count}); });
  return json;
}

/// What the report shows of a rule beyond the manifest.
static void addDetails(const RuleCount &rule, Json &json) {
  if (rule.low)
    json["low"] = *rule.low;
  if (rule.high)
    json["high"] = *rule.high;
  if (rule.measured) {
    json["sum_of_squares"] = rule.squares;
    json["histogram"] = buckets(rule.histogram);
  }
  json["samples"] = Json::array();
  for (const DroppedSample &sample : rule.samples)
    json["samples"].push_back({{"file", sample.file}, {"offset", sample.offset}, {"head", sample.head}});
}

static Json describeRule(const RuleCount &rule, bool detailed) {
  Json json = {{"name", rule.name}, {"part", rule.part}, {"dropped", rule.dropped}, {"undefined", rule.undefined}};
  if (!rule.bound.empty())
    json["bound"] = rule.bound;
  if (rule.measured) {
    json["measured"] = rule.measured;
    json["min"] = rule.min;
    json["max"] = rule.max;
    json["sum"] = rule.sum;
  }
  if (detailed)
    addDetails(rule, json);
  return json;
}

/// For each value of a field its rows and, of a kernel, how many of them each rule dropped and what was measured.
static void addGroups(const NodeCount &count, Json &json) {
  json["groups"] = Json::array();
  for (const GroupCount &group : count.groups) {
    Json described = {{"name", group.name}, {"overflowed", group.overflowed}, {"values", Json::array()}};
    for (const auto &[value, counts] : group.values)
      described["values"].push_back({value, counts});
    described["histograms"] = Json::array();
    for (const std::vector<Histogram> &rules : group.histograms) {
      Json histograms = Json::array();
      for (const Histogram &histogram : rules)
        histograms.push_back(buckets(histogram));
      described["histograms"].push_back(std::move(histograms));
    }
    json["groups"].push_back(std::move(described));
  }
}

static Json describeNode(const Node &node, const NodeCount &count, bool detailed) {
  Json json = {{"kind", nameOf(node.kind)},
               {"label", node.label},
               {"rows_in", count.rowsIn},
               {"rows_out", count.rowsOut},
               {"rejected", count.rejected}};
  if (node.kind == NodeKind::kernel) {
    json["parts"] = Json::array();
    for (size_t i = 0; i < node.kernel.parts.size(); ++i)
      json["parts"].push_back({{"label", node.kernel.parts[i]}, {"rows_in", count.partRows[i]}});
    json["rules"] = Json::array();
    for (const RuleCount &rule : count.rules)
      json["rules"].push_back(describeRule(rule, detailed));
  }
  if (detailed && !count.groups.empty())
    addGroups(count, json);
  return json;
}

static Json describe(const Plan &plan, const RunOptions &options, Executor &executor, const SinkOperator &sink,
                     bool detailed) {
  uint32_t node = sink.index();
  Json json = {{ManifestKey, 1}, {"output", plan.nodes[node].sink.output}};
  if (!plan.manifest.empty())
    json.update(Json::parse(plan.manifest, nullptr, false));
  json["seed"] = options.seed;
  json["report"] = reportName(options.report);
  std::vector<uint32_t> above = nodesAbove(plan, node);
  std::vector<NodeCount> counts = executor.accounting().snapshot();
  json["inputs"] = Json::array();
  json["nodes"] = Json::array();
  uint64_t replaced = 0, duplicates = 0;
  for (SourceOperator *source : executor.sources()) {
    if (std::find(above.begin(), above.end(), source->index()) == above.end())
      continue;
    for (const InputFile &file : source->reader().filesRead())
      json["inputs"].push_back({{"path", file.path}, {"bytes", file.bytes}, {"xxh3_128", file.hash}});
  }
  for (uint32_t i : above) {
    json["nodes"].push_back(describeNode(plan.nodes[i], counts[i], detailed));
    replaced += executor.accounting().replacedUtf8(i);
    duplicates += executor.accounting().duplicateKeys(i);
  }
  json["replaced_utf8"] = replaced;
  json["duplicate_keys"] = duplicates;
  json["shards"] = Json::array();
  for (const Shard &shard : sink.shards())
    json["shards"].push_back({{"name", shard.name},
                              {"rows", shard.rows},
                              {"bytes", shard.bytes},
                              {"stored_bytes", shard.storedBytes},
                              {"xxh3_128", shard.hash}});
  return json;
}

// Paths need not be UTF-8.
static constexpr auto AnyBytes = Json::error_handler_t::replace;

std::string buildManifest(const Plan &plan, const RunOptions &options, Executor &executor, const SinkOperator &sink) {
  return describe(plan, options, executor, sink, false).dump(2, ' ', false, AnyBytes) + "\n";
}

std::string buildReport(const Plan &plan, const RunOptions &options, Executor &executor, const SinkOperator &sink,
                        const std::vector<Moment> &moments) {
  Json json = describe(plan, options, executor, sink, true);
  json["times"] = Json::array();
  for (const Moment &moment : moments)
    json["times"].push_back({moment.seconds, moment.bytes, moment.rows});
  return reportPage(json.dump(-1, ' ', false, AnyBytes));
}

std::string reportPage(std::string_view data) {
  std::string page(ReportPage);
  std::string safe;
  for (char c : data)
    c == '<' ? safe += "\\u003c" : safe += c; // nothing in the data may end the script that holds it
  page.replace(page.find(ReportData), ReportData.size(), safe);
  return page;
}

} // namespace smelt::runtime
