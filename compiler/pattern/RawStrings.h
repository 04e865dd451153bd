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

  /// Nothing where nothing is looked for.
  std::optional<runtime::Sieve> sieve() const;
  /// First bytes of those.
  const std::bitset<256> &first() const { return firstBytes; }

private:
  std::vector<runtime::SieveString> strings;
  std::bitset<256> firstBytes;
};

/// Whether none of these characters (first and last code points) is written as an escape, nor the letter of one.
bool areWrittenAsTheyAre(const int32_t *ranges, size_t count);
bool isWrittenAsItIs(std::string_view text);
/// Whether matches of the pattern are of such characters only and depend on no others: they are the same in a text and
/// in what JSON writes for it.
bool hasSameMatchesInJson(std::string_view pattern);

} // namespace smelt::pattern
