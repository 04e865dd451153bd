// Sets of Unicode scalar values as sorted ranges, with the algebra that turns predicates into sets at compile time.
// Unicode 15.0 (ICU 72).
#pragma once
#include "llvm/ADT/ArrayRef.h"
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace smelt::text {

class CharSet {
public:
  CharSet() = default;
  /// From sorted, disjoint closed ranges as flat pairs.
  explicit CharSet(llvm::ArrayRef<int32_t> ranges) : ranges_(ranges.begin(), ranges.end()) {}
  static CharSet range(int32_t first, int32_t last);
  static CharSet all() { return range(0, 0x10FFFF); }
  /// A known property: alphabetic, digit, numeric, alnum, space, punctuation, symbol, upper, lower, han, kana, hangul,
  /// control, mark, cased, emoji, newline.
  static std::optional<CharSet> property(std::string_view name);
  /// Adds "U+0041" or "U+0041-U+005A" to `set`.
  static bool parseRange(std::string_view text, CharSet &set);

  CharSet operator|(const CharSet &other) const;
  CharSet operator&(const CharSet &other) const;
  CharSet operator~() const;
  bool operator==(const CharSet &other) const = default;
  bool contains(int32_t c) const;
  bool empty() const { return ranges_.empty(); }
  /// Flat pairs first, last, first, last ...
  llvm::ArrayRef<int32_t> ranges() const { return ranges_; }
  std::optional<std::string> propertyName() const;
  std::vector<std::string> rangeNames() const;

private:
  void add(int32_t first, int32_t last);
  std::vector<int32_t> ranges_;
};

} // namespace smelt::text
