// The verb `tune`: proposes bounds from the values that the last run measured, as edits to the recipe.
//
// A rule of a rules block gets its new bound where the recipe calls it (`gopher.quality(.text, word_count
// = 40..9_000)`), a rule written in place gets it there. The new number is written as the old one (BoundNotation.h),
// and what it is said to keep is what that number keeps, as far as the histogram's buckets tell.
#include "compiler/driver/BoundNotation.h"
#include "compiler/driver/Checked.h"
#include "compiler/driver/ReportData.h"
#include "compiler/driver/Verbs.h"
#include "lang/sema/Build.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include <algorithm>
#include <cmath>
#include <map>

namespace smelt::driver {

namespace {

/// Fewer values than this say nothing about the next ones.
constexpr uint64_t kFewest = 100;

struct Proposal {
  const sema::Rule *rule;
  const RuleFigures *figures;
  std::string bound;    ///< as it is to be written in the rule: "in 20..5_000", "<= 12%"
  std::string argument; ///< as it is to be written at a call: "20..5_000", "12%"
  Share keptNow, keptThen;
};

struct Edit {
  size_t begin, end;
  std::string text;
};

class Tuner {
public:
  Tuner(const Request &request, Checked &checked, Console &console)
      : request_(request), checked_(checked), console_(console) {}

  Exit run();

private:
  bool collect(const sema::Output &output);
  void collectRules(const sema::Stage &stage);
  Interval wanted(const RuleFigures &figures, const std::vector<Bucket> &buckets, bool isRange) const;
  std::optional<Proposal> propose(const sema::Rule &rule, const RuleFigures &figures) const;
  std::optional<Edit> editOf(const Proposal &proposal) const;
  std::optional<Edit> editOfCall(const Proposal &proposal) const;
  void show(const Proposal &proposal, bool isEdited) const;
  Exit apply(const std::vector<Edit> &edits);

  /// The recipe itself: only it is edited.
  uint32_t file() const { return checked_.recipeFile; }
  llvm::StringRef textOf(diag::Span span) const { return {checked_.sources.text(span)}; }

