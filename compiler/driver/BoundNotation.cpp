#include "compiler/driver/BoundNotation.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/FormatVariadic.h"
#include <cmath>
#include <cstdlib>

namespace smelt::driver {

/// Ratios as shares, other quantities in their base unit.
BoundNotation BoundNotation::ofType(sema::TypeRef metric, bool areWhole) {
  BoundNotation notation;
  notation.grain_ = areWhole ? 1 : 0;
  if (metric->kind != sema::TypeKind::quantity)
    return notation;
  if (metric->dimension == sema::Dimension::ratio) {
    notation.scale_ = 100;
    notation.isShare_ = true;
    notation.suffix_ = "%";
  } else {
    bool isTime = metric->dimension == sema::Dimension::time;
    notation.suffix_ = " " + (isTime ? "s" : llvm::StringRef(sema::toString(metric)).lower());
  }
  return notation;
}

BoundNotation BoundNotation::of(llvm::StringRef bound, double value, sema::TypeRef metric, bool areWhole) {
  if (metric->kind == sema::TypeKind::optional)
    metric = metric->args[0];
  BoundNotation notation = ofType(metric, areWhole);
  size_t begin = 0; // of a number, not of a name with a digit in it
  while (begin < bound.size() &&
         (!llvm::isDigit(bound[begin]) || (begin && (llvm::isAlnum(bound[begin - 1]) || bound[begin - 1] == '_'))))
    ++begin;
  llvm::StringRef rest = bound.drop_front(begin);
  size_t digits = std::min({rest.find_first_not_of("0123456789._"), rest.find(".."), rest.size()});
  std::string number = rest.take_front(digits).str();
  llvm::erase(number, '_');
  double written = std::strtod(number.c_str(), nullptr), factor = std::abs(value) / written;
  llvm::StringRef suffix = rest.drop_front(digits).split("..").first.rtrim();
  bool isUnit = llvm::all_of(suffix, [](char c) { return llvm::isAlpha(c) || c == '%' || c == ' '; });
  if (written == 0 || value == 0 || !isUnit || (suffix.empty() && (factor != 1 || notation.suffix_.starts_with(" "))))
    return notation;
  bool isShare = factor < 1;
  double scale = std::round(isShare ? 1 / factor : factor);
  if (std::abs((isShare ? 1 / factor : factor) / scale - 1) > 1e-9)
    return notation;
  notation.scale_ = scale;
  notation.isShare_ = isShare;
  notation.grain_ = areWhole ? 1 / scale : 0;
  notation.suffix_ = suffix.str();
  return notation;
}

double BoundNotation::stepOf(double number, int digits) const {
  double step = number == 0 ? 1e-3 : std::pow(10.0, std::floor(std::log10(std::abs(number))) + 1 - digits);
  return std::max(step, grain_);
}

WrittenNumber BoundNotation::spelt(double number) const {
  std::string text;
  if (number == std::round(number) && std::abs(number) < 1e15) {
    std::string digits = std::to_string(std::llabs(std::llround(number)));
    for (size_t i = 0; i < digits.size(); ++i)
      text += (i && (digits.size() - i) % 3 == 0 && digits.size() > 4 ? "_" : "") + digits.substr(i, 1);
    return {(number < 0 ? "-" : "") + text + suffix_, valueOf(number)};
  }
  text = llvm::formatv("{0}", llvm::format("%.6g", number)).str();
  return {text + suffix_, valueOf(std::strtod(text.c_str(), nullptr))};
}

WrittenNumber BoundNotation::write(double value, bool isUpper, bool isOpen) const {
  double number = numberOf(value), outwards = isUpper ? 1 : -1;
  if (isOpen && grain_ > 0) // beyond a whole number is the next one
    number += outwards * grain_;
  bool mayMeet = !isOpen || grain_ > 0;
  auto rounded = [&](int digits) {
    double step = stepOf(number, digits);
    return (isUpper ? std::ceil(number / step - 1e-9) : std::floor(number / step + 1e-9)) * step;
  };
  auto letsIn = [&](const WrittenNumber &bound) {
    double beyond = outwards * (bound.value - valueOf(number));
    return mayMeet ? beyond >= 0 : beyond > 0;
  };
  for (int digits = 3; digits <= 5; ++digits)
    if (double near = rounded(digits); std::abs(near - number) <= 1e-9 * std::abs(number))
      if (WrittenNumber bound = spelt(near); letsIn(bound))
        return bound;
  WrittenNumber bound = spelt(rounded(3));
  return letsIn(bound) ? bound : spelt(rounded(3) + outwards * stepOf(number, 3));
}

} // namespace smelt::driver
