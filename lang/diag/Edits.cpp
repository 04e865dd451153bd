// Edits applied, and shown.
#include "lang/diag/Diagnostic.h"
#include <algorithm>
#include <tuple>

namespace smelt::diag {

std::string applyEdits(std::string_view text, uint32_t file, std::vector<Edit> edits) {
  std::erase_if(edits, [&](const Edit &e) { return e.span.file != file || e.span.end > text.size(); });
  std::sort(edits.begin(), edits.end(), [](const Edit &a, const Edit &b) {
    return std::tie(a.span.begin, a.span.end, a.text) < std::tie(b.span.begin, b.span.end, b.text);
  });
  std::string out;
  uint32_t at = 0;
  const Edit *last = nullptr;
  for (const Edit &e : edits) {
    bool again = last && last->span == e.span;
    if (e.span.begin < at || again)
      continue;
    out += text.substr(at, e.span.begin - at);
    out += e.text;
    at = e.span.end;
    last = &e;
  }
  return out.append(text.substr(at));
}

namespace {

std::vector<std::string_view> linesOf(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    size_t end = std::min(text.find('\n'), text.size() - 1);
    lines.push_back(text.substr(0, end + 1));
    text.remove_prefix(end + 1);
  }
  return lines;
}

void put(std::string &out, char sign, std::string_view line) {
  out += sign;
  out += line;
  if (!line.ends_with('\n'))
    out += "\n\\ No newline at end of file\n";
}

std::string rangeOf(size_t begin, size_t count) {
  return std::to_string(count ? begin + 1 : begin) + "," + std::to_string(count);
}

/// Lines of `b` from `j` on that `a` has again at `i`, looked for a few lines ahead: fixes change lines in place.
bool findAgain(const std::vector<std::string_view> &a, const std::vector<std::string_view> &b, size_t &i, size_t &j) {
  constexpr size_t farthest = 64;
  for (size_t distance = 1; distance < farthest; ++distance)
    for (size_t left = 0; left <= distance; ++left) {
      size_t x = i + left, y = j + distance - left;
      if (x < a.size() && y < b.size() && a[x] == b[y]) {
        i = x;
        j = y;
        return true;
      }
    }
  return false;
}

} // namespace

std::string diffOf(std::string_view path, std::string_view before, std::string_view after) {
  if (before == after)
    return "";
  std::vector<std::string_view> a = linesOf(before), b = linesOf(after);
  std::string out = "--- " + std::string(path) + "\n+++ " + std::string(path) + "\n";
  for (size_t i = 0, j = 0; i < a.size() || j < b.size();) {
    if (i < a.size() && j < b.size() && a[i] == b[j]) {
      ++i, ++j;
      continue;
    }
    size_t firstA = i, firstB = j;
    if (!findAgain(a, b, i, j)) {
      i = a.size();
      j = b.size();
    }
    out += "@@ -" + rangeOf(firstA, i - firstA) + " +" + rangeOf(firstB, j - firstB) + " @@\n";
    for (size_t k = firstA; k < i; ++k)
      put(out, '-', a[k]);
    for (size_t k = firstB; k < j; ++k)
      put(out, '+', b[k]);
  }
  return out;
}

} // namespace smelt::diag
