// Numbers with units, strings with interpolations, sets, lists, maps and records.
#include "lang/sema/Checker.h"
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <unordered_set>

namespace smelt::sema {
namespace {

int suffixExponent(char suffix) {
  switch (suffix) {
  case 'k':
    return 3;
  case 'M':
    return 6;
  case 'B':
    return 9;
  case 'T':
    return 12;
  default:
    return 0;
  }
}

/// The double nearest to digits · 10^exponent: `7%` is 0.07, not 7 / 100 rounded twice.
double scaled(const ast::Number &n, int exponent) {
  if (n.digits.find_first_of("eE") != std::string::npos || exponent == 0)
    return std::strtod(n.digits.c_str(), nullptr) * std::pow(10.0, exponent);
  return std::strtod((n.digits + "e" + std::to_string(exponent)).c_str(), nullptr);
}

std::optional<int64_t> wholeNumber(const ast::Number &n) {
  constexpr double kExact = 9007199254740992.0; // 2^53
  if (n.isFloat) {
    double value = scaled(n, suffixExponent(n.suffix));
    bool whole = n.suffix && std::floor(value) == value && std::fabs(value) < kExact;
    return whole ? std::optional(static_cast<int64_t>(value)) : std::nullopt;
  }
  int64_t value = 0;
  std::string digits = n.digits + std::string(suffixExponent(n.suffix), '0');
  for (char c : digits)
    if (__builtin_mul_overflow(value, int64_t{10}, &value) || __builtin_add_overflow(value, int64_t{c - '0'}, &value))
      return std::nullopt;
  return value;
}

/// Units by their other names.
const char *unitFor(std::string_view name) {
  static constexpr std::pair<std::string_view, const char *> others[] = {
      {"minute", "min"},    {"minutes", "min"},   {"mins", "min"},      {"second", "s"},       {"seconds", "s"},
      {"sec", "s"},         {"secs", "s"},        {"hour", "h"},        {"hours", "h"},        {"hrs", "h"},
      {"percent", "%"},     {"B", "bytes"},       {"msec", "ms"},       {"docs", "documents"}, {"pct", "%"},
      {"kilobyte", "KB"},   {"megabyte", "MB"},   {"gigabyte", "GB"},   {"terabyte", "TB"},    {"millisecond", "ms"},
      {"kilobytes", "KB"},  {"megabytes", "MB"},  {"gigabytes", "GB"},  {"terabytes", "TB"},   {"milliseconds", "ms"},
      {"kibibytes", "KiB"}, {"mebibytes", "MiB"}, {"gibibytes", "GiB"}, {"toks", "tokens"},    {"std", "sigma"},
  };
  for (const auto &[other, ours] : others)
    if (other == name)
      return ours;
  return nullptr;
}

/// The number as it is written, without its unit.
std::string digitsOf(const std::string &written) { return written.substr(0, written.find_last_of("0123456789") + 1); }

/// The suffix that such a word stands for; null if it stands for none.
const char *suffixFor(std::string_view name) {
  static constexpr std::pair<std::string_view, const char *> words[] = {
      {"k", "k"}, {"K", "k"},       {"thousand", "k"}, {"M", "M"},       {"million", "M"},
      {"G", "B"}, {"billion", "B"}, {"T", "T"},        {"trillion", "T"}};
  for (const auto &[word, suffix] : words)
    if (word == name)
      return suffix;
  return nullptr;
}

} // namespace

Value Checker::checkNumber(const ast::Expr &e) {
  const ast::Number &n = *e.number;
  if (n.unit)
    return numberWithUnit(e);
  if (auto whole = wholeNumber(n))
    return of(makeInteger(intType_, e.span, *whole));
  double value = scaled(n, suffixExponent(n.suffix));
  if (n.isFloat && std::isfinite(value))
    return of(makeReal(realType_, e.span, value));
  report(Code::E0222, e.span).label(n.isFloat ? "too large for a `Float`" : "too large for an `Int` of 64 bits");
  return failed();
}

Value Checker::numberWithUnit(const ast::Expr &e) {
  const ast::Number &n = *e.number;
  const Unit *unit = findUnit(n.unit.text);
  if (!unit) {
    auto &d = report(Code::E0208, n.unit.span, {n.unit.text}).label("not a unit");
    if (const char *ours = unitFor(n.unit.text))
      d.fix("it is written", n.unit.span, ours);
    else if (const char *suffix = suffixFor(n.unit.text); suffix && !n.suffix)
      d.fix("a suffix touches the number", e.span, digitsOf(sourceText(e.span)) + suffix);
    else if (n.unit.text == "day" || n.unit.text == "days" || n.unit.text == "d")
      d.suggest("the longest unit of time is the hour: a day is `24 h`");
    else
      suggestName(d, n.unit.span, n.unit.text, unitNames(), "the units are");
    return failed();
  }
  int exponent = suffixExponent(n.suffix);
  double value = unit->dimension == Dimension::ratio ? scaled(n, exponent - 2) : scaled(n, exponent) * unit->factor;
  if (std::isfinite(value))
    return of(makeReal(types_.quantity(unit->dimension), e.span, value));
  report(Code::E0222, e.span).label("too large");
  return failed();
}

/// A name that nothing is like may have been no name.
void Checker::noteBrace(size_t index) {
  diag::Diagnostic &d = diags_.at(index);
  if (d.code == Code::E0201 && d.help.empty())
    d.suggest("in a string `{` begins an expression; the sign itself is written `\\{`");
}

/// What stands between braces in a string; null if that cannot stand there.
ExprRef Checker::interpolated(const ast::Expr &e, const Scope &scope) {
  const size_t before = diags_.all().size();
  Value v = check(e, scope);
  if (diags_.all().size() > before)
    noteBrace(before);
  ExprRef piece = scalar(v, e.span);
  TypeKind kind = piece->type->kind;
  if (kind == TypeKind::optional) {
    mismatch(v, piece->type->args[0], e.span);
    return nullptr;
  }
  if (kind == TypeKind::pattern && piece->kind != ExprKind::text) {
    report(Code::E0216, e.span).label("a pattern is compiled with the recipe");
    return alone_ ? piece : nullptr; // which one it is is not known before a call
  }
  if (kind == TypeKind::text || kind == TypeKind::path || kind == TypeKind::boolean || kind == TypeKind::character ||
      kind == TypeKind::pattern || isNumeric(piece->type))
    return piece;
  if (kind != TypeKind::error)
    report(Code::E0204, e.span, {"`Text`, a number, a `Bool` or a `Char` is", foundPhrase(piece->type)})
        .label(foundPhrase(piece->type));
  return nullptr;
}

/// A string is a pattern if it is raw or a pattern is part of it, unless a text or a path is what is asked for.
Value Checker::checkString(const ast::Expr &e, const Scope &scope, TypeRef expected) {
  TypeKind wanted = expected ? expected->kind : TypeKind::error;
  bool pattern = e.raw, ok = true;
  Span span = e.span;
  std::vector<ExprRef> parts;
  for (const ast::StringPart &part : e.parts) {
    parts.push_back(part.expr ? interpolated(*part.expr, scope) : makeText(textType_, e.span, part.text));
    ok &= parts.back() != nullptr;
    if (!ok || parts.back()->type->kind != TypeKind::pattern)
      continue;
    span = pattern ? e.span : parts.back()->span; // what is wrong with it is more likely wrong there
    pattern = true;
  }
  if (!ok)
    return failed();
  bool isText = wanted == TypeKind::text || wanted == TypeKind::path;
  TypeRef type = wanted == TypeKind::path ? pathType_ : pattern && !isText ? patternType_ : textType_;
  if (parts.empty())
    return of(makeText(type, e.span, ""));
  if (parts.size() == 1 && parts[0]->kind == ExprKind::text)
    return of(makeText(type, e.span, parts[0]->text));
  const bool known = std::all_of(parts.begin(), parts.end(), isConstant);
  return of(fold(makeExpr(ExprKind::concat_text, type, known && !isText ? span : e.span, std::move(parts))));
}

/// The type of the elements before, as far as it says what this one is: `null` may stand beside everything.
TypeRef Checker::likeOthers(TypeRef type, const ast::Expr &e) {
  if (type->kind == TypeKind::null || type->kind != TypeKind::record || e.kind != ast::ExprKind::record)
    return type->kind == TypeKind::null ? nullptr : type;
  std::vector<Field> fields;
  for (const ast::Arg &arg : e.args)
    if (const Field *f = type->field(arg.name.text); f && arg.value->kind != ast::ExprKind::null)
      if (TypeRef like = likeOthers(f->type, *arg.value))
        fields.push_back({f->name, like});
  return types_.record(std::move(fields));
}

Value Checker::checkElements(const ast::Expr &e, const Scope &scope, TypeRef expected) {
  bool isSet = e.kind == ast::ExprKind::set;
  TypeKind kind = isSet ? TypeKind::set : TypeKind::list;
  TypeRef hint = expected && expected->kind == kind && !hasVariables(expected) ? expected->args[0] : nullptr;
  const InRows place = inRows_;
  if (place == InRows::list)
    inRows_ = InRows::row;
  const bool mixes = place == InRows::row && !isSet;
  TypeRef wanted = mixes ? nullptr : hint;
  std::vector<Value> values;
  TypeRef type = wanted;
  bool differ = false, ok = true;
  for (const auto &operand : e.operands) {
    Value v = check(*operand, scope, type && !wanted ? likeOthers(type, *operand) : hint);
    ok &= !v.isError();
    if (v.isError() || differ)
      continue; // the other elements may have mistakes of their own
    TypeRef both = type ? common(type, v.type) : v.type;
    if (!both && mixes && v.expr)
      both = jsonOf(type, v.type);
    if (!both) {
      differ = true;
      if (wanted)
        mismatch(v, wanted, operand->span);
      else
        report(Code::E0224, operand->span)
            .label(foundPhrase(v.type))
            .cause(e.operands[0]->span, "the first is " + foundPhrase(type));
      continue;
    }
    type = wanted ? wanted : both;
    values.push_back(std::move(v));
  }
  inRows_ = place;
  if (differ || !ok)
    return failed();
  if (!type)
    type = errorType_; // `[]` fits any list
  std::vector<ExprRef> elements;
  for (size_t i = 0; i < values.size(); ++i) {
    Span span = e.operands[i]->span;
    ExprRef element = scalar(coerce(values[i], type, span), span);
    if (element == errorExpr_)
      return failed();
    if (mixes && values[i].expr && isConstant(values[i].expr))
      element = values[i].expr; // as written
    if (isSet && !isConstant(element)) {
      report(Code::E0216, span).label("elements of a set are constants");
      return failed();
    }
    elements.push_back(element);
  }
  return of(makeExpr(isSet ? ExprKind::set : ExprKind::list, types_.wrap(kind, type), e.span, std::move(elements)));
}

Value Checker::checkMap(const ast::Expr &e, const Scope &scope, TypeRef expected) {
  std::vector<ExprRef> operands;
  TypeRef types[2] = {nullptr, nullptr};
  bool ok = true;
  for (size_t i = 0; i < e.operands.size(); ++i) {
    TypeRef &type = types[i % 2];
    Span span = e.operands[i]->span;
    const size_t before = diags_.all().size();
    Value v = check(*e.operands[i], scope, type);
    bool bareKey = i % 2 == 0 && e.operands[i]->kind == ast::ExprKind::name && diags_.all().size() > before;
    if (bareKey && diags_.at(before).help.empty())
      diags_.at(before).suggest("a record is written `{a = 1}`; the keys of a map are values: `{\"a\": 1}`");
    if (!type && !v.isError())
      type = v.type;
    ExprRef operand = v.isError() ? errorExpr_ : scalar(coerce(v, type, span), span);
    ok &= operand != errorExpr_;
    operands.push_back(operand);
  }
  if (!ok || !types[1])
    return failed();
  return of(makeExpr(ExprKind::map, types_.map(types[0], types[1]), e.span, std::move(operands)));
}

Value Checker::checkRecord(const ast::Expr &e, const Scope &scope, TypeRef expected) {
  bool known = expected && expected->kind == TypeKind::record && expected->rest.empty();
  std::vector<Field> fields;
  std::vector<ExprRef> values;
  std::unordered_set<std::string_view> names;
  bool ok = true;
  for (const ast::Arg &arg : e.args) {
    const Field *wanted = known ? expected->field(arg.name.text) : nullptr;
    TypeRef hint = wanted ? wanted->type : nullptr;
    bool free = !wanted || inRows_ == InRows::row; // there what all rows have in common is found later
    Value v = free ? check(*arg.value, scope, hint) : checkAs(*arg.value, scope, hint);
    ExprRef value = scalar(v, arg.value->span);
    ok &= value != errorExpr_;
    if (!names.insert(arg.name.text).second) {
      report(Code::E0215, arg.name.span, {arg.name.text}).label("a second time");
      ok = false;
    }
    fields.push_back({arg.name.text, value->type});
    values.push_back(value);
  }
  if (!ok)
    return failed();
  return of(makeExpr(ExprKind::record, types_.record(std::move(fields)), e.span, std::move(values)));
}

} // namespace smelt::sema
