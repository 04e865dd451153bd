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

/// `mask + 1` slots follow, then the texts. A text is in the slot of its hash or in one of those after it, up to the
/// first that is empty.
struct TextTable {
  uint64_t mask;
};

inline uint32_t hashOf(std::string_view text) {
  uint64_t h = 0x9E3779B97F4A7C15ull ^ text.size();
  size_t at = 0;
  for (uint64_t word; at + 8 <= text.size(); at += 8) {
    std::memcpy(&word, text.data() + at, 8);
    h = (h ^ word) * 0xD6E8FEB86659FD93ull;
    h ^= h >> 32;
  }
  for (; at < text.size(); ++at)
    h = (h ^ static_cast<unsigned char>(text[at])) * 0x100000001B3ull;
  h *= 0xD6E8FEB86659FD93ull;
  return static_cast<uint32_t>(h >> 32);
}

} // namespace smelt::runtime
