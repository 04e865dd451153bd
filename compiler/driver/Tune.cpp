// The verb `tune`: proposes bounds from the values that the last run measured, as edits to the recipe.
//
// A rule of a rules block gets its new bound where the recipe calls it (`gopher.quality(.text, word_count
// = 40..9_000)`), a rule written in place gets it there. What a name stands for is not written at the rule, so such
// bounds are left. The new number is written as the old one (BoundNotation.h), and what it is said to keep is what that
// number keeps, as far as the histogram's buckets tell.
#include "compiler/driver/BoundNotation.h"
#include "compiler/driver/Checked.h"
#include "compiler/driver/ReportData.h"
#include "compiler/driver/Verbs.h"
#include "lang/sema/Build.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/Regex.h"
#include <algorithm>
#include <cmath>
#include <list>
#include <map>
#include <set>

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
  llvm::StringRef rule; ///< whose bound it is
};

/// Where a proposal goes, or why it goes nowhere.
struct Place {
  std::optional<Edit> edit;
  std::string whyNot;
};

/// A rule and what the report of an output says of it.
struct Measured {
  const sema::Rule *rule;
  const RuleFigures *figures;
};

class Tuner {
public:
  Tuner(const Request &request, Checked &checked, Console &console)
      : request_(request), checked_(checked), console_(console) {}

  Exit run();

private:
  bool collect(const sema::Output &output);
  Interval wanted(const RuleFigures &figures, const std::vector<Bucket> &buckets, bool isRange) const;
  std::optional<Proposal> propose(const sema::Rule &rule, const RuleFigures &figures) const;
  Place placeOf(const Proposal &proposal) const;
  Place placeInCall(const Proposal &proposal) const;
  Place placeInRule(const Proposal &proposal) const;
  /// The place, unless another stage that the same text stands for has another bound there.
  Place claim(const Proposal &proposal);
  void show(const Proposal &proposal, const std::string &whyNot) const;
  std::string edited() const;
  Exit write();

  /// The recipe itself: only it is edited.
  uint32_t file() const { return checked_.recipeFile; }
  llvm::StringRef textOf(diag::Span span) const { return {checked_.sources.text(span)}; }

  const Request &request_;
  Checked &checked_;
  Console &console_;
  std::list<ReportData> reports_;
  std::vector<Measured> measured_;
  std::vector<Edit> edits_; ///< by place; those at one place in the order of their rules
};

