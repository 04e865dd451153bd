// Examples in documentation as tests.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace smelt::sema {

/// The statements of a test that a fenced example stands for: `expression // => value` becomes an `assert`, lines stay
/// where they are.
std::string exampleStatements(std::string_view code);
/// Whether the example is statements, and not the items of a recipe.
bool isStatements(std::string_view code);

/// A fenced block of Markdown.
struct Fence {
  std::string info; ///< what stands behind the fence: "recipe later"
  std::string code;
  unsigned line = 0;                    ///< of the opening fence, from 1
  bool is(std::string_view word) const; ///< whether the info string has this word
};
std::vector<Fence> fencesOf(std::string_view markdown);

} // namespace smelt::sema
