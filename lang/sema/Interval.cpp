// Interval arithmetic over typed expressions.
#include "lang/sema/Interval.h"
#include "lang/sema/Build.h"
#include "lang/sema/Units.h"
#include <algorithm>
#include <cmath>

namespace smelt::sema {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

Interval hull(Interval a, Interval b) { return {std::min(a.low, b.low), std::max(a.high, b.high)}; }

/// Infinity times zero is zero here: a bound that is never reached does not matter.
double product(double a, double b) { return a == 0 || b == 0 ? 0 : a * b; }

Interval times(Interval a, Interval b) {
  double p[] = {product(a.low, b.low), product(a.low, b.high), product(a.high, b.low), product(a.high, b.high)};
  return {*std::min_element(p, p + 4), *std::max_element(p, p + 4)};
}

/// A divisor of zero fails, so that only its signs matter.
Interval divided(Interval a, Interval b) {
  if (b.low < 0 && b.high > 0)
    return {};
  double smallest = b.low < 0 ? b.high : b.low, largest = b.low < 0 ? b.low : b.high;
  double sign = b.low < 0 ? -1 : 1;
  Interval inverse;
  inverse.low = std::isinf(largest) ? 0 : 1 / largest;
  inverse.high = smallest == 0 ? sign * kInfinity : 1 / smallest;
  if (inverse.low > inverse.high)
    std::swap(inverse.low, inverse.high);
  return times(a, inverse);
}

class Analysis {
public:
  Interval of(const ExprRef &e);

private:
  Interval builtin(const Expr &e);
  Interval number(const Expr &e);
  Interval arithmetic(const Expr &e);
  Interval applied(const ExprRef &function, Interval element);
  /// What the elements of a view, list or set of numbers can be.
  Interval elements(const ExprRef &e);

  std::map<LocalId, Interval> locals_;
  std::map<const Expr *, Interval> known_;
  unsigned left_ = 4000;
};

Interval Analysis::arithmetic(const Expr &e) {
  Interval a = of(e.operands[0]);
  if (e.op == Op::neg)
    return {-a.high, -a.low};
  Interval b = of(e.operands[1]);
  switch (e.op) {
  case Op::add:
    return {a.low + b.low, a.high + b.high};
  case Op::sub:
    return {a.low - b.high, a.high - b.low};
  case Op::mul:
    return times(a, b);
  case Op::div:
    return divided(a, b);
  default:
    return {};
  }
}

Interval Analysis::applied(const ExprRef &function, Interval element) {
  if (!function || function->kind != ExprKind::lambda || function->params.empty())
    return element;
  locals_[function->params[0]] = element;
  return of(function->operands[0]);
}

Interval Analysis::elements(const ExprRef &e) {
  if (e->kind == ExprKind::list || e->kind == ExprKind::set) {
    Interval all = e->operands.empty() ? Interval() : of(e->operands[0]);
    for (const ExprRef &element : e->operands)
      all = hull(all, of(element));
    return all;
  }
  if (e->kind != ExprKind::builtin)
    return {};
  const std::string &key = e->builtin->key;
  if (key == "Text.bytes")
    return {0, 255};
  if (key == "View.map")
    return applied(e->operands[1], elements(e->operands[0]));
  return key == "View.filter" ? elements(e->operands[0]) : Interval();
}

/// Functions of one or two numbers.
Interval Analysis::number(const Expr &e) {
  const std::string &name = e.builtin->name;
  Interval a = of(e.operands[0]);
  if (name == "floor" || name == "ceil" || name == "round")
    return {std::floor(a.low), std::ceil(a.high)};
  if (name == "sqrt")
    return {a.low > 0 ? std::sqrt(a.low) : 0, a.high > 0 ? std::sqrt(a.high) : 0};
  if (name == "exp")
    return {0, std::exp(a.high)};
  if (name == "abs")
    return {a.low > 0 ? a.low : a.high < 0 ? -a.high : 0, std::max(std::fabs(a.low), std::fabs(a.high))};
  if (e.operands.size() < 2)
    return {};
  Interval b = of(e.operands[1]);
  if (name == "mod" && b.low > 0)
    return {0, b.high - 1};
  if (name == "min")
    return {std::min(a.low, b.low), std::min(a.high, b.high)};
  return name == "max" ? Interval{std::max(a.low, b.low), std::max(a.high, b.high)} : Interval();
}

Interval Analysis::builtin(const Expr &e) {
  const std::string &name = e.builtin->name, &receiver = e.builtin->receiver;
  for (const char *counts : {"count", "distinct", "duplicates", "total", "once", "largest", "size", "entropy"})
    if (name == counts)
      return {0, kInfinity};
  if (name == "fraction")
    return {0, 1};
  if (receiver == "Int" || receiver == "Float")
    return number(e);
  if (receiver != "View" && receiver != "List")
    return {};
  Interval each = applied(e.operands.size() > 1 ? e.operands[1] : nullptr, elements(e.operands[0]));
  if (name == "sum")
    return {each.low < 0 ? -kInfinity : 0, each.high > 0 ? kInfinity : 0};
  if (name == "mean") // of nothing it is 0
    return hull(each, {0, 0});
  return name == "min" || name == "max" || name == "median" ? each : Interval();
}

Interval Analysis::of(const ExprRef &e) {
  if (!e || left_ == 0)
    return {};
  if (auto value = numberOf(e))
    return {*value, *value};
  auto known = known_.find(e.get());
  if (known != known_.end())
    return known->second;
  --left_;
  Interval result;
  switch (e->kind) {
  case ExprKind::local:
    if (auto local = locals_.find(e->local); local != locals_.end())
      result = local->second;
    break;
  case ExprKind::builtin:
    result = builtin(*e);
    break;
  case ExprKind::arithmetic:
    result = arithmetic(*e);
    break;
  case ExprKind::convert:
    if (isNumeric(e->operands[0]->type) || e->operands[0]->type->kind == TypeKind::optional)
      result = of(e->operands[0]);
    break;
  case ExprKind::coalesce:
    result = hull(of(e->operands[0]), of(e->operands[1]));
    break;
  case ExprKind::conditional:
    result = hull(of(e->operands[1]), of(e->operands[2]));
    break;
  case ExprKind::field: // the most frequent element was seen once at least
    if (e->operands[0]->kind == ExprKind::builtin && e->operands[0]->builtin->key == "Tally.top" && e->text == "count")
      result = {1, kInfinity};
    break;
  default:
    break;
  }
  if (std::isnan(result.low) || std::isnan(result.high))
    result = {};
  return known_[e.get()] = result;
}

std::string bound(double value, TypeRef type) {
  if (std::isinf(value))
    return "";
  Dimension d = dimensionOf(type);
  if (d == Dimension::ratio)
    return shortest(value * 100) + "%";
  if (value == 0 || d == Dimension::none)
    return shortest(value);
  return shortest(value) + (d == Dimension::time    ? " s"
                            : d == Dimension::bytes ? " bytes"
                                                    : std::string(" ") + exampleUnit(d));
}

} // namespace

Interval intervalOf(const ExprRef &e) { return Analysis().of(e); }

std::string toString(const Interval &interval, TypeRef type) {
  return bound(interval.low, type) + ".." + bound(interval.high, type);
}

} // namespace smelt::sema
