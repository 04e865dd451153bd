// PatternSearch over a long list of texts. At each place the first bytes say whether a text may begin there, and a
// binary search finds the last text that is not behind what stands there: all that do stand there are among it and the
// texts that it begins with.
#include "runtime/text/LiteralTable.h"
#include "runtime/text/PatternSearch.h"
#include <algorithm>

namespace smelt::runtime {

namespace {
const LiteralSlot *slotOf(const LiteralTable &table, const char *p, uint32_t size) {
  uint32_t head = headAt(p, size);
  auto *slots = table.at<LiteralSlot>(table.slotsOffset);
  for (uint32_t at = hashOfHead(head, size) & table.slotMask; slots[at].headSize; at = (at + 1) & table.slotMask)
    if (slots[at].head == head && slots[at].headSize == size)
      return slots + at;
  return nullptr;
}

/// The texts that begin with the longest head that stands at `p`, or null.
const LiteralSlot *longestHead(const LiteralTable &table, const char *p, int64_t rest) {
  for (uint32_t size = kHead; size > 0; --size)
    if ((table.headSizes >> size & 1) && size <= rest)
      if (auto *slot = slotOf(table, p, size))
        return slot;
  return nullptr;
}

/// Bytes that a text and what stands at `p` have in common at their beginning.
int64_t common(const LiteralTable &table, uint32_t literal, const char *p, int64_t rest) {
  const char *text = table.bytesOf(literal);
  int64_t size = std::min<int64_t>(table.sizeOf(literal), rest);
  return std::mismatch(text, text + size, p).first - text;
}

/// The last text of a slot that is not behind what stands at `p`, or the first one.
uint32_t lastNotBehind(const LiteralTable &table, const LiteralSlot &slot, const char *p, int64_t rest) {
  uint32_t first = slot.first, last = slot.last;
  while (last - first > 1) {
    uint32_t middle = first + (last - first) / 2;
    int64_t same = common(table, middle, p, rest), size = table.sizeOf(middle);
    bool behind = same < size &&
                  (same == rest || static_cast<uint8_t>(table.bytesOf(middle)[same]) > static_cast<uint8_t>(p[same]));
    (behind ? last : first) = middle;
  }
  return first;
}

/// From `p` on, the first place where the filter knows a head.
const char *nextHead(const LiteralTable &table, const char *p, const char *end) {
  auto *filter = table.at<uint8_t>(table.filterOffset);
  for (; p < end; ++p)
    for (uint32_t size = kHead; size > 0; --size)
      if (table.headSizes >> size & 1) {
        uint32_t bit = hashOfHead(headAt(p, size), size) & table.filterMask;
        if (filter[bit / 8] >> (bit % 8) & 1)
          return p;
      }
  return nullptr;
}
} // namespace

bool PatternSearch::holds(const LiteralPlace &place, int64_t at, bool isAfter) const {
  if (place.kind == LiteralPlace::any)
    return true;
  bool outside = table.inRow(place.row, isAfter ? symbolAt(at) : symbolBefore(at));
  if (place.kind == LiteralPlace::in || place.kind == LiteralPlace::notIn)
    return outside == (place.kind == LiteralPlace::in);
  bool inside = table.inRow(place.row, isAfter ? symbolBefore(at) : symbolAt(at));
  return (inside != outside) == (place.kind == LiteralPlace::edge);
}

/// Where the text of the list ends that begins at `at` and is taken, or -1.
int64_t PatternSearch::endOfLiteral(const LiteralTable &literals, int64_t at) const {
  const char *p = text + at;
  const LiteralSlot *slot = longestHead(literals, p, size - at);
  if (!slot)
    return -1;
  uint32_t literal = lastNotBehind(literals, *slot, p, size - at), best = kNoLiteral;
  int64_t same = common(literals, literal, p, size - at), end = -1;
  for (; literal != kNoLiteral; literal = literals.at<uint32_t>(literals.parentsOffset)[literal]) {
    uint32_t length = literals.sizeOf(literal), rank = literals.at<uint32_t>(literals.ranksOffset)[literal];
    if (length <= same && rank < best && holds(literals.after, at + length, true)) {
      best = rank;
      end = at + length;
    }
  }
  return end;
}

bool PatternSearch::nextLiteral() {
  const auto &literals = *table.at<LiteralTable>(table.literalsOffset);
  for (const char *p = text + position; (p = nextHead(literals, p, text + size)); ++p) {
    int64_t at = p - text, end = holds(literals.before, at, false) ? endOfLiteral(literals, at) : -1;
    if (end >= 0) {
      matchBegin = at;
      matchEnd = position = end;
      return true;
    }
  }
  position = size;
  return false;
}

} // namespace smelt::runtime
