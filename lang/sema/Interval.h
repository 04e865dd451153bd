// What values a number can have, from how it is computed: counts are never negative, fractions end at 1.
#pragma once
#include "lang/sema/Typed.h"
#include <limits>

namespace smelt::sema {

/// A closed interval of f64; unbounded sides are infinite. What fails or is null is in none.
struct Interval {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
};

/// An interval that every value of `e` that is neither null nor failed lies in. Looks at no more than a few thousand
/// nodes.
Interval intervalOf(const ExprRef &e);

/// "0%..100%", "0..", "..5 MB": as a user would write it for values of `type`.
std::string toString(const Interval &interval, TypeRef type);

} // namespace smelt::sema
