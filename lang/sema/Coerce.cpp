// Implicit conversions, and what is said when there is none.
#include "lang/sema/Checker.h"
#include <algorithm>

namespace smelt::sema {

std::optional<Value> Checker::convertImplicitly(const Value &v, TypeRef wanted) {
  if (v.type == wanted || v.isError() || wanted->kind == TypeKind::error || hasVariables(wanted))
    return v;
  if (v.rules && wanted->kind == TypeKind::boolean)
    return asBool(*v.rules, v.rules->rules.empty() ? Span() : v.rules->rules.front().rule.useSpan);
  if (!v.expr)
    return std::nullopt;
  const ExprRef &e = v.expr;
  TypeKind to = wanted->kind, from = v.type->kind;
  if (to == TypeKind::optional) {
    if (from == TypeKind::null)
      return of(retype(e, wanted));
    TypeRef inner = wanted->args[0];
    if (from == TypeKind::optional)
      return std::nullopt;
    auto converted = convertImplicitly(v, inner);
    return converted ? std::optional(of(makeExpr(ExprKind::convert, wanted, e->span, {converted->expr})))
                     : std::nullopt;
  }
  bool plain = isPlainNumber(wanted) && isPlainNumber(v.type);
  if (plain && from == TypeKind::integer)
    return of(fold(makeExpr(ExprKind::convert, wanted, e->span, {e})));
  if (plain && to != TypeKind::integer)
    return of(retype(e, wanted)); // Float and Ratio are one representation
  if ((to == TypeKind::path && from == TypeKind::text) || (to == TypeKind::text && from == TypeKind::path))
    return of(retype(e, wanted));
  if (e->kind == ExprKind::text && ((to == TypeKind::pattern && from == TypeKind::text) ||
                                    ((to == TypeKind::text || to == TypeKind::path) && from == TypeKind::pattern)))
    return of(retype(e, wanted)); // a constant says which it is where it is used
  if (to == TypeKind::view && from == TypeKind::list && wanted->args[0] == v.type->args[0])
    return v; // the compiler takes a list wherever a view may stand
  if (to == TypeKind::view && from == TypeKind::list && e->kind == ExprKind::list && e->operands.empty() && !e->lines)
    return of(retype(e, wanted));
  if (to == TypeKind::record && from == TypeKind::record && wanted->rest.empty())
    return convertRecord(e, wanted);
  if ((to == TypeKind::json || (to == TypeKind::list && from == to)) && inRows_ != InRows::no)
    return of(retype(e, wanted)); // rows are written down as JSON
  return std::nullopt;
}

/// Records of the same fields are the same whatever their names; a record written out gets nulls for what it leaves
/// out.
std::optional<Value> Checker::convertRecord(const ExprRef &e, TypeRef wanted) {
  const std::vector<Field> &from = e->type->fields;
  bool same = std::equal(from.begin(), from.end(), wanted->fields.begin(), wanted->fields.end(),
                         [](const Field &a, const Field &b) { return a.name == b.name && a.type == b.type; });
  if (same)
    return of(retype(e, wanted));
  if (e->kind != ExprKind::record)
    return std::nullopt;
  for (const Field &f : from)
    if (!wanted->field(f.name))
      return std::nullopt;
  std::vector<ExprRef> values;
  for (const Field &f : wanted->fields) {
    auto given = std::find_if(from.begin(), from.end(), [&](const Field &g) { return g.name == f.name; });
    ExprRef value =
        given == from.end() ? makeExpr(ExprKind::null, nullType_, e->span) : e->operands[given - from.begin()];
    auto converted = convertImplicitly(of(value), f.type);
    if (!converted)
      return std::nullopt;
    // Constants stay as written, so that `rows([...])` is a list of constants.
    values.push_back(isConstant(value) ? value : converted->expr);
  }
  return of(makeExpr(ExprKind::record, wanted, e->span, std::move(values)));
}

/// The record that both convert to: fields of one alone become optional.
TypeRef Checker::commonRecord(TypeRef a, TypeRef b) {
  std::vector<Field> fields;
  for (const Field &f : a->fields) {
    const Field *other = b->field(f.name);
    TypeRef type = other ? common(f.type, other->type) : optional(f.type);
    if (!type && other && inRows_ != InRows::no)
      type = jsonOf(f.type, other->type);
    if (!type)
      return nullptr;
    fields.push_back({f.name, type});
  }
  for (const Field &f : b->fields)
    if (!a->field(f.name))
      fields.push_back({f.name, optional(f.type)});
  return types_.record(std::move(fields));
}

/// What two kinds of value are in rows that are written out.
TypeRef Checker::jsonOf(TypeRef a, TypeRef b) {
  auto mayBeNull = [](TypeRef t) { return t->kind == TypeKind::null || t->kind == TypeKind::optional; };
  TypeRef json = types_.simple(TypeKind::json);
  return mayBeNull(a) || mayBeNull(b) ? optional(json) : json;
}

Value Checker::coerce(const Value &v, TypeRef wanted, Span span) {
  if (auto converted = convertImplicitly(v, wanted))
    return *converted;
  return mismatch(v, wanted, span);
}

Value Checker::mismatch(const Value &v, TypeRef wanted, Span span) {
  TypeRef inner = v.type->kind == TypeKind::optional ? v.type->args[0] : v.type;
  if (v.type->kind == TypeKind::optional && wanted->kind != TypeKind::optional) {
    TypeBindings none;
    if (matches(wanted, inner, none)) {
      report(Code::E0209, span)
          .label("this is `" + toString(v.type) + "`, and " + neededPhrase(wanted) + " needed")
          .suggest("give a default with `??`, reach through with `?.`, or test it with `is not null` first");
      return failed();
    }
  }
  if (wanted->kind == TypeKind::pattern && v.type == textType_) {
    report(Code::E0216, span)
        .label("a text that depends on data")
        .note("a pattern is compiled with the recipe; for a text use `count(what)`, `contains`, `replace` or `split`");
    return failed();
  }
  bool dimensions = isNumeric(wanted) && isNumeric(v.type) && dimensionOf(wanted) != dimensionOf(v.type);
  auto &d = report(dimensions ? Code::E0207 : Code::E0204, span, {neededPhrase(wanted), foundPhrase(v.type)})
                .label(v.type->kind == TypeKind::stream ? "a stream" : foundPhrase(v.type));
  explainMismatch(d, v, wanted, span);
  return failed();
}

static bool isWord(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isalnum(c) || c == '_' || c == '.' || c >= 0x80;
  });
}

