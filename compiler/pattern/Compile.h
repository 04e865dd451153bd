// Patterns to the tables that PatternSearch reads (runtime/text/PatternTable.h).
#pragma once
#include "lang/pattern/Pattern.h"
#include <string>
#include <string_view>

namespace smelt::pattern {

struct Compiled {
  std::string table;          ///< bytes of a PatternTable, to be aligned to 8
  std::optional<Error> error; ///< what parsing says, or that the pattern is too large
  size_t states = 0;          ///< of the automaton; 0 if it is made while matching
};

/// `maxStates`: an automaton with more states is made while matching, with the same results.
Compiled compile(std::string_view pattern, size_t maxStates = 4096);

/// A replacement as smelt_pattern_replace reads it. The template must be valid for the pattern.
std::string encodeReplacement(std::string_view replacement, std::string_view pattern);

/// The bytes of a sieve (runtime/text/Sieve.h) of the characters of a set: first and last code points, sorted.
std::string sieveOf(const int32_t *ranges, size_t count);
/// The bytes of a sieve that tells these characters exactly (runtime/text/CharSieve.h), where there is one and they are
/// so frequent that it takes less than to look for each; else nothing.
std::string charSieveOf(const int32_t *ranges, size_t count);

} // namespace smelt::pattern
