// Sets of Unicode code points as sorted ranges, and the sets that patterns name. Unicode 15.0 (ICU 72).
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace smelt::pattern {

constexpr int32_t kLastCodePoint = 0x10FFFF;

class CodePoints {
public:
  using Range = std::pair<int32_t, int32_t>; ///< first and last, both in the set

  CodePoints() = default;
  static CodePoints range(int32_t first, int32_t last);
  static CodePoints one(int32_t c) { return range(c, c); }
  /// Ranges in any order, which may overlap.
  static CodePoints of(std::vector<Range> ranges);
  static CodePoints all() { return range(0, kLastCodePoint); }
  /// A Unicode property or property value by any name that Unicode knows: "L", "Han", "White_Space", "Script=Greek".
  static std::optional<CodePoints> property(std::string_view name);
  /// By ICU's notation for sets.
  static std::optional<CodePoints> fromIcu(const std::u16string &pattern);

  void add(const CodePoints &other);
  CodePoints complement() const;
  bool contains(int32_t c) const;
  bool empty() const { return ranges_.empty(); }
  /// Sorted, disjoint and not adjacent.
  const std::vector<Range> &ranges() const { return ranges_; }
  bool operator==(const CodePoints &other) const = default;

private:
  std::vector<Range> ranges_;
};

/// Whose `\d`, `\s`, `\w`: those of Python's `re` for texts, those in ASCII, or those of Unicode's UTS 18, annex C
/// (which mrab's `regex` has).
enum class Classes : uint8_t { python, ascii, unicode };
const CodePoints &digits(Classes classes);
const CodePoints &spaces(Classes classes);
const CodePoints &wordCharacters(Classes classes);

/// The simple lower-case mapping, only in ASCII if `ascii`.
int32_t lowerCase(int32_t c, bool ascii);
/// A set written with `(?i)`: the characters whose lower case is that of a `literal`, or is one of `classes`. As Python
/// has it: letters with one upper case are one letter (U+017F and s), and so are three pairs of ligatures and accents.
CodePoints ignoreCase(const CodePoints &literals, const CodePoints &classes, Classes kind);

} // namespace smelt::pattern
