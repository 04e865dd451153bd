// How the numbers of a rule's bound are written, so that a new bound looks like the old one.
#pragma once
#include "lang/sema/Type.h"
#include "llvm/ADT/StringRef.h"
#include <string>

namespace smelt::driver {

/// A number as it stands in a recipe, and what it says there.
struct WrittenNumber {
  std::string text; ///< "12.5%", "4_100 bytes"
  double value;     ///< 0.125, 4100
};

/// "10%" is 10 / 100, "1 MB" is 1 * 1e6.
class BoundNotation {
public:
  /// That of the first number of `bound`, which says `value`; the usual one of the metric's type where none tells.
  /// `areWhole`: the metric has whole values only, and so have its bounds.
  static BoundNotation of(llvm::StringRef bound, double value, sema::TypeRef metric, bool areWhole);

  /// A bound above (`isUpper`) or below that lets `value` in, or with `isOpen` stands just beyond it. It is as near as
  /// five digits can be where they meet the value, else rounded outwards to three.
  WrittenNumber write(double value, bool isUpper, bool isOpen) const;

private:
  static BoundNotation ofType(sema::TypeRef metric, bool areWhole);
  double numberOf(double value) const { return isShare_ ? value * scale_ : value / scale_; }
  double valueOf(double number) const { return isShare_ ? number / scale_ : number * scale_; }
  double stepOf(double number, int digits) const;
  WrittenNumber spelt(double number) const;

  double scale_ = 1;     ///< a whole number
  bool isShare_ = false; ///< numbers are divided by the scale, not multiplied
  double grain_ = 0;     ///< the smallest step between two numbers; 0 if there is none
  std::string suffix_;
};

} // namespace smelt::driver
