#include "runtime/text/Punycode.h"
#include <algorithm>
#include <cstdint>

namespace smelt::runtime {

namespace {
constexpr uint32_t kBase = 36, kLeast = 1, kMost = 26, kSkew = 38, kDamp = 700, kFirstBias = 72, kFirst = 128;

/// RFC 3492, section 6.1.
uint32_t adapt(uint32_t delta, uint32_t count, bool first) {
  delta = first ? delta / kDamp : delta / 2;
  delta += delta / count;
  uint32_t k = 0;
  for (; delta > (kBase - kLeast) * kMost / 2; k += kBase)
    delta /= kBase - kLeast;
  return k + (kBase - kLeast + 1) * delta / (delta + kSkew);
}

uint32_t threshold(uint32_t k, uint32_t bias) { return k <= bias ? kLeast : std::min(k - bias, kMost); }

uint32_t digitOf(char c) {
  return c >= 'a' && c <= 'z'   ? static_cast<uint32_t>(c - 'a')
         : c >= 'A' && c <= 'Z' ? static_cast<uint32_t>(c - 'A')
         : c >= '0' && c <= '9' ? static_cast<uint32_t>(c - '0') + 26
                                : kBase;
}

char letterOf(uint32_t digit) { return static_cast<char>(digit < 26 ? 'a' + digit : '0' + (digit - 26)); }

bool isCharacter(uint64_t c) { return c <= 0x10FFFF && !(c >= 0xD800 && c < 0xE000); }

/// A number of variable length; nothing where it does not end or is too large.
std::optional<uint32_t> readNumber(std::string_view &rest, uint32_t bias) {
  uint64_t value = 0, weight = 1;
  for (uint32_t k = kBase;; k += kBase) {
    uint32_t digit = rest.empty() ? kBase : digitOf(rest[0]), limit = threshold(k, bias);
    if (digit == kBase)
      return std::nullopt;
    rest.remove_prefix(1);
    value += digit * weight;
    if (value > INT32_MAX)
      return std::nullopt;
    if (digit < limit)
      return static_cast<uint32_t>(value);
    weight *= kBase - limit;
  }
}

void writeNumber(std::string &out, uint32_t value, uint32_t bias) {
  for (uint32_t k = kBase;; k += kBase) {
    uint32_t limit = threshold(k, bias);
    if (value < limit) {
      out += letterOf(value);
      return;
    }
    out += letterOf(limit + (value - limit) % (kBase - limit));
    value = (value - limit) / (kBase - limit);
  }
}
} // namespace

std::optional<std::u32string> decodePunycode(std::string_view name) {
  if (name.size() > kMostPunycode || std::any_of(name.begin(), name.end(), [](char c) { return c < 0; }))
    return std::nullopt;
  size_t hyphen = name.rfind('-');
  std::u32string out(name.begin(), name.begin() + static_cast<ptrdiff_t>(hyphen == name.npos ? 0 : hyphen));
  std::string_view rest = name.substr(hyphen == name.npos ? 0 : hyphen + 1);
  uint64_t c = kFirst, place = 0;
  for (uint32_t bias = kFirstBias; !rest.empty();) {
    std::optional<uint32_t> number = readNumber(rest, bias);
    if (!number)
      return std::nullopt;
    auto count = static_cast<uint32_t>(out.size() + 1);
    bias = adapt(*number, count, out.size() == (hyphen == name.npos ? 0 : hyphen));
    place += *number;
    c += place / count;
    place %= count;
    if (!isCharacter(c))
      return std::nullopt;
    out.insert(out.begin() + static_cast<ptrdiff_t>(place++), static_cast<char32_t>(c));
  }
  return out;
}

std::optional<std::string> encodePunycode(std::u32string_view name) {
  if (name.size() > kMostPunycode)
    return std::nullopt;
  std::string out;
  for (char32_t c : name)
    if (c < kFirst)
      out += static_cast<char>(c);
  auto basic = static_cast<uint32_t>(out.size()), done = basic;
  if (basic)
    out += '-';
  uint32_t bias = kFirstBias, delta = 0;
  for (char32_t last = kFirst; done < name.size(); ++last, ++delta) {
    char32_t next = 0x110000;
    for (char32_t c : name)
      next = c >= last && c < next ? c : next;
    delta += static_cast<uint32_t>(next - last) * (done + 1);
    last = next;
    for (char32_t c : name) {
      delta += c < last;
      if (c != last)
        continue;
      writeNumber(out, delta, bias);
      bias = adapt(delta, done + 1, done == basic);
      delta = 0;
      ++done;
    }
  }
  return out;
}

} // namespace smelt::runtime
