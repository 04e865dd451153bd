// Programs by the grammar (lang/syntax/RecipeParser.g4), with comments, blank lines and line breaks wherever they may
// stand. They parse; they need not check.
#pragma once
#include <cstdint>
#include <string>

namespace smelt::format::test {

/// The program of a seed: the same on every machine.
std::string randomRecipe(uint32_t seed);

} // namespace smelt::format::test
