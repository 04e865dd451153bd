// A set of texts as a constant of a kernel: the compiler writes it, smelt_in_texts looks texts up in it.
#pragma once
#include <cstdint>
#include <cstring>
#include <string_view>

namespace smelt::runtime {

/// Where a text of the set stands, from the beginning of the table; a size of -1: no text.
struct TextSlot {
  uint32_t hash;
  int32_t size;
  int64_t offset;
};

/// `mask + 1` slots follow, then the texts, then the filter. A text is in the slot of its hash or in one of those after
/// it, up to the first that is empty. The filter, `filterMask + 1` bits from `filter` on, says of most other texts that
/// they are not there.
struct TextTable {
  uint64_t mask, filterMask, filter;
};

/// Of up to eight bytes; each one counts, and the size has to be told apart by the caller.
inline uint64_t shortBytes(const char *p, size_t size) {
  if (size >= 4) {
    uint32_t first, last;
    std::memcpy(&first, p, 4);
    std::memcpy(&last, p + size - 4, 4);
    return first | uint64_t{last} << 32;
  }
  auto b = [&](size_t i) { return uint64_t{static_cast<unsigned char>(p[i])}; };
  return size ? b(0) | b(size / 2) << 8 | b(size - 1) << 16 : 0;
}

/// A bit of the filter: by size and the eight bytes at both ends, without branches. The text may be read 8 bytes past
/// its end.
inline uint64_t filterBit(const char *p, size_t size) {
  uint64_t first, last, some = size < 8 ? (uint64_t{1} << (8 * size)) - 1 : ~uint64_t{0};
  std::memcpy(&first, p, 8);
  std::memcpy(&last, p + (size < 8 ? 0 : size - 8), 8);
  return ((first & some) + (last & some) * 0xD6E8FEB86659FD93ull + size) * 0x9E3779B97F4A7C15ull >> 40;
}

inline uint32_t hashOf(std::string_view text) {
  uint64_t h = 0x9E3779B97F4A7C15ull ^ text.size();
  const char *p = text.data(), *end = p + text.size();
  auto add = [&](uint64_t word) {
    h = (h ^ word) * 0xD6E8FEB86659FD93ull;
    h ^= h >> 32;
  };
  uint64_t word;
  for (; end - p > 8; p += 8) {
    std::memcpy(&word, p, 8);
    add(word);
  }
  add(shortBytes(p, static_cast<size_t>(end - p)));
  h *= 0xD6E8FEB86659FD93ull;
  return static_cast<uint32_t>(h >> 32);
}

} // namespace smelt::runtime
