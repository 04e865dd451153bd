// Constant folding. Only total operations are folded; see Build.h.
#include "lang/sema/Build.h"
#include <algorithm>
#include <cmath>

namespace smelt::sema {
namespace {

std::optional<int64_t> foldInteger(Op op, int64_t a, int64_t b) {
  int64_t r = 0;
  switch (op) {
  case Op::add:
    return __builtin_add_overflow(a, b, &r) ? std::nullopt : std::optional(r);
  case Op::sub:
    return __builtin_sub_overflow(a, b, &r) ? std::nullopt : std::optional(r);
  case Op::mul:
    return __builtin_mul_overflow(a, b, &r) ? std::nullopt : std::optional(r);
  case Op::neg:
    return __builtin_sub_overflow(int64_t{0}, a, &r) ? std::nullopt : std::optional(r);
  default:
    return std::nullopt;
  }
}

std::optional<double> foldReal(Op op, double a, double b) {
  double r = 0;
  switch (op) {
  case Op::add:
    r = a + b;
    break;
  case Op::sub:
    r = a - b;
    break;
  case Op::mul:
    r = a * b;
    break;
  case Op::div:
    if (b == 0)
      return std::nullopt;
    r = a / b;
    break;
  case Op::neg:
    r = -a;
    break;
  default:
    return std::nullopt;
  }
  return std::isfinite(r) ? std::optional(r) : std::nullopt;
}

ExprRef foldArithmetic(const std::shared_ptr<Expr> &e) {
  const ExprRef &left = e->operands[0];
  const ExprRef &right = e->operands.size() > 1 ? e->operands[1] : left;
  auto a = numberOf(left), b = numberOf(right);
  if (!a || !b)
    return e;
  if (e->type->kind == TypeKind::integer) {
    auto r = foldInteger(e->op, left->intValue, right->intValue);
    return r ? makeInteger(e->type, e->span, *r) : ExprRef(e);
  }
  auto r = foldReal(e->op, *a, *b);
  return r ? makeReal(e->type, e->span, *r) : ExprRef(e);
}

template <typename T> bool compareValues(Op op, const T &a, const T &b) {
  switch (op) {
  case Op::eq:
    return a == b;
  case Op::ne:
    return a != b;
  case Op::lt:
    return a < b;
  case Op::le:
    return a <= b;
  case Op::gt:
    return a > b;
  default:
    return a >= b;
  }
}

/// Whether the comparison holds; nothing if the two are not comparable here.
std::optional<bool> compareConstants(Op op, const ExprRef &a, const ExprRef &b) {
  if (auto x = numberOf(a), y = numberOf(b); x && y) {
    if (a->kind == ExprKind::integer && b->kind == ExprKind::integer)
      return compareValues(op, a->intValue, b->intValue);
    return compareValues(op, *x, *y);
  }
  if (a->kind != b->kind)
    return std::nullopt;
  switch (a->kind) {
  case ExprKind::boolean:
  case ExprKind::character:
    return compareValues(op, a->intValue, b->intValue);
  case ExprKind::text:
  case ExprKind::choice:
    return compareValues(op, a->text, b->text);
  default:
    return std::nullopt;
  }
}

ExprRef foldLogic(const std::shared_ptr<Expr> &e) {
  auto constant = [](const ExprRef &x) -> std::optional<bool> {
    return x->kind == ExprKind::boolean ? std::optional(x->intValue != 0) : std::nullopt;
  };
  auto a = constant(e->operands[0]);
  if (e->op == Op::not_)
    return a ? makeBoolean(e->type, e->span, !*a) : ExprRef(e);
  auto b = constant(e->operands[1]);
  if (a && b)
    return makeBoolean(e->type, e->span, e->op == Op::and_ ? (*a && *b) : (*a || *b));
  return e;
}

ExprRef foldConcat(const std::shared_ptr<Expr> &e) {
  std::string text;
  for (const ExprRef &part : e->operands)
    text += constantText(part);
  return makeText(e->type, e->span, std::move(text));
}

ExprRef foldConvert(const std::shared_ptr<Expr> &e) {
  const ExprRef &from = e->operands[0];
  bool toReal = e->type->kind == TypeKind::real || e->type->kind == TypeKind::quantity;
  if (from->kind == ExprKind::integer && toReal)
    return makeReal(e->type, e->span, static_cast<double>(from->intValue));
  return e;
}

ExprRef foldRange(const std::shared_ptr<Expr> &e) {
  auto holds = [&](const ExprRef &bound, Op op) -> std::optional<bool> {
    return bound ? compareConstants(op, e->operands[0], bound) : std::optional(true);
  };
  auto low = holds(e->operands[1], Op::ge), high = holds(e->operands[2], Op::le);
  if (!low || !high)
    return e;
  return makeBoolean(e->type, e->span, (*low && *high) != e->flag);
}

} // namespace

ExprRef fold(std::shared_ptr<Expr> e) {
  if (e->kind == ExprKind::logic)
    return foldLogic(e);
  if (e->kind == ExprKind::conditional && e->operands[0]->kind == ExprKind::boolean)
    return e->operands[e->operands[0]->intValue ? 1 : 2];
  if (!std::all_of(e->operands.begin(), e->operands.end(), isConstant))
    return e;
  switch (e->kind) {
  case ExprKind::arithmetic:
    return foldArithmetic(e);
  case ExprKind::compare: {
    auto r = compareConstants(e->op, e->operands[0], e->operands[1]);
    return r ? makeBoolean(e->type, e->span, *r) : ExprRef(e);
  }
  case ExprKind::in_range:
    return foldRange(e);
  case ExprKind::concat_text:
    return foldConcat(e);
  case ExprKind::convert:
    return foldConvert(e);
  case ExprKind::is_null: {
    bool null = e->operands[0]->kind == ExprKind::null;
    return makeBoolean(e->type, e->span, null != e->flag);
  }
  case ExprKind::coalesce:
    return e->operands[0]->kind == ExprKind::null ? e->operands[1] : ExprRef(e);
  default:
    return e;
  }
}

} // namespace smelt::sema
