// Code points in valid UTF-8, and the set tables that compiled recipes carry.
#pragma once
#include <cstddef>
#include <cstdint>

namespace smelt::runtime {

/// Bytes of the character that begins with `lead`.
inline int64_t lengthOf(char lead) {
  const auto byte = static_cast<unsigned char>(lead);
  return byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

/// Decodes the code point at `p` and moves `p` behind it. The text must be valid UTF-8.
inline int32_t decode(const char *&p) {
  auto b = [&](int i) { return static_cast<unsigned char>(p[i]); };
  int32_t c = b(0);
  if (c < 0x80) {
    p += 1;
  } else if (c < 0xE0) {
    c = (c & 31) << 6 | (b(1) & 63);
    p += 2;
  } else if (c < 0xF0) {
    c = (c & 15) << 12 | (b(1) & 63) << 6 | (b(2) & 63);
    p += 3;
  } else {
    c = (c & 7) << 18 | (b(1) & 63) << 12 | (b(2) & 63) << 6 | (b(3) & 63);
    p += 4;
  }
  return c;
}

/// Steps back to the start of the code point that ends at `p` and decodes it.
inline int32_t decodeBack(const char *&p) {
  auto begins = [&](int k) { return (static_cast<unsigned char>(p[-k]) & 0xC0) != 0x80; };
  p -= begins(1) ? 1 : begins(2) ? 2 : begins(3) ? 3 : 4;
  const char *q = p;
  return decode(q);
}

/// A set of code points: 0x1100 block numbers (uint16_t, block = code point / 256), then 32-byte bitmaps.
constexpr int64_t setBlocks = 0x1100;
inline bool contains(const void *set, int32_t c) {
  auto *blocks = static_cast<const uint16_t *>(set);
  auto *bits = reinterpret_cast<const uint8_t *>(blocks + setBlocks) + size_t{32} * blocks[c >> 8];
  return bits[(c & 255) >> 3] >> (c & 7) & 1;
}

/// The bits of a set's ASCII members, for containsAscii.
inline const uint8_t *asciiOf(const void *set) {
  auto *blocks = static_cast<const uint16_t *>(set);
  return reinterpret_cast<const uint8_t *>(blocks + setBlocks) + size_t{32} * blocks[0];
}
inline bool containsAscii(const uint8_t *ascii, char c) { return ascii[c >> 3] >> (c & 7) & 1; }

/// The property White_Space (Unicode 15).
inline bool isWhiteSpace(int32_t c) {
  if (c < 0x85)
    return c == ' ' || (c >= 9 && c <= 13);
  return c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 ||
         c == 0x202F || c == 0x205F || c == 0x3000;
}

} // namespace smelt::runtime
