// The alphabet of a pattern: classes of code points that none of its sets tells apart.
#pragma once
#include "lang/pattern/CodePoints.h"
#include <vector>

namespace smelt::pattern {

struct Symbols {
  std::vector<uint16_t> ascii;         ///< of 128 code points
  std::vector<uint16_t> blocks;        ///< leaf of code point / 256
  std::vector<uint16_t> leaves;        ///< 256 symbols each
  std::vector<std::vector<bool>> rows; ///< of each set: whether it holds a class; the three special symbols follow
  uint32_t classes = 0;
  uint32_t lineFeed = 0; ///< the class of `\n`

  uint32_t newline() const { return classes; }
  uint32_t begin() const { return classes + 1; }
  uint32_t end() const { return classes + 2; }
  uint32_t count() const { return classes + 3; }
};

/// False if there are more than 60,000 classes.
bool makeSymbols(const std::vector<CodePoints> &sets, Symbols &symbols);

} // namespace smelt::pattern
