// Replacements: `$1`, `${name}`.
#include "lang/pattern/Pattern.h"
#include <algorithm>

namespace smelt::pattern {

namespace {
bool isDigit(char c) { return c >= '0' && c <= '9'; }

/// The number of the group called `name`, or -1.
int groupNumber(std::string_view name, const Parsed &pattern) {
  if (!name.empty() && std::all_of(name.begin(), name.end(), isDigit)) {
    int n = 0;
    for (char c : name)
      n = std::min(n * 10 + (c - '0'), 1 << 20);
    return n <= pattern.groups ? n : -1;
  }
  auto it = std::find(pattern.names.begin(), pattern.names.end(), name);
  return name.empty() || it == pattern.names.end() ? -1 : static_cast<int>(it - pattern.names.begin()) + 1;
}
} // namespace

Template parseTemplate(std::string_view text, const Parsed &pattern) {
  Template result;
  std::string literal;
  for (size_t at = 0; at < text.size();) {
    if (text[at] != '$' || at + 1 == text.size()) {
      literal += text[at++];
      continue;
    }
    size_t begin = at++;
    size_t end = at;
    std::string_view name;
    if (text[at] == '{' && (end = text.find('}', at)) != std::string_view::npos) {
      name = text.substr(at + 1, end - at - 1);
      at = end + 1;
    } else if (isDigit(text[at])) {
      while (at < text.size() && isDigit(text[at]))
        ++at;
      name = text.substr(end, at - end);
    } else {
      literal += '$';
      at += text[at] == '$';
      continue;
    }
    int group = groupNumber(name, pattern);
    if (group > 0 && pattern.forgotten[group - 1]) {
      result.error = Error{Fault::unknown,
                           begin,
                           at,
                           "refers to a group that is only looked at",
                           "this group is inside of `(?=` or `(?!`",
                           "what is looked at is not part of the match"};
      return result;
    }
    if (group < 0) {
      result.error = Error{Fault::unknown,
                           begin,
                           at,
                           "refers to a group that the pattern does not have",
                           "there is no group `" + std::string(name) + "`",
                           "a dollar sign itself is written `$$`"};
      return result;
    }
    result.pieces.push_back({std::exchange(literal, ""), group});
  }
  if (!literal.empty())
    result.pieces.push_back({std::move(literal), -1});
  return result;
}

} // namespace smelt::pattern
