// Parts of a text by the bitmaps of the text (text.class_masks). A bitmap may be read one word past the text's end.
#include "runtime/text/Clones.h"
#include "runtime/text/Functions.h"
#include <algorithm>
#include <bit>

/// The 64 bits from `offset` on.
static uint64_t bitsAt(const uint64_t *bitmap, int64_t offset) {
  const uint64_t *word = bitmap + (offset >> 6);
  int at = static_cast<int>(offset & 63);
  return word[0] >> at | (word[1] << 1) << (63 - at);
}

SMELT_CLONES
int64_t smelt_span_count(const uint64_t *bitmap, int64_t offset, int64_t size, int64_t runs) {
  int64_t count = 0;
  uint64_t before = 0;
  for (int64_t left = size; left > 0; left -= 64, offset += 64) {
    uint64_t bits = bitsAt(bitmap, offset);
    if (left < 64)
      bits &= (1ull << left) - 1;
    count += std::popcount(runs ? bits & ~(bits << 1 | before) : bits);
    before = bits >> 63;
  }
  return count;
}

SMELT_CLONES
int64_t smelt_runs_with(const uint64_t *runs, const uint64_t *bitmap, int64_t size) {
  // A run plus its chosen bits carries into the bit behind it if there is one of them.
  int64_t count = 0;
  uint64_t carry = 0;
  for (int64_t i = 0; i < size; i += 64) {
    uint64_t within = size - i < 64 ? (1ull << (size - i)) - 1 : ~0ull, run = runs[i / 64] & within, sum;
    uint64_t overflow = __builtin_add_overflow(run, bitmap[i / 64] & run, &sum);
    overflow |= static_cast<uint64_t>(__builtin_add_overflow(sum, carry, &sum));
    count += std::popcount(sum & ~run);
    carry = overflow;
  }
  return count + static_cast<int64_t>(carry);
}

int64_t smelt_span_next(const uint64_t *bitmap, int64_t end, int64_t *cursor) {
  int64_t at = cursor[0];
  uint64_t bits = 0;
  while (at < end && !(bits = bitsAt(bitmap, at)))
    at += 64;
  int skipped = std::countr_zero(bits), length = std::countr_one(bits >> (skipped & 63));
  int64_t begin = at + skipped;
  if (begin >= end)
    return 0;
  at = begin + length;
  if (skipped + length == 64) // the run may go on behind the 64 bits
    for (length = 64; at < end && length == 64; at += length)
      length = std::countr_one(bitsAt(bitmap, at));
  at = std::min(end, at);
  cursor[0] = at;
  cursor[1] = begin;
  cursor[2] = at - begin;
  return 1;
}

/// The place of the first set bit of `size` from `offset` on; `size` if there is none.
static int64_t firstBit(const uint64_t *bitmap, int64_t offset, int64_t size) {
  for (int64_t i = 0; i < size; i += 64)
    if (uint64_t bits = bitsAt(bitmap, offset + i))
      return std::min(size, i + std::countr_zero(bits));
  return size;
}

/// The place of the last set bit; -1 if there is none.
static int64_t lastBit(const uint64_t *bitmap, int64_t offset, int64_t size) {
  for (int64_t left = size; left > 0; left -= 64) {
    int64_t begin = std::max<int64_t>(0, left - 64);
    uint64_t bits = bitsAt(bitmap, offset + begin) << (64 - (left - begin));
    if (bits)
      return left - 1 - std::countl_zero(bits);
  }
  return -1;
}

constexpr int64_t trimsStart = 1, trimsEnd = 2; // what else there is trims both

/// Where the character that begins at `last` ends.
static int64_t endOf(const char *text, int64_t last) {
  auto lead = static_cast<unsigned char>(text[last]);
  return last + 1 + (lead >= 0xC0) + (lead >= 0xE0) + (lead >= 0xF0);
}

[[gnu::noinline]] static smelt_text trimLong(int64_t kind, const uint64_t *bitmap, const char *text, int64_t offset,
                                             int64_t size) {
  int64_t last = lastBit(bitmap, offset, size);
  if (last < 0)
    return {text + offset, 0};
  int64_t first = kind == trimsEnd ? 0 : firstBit(bitmap, offset, size);
  return {text + offset + first, (kind == trimsStart ? size : endOf(text + offset, last)) - first};
}

SMELT_CLONES
smelt_text smelt_span_trim(int64_t kind, const uint64_t *bitmap, const char *text, int64_t offset, int64_t size) {
  if (size > 64) [[unlikely]] // few words
    return trimLong(kind, bitmap, text, offset, size);
  uint64_t bits = size ? bitsAt(bitmap, offset) << (64 - size) : 0;
  text += offset;
  if (!bits)
    return {text, 0};
  int64_t first = kind == trimsEnd ? 0 : std::countr_zero(bits) - (64 - size);
  int64_t stop = kind == trimsStart ? size : endOf(text, size - 1 - std::countl_zero(bits));
  return {text + first, stop - first};
}
