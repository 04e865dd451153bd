// One escape of a JSON string (RFC 8259, section 7): read and written.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>

namespace smelt::runtime {

/// Part of every function that is compiled for a machine of its own.
#define SMELT_INLINE __attribute__((always_inline)) inline

/// What a letter behind a backslash stands for; 0: nothing, or not one character.
constexpr std::array<char, 256> Unescaped = [] {
  std::array<char, 256> table{};
  for (auto [letter, meaning] :
       {std::pair{'"', '"'}, {'\\', '\\'}, {'/', '/'}, {'b', '\b'}, {'f', '\f'}, {'n', '\n'}, {'r', '\r'}, {'t', '\t'}})
    table[uint8_t(letter)] = meaning;
  return table;
}();

inline int hexValue(char c) {
  if (c >= '0' && c <= '9')
    return c - '0';
  char lower = char(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// Four hexadecimal digits; more than 0xFFFF where they are none.
inline uint32_t hex4(const char *at) {
  return uint32_t(hexValue(at[0]) << 12 | hexValue(at[1]) << 8 | hexValue(at[2]) << 4 | hexValue(at[3]));
}

inline size_t encodeUtf8(uint32_t scalar, char *out) {
  if (scalar < 0x80)
    return out[0] = char(scalar), 1;
  if (scalar < 0x800)
    return out[0] = char(0xC0 | scalar >> 6), out[1] = char(0x80 | (scalar & 0x3F)), 2;
  size_t size = scalar < 0x10000 ? 3 : 4;
  for (size_t i = size; --i > 0; scalar >>= 6)
    out[i] = char(0x80 | (scalar & 0x3F));
  out[0] = char((size == 3 ? 0xE0 : 0xF0) | scalar);
  return size;
}

/// `at` stands behind an escape of `unit`; of a surrogate pair it moves past the second half.
inline uint32_t scalarOf(uint32_t unit, const char *&at, const char *end) {
  if (unit < 0xD800 || unit > 0xDFFF)
    return unit;
  if (unit < 0xDC00 && end - at >= 6 && at[0] == '\\' && at[1] == 'u') {
    uint32_t low = hex4(at + 2);
    if (low >= 0xDC00 && low <= 0xDFFF) {
      at += 6;
      return 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
    }
  }
  return 0xFFFD;
}

/// `at` stands on a backslash: moves past the escape and writes what it stands for. Why it is none, or null.
template <bool Writes> SMELT_INLINE const char *readEscape(const char *&at, const char *end, char *&to, bool &isOurs) {
  if (end - at < 2)
    return "a string is not closed";
  const char letter = at[1];
  if (char meant = Unescaped[uint8_t(letter)]) [[likely]] {
    at += 2;
    if constexpr (Writes) {
      isOurs &= meant != '/';
      *to++ = meant;
    }
    return nullptr;
  }
  if (letter != 'u')
    return "a backslash is followed by a character that cannot be escaped";
  if (end - at < 6)
    return "a string is not closed";
  uint32_t unit = hex4(at + 2);
  if (unit > 0xFFFF)
    return "\\u is not followed by four hexadecimal digits";
  at += 6;
  if constexpr (Writes) {
    isOurs = false;
    to += encodeUtf8(scalarOf(unit, at, end), to);
  }
  return nullptr;
}

/// The letter behind the backslash for a byte that must not stand in a string.
constexpr std::array<char, 256> Escaped = [] {
  std::array<char, 256> table{};
  for (unsigned c = 0; c < 256; ++c)
    if (char meant = Unescaped[c]; meant && meant != '/')
      table[uint8_t(meant)] = char(c);
  return table;
}();

SMELT_INLINE char *writeEscape(uint8_t byte, char *to) {
  static constexpr char Hex[] = "0123456789abcdef";
  to[0] = '\\';
  if (char letter = Escaped[byte]) [[likely]]
    return to[1] = letter, to + 2;
  std::memcpy(to + 1, "u00", 3);
  to[4] = Hex[byte >> 4];
  to[5] = Hex[byte & 15];
  return to + 6;
}

} // namespace smelt::runtime
