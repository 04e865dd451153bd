// One slip of the fingers at one token of a recipe.
#pragma once
#include "lang/syntax/Parser.h"
#include <string>
#include <vector>

namespace smelt::mutation {

enum class Slip : uint8_t { deleted, doubled, swapped, misspelt };
inline constexpr Slip allSlips[] = {Slip::deleted, Slip::doubled, Slip::swapped, Slip::misspelt};
const char *nameOf(Slip slip);

/// A recipe with one slip.
struct Mutant {
  std::string text;
  uint32_t begin = 0, end = 0; ///< the bytes of `text` that are not as they were
};

/// The tokens of a recipe that a slip can meet: no space, comments or line ends.
std::vector<syntax::Token> tokensOf(const std::string &text);

/// The recipe `text` with a slip at token `at`; its text is that of the recipe where the slip changes nothing.
Mutant mutate(const std::string &text, const std::vector<syntax::Token> &tokens, size_t at, Slip slip);

} // namespace smelt::mutation
