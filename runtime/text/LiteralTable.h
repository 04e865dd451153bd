// A long list of texts as a section of a pattern's table: compiler/pattern/Literals.cpp writes it, LiteralSearch.cpp
// reads it. The texts are sorted by their bytes; which of them may begin at a place is found by the first bytes there.
#pragma once
#include "runtime/text/PatternTable.h"
#include <cstring>

namespace smelt::runtime {

/// A condition on a place: the character outside of the match is in a row or is not; or exactly one of those on both
/// sides is (`edge`), or none or both.
struct LiteralPlace {
  enum Kind : uint32_t { any, in, notIn, edge, noEdge } kind = any;
  uint32_t row = 0;
};

/// The first up to `kHead` bytes of texts, and which texts begin with them.
constexpr uint32_t kHead = 4;
struct LiteralSlot {
  uint32_t head, headSize; ///< a size of 0: the slot is empty
  uint32_t first, last;    ///< of the sorted texts, last excluded
};

constexpr uint32_t kNoLiteral = UINT32_MAX;

/// Offsets are bytes from the start of this header.
struct LiteralTable {
  uint32_t count, headSizes; ///< bit n: some heads have n bytes
  LiteralPlace before, after;
  uint32_t filterMask, filterOffset; ///< a bit for each head
  uint32_t slotMask, slotsOffset;    ///< a head is in the slot of its hash or in one behind it, up to an empty one
  uint32_t endsOffset;               ///< uint32_t[count + 1]: where the text before ends in the bytes
  uint32_t ranksOffset;              ///< uint32_t[count]: the place of the text in the list as written
  uint32_t parentsOffset;            ///< uint32_t[count]: the longest other text that the text begins with
  uint32_t bytesOffset;

  template <class T> const T *at(uint32_t offset) const {
    return reinterpret_cast<const T *>(reinterpret_cast<const char *>(this) + offset);
  }
  uint32_t sizeOf(uint32_t literal) const {
    auto *ends = at<uint32_t>(endsOffset) + literal;
    return ends[1] - ends[0];
  }
  const char *bytesOf(uint32_t literal) const { return at<char>(bytesOffset) + at<uint32_t>(endsOffset)[literal]; }
};

/// Four bytes can be read at `p`.
inline uint32_t headAt(const char *p, uint32_t size) {
  uint32_t head;
  std::memcpy(&head, p, kHead);
  return size == kHead ? head : head & ((1u << 8 * size) - 1);
}

inline uint32_t hashOfHead(uint32_t head, uint32_t size) {
  return static_cast<uint32_t>((head ^ uint64_t{size} << 32) * 0x9E3779B97F4A7C15ull >> 32);
}

} // namespace smelt::runtime