/// The rules of a stage and of those above it, in the order in which a report has them.
static void collectRules(const sema::Stage &stage, std::set<const sema::Stage *> &seen,
                         std::vector<const sema::Rule *> &rules) {
  if (!seen.insert(&stage).second)
    return;
  for (const sema::StageRef &input : stage.inputs)
    collectRules(*input, seen, rules);
  for (const sema::Rule &rule : stage.rules)
    rules.push_back(&rule);
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
  std::set<const sema::Stage *> seen;
  std::vector<const sema::Rule *> rules;
  collectRules(*output.sink, seen, rules);
  std::map<std::string, size_t> named; // rules of one name are told apart by their order
  for (const sema::Rule *rule : rules) {
    size_t nth = named[rule->name]++;
    auto isIt = [&](const RuleFigures &figures) { return figures.name == rule->name && figures.nth == nth; };
    auto found = llvm::find_if(reports_.back().rules, isIt);
    bool isKnown = llvm::any_of(measured_, [&](const Measured &m) { return m.rule == rule; }); // of an output before
    if (found != reports_.back().rules.end() && !isKnown)
      measured_.push_back({rule, &*found});
  }
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

/// The first name in the text of a bound that is no unit: `most` of "2 * most", none in "1 KB..10k".
static llvm::StringRef nameIn(llvm::StringRef bound) {
  auto isLetter = [](char c) { return llvm::isAlpha(c) || c == '_' || static_cast<unsigned char>(c) >= 0x80; };
  char before = ' '; // the last that is no space
  for (size_t i = 0; i < bound.size(); ++i) {
    size_t end = i;
    while (end < bound.size() && (isLetter(bound[end]) || (end > i && llvm::isDigit(bound[end]))))
      ++end;
    if (end > i && !llvm::isDigit(before))
      return bound.slice(i, end);
    if (end > i)
      i = end - 1;
    if (bound[i] != ' ')
      before = bound[i];
  }
  return {};
}

static Place leftTo(llvm::StringRef name) { return {std::nullopt, ("`" + name + "` stands for its bound").str()}; }

/// `gopher.quality(.text)` becomes `gopher.quality(.text, word_count = 20..5_000)`; a bound given before is replaced.
Place Tuner::placeInCall(const Proposal &proposal) const {
  diag::Span span = proposal.rule->useSpan;
  llvm::StringRef text = textOf(span), name = llvm::StringRef(proposal.rule->name).rsplit('.').second;
  size_t depth = 0, close = llvm::StringRef::npos;
  for (size_t i = 0; i < text.size() && close == llvm::StringRef::npos; ++i) {
    depth += text[i] == '(';
    if (text[i] == ')' && --depth == 0)
      close = i;
  }
  if (close == llvm::StringRef::npos)
    return {std::nullopt, "not called here"};
  llvm::SmallVector<llvm::StringRef> given;
  if (llvm::Regex(("[(,[:space:]]" + name + "[[:space:]]*=[[:space:]]*").str()).match(text.take_front(close), &given)) {
    size_t from = static_cast<size_t>(given[0].end() - text.begin()), to = std::min(text.find(',', from), close);
    if (llvm::StringRef inside = nameIn(text.slice(from, to)); !inside.empty())
      return leftTo(inside);
    return {Edit{span.begin + from, span.begin + to, proposal.argument, {}}, ""};
  }
  return {Edit{span.begin + close, span.begin + close, (", " + name + " = " + proposal.argument).str(), {}}, ""};
}

static llvm::StringRef flipped(llvm::StringRef sign) {
  return llvm::StringSwitch<llvm::StringRef>(sign)
      .Case("<", ">")
      .Case("<=", ">=")
      .Case(">", "<")
      .Case(">=", "<=")
      .Default(sign);
}

/// In `metric <= bound` or `bound >= metric`.
Place Tuner::placeInRule(const Proposal &proposal) const {
  const sema::Rule &rule = *proposal.rule;
  auto [sign, bound] = llvm::StringRef(rule.bound).split(' ');
  if (llvm::StringRef name = nameIn(bound); !name.empty())
    return leftTo(name);
  llvm::StringRef text = textOf(rule.span), before = text, after = text;
  if (before.consume_back(bound) && before.rtrim().ends_with(sign))
    return {Edit{rule.span.begin + before.size(), rule.span.end, proposal.argument, {}}, ""};
  if (after.consume_front(bound) && after.ltrim().starts_with(flipped(sign)))
    return {Edit{rule.span.begin, rule.span.begin + bound.size(), proposal.argument, {}}, ""};
  return {std::nullopt, "its bound is written in another way"};
}

Place Tuner::placeOf(const Proposal &proposal) const {
  const sema::Rule &rule = *proposal.rule;
  bool isInPlace =
      rule.span.file == rule.useSpan.file && rule.span.begin >= rule.useSpan.begin && rule.span.end <= rule.useSpan.end;
  if (rule.useSpan.file != file())
    return {std::nullopt, "not written in this file"};
  return isInPlace ? placeInRule(proposal) : placeInCall(proposal);
}

Place Tuner::claim(const Proposal &proposal) {
  Place place = placeOf(proposal);
  if (!place.edit)
    return place;
  place.edit->rule = proposal.rule->name;
  for (const Edit &known : edits_)
    if (known.begin == place.edit->begin && known.rule == place.edit->rule)
      return known.text == place.edit->text ? place
                                            : Place{std::nullopt, "written once for several stages, the first counts"};
  auto comesFirst = [](const Edit &a, const Edit &b) { return a.begin < b.begin; };
  edits_.insert(llvm::upper_bound(edits_, *place.edit, comesFirst), *place.edit);
  return place;
}

/// "93.1%", or "88.2..93.1%" where a bucket is cut.
static std::string percent(const Share &share) {
  std::string least = llvm::formatv("{0:F1}", 100 * share.least), most = llvm::formatv("{0:F1}", 100 * share.most);
  return (least == most ? least : least + ".." + most) + "%";
}

void Tuner::show(const Proposal &proposal, const std::string &whyNot) const {
  const RuleFigures &figures = *proposal.figures;
  if (console_.style().json) {
    llvm::json::Object line{{"type", "proposal"},
                            {"rule", figures.name},
                            {"bound", figures.bound},
                            {"proposed", proposal.bound},
                            {"kept_now", proposal.keptNow.least},
                            {"kept_now_most", proposal.keptNow.most},
                            {"kept_then", proposal.keptThen.least},
                            {"kept_then_most", proposal.keptThen.most},
                            {"measured", static_cast<int64_t>(figures.measured)},
                            {"editable", whyNot.empty()}};
    if (!whyNot.empty())
      line["why_not"] = llvm::json::fixUTF8(whyNot);
    console_.line(std::move(line));
    return;
  }
  console_.results() << llvm::formatv("{0}: {1} -> {2}   keeps {3} -> {4} of {5}{6}\n", figures.title(), figures.bound,
                                      proposal.bound, percent(proposal.keptNow), percent(proposal.keptThen),
                                      withCommas(figures.measured), whyNot.empty() ? "" : " (" + whyNot + ")");
}

/// The recipe with all edits. Those at one place are arguments of a call, one behind the other.
std::string Tuner::edited() const {
  llvm::StringRef text = checked_.sources.file(file()).text;
  std::string after;
  size_t taken = 0;
  for (const Edit &edit : edits_) {
    after += text.slice(taken, edit.begin).str() + edit.text;
    taken = edit.end;
  }
  return after + text.drop_front(taken).str();
}

Exit Tuner::write() {
  std::string error;
  if (writeFile(request_.recipe, edited(), error))
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
  bool none = true, few = false;
  for (auto [rule, figures] : measured_) {
    std::optional<Proposal> proposal = propose(*rule, *figures);
    few |= figures->measured > 0 && figures->measured < kFewest;
    if (!proposal || proposal->bound == rule->bound)
      continue;
    none = false;
    show(*proposal, claim(*proposal).whyNot);
  }
  bool isTold = !console_.style().json && !console_.style().quiet;
  if (none && isTold)
    console_.messages() << (few ? "too few documents were measured: `smelt run " + request_.recipe +
                                      " --report full` measures all of them\n"
                                : "no rule has a bound that fits the data better\n");
  if (request_.write && !edits_.empty())
    return write();
  if (!edits_.empty() && isTold)
    console_.messages() << "nothing was changed; `--write` puts these bounds into " << request_.recipe << '\n';
  return Exit::ok;
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
