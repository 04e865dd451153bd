// Rules: verdicts, metrics and their bounds, `except` and `only`, rules of `where`.
#include "lang/sema/Checker.h"
#include "lang/sema/Interval.h"
#include "lang/sema/Operators.h"
#include "lang/sema/SourceLine.h"
#include <algorithm>
#include <unordered_set>

namespace smelt::sema {
namespace {

/// `metric op bound` with its parts, if the expression has that form.
bool isBounded(const ast::Expr &e) {
  if (e.kind != ast::ExprKind::binary)
    return false;
  return isComparison(e.op) || (e.op == ast::Op::in && e.operands[1]->kind == ast::ExprKind::range);
}

/// The operator that says the same from the other side: `50 <= x` is `x >= 50`.
Op flipped(Op op) {
  switch (op) {
  case Op::lt:
    return Op::gt;
  case Op::le:
    return Op::ge;
  case Op::gt:
    return Op::lt;
  case Op::ge:
    return Op::le;
  default:
    return op;
  }
}

const char *sign(Op op) {
  switch (op) {
  case Op::lt:
    return "<";
  case Op::le:
    return "<=";
  case Op::gt:
    return ">";
  case Op::ge:
    return ">=";
  case Op::eq:
    return "==";
  default:
    return "!=";
  }
}

} // namespace

/// Fills metric, bound and interval from `holds`, which was checked from `e`.
void Checker::extractMetric(Rule &rule, const ast::Expr &e) {
  const ExprRef &holds = rule.holds;
  if (!isBounded(e) || !holds)
    return;
  if (holds->kind == ExprKind::in_range && !holds->flag) {
    for (const ExprRef &bound : {holds->operands[1], holds->operands[2]})
      if (!isConstant(bound) && !isFolded(bound))
        return;
    rule.metric = holds->operands[0];
    rule.bound = "in " + onOneLine(sourceText(e.operands[1]->span));
    setLow(rule, holds->operands[1]);
    setHigh(rule, holds->operands[2]);
    return;
  }
  if (holds->kind != ExprKind::compare)
    return;
  auto isBound = [&](const ExprRef &e) { return isConstant(e) || isFolded(e); };
  bool swap = isBound(holds->operands[0]) && !isConstant(holds->operands[1]);
  size_t metric = swap ? 1 : 0;
  const ExprRef &bound = holds->operands[1 - metric];
  if (!isBound(bound) || !isNumeric(holds->operands[metric]->type))
    return;
  Op op = swap ? flipped(holds->op) : holds->op;
  rule.metric = holds->operands[metric];
  rule.bound = std::string(sign(op)) + " " + onOneLine(sourceText(e.operands[1 - metric]->span));
  if (op == Op::lt || op == Op::le || op == Op::eq)
    setHigh(rule, bound);
  if (op == Op::gt || op == Op::ge || op == Op::eq)
    setLow(rule, bound);
}

/// The interval's ends, from a constant or from what folds of streams give.
void Checker::setLow(Rule &rule, const ExprRef &bound) {
  rule.low = numberOf(bound);
  rule.lowFolded = foldedBound(bound);
}

void Checker::setHigh(Rule &rule, const ExprRef &bound) {
  rule.high = numberOf(bound);
  rule.highFolded = foldedBound(bound);
}

std::optional<uint32_t> Checker::foldedBound(const ExprRef &bound) {
  if (!bound || isConstant(bound) || !isFolded(bound))
    return std::nullopt;
  program_.foldedBounds.push_back(bound);
  return static_cast<uint32_t>(program_.foldedBounds.size() - 1);
}

/// A bound that the metric's values never meet, or always. `at` is what the user can change.
void Checker::warnAboutInterval(const Rule &rule, Span at) {
  if (!rule.metric || (!rule.low && !rule.high))
    return;
  Interval value = intervalOf(rule.metric), wanted;
  wanted.low = rule.low.value_or(wanted.low);
  wanted.high = rule.high.value_or(wanted.high);
  std::string shown = toString(value, rule.metric->type);
  // `> 0` and `< 1` leave their bound out.
  bool openLow = rule.bound.starts_with("> "), openHigh = rule.bound.starts_with("< ");
  bool empty = wanted.low > wanted.high;
  bool below = value.high < wanted.low || (openLow && value.high == wanted.low);
  bool above = value.low > wanted.high || (openHigh && value.low == wanted.high);
  bool reachesLow = value.low > wanted.low || (value.low == wanted.low && !openLow);
  bool reachesHigh = value.high < wanted.high || (value.high == wanted.high && !openHigh);
  bool always = (!rule.low || reachesLow) && (!rule.high || reachesHigh);
  if (!empty && !below && !above && !always)
    return;
  auto &d = report(always && !empty ? Code::W0902 : Code::W0903, at)
                .label(empty ? "the interval " + rule.bound.substr(rule.bound.find(' ') + 1) + " is empty"
                             : "the value always lies in " + shown);
  if (at.file != rule.span.file || at.begin < rule.span.begin || at.end > rule.span.end)
    d.cause(rule.span, "in this rule");
}

Rule Checker::predicate(const ast::Expr &e, const Value &verdict, const std::string &name) {
  Rule rule;
  rule.name = name;
  rule.span = e.span;
  rule.useSpan = e.span;
  Value v = coerce(verdict, boolType_, e.span);
  if (v.isError())
    return rule;
  rule.holds = v.expr;
  if (isConstant(v.expr)) {
    report(Code::E0401, e.span).label(v.expr->intValue ? "always true" : "always false");
    rule.holds = nullptr;
    return rule;
  }
  extractMetric(rule, e);
  warnAboutInterval(rule, rule.span);
  return rule;
}

/// The rule with another bound: a value takes the place of the bound, a range replaces operator and bound.
Rule Checker::rebounded(const ast::Rule &rule, const Scope &inner, const ast::Expr &bound, const Scope &boundScope) {
  const ast::Expr &e = *rule.value;
  Rule made;
  made.span = rule.span;
  if (e.kind == ast::ExprKind::error)
    return made;
  if (!isBounded(e)) {
    report(Code::E0403, bound.span, {rule.name.text})
        .label("a bound")
        .cause(e.span, "this is not of the form `metric <= bound`");
    return made;
  }
  Value v = check(*e.operands[0], inner);
  ExprRef metric = scalar(v, e.operands[0]->span);
  if (metric == errorExpr_ || !presentNumber(metric, e.operands[0]->span))
    return made;
  made.metric = metric;
  if (bound.kind == ast::ExprKind::range) {
    made.holds = inRange(metric, e.operands[0]->span, bound, boundScope, false, e.span).expr;
    made.bound = "in " + onOneLine(sourceText(bound.span));
    if (made.holds && made.holds->kind == ExprKind::in_range) {
      setLow(made, made.holds->operands[1]);
      setHigh(made, made.holds->operands[2]);
    }
    return made;
  }
  if (e.op == ast::Op::in) {
    report(Code::E0204, bound.span, {"a range is", "one value"})
        .label("one value")
        .cause(e.operands[1]->span, "the rule has a range here")
        .suggest("write `low..high`, `low..` or `..high`");
    return made;
  }
  Value b = check(bound, boundScope, metric->type);
  bool plain = !b.isError() && isPlainNumber(metric->type) && isPlainNumber(b.type);
  if (!plain)
    b = coerce(b, metric->type, bound.span);
  if (b.isError() || !b.expr)
    return made;
  static const std::map<ast::Op, Op> ops = {{ast::Op::eq, Op::eq}, {ast::Op::ne, Op::ne}, {ast::Op::lt, Op::lt},
                                            {ast::Op::le, Op::le}, {ast::Op::gt, Op::gt}, {ast::Op::ge, Op::ge}};
  Op op = ops.at(e.op);
  made.holds = compare(op, metric, b.expr, e.span).expr;
  made.bound = std::string(sign(op)) + " " + onOneLine(sourceText(bound.span));
  if (op == Op::lt || op == Op::le || op == Op::eq)
    setHigh(made, b.expr);
  if (op == Op::gt || op == Op::ge || op == Op::eq)
    setLow(made, b.expr);
  return made;
}

NamedRule Checker::checkRule(const ast::Rule &rule, const Scope &inner, const ast::Expr *bound,
                             const Scope *boundScope) {
  Rule made = bound ? rebounded(rule, inner, *bound, *boundScope) : Rule();
  if (!bound) {
    made.span = rule.value->span;
    if (Value v = checkAs(*rule.value, inner, boolType_); !v.isError()) {
      made.holds = v.expr;
      extractMetric(made, *rule.value);
    }
  }
  return {rule.name.text, std::move(made)};
}

/// What is always or never true whatever the call says is blamed on the rule, all else on the call.
void Checker::judgeRule(const Rule &rule, Span at, bool alone) {
  bool blamed = reported_.count({Code::W0902, rule.span.file, rule.span.begin, rule.span.end}) ||
                reported_.count({Code::W0903, rule.span.file, rule.span.begin, rule.span.end});
  if (alone && isConstant(rule.holds))
    report(Code::E0401, rule.span).label(rule.holds->intValue ? "always true" : "always false");
  else if (alone || !blamed)
    warnAboutInterval(rule, at);
}

std::string Checker::pathOfRules(const Candidate &c, const Call &call) {
  return c.entity.kind == EntityKind::rule ? call.name.substr(0, call.name.rfind('.')) : call.name;
}

/// As it is called here.
void Checker::nameRule(NamedRule &made, const RuleSet &set, const Call &call) {
  made.rule.name = set.path + "." + made.shortName;
  made.rule.useSpan = call.span;
}

/// Null after an error. `alone`: for no call, see checkFunctionAlone.
std::shared_ptr<RuleSet> Checker::expandRules(const Candidate &c, const Call &call, const Scope &inner,
                                              const std::vector<const ast::Arg *> &overrides, bool alone) {
  auto set = std::make_shared<RuleSet>();
  set->path = pathOfRules(c, call);
  std::vector<std::string> legal;
  for (const ast::Param &p : c.item->params)
    legal.push_back(p.name.text);
  for (const ast::Rule &rule : c.item->rules)
    legal.push_back(rule.name.text);
  bool ok = true;
  for (const ast::Arg *arg : overrides)
    if (std::none_of(c.item->rules.begin(), c.item->rules.end(),
                     [&](const ast::Rule &r) { return r.name.text == arg->name.text; })) {
      unknownParameter(*arg, legal, call.name, declarationsOf(c.item->rules));
      ok = false;
    }
  for (const ast::Rule &rule : c.item->rules) {
    if (c.entity.rule && c.entity.rule != &rule)
      continue;
    const ast::Expr *bound = nullptr;
    for (const ast::Arg *arg : overrides)
      if (arg->name.text == rule.name.text)
        bound = arg->value.get();
    NamedRule made = checkRule(rule, inner, bound, call.scope);
    nameRule(made, *set, call);
    ok = ok && made.rule.holds;
    if (made.rule.holds)
      judgeRule(made.rule, alone ? rule.value->span : bound ? bound->span : call.span, alone);
    set->rules.push_back(std::move(made));
  }
  return ok ? set : nullptr;
}

Value Checker::checkSelectRules(const ast::Expr &e, const Scope &scope) {
  const char *word = e.op == ast::Op::only ? "only" : "except";
  Value v = check(*e.operands[0], scope);
  if (v.isError())
    return v;
  if (!v.rules) {
    report(Code::E0405, e.operands[0]->span, {word, foundPhrase(v.type)}).label("not rules");
    return failed();
  }
  std::vector<std::string> legal;
  for (const NamedRule &r : v.rules->rules)
    legal.push_back(r.shortName);
  auto chosen = std::make_shared<RuleSet>();
  chosen->path = v.rules->path;
  for (const ast::Name &name : e.names)
    if (std::find(legal.begin(), legal.end(), name.text) == legal.end() && !isSpoiled(name.text) &&
        !isRepeated(Code::E0402, v.rules->path + " " + name.text, name.span)) {
      auto &d = report(Code::E0402, name.span, {v.rules->path, name.text}).label("no such rule");
      suggestName(d, name.span, name.text, legal, "its rules are");
    }
  for (const NamedRule &r : v.rules->rules) {
    bool named = std::any_of(e.names.begin(), e.names.end(), [&](const ast::Name &n) { return n.text == r.shortName; });
    if (named == (e.op == ast::Op::only))
      chosen->rules.push_back(r);
  }
  v.rules = chosen;
  return v;
}

/// `measure(rules)`: a record of the metrics; a rule without one gives whether it holds.
Value Checker::measure(Call &call) {
  const ast::Arg *first = firstPositional(call);
  if (!call.receiver && !first) {
    report(Code::E0213, call.nameSpan, {call.name, "rules"}).label("`rules` is missing");
    return failed();
  }
  Value v = call.receiver ? *call.receiver : check(*first->value, *call.scope);
  Span span = call.receiver ? call.receiverSpan : first->value->span;
  if (v.isError())
    return failed();
  if (!v.rules) {
    report(Code::E0405, span, {"measure", foundPhrase(v.type)}).label("not rules");
    return failed();
  }
  std::vector<Field> fields;
  std::vector<ExprRef> values;
  for (const NamedRule &r : v.rules->rules) {
    const ExprRef &value = r.rule.metric ? r.rule.metric : r.rule.holds;
    fields.push_back({r.shortName, value->type});
    values.push_back(value);
  }
  return of(makeExpr(ExprKind::record, types_.record(std::move(fields)), call.span, std::move(values)));
}

/// Whether a value depends on the row; one of a whole stream may.
static bool dependsOn(const ExprRef &e, LocalId row, std::unordered_set<const Expr *> &seen) {
  if (!e || !seen.insert(e.get()).second)
    return false;
  if (e->kind == ExprKind::stream || (e->kind == ExprKind::local && e->local == row))
    return true;
  return std::any_of(e->operands.begin(), e->operands.end(), [&](const ExprRef &o) { return dependsOn(o, row, seen); });
}

/// `where(gopher.quality("text"))`: the name of a field in quotes is a text like any other.
bool Checker::isSameForAll(const std::vector<Rule> &rules, LocalId row, Span span) {
  std::unordered_set<const Expr *> seen;
  for (const Rule &r : rules)
    if (!r.holds || dependsOn(r.holds, row, seen))
      return false;
  if (!rules.empty())
    report(Code::E0401, span)
        .label("the same for every row")
        .suggest("a field of the row is written with a dot: `.text`");
  return !rules.empty();
}

void Checker::rulesOfExpr(const ast::Expr &e, const Scope &row, Span use, std::vector<Rule> &out, Scope &narrowing) {
  if (e.kind == ast::ExprKind::binary && e.op == ast::Op::and_) {
    rulesOfExpr(*e.operands[0], row, use, out, narrowing);
    rulesOfExpr(*e.operands[1], row, use, out, narrowing);
    return;
  }
  bool isFunction = e.kind == ast::ExprKind::lambda || namesFunction(e, narrowing); // `where(is_prose)`
  Value verdict =
      isFunction ? applyClosure(makeClosure(e, narrowing, boolType_), {*row.findIt()}, e.span) : check(e, narrowing);
  if (verdict.isError())
    return;
  std::vector<Rule> made;
  if (verdict.rules) {
    for (const NamedRule &r : verdict.rules->rules)
      made.push_back(r.rule);
  } else {
    made.push_back(predicate(e, verdict, onOneLine(sourceText(e.span))));
  }
  if (isSameForAll(made, row.findIt()->expr->local, e.span))
    return;
  for (Rule &rule : made) {
    if (!rule.holds)
      continue;
    rule.useSpan = use;
    rule.row = row.findIt()->expr->local;
    addFacts(rule.holds, true, narrowing.narrowed);
    out.push_back(std::move(rule));
  }
}

} // namespace smelt::sema
