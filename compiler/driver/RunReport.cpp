#include "compiler/driver/RunReport.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/FormatVariadic.h"

namespace smelt::driver {

namespace json = llvm::json;
using runtime::Node;
using runtime::NodeCount;
using runtime::NodeKind;
using runtime::RuleCount;

/// A line of the report: a node, or one part of a fused kernel.
struct StageLine {
  std::string label;
  const char *kind = "";
  uint64_t in = 0, out = 0, bytes = 0, rejected = 0;
  double seconds = 0; ///< 0: not measured on its own
  bool fused = false; ///< runs in the kernel of the line before
  std::vector<const RuleCount *> rules;
};

// ---- figures -------------------------------------------------------------------------------------------------------

/// One line for each row stage of a kernel; time and bytes belong to the kernel and stand on its first.
static void addKernelLines(const Node &node, const NodeCount &count, std::vector<StageLine> &lines) {
  size_t parts = std::max<size_t>(1, node.kernel.parts.size());
  auto entering = [&](size_t part) { return part < count.partRows.size() ? count.partRows[part] : count.rowsIn; };
  for (size_t part = 0; part < parts; ++part) {
    StageLine line;
    line.label = part < node.kernel.parts.size() ? node.kernel.parts[part] : node.label;
    line.kind = "kernel";
    line.in = entering(part);
    line.out = part + 1 < parts ? entering(part + 1) : count.rowsOut;
    line.fused = part > 0;
    if (part == 0) {
      line.bytes = count.bytesIn;
      line.seconds = count.seconds;
    }
    for (const RuleCount &rule : count.rules)
      if (rule.part == part)
        line.rules.push_back(&rule);
    lines.push_back(std::move(line));
  }
}

static std::vector<StageLine> stageLines(const runtime::Plan &plan, const runtime::RunResult &result) {
  std::vector<StageLine> lines;
  for (size_t i = 0; i < std::min(plan.nodes.size(), result.nodes.size()); ++i) {
    const Node &node = plan.nodes[i];
    const NodeCount &count = result.nodes[i];
    if (node.kind == NodeKind::kernel) {
      addKernelLines(node, count, lines);
      lines.back().rejected = count.rejected;
      continue;
    }
    if (node.kind == NodeKind::concat)
      continue; // moves nothing
    StageLine line;
    line.label = node.label;
    line.kind = nameOf(node.kind);
    line.in = count.rowsIn;
    line.out = count.rowsOut;
    line.bytes = node.kind == NodeKind::sink ? count.bytesOut : count.bytesIn;
    line.rejected = count.rejected;
    line.seconds = count.seconds;
    lines.push_back(std::move(line));
  }
  return lines;
}

// ---- for people ----------------------------------------------------------------------------------------------------

static std::string percent(uint64_t part, uint64_t whole) {
  std::string text;
  llvm::raw_string_ostream(text) << llvm::format("%.1f%%", whole ? 100.0 * part / whole : 0.0);
  return text;
}

static std::string counts(const StageLine &line) {
  bool isEdge = llvm::StringRef(line.kind) == "source" || llvm::StringRef(line.kind) == "sink";
  uint64_t most = std::max(line.in, line.out);
  std::string text = isEdge ? withCommas(most) + (most == 1 ? " document" : " documents")
                            : withCommas(line.in) + " -> " + withCommas(line.out);
  if (!isEdge && line.in != line.out)
    text += " (" + percent(line.out, line.in) + " kept)";
  return text;
}

static std::string rate(const StageLine &line) {
  if (line.fused)
    return "  same pass";
  return line.seconds > 0 && line.bytes ? "  " + asBytes(line.bytes / line.seconds) + "/s" : "";
}

/// As many cells as a line may take: all of a terminal, where a line that wraps breaks the table.
static size_t room(const Console &console) { return console.style().terminal ? console.style().width : SIZE_MAX; }

static llvm::StringRef cutMark(const Console &console) { return console.style().unicode ? "…" : "..."; }

/// The rule and its bound; of what does not fit the name loses its end, then the bound goes.
static std::string ruleText(const RuleCount &rule, size_t most, const Console &console) {
  // An unnamed rule is called by its source, which ends in the bound.
  bool hasBound = !rule.bound.empty() && !llvm::StringRef(rule.name).ends_with(rule.bound);
  constexpr size_t leastName = 12;
  size_t bound = hasBound ? cellsOf(rule.bound) + 1 : 0;
  if (bound + std::min(cellsOf(rule.name), leastName) > most)
    bound = 0;
  std::string text = cutTo(rule.name, most - bound, cutMark(console));
  return bound ? text + " " + console.painted(cutTo(rule.bound, bound), Paint::dim) : text;
}

static void showRules(const StageLine &line, Console &console) {
  std::vector<const RuleCount *> rules = line.rules;
  llvm::erase_if(rules, [](const RuleCount *rule) { return rule->dropped == 0; });
  llvm::sort(rules, [](const RuleCount *a, const RuleCount *b) {
    return a->dropped != b->dropped ? a->dropped > b->dropped : a < b;
  });
  constexpr size_t most = 8;
  for (size_t i = 0; i < std::min(rules.size(), most); ++i) {
    const RuleCount &rule = *rules[i];
    std::string text = llvm::formatv("  {0,12}  dropped by ", withCommas(rule.dropped)).str();
    std::string undefined = rule.undefined ? ", " + withCommas(rule.undefined) + " of them undefined" : "";
    size_t left = room(console) - std::min(room(console), cellsOf(text) + cellsOf(undefined));
    console.messages() << text << ruleText(rule, left, console) << undefined << '\n';
  }
  if (rules.size() > most)
    console.messages() << "                and " << rules.size() - most
                       << (rules.size() - most == 1 ? " more rule" : " more rules") << "; the manifest has all\n";
}

/// The columns of the stages: no wider than their figures, and on a terminal together no wider than that.
struct Columns {
  size_t label = 0, counts = 0;
};

static Columns columnsFor(const std::vector<StageLine> &lines, const Console &console) {
  constexpr size_t mostLabel = 44, leastLabel = 12;
  Columns columns;
  size_t rates = 0;
  for (const StageLine &line : lines) {
    columns.label = std::max(columns.label, std::min(mostLabel, cellsOf(line.label)));
    columns.counts = std::max(columns.counts, counts(line).size());
    rates = std::max(rates, rate(line).size());
  }
  size_t figures = 2 + columns.counts + rates;
  size_t left = room(console) > figures ? room(console) - figures : 0;
  columns.label = std::min(columns.label, std::max(leastLabel, left));
  return columns;
}

static void showStages(const std::vector<StageLine> &lines, Console &console) {
  const Columns columns = columnsFor(lines, console);
  for (const StageLine &line : lines) {
    size_t label = console.style().terminal ? columns.label : SIZE_MAX;
    std::string figures = "  " + padded(counts(line), columns.counts) + rate(line);
    std::string rejected = line.rejected ? withCommas(line.rejected) + " rejected" : "";
    bool fits = columns.label + figures.size() + 2 + rejected.size() <= room(console);
    figures = llvm::StringRef(figures).rtrim().str() + (fits && line.rejected ? "  " + rejected : "");
    console.messages() << console.painted(padded(cutTo(line.label, label, cutMark(console)), columns.label),
                                          Paint::bold)
                       << figures << '\n';
    if (!fits && line.rejected)
      console.messages() << llvm::formatv("  {0,12}  rejected\n", withCommas(line.rejected));
    showRules(line, console);
  }
}

static void showSummary(const runtime::RunResult &result, Console &console) {
  if (!result.ok && result.inputs.empty())
    return; // nothing was read, and the errors say why
  uint64_t bytes = 0;
  for (const runtime::InputFile &input : result.inputs)
    bytes += input.bytes;
  std::string text;
  llvm::raw_string_ostream out(text);
  out << result.inputs.size() << (result.inputs.size() == 1 ? " file, " : " files, ") << asBytes(bytes) << " in "
      << llvm::format("%.2f s", result.seconds);
  if (result.seconds > 0)
    out << ", " << asBytes(bytes / result.seconds) << "/s";
  console.messages() << text << '\n';
}

// ---- for programs --------------------------------------------------------------------------------------------------

static json::Object jsonOf(const RuleCount &rule) {
  json::Object object{{"name", json::fixUTF8(rule.name)},
                      {"bound", json::fixUTF8(rule.bound)},
                      {"dropped", rule.dropped},
                      {"undefined", rule.undefined},
                      {"measured", rule.measured}};
  if (rule.measured) {
    object["min"] = rule.min;
    object["max"] = rule.max;
    object["sum"] = rule.sum;
  }
  return object;
}

static void writeStages(const std::vector<StageLine> &lines, Console &console) {
  for (const StageLine &line : lines) {
    json::Array rules;
    for (const RuleCount *rule : line.rules)
      rules.push_back(jsonOf(*rule));
    console.line(json::Object{{"type", "stage"},
                              {"label", json::fixUTF8(line.label)},
                              {"kind", line.kind},
                              {"documents_in", line.in},
                              {"documents_out", line.out},
                              {"bytes", line.bytes},
                              {"seconds", line.seconds},
                              {"same_pass", line.fused},
                              {"rejected", line.rejected},
                              {"rules", std::move(rules)}});
  }
}

static void writeSummary(const runtime::Plan &plan, const runtime::RunResult &result, Console &console) {
  json::Array outputs, inputs;
  for (size_t i = 0; i < std::min(plan.nodes.size(), result.nodes.size()); ++i)
    if (plan.nodes[i].kind == NodeKind::sink && !plan.nodes[i].sink.fold)
      outputs.push_back(json::Object{{"name", json::fixUTF8(plan.nodes[i].sink.output)},
                                     {"path", json::fixUTF8(plan.nodes[i].sink.path)},
                                     {"documents", result.nodes[i].rowsIn - result.nodes[i].rejected},
                                     {"bytes", result.nodes[i].bytesOut}});
  for (const runtime::InputFile &input : result.inputs)
    inputs.push_back(
        json::Object{{"path", json::fixUTF8(input.path)}, {"bytes", input.bytes}, {"xxh3_128", input.hash}});
  console.line(json::Object{{"type", "summary"},
                            {"ok", result.ok},
                            {"cancelled", result.cancelled},
                            {"seconds", result.seconds},
                            {"inputs", std::move(inputs)},
                            {"outputs", std::move(outputs)}});
}

// ---- the whole -----------------------------------------------------------------------------------------------------

void showRun(const runtime::Plan &plan, const runtime::RunResult &result, Console &console) {
  console.clearBar();
  std::vector<StageLine> lines = stageLines(plan, result);
  if (console.style().json) {
    writeStages(lines, console);
  } else if (!console.style().quiet) {
    showStages(lines, console);
    if (result.ok || !result.inputs.empty()) // nothing was read where a run could not start
      showSummary(result, console);
  }
  for (const runtime::RunError &warning : result.warnings)
    console.showRunMessage(false, warning.code, warning.text);
  for (const runtime::RunError &error : result.errors)
    console.showRunMessage(true, error.code, error.text);
  if (console.style().json)
    writeSummary(plan, result, console);
  else if (result.ok)
    for (const Node &node : plan.nodes)
      if (node.kind == NodeKind::sink)
        console.results() << node.sink.path << '\n';
}

} // namespace smelt::driver
