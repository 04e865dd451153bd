#include "lang/sema/Examples.h"

namespace smelt::sema {

namespace {

constexpr std::string_view kGives = "// =>";

std::string_view trimmed(std::string_view text) {
  size_t begin = text.find_first_not_of(" \t\r");
  if (begin == std::string_view::npos)
    return {};
  return text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

template <class Use> void forEachLine(std::string_view text, Use use) {
  while (!text.empty()) {
    size_t end = text.find('\n');
    use(text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
}

} // namespace

std::string exampleStatements(std::string_view code) {
  std::string out;
  forEachLine(code, [&](std::string_view line) {
    size_t at = line.find(kGives);
    std::string_view left = trimmed(line.substr(0, at));
    if (at == std::string_view::npos || left.empty() || left.starts_with("//")) {
      out.append(line).append("\n");
      return;
    }
    std::string_view value = trimmed(line.substr(at + kGives.size()));
    std::string condition =
        "(" + std::string(left) + ")" + (value == "null" ? " is null" : " == " + std::string(value));
    out += "assert " + condition + "\n";
  });
  return out;
}

bool isStatements(std::string_view code) {
  bool found = false;
  forEachLine(code, [&](std::string_view line) {
    bool isComment = trimmed(line).starts_with("//");
    found |= line.starts_with("assert ") || (!isComment && line.find(kGives) != std::string_view::npos);
  });
  return found;
}

bool Fence::is(std::string_view word) const {
  std::string_view rest = info;
  while (!rest.empty()) {
    size_t end = rest.find_first_of(" ,{}");
    if (rest.substr(0, end) == word)
      return true;
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
  }
  return false;
}

/// A fence of n backticks is closed by at least as many.
std::vector<Fence> fencesOf(std::string_view markdown) {
  std::vector<Fence> fences;
  size_t ticks = 0; // of the open fence
  unsigned number = 0;
  forEachLine(markdown, [&](std::string_view line) {
    ++number;
    size_t begin = line.find_first_not_of(' ');
    std::string_view text = begin == std::string_view::npos || begin > 3 ? std::string_view() : line.substr(begin);
    size_t count = std::min(text.find_first_not_of('`'), text.size());
    if (ticks == 0 && count >= 3) {
      ticks = count;
      fences.push_back({std::string(trimmed(text.substr(count))), "", number});
    } else if (ticks != 0 && count >= ticks && trimmed(text.substr(count)).empty()) {
      ticks = 0;
    } else if (ticks != 0) {
      fences.back().code.append(line).append("\n");
    }
  });
  if (ticks != 0)
    fences.pop_back(); // never closed
  return fences;
}

} // namespace smelt::sema
