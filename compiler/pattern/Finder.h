// What every match of a pattern contains, so that a text is searched for that first.
#pragma once
#include "lang/pattern/Pattern.h"
#include "runtime/text/PatternTable.h"
#include "runtime/text/Sieve.h"
#include <optional>
#include <string>
#include <vector>

namespace smelt::pattern {

struct Finder {
  double cost = 1; ///< candidates for each byte of a text, and what it takes to look for them
  runtime::PatternFinder kind = runtime::PatternFinder::none;
  std::string literal;                   ///< kind literal
  runtime::Sieve sieve{};                ///< kind sieve: of strings one of which is in the match
  std::vector<const CodePoints *> first; ///< kind sieve: such a string begins with a character of one of them
};

Finder makeFinder(const Node &root);

/// Strings one of which every match contains; nothing where none is known.
std::optional<std::vector<runtime::SieveString>> neededStrings(const Node &root);

} // namespace smelt::pattern
