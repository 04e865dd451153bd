#include "lang/pattern/CodePoints.h"
#include <algorithm>
#include <map>
#include <string>
#include <unicode/uchar.h>
#include <unicode/uset.h>

namespace smelt::pattern {

CodePoints CodePoints::range(int32_t first, int32_t last) {
  CodePoints set;
  set.ranges_ = {{first, last}};
  return set;
}

void CodePoints::add(const CodePoints &other) {
  std::vector<Range> all(ranges_.size() + other.ranges_.size());
  std::merge(ranges_.begin(), ranges_.end(), other.ranges_.begin(), other.ranges_.end(), all.begin());
  ranges_.clear();
  for (auto [first, last] : all)
    if (!ranges_.empty() && first <= ranges_.back().second + 1)
      ranges_.back().second = std::max(ranges_.back().second, last);
    else
      ranges_.push_back({first, last});
}

CodePoints CodePoints::of(std::vector<Range> ranges) {
  std::sort(ranges.begin(), ranges.end());
  CodePoints sorted, joined;
  sorted.ranges_ = std::move(ranges);
  joined.add(sorted);
  return joined;
}

CodePoints CodePoints::complement() const {
  CodePoints result;
  int32_t next = 0;
  for (auto [first, last] : ranges_) {
    if (first > next)
      result.ranges_.push_back({next, first - 1});
    next = last + 1;
  }
  if (next <= kLastCodePoint)
    result.ranges_.push_back({next, kLastCodePoint});
  return result;
}

bool CodePoints::contains(int32_t c) const {
  auto after = std::upper_bound(ranges_.begin(), ranges_.end(), Range(c, kLastCodePoint + 1));
  return after != ranges_.begin() && std::prev(after)->second >= c;
}

std::optional<CodePoints> CodePoints::fromIcu(const std::u16string &pattern) {
  UErrorCode status = U_ZERO_ERROR;
  USet *set = uset_openPattern(pattern.data(), static_cast<int32_t>(pattern.size()), &status);
  if (U_FAILURE(status))
    return std::nullopt;
  CodePoints result;
  for (int32_t i = 0, n = uset_getRangeCount(set); i < n; ++i) {
    UChar32 first = 0, last = 0;
    uset_getItem(set, i, &first, &last, nullptr, 0, &status);
    result.ranges_.push_back({first, last});
  }
  uset_close(set);
  return result;
}

std::optional<CodePoints> CodePoints::property(std::string_view name) {
  bool plain = !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return std::isalnum(c) || c == '_' || c == '=' || c == ' ' || c == '-';
  });
  if (!plain)
    return std::nullopt;
  return CodePoints::fromIcu(u"[\\p{" + std::u16string(name.begin(), name.end()) + u"}]");
}

const CodePoints &digits(Classes classes) {
  static const CodePoints all = *CodePoints::property("Nd"), few = CodePoints::range('0', '9');
  return classes == Classes::ascii ? few : all;
}

/// Python counts the separators U+001C to U+001F as white space too.
const CodePoints &spaces(Classes classes) {
  static const CodePoints few = *CodePoints::fromIcu(u"[\\u0009-\\u000D\\u0020]");
  static const CodePoints unicode = *CodePoints::property("White_Space");
  static const CodePoints python = *CodePoints::fromIcu(u"[[:White_Space:]\\u001C-\\u001F]");
  return classes == Classes::ascii ? few : classes == Classes::unicode ? unicode : python;
}

/// Python: letters and whatever has a numeric value, without combining marks.
const CodePoints &wordCharacters(Classes classes) {
  static const CodePoints few = *CodePoints::fromIcu(u"[A-Za-z0-9_]");
  static const CodePoints python = *CodePoints::fromIcu(u"[[:L:][:^Numeric_Type=None:]_]");
  static const CodePoints unicode = *CodePoints::fromIcu(u"[[:Alphabetic:][:M:][:Nd:][:Pc:][:Join_Control:]]");
  return classes == Classes::ascii ? few : classes == Classes::unicode ? unicode : python;
}

int32_t lowerCase(int32_t c, bool ascii) {
  if (ascii)
    return c >= 'A' && c <= 'Z' ? c + 32 : c;
  return u_tolower(c);
}