  const Request &request_;
  Checked &checked_;
  Console &console_;
  std::vector<ReportData> reports_;
  std::vector<std::pair<const sema::Rule *, const sema::Stage *>> rules_;
  std::set<const sema::Stage *> seen_;
};

void Tuner::collectRules(const sema::Stage &stage) {
  if (!seen_.insert(&stage).second)
    return;
  for (const sema::StageRef &input : stage.inputs)
    collectRules(*input);
  for (const sema::Rule &rule : stage.rules)
    rules_.emplace_back(&rule, &stage);
}

bool Tuner::collect(const sema::Output &output) {
  const std::string &folder = output.sink->settings.at("path")->text;
  std::string error;
  std::optional<ReportData> data = readReport(folder, error);
  if (!data) {
    checked_.diags.report(diag::Code::E0261, output.span, {folder})
        .label("`tune` looks at what its last run measured")
        .note(error)
        .suggest("run the recipe first: `smelt run " + request_.recipe + " --report full`");
    return false;
  }
  reports_.push_back(std::move(*data));
  collectRules(*output.sink);
  return true;
}

/// A bound that is worked out of all rows follows the data by itself.
static bool isTunable(const sema::Rule &rule) {
  const sema::Expr &holds = *rule.holds;
  if (holds.kind == sema::ExprKind::in_range)
    return sema::isConstant(holds.operands[1]) && sema::isConstant(holds.operands[2]);
  return rule.low || rule.high;
}

/// Whether the metric's values are whole numbers: counts by their type, sizes by what was measured, since a mean of
/// sizes is a size too.
static bool areWhole(sema::TypeRef metric, const RuleFigures &figures) {
  if (metric->kind == sema::TypeKind::optional)
    metric = metric->args[0];
  auto isWhole = [](double value) { return value == std::floor(value); };
  return metric->kind == sema::TypeKind::integer ||
         (metric->kind == sema::TypeKind::quantity && metric->dimension == sema::Dimension::bytes &&
          isWhole(figures.sum) && isWhole(figures.min) && isWhole(figures.max));
}

/// The values that a new bound is to let in.
Interval Tuner::wanted(const RuleFigures &figures, const std::vector<Bucket> &buckets, bool isRange) const {
  if (request_.method == "sigma")
    return {std::max(figures.mean() - 3 * figures.deviation(), figures.min),
            std::min(figures.mean() + 3 * figures.deviation(), figures.max)};
  double outside = (1 - request_.keep) / (isRange ? 2 : 1);
  return {quantile(buckets, outside).low, quantile(buckets, 1 - outside).high};
}

std::optional<Proposal> Tuner::propose(const sema::Rule &rule, const RuleFigures &figures) const {
  llvm::StringRef bound = rule.bound;
  bool isRange = bound.starts_with("in");
  bool hasLow = isRange ? rule.low.has_value() : bound.starts_with(">");
  bool hasHigh = isRange ? rule.high.has_value() : bound.starts_with("<");
  if (figures.measured < kFewest || figures.histogram.empty() || (!hasLow && !hasHigh) || !isTunable(rule))
    return std::nullopt;
  bool whole = areWhole(rule.metric->type, figures);
  std::vector<Bucket> buckets = figures.buckets(whole);
  Interval now, then, want = wanted(figures, buckets, hasLow && hasHigh);
  now.openLow = then.openLow = bound.starts_with("> ");
  now.openHigh = then.openHigh = bound.starts_with("< ");
  if (then.openLow && want.low == 0 && figures.min == 0)
    return std::nullopt; // `> 0` is as wide as such a bound gets where no value is below 0
  auto notation = BoundNotation::of(bound, rule.low.value_or(rule.high.value_or(0)), rule.metric->type, whole);
  std::string low, high;
  if (hasLow) {
    now.low = *rule.low;
    WrittenNumber number = notation.write(want.low, false, then.openLow);
    low = number.text;
    then.low = number.value;
  }
  if (hasHigh) {
    now.high = *rule.high;
    WrittenNumber number = notation.write(want.high, true, then.openHigh);
    high = number.text;
    then.high = number.value;
  }
  std::string argument = isRange ? low + ".." + high : low + high;
  std::string sign = isRange ? "in" : bound.take_while([](char c) { return c == '<' || c == '>' || c == '='; }).str();
  return Proposal{&rule, &figures, sign + " " + argument, argument, within(buckets, now), within(buckets, then)};
}

/// `gopher.quality(.text)` becomes `gopher.quality(.text, word_count = 20..5_000)`; a bound given before is replaced.
std::optional<Edit> Tuner::editOfCall(const Proposal &proposal) const {
  diag::Span span = proposal.rule->useSpan;
  llvm::StringRef text = textOf(span), name = llvm::StringRef(proposal.rule->name).rsplit('.').second;
  size_t depth = 0, close = llvm::StringRef::npos;
  for (size_t i = 0; i < text.size() && close == llvm::StringRef::npos; ++i) {
    depth += text[i] == '(';
    if (text[i] == ')' && --depth == 0)
      close = i;
  }
  if (close == llvm::StringRef::npos)
    return std::nullopt;
  size_t given = text.find((name + " = ").str());
  if (given != llvm::StringRef::npos && given < close && (text[given - 1] == ' ' || text[given - 1] == '(')) {
    size_t from = given + name.size() + 3, to = std::min(text.find(',', from), close);
    return Edit{span.begin + from, span.begin + to, proposal.argument};
  }
  return Edit{span.begin + close, span.begin + close, (", " + name + " = " + proposal.argument).str()};
}

std::optional<Edit> Tuner::editOf(const Proposal &proposal) const {
  const sema::Rule &rule = *proposal.rule;
  bool isInPlace =
      rule.span.file == rule.useSpan.file && rule.span.begin >= rule.useSpan.begin && rule.span.end <= rule.useSpan.end;
  if (!isInPlace)
    return rule.useSpan.file == file() ? editOfCall(proposal) : std::nullopt;
  llvm::StringRef text = textOf(rule.span);
  if (rule.span.file != file() || !text.ends_with(rule.bound))
    return std::nullopt;
  return Edit{rule.span.end - rule.bound.size(), rule.span.end, proposal.bound};
}

/// "93.1%", or "88.2..93.1%" where a bucket is cut.
static std::string percent(const Share &share) {
  std::string least = llvm::formatv("{0:F1}", 100 * share.least), most = llvm::formatv("{0:F1}", 100 * share.most);
  return (least == most ? least : least + ".." + most) + "%";
}

void Tuner::show(const Proposal &proposal, bool isEdited) const {
  const RuleFigures &figures = *proposal.figures;
  if (console_.style().json) {
    console_.line(llvm::json::Object{{"type", "proposal"},
                                     {"rule", figures.name},
                                     {"bound", figures.bound},
                                     {"proposed", proposal.bound},
                                     {"kept_now", proposal.keptNow.least},
                                     {"kept_now_most", proposal.keptNow.most},
                                     {"kept_then", proposal.keptThen.least},
                                     {"kept_then_most", proposal.keptThen.most},
                                     {"measured", static_cast<int64_t>(figures.measured)},
                                     {"editable", isEdited}});
    return;
  }
  console_.results() << llvm::formatv("{0}: {1} -> {2}   keeps {3} -> {4} of {5}{6}\n", figures.name, figures.bound,
                                      proposal.bound, percent(proposal.keptNow), percent(proposal.keptThen),
                                      withCommas(figures.measured), isEdited ? "" : " (not written in this file)");
}

Exit Tuner::apply(const std::vector<Edit> &edits) {
  std::string text = checked_.sources.file(file()).text;
  for (const Edit &edit : llvm::reverse(edits))
    text.replace(edit.begin, edit.end - edit.begin, edit.text);
  std::string error;
  if (writeFile(request_.recipe, text, error))
    return Exit::ok;
  checked_.diags.report(diag::Code::E0920, kNowhere, {request_.recipe}).note(error);
  console_.show(checked_.diags, checked_.sources);
  return Exit::recipe;
}

Exit Tuner::run() {
  std::optional<std::vector<std::string>> names = checked_.selectOutputs(request_.outputs);
  bool found = names.has_value();
  for (const sema::Output &output : checked_.program->outputs)
    if (found && llvm::is_contained(*names, output.name))
      found = collect(output);
  if (!found) {
    console_.show(checked_.diags, checked_.sources);
    return Exit::recipe;
  }
  std::map<size_t, Edit> edits; ///< by place: a rule that several outputs share is edited once
  std::map<size_t, std::vector<Edit>> insertions;
  std::set<std::string> done;
  bool none = true, few = false;
  for (const ReportData &report : reports_)
    for (const RuleFigures &figures : report.rules)
      for (auto [rule, stage] : rules_) {
        if (rule->name != figures.name || !done.insert(rule->name).second)
          continue;
        std::optional<Proposal> proposal = propose(*rule, figures);
        few |= figures.measured > 0 && figures.measured < kFewest;
        if (!proposal || proposal->bound == rule->bound)
          continue;
        none = false;
        std::optional<Edit> edit = editOf(*proposal);
        show(*proposal, edit.has_value());
        if (edit && edit->begin == edit->end)
          insertions[edit->begin].push_back(*edit);
        else if (edit)
          edits.emplace(edit->begin, *edit);
      }
  for (auto &[place, list] : insertions) {
    Edit joined{place, place, ""};
    for (const Edit &edit : list)
      joined.text += edit.text;
    edits.emplace(place, joined);
  }
  std::vector<Edit> sorted;
  for (auto &[place, edit] : edits)
    sorted.push_back(edit);
  if (none && !console_.style().json && !console_.style().quiet)
    console_.messages() << (few ? "too few documents were measured: `smelt run " + request_.recipe +
                                      " --report full` measures all of them\n"
                                : "no rule has a bound that fits the data better\n");
  if (!request_.write || sorted.empty()) {
    if (!sorted.empty() && !console_.style().json && !console_.style().quiet)
      console_.messages() << "nothing was changed; `--write` puts these bounds into " << request_.recipe << '\n';
    return Exit::ok;
  }
  return apply(sorted);
}

} // namespace

Exit tune(const Request &request, const Environment &environment, Console &console) {
  std::unique_ptr<Checked> checked = checkRecipe(request, environment);
  if (!checked->ok()) {
    console.show(checked->diags, checked->sources);
    return checked->verdict();
  }
  return Tuner(request, *checked, console).run();
}

} // namespace smelt::driver
