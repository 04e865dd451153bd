// Tokens to text: spaces, line breaks, blank lines and comments wherever they may stand.
#pragma once
#include <random>
#include <string>
#include <vector>

namespace smelt::format::test {

/// A token that is this ends its line, and the end means something.
constexpr const char *kLineEnd = "\n";

std::string randomLayout(const std::vector<std::string> &tokens, std::mt19937 &random);

} // namespace smelt::format::test
