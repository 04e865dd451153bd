// What a JSON string holds, as it is written, where its text is of interest (runtime/io/RawStrings.h).
#pragma once
#include "runtime/text/Sieve.h"
#include <bitset>
#include <optional>
#include <string_view>
#include <vector>

namespace smelt::pattern {

/// The strings of JSON in which one of some patterns may occur. Escapes of theirs stand for one character each, those
/// of a quote, a backslash, a line end or a tab.
class RawNeeds {
public:
  /// False where no string is known that each match of `pattern` contains, or where it is too frequent.
  bool add(std::string_view pattern);
  /// Also strings that begin with a character of the set: first and last code points.
  void addFirst(const int32_t *ranges, size_t count);

  runtime::Sieve sieve() const { return runtime::makeSieve(strings); }
  /// First bytes of those.
  const std::bitset<256> &first() const { return firstBytes; }

private:
  std::vector<runtime::SieveString> strings;
  std::bitset<256> firstBytes;
};

} // namespace smelt::pattern
