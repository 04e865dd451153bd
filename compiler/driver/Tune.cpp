// The verb `tune`: proposes bounds from the values that the last run measured, as edits to the recipe.
//
// A rule of a rules block gets its new bound where the recipe calls it (`gopher.quality(.text, word_count
// = 40..9_000)`), a rule written in place gets it there. What a bound measures decides its unit: the new number is
// written as the old one.
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
constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// How the numbers of a bound are written: "10%" is 10 times 0.01, "1 MB" 1 times 1e6.
struct Notation {
  double factor = 1;
  std::string suffix;
  bool isWhole = true;

  std::string write(double value, bool up) const;
};

/// Rounds outwards to three digits, whole numbers to whole numbers, so that a bound is no tighter than the data.
std::string Notation::write(double value, bool up) const {
  double number = value / factor;
  if (isWhole)
    number = std::floor(number); // a whole number in a bucket that ends between two
  if (number != 0) {
    double step = std::pow(10.0, std::floor(std::log10(std::abs(number))) - 2);
    if (isWhole)
      step = std::max(step, 1.0);
    number = (up ? std::ceil(number / step - 1e-9) : std::floor(number / step + 1e-9)) * step;
  }
  if (isWhole && std::abs(number) < 1e15) {
    std::string digits = std::to_string(std::llabs(std::llround(number))), grouped;
    for (size_t i = 0; i < digits.size(); ++i)
      grouped += (i && (digits.size() - i) % 3 == 0 && digits.size() > 4 ? "_" : "") + digits.substr(i, 1);
    return (number < 0 ? "-" : "") + grouped + suffix;
  }
  return llvm::formatv("{0}", llvm::format("%.6g", number)).str() + suffix;
}

/// How the values of a metric are written where nothing shows it: ratios as shares, sizes in bytes.
Notation notationOf(sema::TypeRef metric) {
  if (metric->kind == sema::TypeKind::optional)
    metric = metric->args[0];
  if (metric->kind != sema::TypeKind::quantity)
    return {1, "", metric->kind == sema::TypeKind::integer};
  if (metric->dimension == sema::Dimension::ratio)
    return {0.01, "%", false};
  std::string unit = metric->dimension == sema::Dimension::time ? "s" : llvm::StringRef(sema::toString(metric)).lower();
  return {1, " " + unit, metric->dimension == sema::Dimension::bytes};
}

/// The notation of the first number of a bound whose value is known.
Notation notationOf(llvm::StringRef bound, double value, sema::TypeRef metric) {
  Notation notation;
  size_t begin = 0; // of a number, not of a name with a digit in it
  while (begin < bound.size() &&
         (!llvm::isDigit(bound[begin]) || (begin && (llvm::isAlnum(bound[begin - 1]) || bound[begin - 1] == '_'))))
    ++begin;
  if (begin == bound.size())
    return notationOf(metric);
  llvm::StringRef rest = bound.drop_front(begin);
  size_t digits = std::min(rest.find_first_not_of("0123456789._"), rest.find(".."));
  std::string number = rest.take_front(digits).str();
  llvm::erase(number, '_');
  double written = std::strtod(number.c_str(), nullptr);
  notation.isWhole = number.find('.') == std::string::npos && value == std::floor(value);
  llvm::StringRef suffix = rest.drop_front(std::min(digits, rest.size())).split("..").first.rtrim();
  bool isUnit =
      !suffix.empty() && llvm::all_of(suffix, [](char c) { return llvm::isAlpha(c) || c == '%' || c == ' '; });
  if (written != 0 && value != 0 && std::abs(value / written - 1) > 1e-9) {
    notation.factor = value / written;
    notation.suffix = suffix.str();
    notation.isWhole = false;
  } else if (isUnit) {
    notation.suffix = suffix.str();
  }
  return notation;
}

/// The largest value of the bucket that begins at `edge` (runtime/core/Histogram.h: 32 buckets for each power of two).
double endOfBucket(double edge) {
  if (edge <= 0)
    return edge;
  int exponent = std::ilogb(edge);
  return std::nextafter(edge + std::scalbn(1.0, exponent - 5), edge);
}

struct Proposal {
  const sema::Rule *rule;
  const RuleFigures *figures;
  std::string bound;    ///< as it is to be written in the rule: "in 20..5_000", "<= 12%"
  std::string argument; ///< as it is to be written at a call: "20..5_000", "12%"
  double keptNow, keptThen;
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

std::optional<Proposal> Tuner::propose(const sema::Rule &rule, const RuleFigures &figures) const {
  bool isRange = llvm::StringRef(rule.bound).starts_with("in");
  bool hasLow = isRange ? rule.low.has_value() : llvm::StringRef(rule.bound).starts_with(">");
  bool hasHigh = isRange ? rule.high.has_value() : llvm::StringRef(rule.bound).starts_with("<");
  if (figures.measured < kFewest || figures.histogram.empty() || (!hasLow && !hasHigh) || !isTunable(rule))
    return std::nullopt;
  double low = -kInfinity, high = kInfinity;
  if (request_.method == "sigma") {
    low = std::max(figures.mean() - 3 * figures.deviation(), figures.min);
    high = std::min(figures.mean() + 3 * figures.deviation(), figures.max);
  } else {
    double outside = (1 - request_.keep) / (hasLow && hasHigh ? 2 : 1);
    low = figures.quantile(outside);
    high = std::min(endOfBucket(figures.quantile(1 - outside)), figures.max);
  }
  Notation notation = notationOf(rule.bound, rule.low.value_or(rule.high.value_or(0)), rule.metric->type);
  std::string a = hasLow ? notation.write(low, false) : "", b = hasHigh ? notation.write(high, true) : "";
  Proposal proposal{&rule, &figures, "", hasLow && hasHigh ? a + ".." + b : isRange ? a + ".." + b : a + b, 0, 0};
  llvm::StringRef op = llvm::StringRef(rule.bound).take_while([](char c) { return c == '<' || c == '>' || c == '='; });
  proposal.bound = (isRange ? "in" : op.str()) + " " + proposal.argument;
  proposal.keptNow = figures.within(rule.low.value_or(-kInfinity), rule.high.value_or(kInfinity));
  proposal.keptThen = figures.within(hasLow ? low : -kInfinity, hasHigh ? high : kInfinity);
  return proposal;
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

void Tuner::show(const Proposal &proposal, bool isEdited) const {
  const RuleFigures &figures = *proposal.figures;
  if (console_.style().json) {
    console_.line(llvm::json::Object{{"type", "proposal"},
                                     {"rule", figures.name},
                                     {"bound", figures.bound},
                                     {"proposed", proposal.bound},
                                     {"kept_now", proposal.keptNow},
                                     {"kept_then", proposal.keptThen},
                                     {"measured", static_cast<int64_t>(figures.measured)},
                                     {"editable", isEdited}});
    return;
  }
  console_.results() << llvm::formatv("{0}: {1} -> {2}   keeps {3:F1}% -> {4:F1}% of {5}{6}\n", figures.name,
                                      figures.bound, proposal.bound, 100 * proposal.keptNow, 100 * proposal.keptThen,
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
