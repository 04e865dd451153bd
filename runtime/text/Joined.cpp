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

/// The elements of a sequence as one text, and where a run of at least `n` elements may repeat.
struct JoinedText {
  const char *bytes = nullptr;
  const int64_t *start = nullptr; ///< of each element, and the end
  int64_t n = 0, count = 0;
  const uint32_t *places = nullptr; ///< `count` of them: short runs, and those whose first 16 bytes start another too
  const bool *deep = nullptr;       ///< of each place: the first 32 bytes do

  smelt_text run(int64_t i, int64_t length) const { return {bytes + start[i], start[i + length] - start[i]}; }
};

static uint64_t hash16(const char *p) {
  uint64_t a, b;
  std::memcpy(&a, p, 8);
  std::memcpy(&b, p + 8, 8);
  return foldProduct(a ^ 0x9E3779B97F4A7C15ull, b ^ 0xff51afd7ed558ccdull);
}

static void findPlaces(JoinedText &text, const Sequence &seq, int64_t n) {
  Scratch &scratch = seq.context->scratch();
  int64_t runs = seq.count - n + 1;
  auto *prefix = scratch.array<uint64_t>(runs + 1);
  for (int64_t i = 0; i < runs; ++i)
    prefix[i] = hash16(text.bytes + text.start[i]);
  Repeats sixteen(scratch, runs, [&](int64_t i) { return prefix[i]; });
  auto *places = scratch.array<uint32_t>(runs + 1);
  int64_t count = 0;
  for (int64_t i = 0; i < runs; ++i) {
    places[count] = static_cast<uint32_t>(i);
    count += static_cast<int>(text.start[i + n] - text.start[i] < 16) | static_cast<int>(sixteen.mayRepeat(prefix[i]));
  }
  for (int64_t k = 0; k < count; ++k)
    prefix[k] = combine(prefix[places[k]], hash16(text.bytes + text.start[places[k]] + 16));
  Repeats thirtyTwo(scratch, count, [&](int64_t k) { return prefix[k]; });
  auto *deep = scratch.array<bool>(count + 1);
  for (int64_t k = 0; k < count; ++k)
    deep[k] = thirtyTwo.mayRepeat(prefix[k]);
  text.n = n;
  text.count = count;
  text.places = places;
  text.deep = deep;
}

static JoinedText *join(const Sequence &seq) {
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
  auto *text = new (scratch.alloc(sizeof(JoinedText))) JoinedText;
  text->bytes = bytes;
  text->start = start;
  return text;
}

/// Places found for n hold for longer runs too.
static const JoinedText &joinedText(Sequence &seq, int64_t n) {
  if (!seq.joined)
    seq.joined = join(seq);
  if (!seq.joined->n || seq.joined->n > n)
    findPlaces(*seq.joined, seq, n);
  return *seq.joined;
}

int64_t duplicatesJoined(Sequence &seq, RunWeights weight, bool countFirst, bool greedy) {
  int64_t n = weight.n, count = seq.count - n + 1;
  if (count <= 0)
    return 0;
  const JoinedText &text = joinedText(seq, n);
  Scratch &scratch = seq.context->scratch();
  auto *candidates = scratch.array<uint32_t>(text.count + 1);
  int64_t found = 0;
  for (int64_t k = 0; k < text.count && text.places[k] < count; ++k) {
    candidates[found] = text.places[k];
    found += static_cast<int>(text.deep[k]) | static_cast<int>(text.run(text.places[k], n).size < 32);
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
