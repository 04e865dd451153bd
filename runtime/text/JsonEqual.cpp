// Whether two JSON values mean the same. Both were checked by the reader of their source, or written here.
#include "runtime/io/JsonRecord.h"
#include "runtime/io/JsonWalker.h"
#include "runtime/text/Functions.h"
#include <charconv>
#include <string>

using namespace smelt::runtime;

namespace {

/// Deeper values are compared by their bytes, so that no document can exhaust the stack.
constexpr int kMaxDepth = 256;

bool equal(std::string_view a, std::string_view b, int depth);

/// A JSON string without its quotes and escapes.
std::string plain(std::string_view raw) {
  raw = raw.substr(1, raw.size() - 2);
  if (raw.find('\\') == raw.npos)
    return std::string(raw);
  std::string padded(raw), text(unescapedBound(raw.size()), '\0');
  padded.append(SMELT_TEXT_PADDING, '\0');
  text.resize(unescapeJson({padded.data(), raw.size()}, text.data()));
  return text;
}

template <class Number> bool parses(std::string_view text, Number &value) {
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

/// Whole numbers are compared exactly, all others as 64-bit floats.
bool equalNumbers(std::string_view a, std::string_view b) {
  int64_t wholeA = 0, wholeB = 0;
  if (parses(a, wholeA) && parses(b, wholeB))
    return wholeA == wholeB;
  double realA = 0, realB = 0;
  return parses(a, realA) && parses(b, realB) && realA == realB;
}

bool equalArrays(std::string_view a, std::string_view b, int depth) {
  JsonWalker left(a), right(b);
  left.open('[');
  right.open('[');
  while (true) {
    bool more = left.next();
    if (right.next() != more)
      return false;
    if (!more)
      return true;
    std::string_view x = left.value(), y = right.value();
    if (!equal(x, y, depth))
      return false;
  }
}

/// Whether every member of `a` that is not null is one of `b`. Of repeated keys the last one counts.
bool holdsMembers(std::string_view a, std::string_view b, int depth) {
  JsonWalker members(a);
  members.open('{');
  while (members.next()) {
    std::string key = plain(members.value());
    members.skipColon();
    members.value();
    smelt_text mine, theirs;
    auto size = [](std::string_view s) { return static_cast<int64_t>(s.size()); };
    if (!smelt_json_field(a.data(), size(a), key.data(), size(key), &mine))
      continue;
    if (!smelt_json_field(b.data(), size(b), key.data(), size(key), &theirs) ||
        !equal({mine.data, size_t(mine.size)}, {theirs.data, size_t(theirs.size)}, depth))
      return false;
  }
  return true;
}

bool equal(std::string_view a, std::string_view b, int depth) {
  if (a == b)
    return true;
  bool sameKind = !a.empty() && !b.empty() && (a[0] == b[0] || (a[0] != '{' && a[0] != '[' && a[0] != '"'));
  if (!sameKind || depth == kMaxDepth)
    return false;
  switch (a[0]) {
  case '"':
    return plain(a) == plain(b);
  case '[':
    return equalArrays(a, b, depth + 1);
  case '{':
    return holdsMembers(a, b, depth + 1) && holdsMembers(b, a, depth + 1);
  default:
    return equalNumbers(a, b);
  }
}

/// The value without the white space around it.
std::string_view trimmed(const char *text, int64_t size) {
  std::string_view value(text, size_t(size)), space(" \t\n\r");
  size_t begin = std::min(value.find_first_not_of(space), value.size());
  return value.substr(begin, value.find_last_not_of(space) + 1 - begin);
}

} // namespace

int64_t smelt_json_equal(const char *a, int64_t aSize, const char *b, int64_t bSize) {
  return equal(trimmed(a, aSize), trimmed(b, bSize), 0);
}
