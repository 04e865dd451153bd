// The one place where the formatter's tests meet it.
#pragma once
#include <string>
#include <vector>

namespace smelt::format::test {

/// The text in smelt's style, or its diagnostics.
std::string formatted(const std::string &source);
/// What is wrong with how a text is formatted: the tree, the comments or their order have changed, or formatting again
/// gives another text. "" where nothing is. A text with syntax errors is fine: it is not formatted.
std::string fault(const std::string &source);
/// The text parses.
bool parses(const std::string &source);

} // namespace smelt::format::test