namespace {
/// All characters that lower case changes, by what they become; and lower-case letters that count as one letter.
struct CaseTables {
  std::multimap<int32_t, int32_t> upperOf;
  std::multimap<int32_t, int32_t> alike;
  CodePoints moved; ///< what lower case changes
};

void addAlike(CaseTables &t, const std::vector<int32_t> &letters) {
  for (int32_t a : letters)
    for (int32_t b : letters)
      if (a != b)
        t.alike.emplace(a, b);
}

const CaseTables &caseTables() {
  static const CaseTables tables = [] {
    CaseTables t;
    std::map<int32_t, std::vector<int32_t>> byUpper;
    const CodePoints cased = *CodePoints::fromIcu(u"[[:CWL:][:CWU:]]");
    for (auto [first, last] : cased.ranges())
      for (int32_t c = first; c <= last; ++c) {
        if (int32_t lower = u_tolower(c); lower != c)
          t.upperOf.emplace(lower, c);
        else
          byUpper[u_toupper(c)].push_back(c);
      }
    t.moved = *CodePoints::fromIcu(u"[:CWL:]");
    for (auto &[upper, letters] : byUpper)
      addAlike(t, letters);
    for (auto [a, b] : {std::pair(0x390, 0x1FD3), {0x3B0, 0x1FE3}, {0xFB05, 0xFB06}})
      addAlike(t, {a, b});
    return t;
  }();
  return tables;
}
} // namespace

/// The lower cases of the literals; characters without case are their own.
static CodePoints lowerOf(const CaseTables &tables, const CodePoints &literals, bool ascii) {
  std::vector<CodePoints::Range> changed, low;
  for (auto [first, last] : literals.ranges())
    for (auto [to, from] : tables.upperOf)
      if (from >= first && from <= last && (!ascii || from < 128)) {
        low.push_back({to, to});
        changed.push_back({from, from});
      }
  CodePoints result = CodePoints::of(std::move(low)), other = CodePoints::of(std::move(changed));
  other.add(literals.complement());
  result.add(other.complement());
  return result;
}

static CodePoints ignoreCase(const CodePoints &literals, const CodePoints &classes, bool ascii) {
  const CaseTables &tables = caseTables();
  CodePoints lower = classes;
  lower.add(lowerOf(tables, literals, ascii));
  if (!ascii) {
    std::vector<CodePoints::Range> alike;
    for (auto [a, b] : tables.alike)
      if (lower.contains(a) && !classes.contains(a))
        alike.push_back({b, b});
    lower.add(CodePoints::of(std::move(alike)));
  }
  // Every character whose lower case is in the set.
  std::vector<CodePoints::Range> upper;
  for (auto [low, c] : tables.upperOf)
    if ((!ascii || c < 128) && lower.contains(low))
      upper.push_back({c, c});
  CodePoints result = CodePoints::of(std::move(upper)), rest = lower.complement();
  rest.add(ascii ? CodePoints::range('A', 'Z') : tables.moved);
  result.add(rest.complement());
  return result;
}

/// The dotless i and the dotted I of Turkish are each like one of `i` and `I` for mrab's engine, not like both.
static void keepTurkishApart(const CodePoints &literals, CodePoints &set) {
  std::vector<CodePoints::Range> apart;
  for (auto [letter, like] : {std::pair<int32_t, int32_t>(0x131, 'I'), {0x130, 'i'}, {'i', 0x130}, {'I', 0x131}}) {
    bool other = letter < 128 && (literals.contains('i') || literals.contains('I'));
    if (!literals.contains(letter) && !literals.contains(like) && !other)
      apart.push_back({letter, letter});
  }
  CodePoints rest = set.complement();
  rest.add(CodePoints::of(std::move(apart)));
  set = rest.complement();
}

CodePoints ignoreCase(const CodePoints &literals, const CodePoints &classes, Classes kind) {
  CodePoints set = ignoreCase(literals, classes, kind == Classes::ascii);
  if (kind == Classes::unicode) {
    keepTurkishApart(literals, set);
    set.add(classes);
  }
  return set;
}

} // namespace smelt::pattern
