// A map of characters to texts as a constant of a kernel: the compiler writes it, smelt_translate looks characters up
// in it.
#pragma once
#include <cstdint>

namespace smelt::runtime {

/// What a character becomes: a text of up to eight bytes stands in its slot, a longer one `offset` bytes from the
/// beginning of the table. A size of -1: no character.
struct CharMapSlot {
  int32_t key, size;
  union {
    char text[8];
    int64_t offset;
  };
};

/// `1 << bits` slots follow, then the texts. A character is in the slot of its hash or in one of those after it, up to
/// the first that is empty.
struct CharMap {
  int64_t bits;

  uint32_t slotOf(int32_t key) const { return static_cast<uint32_t>(key) * 0x9E3779B1u >> (32 - bits); }
  const CharMapSlot *slots() const { return reinterpret_cast<const CharMapSlot *>(this + 1); }
  /// Null for a character that stays.
  const CharMapSlot *find(int32_t key) const {
    uint32_t last = (1u << bits) - 1;
    for (uint32_t at = slotOf(key);; at = (at + 1) & last)
      if (const CharMapSlot &slot = slots()[at]; slot.size < 0 || slot.key == key)
        return slot.size < 0 ? nullptr : &slot;
  }
};

} // namespace smelt::runtime
