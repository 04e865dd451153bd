// Operators: arithmetic with dimensions, comparisons, `in`, logic, `??`.
#include "lang/diag/Position.h"
#include "lang/sema/Checker.h"
#include "lang/sema/Operators.h"

namespace smelt::sema {

Op typedOp(ast::Op op) {
  switch (op) {
  case ast::Op::add:
    return Op::add;
  case ast::Op::sub:
    return Op::sub;
  case ast::Op::mul:
    return Op::mul;
  case ast::Op::div:
    return Op::div;
  case ast::Op::eq:
    return Op::eq;
  case ast::Op::ne:
    return Op::ne;
  case ast::Op::lt:
    return Op::lt;
  case ast::Op::le:
    return Op::le;
  case ast::Op::gt:
    return Op::gt;
  case ast::Op::ge:
    return Op::ge;
  case ast::Op::and_:
    return Op::and_;
  case ast::Op::or_:
    return Op::or_;
  default:
    return Op::none;
  }
}

bool isComparison(ast::Op op) {
  return op == ast::Op::eq || op == ast::Op::ne || op == ast::Op::lt || op == ast::Op::le || op == ast::Op::gt ||
         op == ast::Op::ge;
}

namespace {

bool isOrdered(TypeRef t) {
  return isNumeric(t) || t->kind == TypeKind::character || t->kind == TypeKind::text || t->kind == TypeKind::path;
}

bool isComparable(TypeRef t) {
  return t->kind != TypeKind::stream && t->kind != TypeKind::view && t->kind != TypeKind::function &&
         t->kind != TypeKind::tally;
}

bool isSequence(TypeRef t) {
  return (t->kind == TypeKind::list || t->kind == TypeKind::view) &&
         (isComparable(t->args[0]) || isSequence(t->args[0]));
}

} // namespace

Value Checker::checkUnary(const ast::Expr &e, const Scope &scope, TypeRef expected) {
  const ast::Expr &inner = *e.operands[0];
  if (e.op == ast::Op::not_) {
    Value v = checkAs(inner, scope, boolType_);
    if (v.isError())
      return failed();
    auto negation = makeExpr(ExprKind::logic, boolType_, e.span, {v.expr});
    negation->op = Op::not_;
    return of(fold(negation));
  }
  Value v = check(inner, scope, expected);
  ExprRef operand = scalar(v, inner.span);
  if (operand == errorExpr_ || !presentNumber(operand, inner.span))
    return failed();
  if (!isNumeric(operand->type))
    return mismatch(v, realType_, inner.span);
  auto negated = makeExpr(ExprKind::arithmetic, operand->type, e.span, {operand});
  negated->op = Op::neg;
  return of(fold(negated));
}

Value Checker::checkBinary(const ast::Expr &e, const Scope &scope, TypeRef expected) {
  switch (e.op) {
  case ast::Op::add:
  case ast::Op::sub:
  case ast::Op::mul:
  case ast::Op::div:
    return checkArithmetic(e, scope, expected);
  case ast::Op::in:
  case ast::Op::not_in:
    return checkIn(e, scope);
  case ast::Op::and_:
  case ast::Op::or_:
    return checkLogic(e, scope);
  case ast::Op::coalesce:
    return checkCoalesce(e, scope, expected);
  case ast::Op::concat:
    return concatStreams(e, scope);
  default:
    return checkComparison(e, scope);
  }
}

bool Checker::presentNumber(const ExprRef &e, Span span) {
  if (e->type->kind != TypeKind::optional)
    return true;
  mismatch(of(e), e->type->args[0], span);
  return false;
}

TypeRef Checker::arithmeticType(ast::Op op, TypeRef a, TypeRef b) {
  bool plainA = isPlainNumber(a), plainB = isPlainNumber(b);
  bool same = a == b;
  bool linear = op == ast::Op::add || op == ast::Op::sub;
  if (plainA && plainB) {
    if (same && a->kind == TypeKind::integer)
      return op == ast::Op::div ? realType_ : intType_;
    return same && linear ? a : realType_;
  }
  if (linear)
    return same ? a : nullptr;
  if (op == ast::Op::div)
    return same ? realType_ : plainB ? a : nullptr;
  return plainA ? b : plainB ? a : nullptr;
}

Value Checker::checkArithmetic(const ast::Expr &e, const Scope &scope, TypeRef expected) {
  const ast::Expr &l = *e.operands[0], &r = *e.operands[1];
  Value lv = check(l, scope), rv = check(r, scope);
  if (lv.isError() || rv.isError())
    return failed();
  if (lv.stage && rv.stage && e.op == ast::Op::add) {
    report(Code::E0206, e.opSpan, {"+", "a stream", "a stream"})
        .label("not for streams")
        .fix("streams are put after each other with", e.opSpan, "++");
    return failed();
  }
  ExprRef left = scalar(lv, l.span), right = scalar(rv, r.span);
  if (left == errorExpr_ || right == errorExpr_ || !presentNumber(left, l.span) || !presentNumber(right, r.span))
    return failed();
  if (!isNumeric(left->type) || !isNumeric(right->type))
    return badOperands(e, left, right);
  TypeRef type = arithmeticType(e.op, left->type, right->type);
  if (!type) {
    if (e.op != ast::Op::add && e.op != ast::Op::sub)
      return badOperands(e, left, right);
    // The literal is what the user can change.
    bool blameLeft = isConstant(left) && !isConstant(right);
    const ExprRef &found = blameLeft ? left : right, &other = blameLeft ? right : left;
    Span span = blameLeft ? l.span : r.span, otherSpan = blameLeft ? r.span : l.span;
    auto &d = report(Code::E0207, span, {neededPhrase(other->type), foundPhrase(found->type)})
                  .label(foundPhrase(found->type))
                  .cause(otherSpan, "`" + sourceText(otherSpan) + "` is " + foundPhrase(other->type));
    explainMismatch(d, of(found), other->type, span);
    return failed();
  }
  bool integral = left->type == intType_ && right->type == intType_;
  if (!integral) {
    if (left->type == intType_)
      left = convertImplicitly(of(left), realType_)->expr;
    if (right->type == intType_)
      right = convertImplicitly(of(right), realType_)->expr;
  }
  if (e.op == ast::Op::div && numberOf(right) == 0)
    report(Code::W0907, e.opSpan).label("the divisor is 0");
  auto result = makeExpr(ExprKind::arithmetic, type, e.span, {left, right});
  result->op = typedOp(e.op);
  return of(fold(result));
}

/// `.score > "80%"` and `.text.words > 50`: what was meant as a number.
static bool suggestNumber(diag::Diagnostic &d, const ast::Expr &e, const ExprRef &operand, const ExprRef &other) {
  if (!isNumeric(other->type))
    return false;
  uint32_t end = e.span.end;
  if (operand->type->kind == TypeKind::view || operand->type->kind == TypeKind::list) {
    d.propose("count the elements", {e.span.file, end, end}, ".count");
    return true;
  }
  bool literal = e.kind == ast::ExprKind::string && operand->kind == ExprKind::text && !operand->text.empty();
  size_t digits = literal ? std::min(operand->text.find_first_not_of("0123456789.%"), operand->text.size()) : 0;
  std::string unit = operand->text.substr(std::min(operand->text.find_first_not_of(' ', digits), operand->text.size()));
  if (!digits || (!unit.empty() && !findUnit(unit)))
    return false;
  d.propose("write a number", e.span, operand->text);
  return true;
}

/// `c == "#"`, where `c` is a `Char`, and `t == '#'`.
static bool suggestQuotes(diag::Diagnostic &d, const ast::Expr &e, const ExprRef &operand, const ExprRef &other) {
  bool toChar =
      e.kind == ast::ExprKind::string && operand->kind == ExprKind::text && other->type->kind == TypeKind::character;
  bool toText = e.kind == ast::ExprKind::character && other->type->kind == TypeKind::text;
  std::string text = toChar || toText ? constantText(operand) : "";
  size_t at = 0;
  if (text.empty() || static_cast<unsigned char>(text[0]) < 0x20 || text.find_first_of("\"'{}\\") != text.npos ||
      (diag::decode(text, at), at != text.size()))
    return false;
  d.fix(toChar ? "a `Char` stands between single quotes" : "a text stands between double quotes", e.span,
        toChar ? "'" + text + "'" : "\"" + text + "\"");
  return true;
}

/// `.tags == "zh"`, where an element is looked for.
static bool suggestMembership(diag::Diagnostic &d, const ast::Expr &e, TypeRef list, TypeRef element,
                              const std::string &written) {
  bool holds = (list->kind == TypeKind::list || list->kind == TypeKind::view) && list->args[0] == element;
  if (holds && e.op == ast::Op::eq)
    d.propose("look for an element with", e.span, written);
  return holds && e.op == ast::Op::eq;
}

/// `x == null` is written `x is null`.
static void suggestNullTest(diag::Diagnostic &d, const ast::Expr &e) {
  bool equal = e.op == ast::Op::eq;
  if ((equal || e.op == ast::Op::ne) && e.operands[1]->kind == ast::ExprKind::null)
    d.fix("test for null with", diag::cover(e.opSpan, e.operands[1]->span), equal ? "is null" : "is not null");
  else
    d.suggest("test for null with `is null`");
}

Value Checker::badOperands(const ast::Expr &e, const ExprRef &left, const ExprRef &right) {
  // `1 <= x <= 10` has been refused by the parser: that the inner comparison is a `Bool` follows from it.
  for (const diag::Diagnostic &d : diags_.all())
    if (d.code == Code::E0107 && d.primary.span.file == e.opSpan.file && d.primary.span.begin == e.opSpan.begin)
      return failed();
  auto &d = report(Code::E0206, e.opSpan, {ast::spelling(e.op), foundPhrase(left->type), foundPhrase(right->type)})
                .label("not for these")
                .cause(e.operands[0]->span, foundPhrase(left->type))
                .cause(e.operands[1]->span, foundPhrase(right->type));
  if (e.op == ast::Op::add && (left->type == textType_ || right->type == textType_))
    d.suggest("put texts together in a string: `\"{a}{b}\"`");
  else if (suggestQuotes(d, *e.operands[0], left, right) || suggestQuotes(d, *e.operands[1], right, left))
    ;
  else if (suggestMembership(d, e, left->type, right->type,
                             sourceText(e.operands[1]->span) + " in " + sourceText(e.operands[0]->span)))
    ;
  else if (suggestNumber(d, *e.operands[0], left, right) || suggestNumber(d, *e.operands[1], right, left))
    ;
  else if (left->type->kind == TypeKind::null || right->type->kind == TypeKind::null)
    suggestNullTest(d, e);
  else if (ruleOf_.contains(left.get()))
    d.suggest("a rule holds or does not; another bound is given at its call by its name: `word_count = 20..`");
  else if (left->type->kind == TypeKind::json || right->type->kind == TypeKind::json)
    d.suggest("say what the `Json` is with `as`");
  else if ((left->type->kind == TypeKind::set && isSequence(right->type)) ||
           (right->type->kind == TypeKind::set && isSequence(left->type)))
    d.suggest("a set has no order, what it is compared with has: write a list, `[\"a\", \"b\"]`");
  return failed();
}

/// `||` puts texts together in SQL: the parser's message says so then. Whether it was that.
bool Checker::concatenates(const ast::Expr &e, const Scope &scope) {
  auto isText = [](TypeRef t) { return (t->kind == TypeKind::optional ? t->args[0] : t)->kind == TypeKind::text; };
  if (e.op != ast::Op::or_ || sourceText(e.opSpan) != "||")
    return false;
  Value left = check(*e.operands[0], scope), right = check(*e.operands[1], scope);
  if (left.isError() || right.isError() || !isText(left.type) || !isText(right.type))
    return left.isError() || right.isError();
  for (size_t i = 0; i < diags_.all().size(); ++i)
    if (diag::Diagnostic &d = diags_.at(i); d.code == Code::E0109 && d.primary.span.begin == e.opSpan.begin) {
      d.edits.clear();
      d.applicability = diag::Applicability::none;
      d.suggest("between conditions; texts are put together in a string: `\"{a}{b}\"`");
    }
  return true;
}

Value Checker::checkLogic(const ast::Expr &e, const Scope &scope) {
  if (concatenates(e, scope))
    return failed();
  Value left = checkAs(*e.operands[0], scope, boolType_);
  Scope after(&scope, scope.module);
  if (left.expr)
    addFacts(left.expr, e.op == ast::Op::and_, after.narrowed);
  Value right = checkAs(*e.operands[1], after, boolType_);
  if (left.isError() || right.isError())
    return failed();
  auto both = makeExpr(ExprKind::logic, boolType_, e.span, {left.expr, right.expr});
  both->op = typedOp(e.op);
  return of(fold(both));
}

Value Checker::checkCoalesce(const ast::Expr &e, const Scope &scope, TypeRef expected) {
  const ast::Expr &l = *e.operands[0], &r = *e.operands[1];
  Value lv = check(l, scope, expected);
  if (lv.isError())
    return failed();
  ExprRef left = scalar(lv, l.span);
  TypeRef inner = left->type->kind == TypeKind::optional ? left->type->args[0] : left->type;
  Value rv = check(r, scope, inner);
  ExprRef right = scalar(rv, r.span);
  if (left == errorExpr_ || right == errorExpr_)
    return failed();
  if (inner->kind == TypeKind::view && right->type->kind == TypeKind::list && convertImplicitly(of(right), inner))
    right = retype(right, inner);
  // `a ?? b` catches failure as well, so the left side need not be optional; a null right side keeps it so.
  bool nullable = right->type->kind == TypeKind::optional || right->type->kind == TypeKind::null;
  TypeRef bare = right->type->kind == TypeKind::optional ? right->type->args[0] : right->type;
  TypeRef type = common(inner, bare);
  if (!type)
    return mismatch(of(right), inner, r.span);
  if (type->kind == TypeKind::optional)
    type = type->args[0];
  if (inner->kind == TypeKind::null)
    return of(right);
  TypeRef result = nullable ? optional(type) : type;
  Value converted = coerce(of(right), result, r.span);
  if (inner != type) // Int ?? Float
    left = left->type->kind == TypeKind::optional ? makeExpr(ExprKind::convert, optional(type), l.span, {left})
                                                  : coerce(of(left), type, l.span).expr;
  if (converted.isError())
    return failed();
  return of(fold(makeExpr(ExprKind::coalesce, result, e.span, {left, converted.expr})));
}

bool Checker::comparisonSides(const ast::Expr &e, const Scope &scope, ExprRef &left, ExprRef &right) {
  const ast::Expr &l = *e.operands[0], &r = *e.operands[1];
  Value lv = check(l, scope);
  if (lv.isError())
    return false;
  Value rv = check(r, scope, lv.type);
  if (rv.isError())
    return false;
  left = scalar(lv, l.span);
  right = scalar(rv, r.span);
  if (left == errorExpr_ || right == errorExpr_)
    return false;
  bool null = left->type->kind == TypeKind::null || right->type->kind == TypeKind::null;
  bool ordered = e.op != ast::Op::eq && e.op != ast::Op::ne;
  if (null) {
    badOperands(e, left, right);
    return false;
  }
  if (!presentNumber(left, l.span) || !presentNumber(right, r.span))
    return false;
  if (isPlainNumber(left->type) && isPlainNumber(right->type))
    return true;
  if (isNumeric(left->type) && isNumeric(right->type) && left->type != right->type) {
    bool blameLeft = isConstant(left) && !isConstant(right);
    blameLeft ? mismatch(of(left), right->type, l.span) : mismatch(of(right), left->type, r.span);
    return false;
  }
  auto alike = [&](auto &self, TypeRef a, TypeRef b) -> bool {
    return isSequence(a) && isSequence(b) ? self(self, a->args[0], b->args[0]) : common(a, b) != nullptr;
  };
  if (!ordered && isSequence(left->type) && isSequence(right->type) && alike(alike, left->type, right->type))
    return true; // element by element, whether they are written out or cut from a text
  TypeRef type = common(left->type, right->type);
  if (!type || !isComparable(type) || (ordered && !isOrdered(type))) {
    badOperands(e, left, right);
    return false;
  }
  left = coerce(of(left), type, l.span).expr;
  right = coerce(of(right), type, r.span).expr;
  return left && right;
}

Value Checker::compare(Op op, ExprRef left, ExprRef right, Span span) {
  auto result = makeExpr(ExprKind::compare, boolType_, span, {std::move(left), std::move(right)});
  result->op = op;
  return of(fold(result));
}

Value Checker::checkComparison(const ast::Expr &e, const Scope &scope) {
  ExprRef left, right;
  if (!comparisonSides(e, scope, left, right))
    return failed();
  return compare(typedOp(e.op), left, right, e.span);
}

Value Checker::inRange(const ExprRef &value, Span valueSpan, const ast::Expr &range, const Scope &scope, bool negated,
                       Span span) {
  if (!isNumeric(value->type) && value->type->kind != TypeKind::character)
    return mismatch(of(value), realType_, valueSpan);
  ExprRef bounds[2];
  for (int i = 0; i < 2; ++i) {
    const ast::Expr *bound = range.operands[i].get();
    if (!bound)
      continue;
    Value v = check(*bound, scope, value->type);
    ExprRef b = scalar(v, bound->span);
    if (b == errorExpr_)
      return failed();
    bool mixed = value->type == intType_ && isPlainNumber(b->type);
    bounds[i] = mixed ? b : coerce(of(b), value->type, bound->span).expr;
    if (!bounds[i] || bounds[i]->type->kind == TypeKind::error)
      return failed();
  }
  auto result = makeExpr(ExprKind::in_range, boolType_, span, {value, bounds[0], bounds[1]});
  result->flag = negated;
  return of(fold(result));
}

Value Checker::checkIn(const ast::Expr &e, const Scope &scope) {
  const ast::Expr &l = *e.operands[0], &r = *e.operands[1];
  bool negated = e.op == ast::Op::not_in;
  Value lv = check(l, scope);
  ExprRef left = scalar(lv, l.span);
  if (left == errorExpr_ || !presentNumber(left, l.span))
    return failed();
  if (r.kind == ast::ExprKind::range)
    return inRange(left, l.span, r, scope, negated, e.span);
  Value rv = check(r, scope, types_.wrap(TypeKind::set, left->type));
  ExprRef right = scalar(rv, r.span);
  if (right == errorExpr_)
    return failed();
  TypeKind kind = right->type->kind;
  if (kind == TypeKind::text && left->type->kind == TypeKind::character)
    left = fold(makeExpr(ExprKind::concat_text, textType_, l.span, {left}));
  bool plainView = kind == TypeKind::view && isOrdered(right->type->args[0]);
  bool holds =
      kind == TypeKind::set || kind == TypeKind::list || kind == TypeKind::map || kind == TypeKind::text || plainView;
  if (!holds) {
    if (kind == TypeKind::optional)
      return mismatch(of(right), right->type->args[0], r.span);
    auto &d = report(Code::E0204, r.span, {"a set, list, map, text or range is", foundPhrase(right->type)});
    d.label(foundPhrase(right->type));
    if (isNumeric(right->type))
      d.suggest("an interval is written `x in 1..3`");
    return failed();
  }
  Value element = coerce(of(left), kind == TypeKind::text ? textType_ : right->type->args[0], l.span);
  if (element.isError() && left->type->kind != TypeKind::error)
    return failed();
  if (kind == TypeKind::list && isConstant(right)) { // order and repeats do not matter here
    auto set = std::make_shared<Expr>(*right);
    set->kind = ExprKind::set;
    set->type = types_.wrap(TypeKind::set, right->type->args[0]);
    right = set;
  }
  auto result = makeExpr(ExprKind::contains, boolType_, e.span, {element.expr, right});
  result->flag = negated;
  return of(result);
}

/// The element of a constant list or map that a constant index names; null if there is none.
static ExprRef constantElement(const ExprRef &base, const ExprRef &index) {
  if (base->kind == ExprKind::list) {
    std::vector<ExprRef> elements = elementsOf(*base);
    bool inside = index->intValue >= 0 && index->intValue < static_cast<int64_t>(elements.size());
    return inside ? elements[index->intValue] : nullptr;
  }
  for (size_t i = 0; i + 1 < base->operands.size(); i += 2)
    if (constantText(base->operands[i]) == constantText(index))
      return base->operands[i + 1];
  return nullptr;
}

/// `list[i]`, counted from 0, which fails outside; `map[key]`, which is null where the key is absent.
Value Checker::checkIndex(const ast::Expr &e, const Scope &scope) {
  const ast::Expr &l = *e.operands[0], &i = *e.operands[1];
  Value base = check(l, scope);
  if (base.stage) {
    report(Code::E0227, l.span, {"a stream"}).label("a stream").suggest("rows are kept with `|> where(.n > 3)`");
    return failed();
  }
  ExprRef left = scalar(base, l.span);
  if (left == errorExpr_)
    return failed();
  TypeKind kind = left->type->kind;
  if (kind == TypeKind::optional)
    return mismatch(of(left), left->type->args[0], l.span);
  if ((kind != TypeKind::list && kind != TypeKind::map) || e.operands.size() != 2) {
    auto &d = report(Code::E0227, l.span, {foundPhrase(left->type)}).label(foundPhrase(left->type));
    adviseIndex(d, e, left->type);
    return failed();
  }
  Value key = checkAs(i, scope, kind == TypeKind::list ? intType_ : left->type->args[0]);
  ExprRef index = scalar(key, i.span);
  if (index == errorExpr_)
    return failed();
  TypeRef element = kind == TypeKind::list ? left->type->args[0] : optional(left->type->args[1]);
  bool known = isConstant(index) && isConstant(left);
  if (ExprRef found = known ? constantElement(left, index) : nullptr)
    return of(found);
  // What is written is a mistake; what a function was called with is a value like others.
  bool written = i.kind == ast::ExprKind::number || i.kind == ast::ExprKind::string ||
                 i.kind == ast::ExprKind::character || i.kind == ast::ExprKind::unary;
  if (known && !written && kind == TypeKind::map)
    return of(makeExpr(ExprKind::null, element, e.span));
  bool negative = kind == TypeKind::list && index->kind == ExprKind::integer && index->intValue < 0;
  if (written && (known || negative)) {
    auto &d = report(Code::E0228, i.span, {sourceText(i.span)});
    if (kind == TypeKind::map)
      d.label("not a key of this map");
    else if (known)
      d.label("the list has " + std::to_string(left->operands.size()) + ", counted from 0");
    else
      d.label("elements are counted from 0");
    return failed();
  }
  return of(makeExpr(ExprKind::index, element, e.span, {left, index}));
}

} // namespace smelt::sema
