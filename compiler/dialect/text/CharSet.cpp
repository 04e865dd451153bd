#include "compiler/dialect/text/CharSet.h"
#include <algorithm>
#include <charconv>
#include <cstdio>
#include <iterator>
#include <map>
#include <mutex>
#include <unicode/uset.h>

namespace smelt::text {

namespace {
struct Property {
  std::string_view name;
  const char16_t *pattern; ///< ICU UnicodeSet pattern
};
constexpr Property properties[] = {
    {"alphabetic", u"[:Alphabetic:]"},
    {"digit", u"[:Nd:]"},
    {"numeric", u"[[:Nd:][:Nl:][:No:]]"},
    {"alnum", u"[[:Alphabetic:][:Nd:][:Nl:][:No:]]"},
    {"space", u"[:White_Space:]"},
    {"punctuation", u"[:P:]"},
    {"symbol", u"[:S:]"},
    {"upper", u"[:Uppercase:]"},
    {"lower", u"[:Lowercase:]"},
    {"cased", u"[:Cased:]"},
    {"han", u"[:Script=Han:]"},
    {"kana", u"[[:Script=Hiragana:][:Script=Katakana:]]"},
    {"hangul", u"[:Script=Hangul:]"},
    {"latin", u"[:Script=Latin:]"},
    {"control", u"[:Cc:]"},
    {"mark", u"[:M:]"},
    {"nonspacing", u"[:Mn:]"},
    {"letter", u"[:L:]"},
    {"emoji", u"[:Emoji:]"},
    {"newline", u"[\\u000A]"},
};

CharSet fromPattern(const char16_t *pattern) {
  UErrorCode status = U_ZERO_ERROR;
  USet *set = uset_openPattern(pattern, -1, &status);
  std::vector<int32_t> ranges;
  for (int32_t i = 0, n = U_SUCCESS(status) ? uset_getItemCount(set) : 0; i < n; ++i) {
    UChar32 first = 0, last = 0;
    if (uset_getItem(set, i, &first, &last, nullptr, 0, &status) == 0)
      ranges.insert(ranges.end(), {first, last});
  }
  uset_close(set);
  return CharSet(ranges);
}

/// Filled once at first use and never changed after; guarded by C++'s static initialization.
const std::map<std::string_view, CharSet> &knownProperties() {
  static const auto table = [] {
    std::map<std::string_view, CharSet> t;
    for (const Property &p : properties)
      t.emplace(p.name, fromPattern(p.pattern));
    return t;
  }();
  return table;
}
} // namespace

CharSet CharSet::range(int32_t first, int32_t last) {
  CharSet set;
  set.add(first, last);
  return set;
}

std::optional<CharSet> CharSet::property(std::string_view name) {
  auto &known = knownProperties();
  auto it = known.find(name);
  return it == known.end() ? std::nullopt : std::optional(it->second);
}

/// Appends a range that does not begin before the last one ends; adjacent ranges merge.
void CharSet::add(int32_t first, int32_t last) {
  if (!ranges_.empty() && first <= ranges_.back() + 1)
    ranges_.back() = std::max(ranges_.back(), last);
  else
    ranges_.insert(ranges_.end(), {first, last});
}

bool CharSet::parseRange(std::string_view text, CharSet &set) {
  auto number = [](std::string_view s, int32_t &value) {
    if (!s.starts_with("U+"))
      return false;
    auto [end, error] = std::from_chars(s.data() + 2, s.data() + s.size(), value, 16);
    return error == std::errc() && end == s.data() + s.size() && value >= 0 && value <= 0x10FFFF;
  };
  size_t dash = text.find('-');
  int32_t first = 0, last = 0;
  if (!number(text.substr(0, dash), first))
    return false;
  last = first;
  if (dash != std::string_view::npos && (!number(text.substr(dash + 1), last) || last < first))
    return false;
  set = set | range(first, last);
  return true;
}

CharSet CharSet::operator|(const CharSet &other) const {
  std::vector<std::pair<int32_t, int32_t>> all;
  for (const CharSet *s : {this, &other})
    for (size_t i = 0; i < s->ranges_.size(); i += 2)
      all.emplace_back(s->ranges_[i], s->ranges_[i + 1]);
  std::sort(all.begin(), all.end());
  CharSet result;
  for (auto [first, last] : all)
    result.add(first, last);
  return result;
}

CharSet CharSet::operator~() const {
  CharSet result;
  int32_t next = 0;
  for (size_t i = 0; i < ranges_.size(); i += 2) {
    if (ranges_[i] > next)
      result.add(next, ranges_[i] - 1);
    next = ranges_[i + 1] + 1;
  }
  if (next <= 0x10FFFF)
    result.add(next, 0x10FFFF);
  return result;
}

CharSet CharSet::operator&(const CharSet &other) const { return ~(~*this | ~other); }

bool CharSet::contains(int32_t c) const {
  size_t low = 0, high = ranges_.size() / 2;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (c > ranges_[2 * middle + 1])
      low = middle + 1;
    else
      high = middle;
  }
  return low < ranges_.size() / 2 && c >= ranges_[2 * low];
}

std::optional<std::string> CharSet::propertyName() const {
  for (auto &[name, set] : knownProperties())
    if (set == *this)
      return std::string(name);
  return std::nullopt;
}

std::vector<std::string> CharSet::rangeNames() const {
  std::vector<std::string> names;
  for (size_t i = 0; i < ranges_.size(); i += 2) {
    char buffer[32];
    if (ranges_[i] == ranges_[i + 1])
      std::snprintf(buffer, sizeof buffer, "U+%04X", static_cast<unsigned>(ranges_[i]));
    else
      std::snprintf(buffer, sizeof buffer, "U+%04X-U+%04X", static_cast<unsigned>(ranges_[i]),
                    static_cast<unsigned>(ranges_[i + 1]));
    names.push_back(buffer);
  }
  return names;
}

} // namespace smelt::text
