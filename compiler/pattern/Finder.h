// What every match of a pattern contains, so that a text is searched for that first.
#pragma once
#include "lang/pattern/Pattern.h"
#include "runtime/text/PatternTable.h"
#include <array>
#include <string>

namespace smelt::pattern {

struct Finder {
  runtime::PatternFinder kind = runtime::PatternFinder::none;
  std::string literal;           ///< kind literal
  uint32_t rare = 0;             ///< its byte that texts have least
  std::array<bool, 256> bytes{}; ///< kind bytes: one of them begins a character of the match
};

Finder makeFinder(const Node &root);

} // namespace smelt::pattern