/// `'x'` without its quotes, as it stands in a string.
static std::string quotedInside(const std::string &character) {
  std::string inside = character.substr(1, character.size() - 2);
  return inside == "\"" || inside == "{" || inside == "}" ? "\\" + inside : inside == "\\'" ? "'" : inside;
}

/// `"64MB"` is a size in quotes; other texts are read.
void Checker::explainTextMismatch(diag::Diagnostic &d, const Value &v, TypeRef wanted, Span span) {
  std::string text = v.expr && v.expr->kind == ExprKind::text && isConstant(v.expr) ? v.expr->text : "";
  size_t digits = std::min(text.find_first_not_of("0123456789._"), text.size());
  std::string number = text.substr(0, digits),
              rest = text.substr(std::min(text.find_first_not_of(' ', digits), text.size()));
  const Unit *unit = findUnit(rest);
  bool fits = wanted->kind == TypeKind::quantity ? unit && unit->dimension == wanted->dimension : rest.empty();
  if (digits && fits)
    d.fix("without quotes it is a number", span, number + (rest.empty() || rest == "%" ? "" : " ") + rest);
  else if (wanted->kind == TypeKind::quantity)
    d.suggest("write a number and its unit: `20" + std::string(*exampleUnit(wanted->dimension) == '%' ? "" : " ") +
              exampleUnit(wanted->dimension) + "`");
  else
    d.suggest("read a number from text with `as`: `x as " + toString(wanted) + "`");
}

/// Names the first field that does not fit. One that began as `null` has no type to fit.
void Checker::explainRecordMismatch(diag::Diagnostic &d, TypeRef found, TypeRef wanted) {
  for (const Field &f : found->fields) {
    const Field *other = wanted->field(f.name);
    if (!other || other->type == f.type)
      continue;
    if (other->type->kind == TypeKind::null)
      d.suggest("say what `" + f.name + "` is when it is not null: `" + f.name + " = null as " +
                toString(optional(f.type)) + "`");
    else
      d.note("`" + f.name + "` is `" + toString(f.type) + "`, and `" + toString(other->type) + "` is needed");
    return;
  }
}

