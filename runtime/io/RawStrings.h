// Strings of JSON that need not be read: what happens to their texts is known from what they do not hold.
#pragma once
#include "runtime/text/Sieve.h"
#include <bitset>
#include <cstddef>
#include <optional>
#include <string_view>

namespace smelt::runtime {

/// Which strings may stay as their records write them, escapes and all: those that the sieve finds nothing in and that
/// begin with none of some bytes. `compiler/pattern/RawStrings.h` makes them of what a stage looks for in a text.
struct RawStrings {
  std::optional<Sieve> sieve; ///< of what a string holds, as JSON writes it, where its text is of interest
  std::bitset<256> first;     ///< first bytes of strings whose texts are

  bool mayStay(std::string_view raw) const;
};

/// Asks for one string after the other, and seldom where few of them may stay.
class RawStringFilter {
public:
  explicit RawStringFilter(const RawStrings &strings) : Strings(strings) {}
  /// Whether the string that begins at `at` may stay: `skipSimpleEscapes` and `RawStrings` say so. If so moves `at` to
  /// its closing quote.
  bool leaves(const char *&at, const char *end);

private:
  const RawStrings &Strings;
  unsigned Pause = 0, Longest = 0; ///< strings that are not looked at, from now on and after the last that was
};

} // namespace smelt::runtime
