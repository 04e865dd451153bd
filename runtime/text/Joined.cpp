// Duplicates among runs that are equal if their elements make the same text when put together, whatever the cuts.
//
// A run's hash is a polynomial over its bytes, so that it does not depend on where the elements meet; the hashes of
// runs of n + 1 elements come from those of n. Two bitmaps find the positions whose hash may repeat; only those are
// looked up in a table, which compares bytes.
#include "runtime/text/Joined.h"
#include "runtime/text/Repeats.h"
#include <algorithm>
#include <new>

using namespace smelt::runtime;

namespace smelt::runtime {

constexpr uint64_t base = 0x9E3779B97F4A7C15ull | 1;

/// The hashes of all runs of `n` elements of a sequence, and what makes them longer.
struct JoinedRuns {
  uint64_t *element, *power; ///< of each element: its hash, base ^ size
  uint64_t *run;
  int64_t n;
};

static JoinedRuns *hashRuns(Sequence &seq) {
  Scratch &scratch = seq.context->scratch();
  auto *runs = new (scratch.alloc(sizeof(JoinedRuns))) JoinedRuns{};
  runs->element = scratch.array<uint64_t>(seq.count + 1);
  runs->power = scratch.array<uint64_t>(seq.count + 1);
  runs->run = scratch.array<uint64_t>(seq.count + 1);
  for (int64_t i = 0; i < seq.count; ++i) {
    uint64_t hash = 0, power = 1;
    for (int64_t k = 0; k < seq.texts[i].size; ++k) {
      hash = hash * base + static_cast<unsigned char>(seq.texts[i].data[k]) + 1;
      power *= base;
    }
    runs->element[i] = runs->run[i] = hash;
    runs->power[i] = power;
  }
  runs->n = 1;
  return runs;
}

static JoinedRuns &runsAt(Sequence &seq, int64_t n) {
  if (!seq.joined || seq.joined->n > n)
    seq.joined = hashRuns(seq);
  JoinedRuns &runs = *seq.joined;
  for (; runs.n < n; ++runs.n)
    for (int64_t i = 0; i + runs.n < seq.count; ++i)
      runs.run[i] = runs.run[i] * runs.power[i + runs.n] + runs.element[i + runs.n];
  return runs;
}

/// Whether the elements from `a` and from `b` on, n each, are the same bytes one after the other.
static bool sameBytes(const Sequence &seq, int64_t a, int64_t b, int64_t n) {
  int64_t aEnd = a + n, bEnd = b + n, aAt = 0, bAt = 0;
  for (;;) {
    for (; a < aEnd && aAt == seq.texts[a].size; ++a)
      aAt = 0;
    for (; b < bEnd && bAt == seq.texts[b].size; ++b)
      bAt = 0;
    if (a == aEnd || b == bEnd)
      return a == aEnd && b == bEnd;
    int64_t size = std::min(seq.texts[a].size - aAt, seq.texts[b].size - bAt);
    if (std::memcmp(seq.texts[a].data + aAt, seq.texts[b].data + bAt, static_cast<size_t>(size)))
      return false;
    aAt += size;
    bAt += size;
  }
}

/// The polynomial's low bits are weak: they are stirred before they choose a place.
static uint64_t stirred(uint64_t hash) { return (hash ^ hash >> 29) * 0xff51afd7ed558ccdull >> 8; }

int64_t duplicatesJoined(Sequence &seq, RunWeights weight, bool countFirst, bool greedy) {
  int64_t n = weight.n, count = seq.count - n + 1;
  if (count <= 0)
    return 0;
  Scratch &scratch = seq.context->scratch();
  const uint64_t *hashes = runsAt(seq, n).run;
  Repeats repeats(scratch, count, [&](int64_t i) { return stirred(hashes[i]); });
  auto mayRepeat = [&](uint64_t hash) { return repeats.mayRepeat(stirred(hash)); };
  int64_t candidates = std::count_if(hashes, hashes + count, mayRepeat);
  int64_t capacity = 64;
  while (capacity < 2 * candidates)
    capacity *= 2;
  struct Slot {
    int64_t index; ///< of the first copy; -1: free
    bool counted;
  };
  Slot *slots = scratch.array<Slot>(capacity);
  std::fill_n(slots, capacity, Slot{-1, false});
  int64_t result = 0;
  for (int64_t i = 0; i < count;) {
    if (!mayRepeat(hashes[i])) {
      ++i;
      continue;
    }
    auto at = static_cast<int64_t>(hashes[i] * 0xc4ceb9fe1a85ec53ull >> 20);
    Slot *slot = &slots[at & (capacity - 1)];
    while (slot->index >= 0 && !(hashes[slot->index] == hashes[i] && sameBytes(seq, slot->index, i, n)))
      slot = &slots[++at & (capacity - 1)];
    if (slot->index < 0) {
      slot->index = i++;
      continue;
    }
    if (countFirst && !slot->counted)
      result += weight.of(slot->index);
    slot->counted = true;
    result += weight.of(i);
    i += greedy ? n : 1;
  }
  return result;
}

} // namespace smelt::runtime