void Checker::explainMismatch(diag::Diagnostic &d, const Value &v, TypeRef wanted, Span span) {
  TypeKind to = wanted->kind, from = v.type->kind;
  if (isNumeric(wanted) && isNumeric(v.type) && to == TypeKind::quantity) {
    std::string text = sourceText(span);
    size_t digits = text.find_first_not_of("0123456789._");
    bool literal = v.expr && isConstant(v.expr) && digits != 0;
    std::string unit = exampleUnit(wanted->dimension);
    std::string noun = wanted->dimension == Dimension::bytes ? "a size" : foundPhrase(wanted);
    if (literal)
      d.propose("write " + noun, span, text.substr(0, digits) + (unit == "%" ? "" : " ") + unit);
    else
      d.note(noun + " is written like `20" + (unit == "%" ? "" : " ") + unit + "`");
    return;
  }
  if (to == TypeKind::boolean)
    adviseCondition(d, v.type, span);
  else if (to == TypeKind::choice)
    adviseChoice(d, v, wanted, span);
  else if (to == TypeKind::integer && (from == TypeKind::real || from == TypeKind::quantity))
    d.suggest("take a whole number with `round`, `floor` or `ceil`");
  else if (from == TypeKind::json)
    d.suggest("say what it is with `as`: `x as " + toString(wanted) + "`");
  else if (to == TypeKind::character && v.expr && v.expr->kind == ExprKind::text)
    d.suggest("a `Char` is written between single quotes: `'#'`");
  else if (from == TypeKind::text && isNumeric(wanted))
    explainTextMismatch(d, v, wanted, span);
  else if (to == TypeKind::text && v.expr && v.expr->kind == ExprKind::character && isConstant(v.expr))
    d.fix("a text stands between double quotes", span, "\"" + quotedInside(sourceText(span)) + "\"");
  else if (to == TypeKind::text && from == TypeKind::record && isWord(sourceText(span)))
    d.suggest("say which field it takes: `" + sourceText(span) + "(.name)`");
  else if (to == TypeKind::text && from == TypeKind::list && v.expr && isConstant(v.expr))
    d.suggest(
        "one of several is asked for with a pattern, `t.matches(r\"a|b\")`, or a set, `t.starts_with({\"a\", \"b\"})`");
  else if (to == TypeKind::text && from == TypeKind::list)
    d.suggest("make one text of it with `.join(\" \")`");
  else if (to == TypeKind::text && from == TypeKind::stream)
    d.suggest("it takes a field of each row: rules stand in `where(quality(.text))`, functions in `edit(.text, f)`");
  else if (to == TypeKind::path && from == TypeKind::list)
    d.suggest("several files are named by a pattern, `\"data/*.jsonl\"`, or put after each other with `++`");
  else if (to == TypeKind::list && from == TypeKind::record)
    d.suggest("a list of records is `[{text = \"a\"}, {text = \"b\"}]`");
  else if (to == TypeKind::record && from == TypeKind::record)
    explainRecordMismatch(d, v.type, wanted);
  else if (from == TypeKind::record && v.expr && v.expr->kind == ExprKind::record && sourceText(span).starts_with("{"))
    d.suggest("named arguments stand without braces: `shard = 64 MB`");
}

ExprRef Checker::scalar(const Value &v, Span span) {
  if (v.isError())
    return errorExpr_;
  if (v.expr)
    return v.expr;
  if (v.rules)
    return asBool(*v.rules, span).expr;
  report(Code::E0204, span, {"a value is", foundPhrase(v.type)}).label(foundPhrase(v.type));
  return errorExpr_;
}

Value Checker::asBool(const RuleSet &rules, Span span) {
  ExprRef all;
  for (const NamedRule &r : rules.rules) {
    if (!r.rule.holds || r.rule.holds->type->kind == TypeKind::error)
      return failed();
    ruleOf_.emplace(r.rule.holds.get(), r.rule);
    if (!all) {
      all = r.rule.holds;
      continue;
    }
    auto both = makeExpr(ExprKind::logic, boolType_, span, {all, r.rule.holds});
    both->op = Op::and_;
    all = fold(both);
  }
  return of(all ? all : makeBoolean(boolType_, span, true));
}

TypeRef Checker::common(TypeRef a, TypeRef b) {
  if (a == b || b->kind == TypeKind::error)
    return a;
  if (a->kind == TypeKind::error)
    return b;
  if (a->kind == TypeKind::null)
    return optional(b);
  if (b->kind == TypeKind::null)
    return optional(a);
  if (a->kind == TypeKind::optional || b->kind == TypeKind::optional) {
    TypeRef inner =
        common(a->kind == TypeKind::optional ? a->args[0] : a, b->kind == TypeKind::optional ? b->args[0] : b);
    return inner ? optional(inner) : nullptr;
  }
  if (isPlainNumber(a) && isPlainNumber(b))
    return realType_;
  if (a->kind == TypeKind::record && b->kind == TypeKind::record && a->rest.empty() && b->rest.empty())
    return commonRecord(a, b);
  if (a->kind == TypeKind::list && b->kind == TypeKind::list && inRows_ != InRows::no) {
    TypeRef element = common(a->args[0], b->args[0]);
    return element ? types_.wrap(TypeKind::list, element) : nullptr;
  }
  auto textual = [](TypeRef t) { return t->kind == TypeKind::text || t->kind == TypeKind::path; };
  if (textual(a) && textual(b))
    return textType_;
  auto written = [](TypeRef t) { return t->kind == TypeKind::text || t->kind == TypeKind::pattern; };
  if (written(a) && written(b))
    return textType_;
  auto truth = [](TypeRef t) { return t->kind == TypeKind::boolean || t->kind == TypeKind::rules; };
  if (truth(a) && truth(b))
    return boolType_;
  return nullptr;
}

} // namespace smelt::sema
