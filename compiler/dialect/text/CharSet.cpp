#include "compiler/dialect/text/CharSet.h"
#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <iterator>
#include <mutex>
#include <unicode/uset.h>

namespace smelt::text {

namespace {
struct Property {
  std::string_view name;
  const char16_t *pattern; ///< ICU UnicodeSet pattern
  int32_t first;           ///< the smallest member
};
constexpr Property properties[] = {
    {"alphabetic", u"[:Alphabetic:]", 'A'},
    {"digit", u"[:Nd:]", '0'},
    {"numeric", u"[[:Nd:][:Nl:][:No:]]", '0'},
    {"alnum", u"[[:Alphabetic:][:Nd:][:Nl:][:No:]]", '0'},
    {"space", u"[:White_Space:]", '\t'},
    {"punctuation", u"[:P:]", '!'},
    {"symbol", u"[:S:]", '$'},
    {"upper", u"[:Uppercase:]", 'A'},
    {"lower", u"[:Lowercase:]", 'a'},
    {"cased", u"[:Cased:]", 'A'},
    {"han", u"[:Script=Han:]", 0x2E80},
    {"kana", u"[[:Script=Hiragana:][:Script=Katakana:]]", 0x3041},
    {"hangul", u"[:Script=Hangul:]", 0x1100},
    {"latin", u"[:Script=Latin:]", 'A'},
    {"control", u"[:Cc:]", 0},
    {"mark", u"[:M:]", 0x300},
    {"nonspacing", u"[:Mn:]", 0x300},
    {"letter", u"[:L:]", 'A'},
    {"emoji", u"[:Emoji:]", '#'},
    {"newline", u"[\\u000A]", '\n'},
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

/// The set of a property, made at first use: ICU takes half a millisecond for one.
const CharSet &known(const Property &property) {
  constexpr size_t count = std::size(properties);
  static std::array<std::once_flag, count> once;
  static std::array<CharSet, count> sets;
  const auto index = static_cast<size_t>(&property - properties);
  std::call_once(once[index], [&] { sets[index] = fromPattern(property.pattern); });
  return sets[index];
}
} // namespace

CharSet CharSet::range(int32_t first, int32_t last) {
  CharSet set;
  set.add(first, last);
  return set;
}

std::optional<CharSet> CharSet::property(std::string_view name) {
  for (const Property &p : properties)
    if (p.name == name)
      return known(p);
  return std::nullopt;
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
  for (const Property &p : properties)
    if (!ranges_.empty() && ranges_.front() == p.first && known(p) == *this)
      return std::string(p.name);
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
