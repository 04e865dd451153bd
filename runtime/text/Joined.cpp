// Duplicates among runs that are equal if their elements make the same text when put together, whatever the cuts.
//
// All elements are put together once, so that a run is one stretch of bytes. A run that repeats begins with 16 bytes
// (32 if it is that long) that begin another run too: bitmaps over these prefixes leave few runs, whatever n is, to be
// looked up in a table, which compares bytes.
#include "runtime/text/Joined.h"
#include "runtime/text/Hashes.h"
#include "runtime/text/Repeats.h"
#include <algorithm>
#include <new>

using namespace smelt::runtime;

namespace smelt::runtime {

/// The elements of a sequence as one text.
struct JoinedText {
  const char *bytes = nullptr;
  const int64_t *start = nullptr;  ///< of each element, and the end
  const uint8_t *shared = nullptr; ///< how many bytes from an element on may stand elsewhere: 0, 16 or 32

  bool mayRepeat(int64_t i, int64_t n) const {
    int64_t size = start[i + n] - start[i];
    return size < 16 || shared[i] >= (size < 32 ? 16 : 32);
  }
  smelt_text run(int64_t i, int64_t n) const { return {bytes + start[i], start[i + n] - start[i]}; }
};

static uint64_t hash16(const char *p) {
  uint64_t a, b;
  std::memcpy(&a, p, 8);
  std::memcpy(&b, p + 8, 8);
  return foldProduct(a ^ 0x9E3779B97F4A7C15ull, b ^ 0xff51afd7ed558ccdull);
}

/// Marks the elements whose first 16 and 32 bytes stand at another element too.
static const uint8_t *findShared(const JoinedText &text, int64_t count, Scratch &scratch) {
  auto *shared = scratch.array<uint8_t>(count + 1);
  auto *prefix = scratch.array<uint64_t>(count + 1);
  for (int64_t i = 0; i < count; ++i)
    prefix[i] = hash16(text.bytes + text.start[i]);
  Repeats sixteen(scratch, count, [&](int64_t i) { return prefix[i]; });
  for (int64_t i = 0; i < count; ++i)
    shared[i] = sixteen.mayRepeat(prefix[i]) ? 16 : 0;
  for (int64_t i = 0; i < count; ++i)
    prefix[i] = combine(prefix[i], hash16(text.bytes + text.start[i] + 16));
  Repeats thirtyTwo(scratch, count, [&](int64_t i) { return prefix[i]; });
  for (int64_t i = 0; i < count; ++i)
    if (thirtyTwo.mayRepeat(prefix[i]))
      shared[i] *= 2;
  return shared;
}

static const JoinedText &joinedText(Sequence &seq) {
  if (seq.joined)
    return *seq.joined;
  Scratch &scratch = seq.context->scratch();
  auto *start = scratch.array<int64_t>(seq.count + 1);
  start[0] = 0;
  for (int64_t i = 0; i < seq.count; ++i)
    start[i + 1] = start[i] + seq.texts[i].size;
  int64_t size = start[seq.count];
  auto *bytes = scratch.array<char>(size + 32);
  for (int64_t i = 0; i < seq.count; ++i) {
    smelt_text element = seq.texts[i];
    if (element.size <= 16) // what is written past its end is written over by the next
      std::memcpy(bytes + start[i], element.data, 16);
    else
      std::memcpy(bytes + start[i], element.data, static_cast<size_t>(element.size));
  }
  std::memset(bytes + size, 0, 32);
  auto *text = new (scratch.alloc(sizeof(JoinedText))) JoinedText{bytes, start, nullptr};
  text->shared = findShared(*text, seq.count, scratch);
  return *(seq.joined = text);
}

int64_t duplicatesJoined(Sequence &seq, RunWeights weight, bool countFirst, bool greedy) {
  int64_t n = weight.n, count = seq.count - n + 1;
  if (count <= 0)
    return 0;
  const JoinedText &text = joinedText(seq);
  Scratch &scratch = seq.context->scratch();
  auto *candidates = scratch.array<uint32_t>(count + 1);
  int64_t found = 0;
  for (int64_t i = 0; i < count; ++i) {
    candidates[found] = static_cast<uint32_t>(i);
    found += text.mayRepeat(i, n);
  }
  uint64_t capacity = 64;
  while (capacity < 2 * static_cast<uint64_t>(found))
    capacity *= 2;
  struct Slot {
    uint64_t hash;
    uint32_t first; ///< index of the first copy, from 1 on; 0: free
    bool counted;
  };
  Slot *slots = scratch.array<Slot>(capacity);
  std::fill_n(slots, capacity, Slot{0, 0, false});
  int64_t result = 0, next = 0;
  for (int64_t k = 0; k < found; ++k) {
    int64_t i = candidates[k];
    if (i < next)
      continue;
    smelt_text run = text.run(i, n);
    uint64_t hash = hashText(run.data, run.size), at = hash >> 8;
    Slot *slot = &slots[at & (capacity - 1)];
    while (slot->first && !(slot->hash == hash && sameText(text.run(slot->first - 1, n), run)))
      slot = &slots[++at & (capacity - 1)];
    if (!slot->first) {
      *slot = {hash, static_cast<uint32_t>(i) + 1, false};
      continue;
    }
    if (countFirst && !slot->counted)
      result += weight.of(slot->first - 1);
    slot->counted = true;
    result += weight.of(i);
    next = greedy ? i + n : 0;
  }
  return result;
}

} // namespace smelt::runtime
