// Duplicates among runs that are equal if their elements make the same text when put together, whatever the cuts.
//
// All elements are put together once, so that a run is one stretch of bytes. A run that repeats begins with 16, 24, 32
// ... bytes that begin another run too: bits over these prefixes say of each place up to what size a run from there may
// repeat, whatever n is. Few runs are left, to be looked up in a table, which compares bytes; and often what they weigh
// together is bound enough.
#include "runtime/text/Joined.h"
#include "runtime/text/Hashes.h"
#include "runtime/text/Repeats.h"
#include <algorithm>
#include <limits>
#include <new>

using namespace smelt::runtime;

namespace smelt::runtime {

/// Runs of `n` elements that may repeat, as indices of places.
struct Runs {
  int64_t n = 0, count = 0; ///< 0: not known
  uint32_t *indices = nullptr;
};

/// The elements of a sequence as one text, and where a run of at least `n` elements may repeat.
struct JoinedText {
  const char *bytes = nullptr;
  const int64_t *start = nullptr; ///< of each element, and the end
  int64_t n = 0, count = 0;
  uint32_t *places = nullptr; ///< `count` of them
  int32_t *reach = nullptr;   ///< of each place: bytes up to which a run from there may begin another run too
  int32_t *again = nullptr;   ///< the same for runs that begin earlier
  const int64_t *weights = nullptr, *sums = nullptr; ///< what `weightSums` made, and of what
  Runs reached, reachedAgain;                        ///< the runs that `reach` and `again` leave

  smelt_text run(int64_t i, int64_t length) const { return {bytes + start[i], start[i + length] - start[i]}; }
};

static constexpr int64_t shortest = 16, step = 8, longest = 64;
static constexpr int32_t anySize = INT32_MAX;

static uint64_t load8(const char *p) {
  uint64_t bytes;
  std::memcpy(&bytes, p, 8);
  return bytes;
}

static uint64_t hash16(const char *p) {
  return foldProduct(load8(p) ^ 0x9E3779B97F4A7C15ull, load8(p + 8) ^ 0xff51afd7ed558ccdull);
}

/// Places of runs of `n` that are short or share their first 16 bytes with another; hashes of these bytes to `prefix`.
static void findShared(JoinedText &text, const Sequence &seq, uint64_t *prefix) {
  Scratch &scratch = seq.context->scratch();
  int64_t runs = seq.count - text.n + 1, count = 0;
  for (int64_t i = 0; i < runs; ++i)
    prefix[i] = hash16(text.bytes + text.start[i]);
  Repeats repeats(scratch, runs, [&](int64_t i) { return prefix[i]; });
  auto *places = text.places = scratch.array<uint32_t>(runs + 1);
  for (int64_t i = 0; i < runs; ++i) {
    places[count] = static_cast<uint32_t>(i);
    bool isShort = text.start[i + text.n] - text.start[i] < shortest;
    count += static_cast<int>(isShort) | static_cast<int>(repeats.mayRepeat(prefix[i]));
  }
  text.count = count;
  for (int64_t k = 0; k < count; ++k)
    prefix[k] = prefix[places[k]];
}

/// What shares `size` bytes with another is asked for `step` more, until nothing is left.
static void findReach(JoinedText &text, const Sequence &seq, uint64_t *prefix) {
  Scratch &scratch = seq.context->scratch();
  text.reach = scratch.array<int32_t>(text.count + 1);
  text.again = scratch.array<int32_t>(text.count + 1);
  auto *left = scratch.array<uint32_t>(text.count + 1); // indices of places
  int64_t count = text.count;
  for (int64_t k = 0; k < count; ++k) {
    left[k] = static_cast<uint32_t>(k);
    text.reach[k] = text.again[k] = shortest - 1;
  }
  for (int64_t size = shortest; count && size <= longest; size += step) {
    auto reached = static_cast<int32_t>(size == longest ? anySize : size + step - 1);
    Repeats repeats(
        scratch, count, [&](int64_t k) { return prefix[k]; }, [&](int64_t k) { text.again[left[k]] = reached; });
    int64_t next = 0;
    for (int64_t k = 0; k < count; ++k) {
      uint64_t hash = prefix[k];
      uint32_t place = left[k];
      bool repeated = repeats.mayRepeat(hash);
      text.reach[place] = repeated ? reached : text.reach[place];
      left[next] = place;
      prefix[next] = combine(hash, load8(text.bytes + text.start[text.places[place]] + size));
      next += static_cast<int>(repeated);
    }
    count = next;
  }
}

static void findPlaces(JoinedText &text, const Sequence &seq, int64_t n) {
  text.n = n;
  text.reached = text.reachedAgain = {};
  auto *prefix = seq.context->scratch().array<uint64_t>(seq.count - n + 2);
  findShared(text, seq, prefix);
  findReach(text, seq, prefix);
}

static JoinedText *join(const Sequence &seq) {
  Scratch &scratch = seq.context->scratch();
  auto *start = scratch.array<int64_t>(seq.count + 1);
  start[0] = 0;
  int64_t size = 0;
  for (int64_t i = 0; i < seq.count; ++i)
    start[i + 1] = size += seq.texts[i].size;
  auto *bytes = scratch.array<char>(size + longest + step);
  for (int64_t i = 0; i < seq.count; ++i) {
    smelt_text element = seq.texts[i];
    if (element.size <= 16) // what is written past its end is written over by the next
      std::memcpy(bytes + start[i], element.data, 16);
    else
      std::memcpy(bytes + start[i], element.data, static_cast<size_t>(element.size));
  }
  std::memset(bytes + size, 0, longest + step);
  auto *text = new (scratch.alloc(sizeof(JoinedText))) JoinedText;
  text->bytes = bytes;
  text->start = start;
  return text;
}

/// Places found for n hold for longer runs too.
static JoinedText &joinedText(Sequence &seq, int64_t n) {
  if (!seq.joined)
    seq.joined = join(seq);
  if (!seq.joined->n || seq.joined->n > n)
    findPlaces(*seq.joined, seq, n);
  return *seq.joined;
}

/// Sums of the weights before each element; null if one is below 0.
static const int64_t *weightSums(JoinedText &text, const Sequence &seq, const int64_t *weights) {
  if (text.weights == weights)
    return text.sums;
  auto *sums = seq.context->scratch().array<int64_t>(seq.count + 1);
  int64_t smallest = sums[0] = 0;
  for (int64_t i = 0; i < seq.count; ++i) {
    smallest = std::min(smallest, weights[i]);
    sums[i + 1] = sums[i] + weights[i];
  }
  text.weights = weights;
  return text.sums = smallest < 0 ? nullptr : sums;
}

/// The runs of `n` that are no longer than what may repeat from their places on. They begin where shorter ones do, so
/// that only those are asked if they are known.
static const Runs &runsOf(JoinedText &text, const Sequence &seq, int64_t n, bool countFirst) {
  Runs &known = countFirst ? text.reached : text.reachedAgain;
  if (known.n == n)
    return known;
  const bool areFewer = known.n && known.n < n;
  const int32_t *sizes = countFirst ? text.reach : text.again;
  const int64_t *start = text.start, last = seq.count - n, asked = areFewer ? known.count : text.count;
  auto *indices = seq.context->scratch().array<uint32_t>(asked + 1);
  int64_t count = 0;
  for (int64_t at = 0; at < asked; ++at) {
    const uint32_t k = areFewer ? known.indices[at] : static_cast<uint32_t>(at);
    const int64_t i = text.places[k];
    if (i > last)
      break;
    indices[count] = k;
    count += static_cast<int>(start[i + n] - start[i] <= sizes[k]);
  }
  return known = {n, count, indices};
}

bool duplicatesWithin(Sequence &seq, RunWeights weight, bool countFirst, bool greedy, int64_t limit) {
  int64_t n = weight.n;
  if (seq.count < n)
    return true;
  JoinedText &text = joinedText(seq, n);
  const int64_t *sums = weight.perElement ? weightSums(text, seq, weight.weights) : nullptr;
  if (!sums || weight.constant < 0)
    return false;
  const Runs &runs = runsOf(text, seq, n, countFirst);
  bool apart = greedy && !countFirst; // first copies may overlap
  // The most that runs weigh together, and if they stand apart each is taken or left.
  auto *most = seq.context->scratch().array<int64_t>(runs.count + 1);
  int64_t before = 0, heaviest = most[0] = 0;
  for (int64_t k = 0; k < runs.count && heaviest <= limit; ++k) {
    int64_t i = text.places[runs.indices[k]];
    while (apart && before < k && text.places[runs.indices[before]] + n <= i)
      ++before;
    int64_t with = most[apart ? before : k] + sums[i + n] - sums[i] + weight.constant;
    most[k + 1] = heaviest = std::max(heaviest, with);
  }
  return heaviest <= limit;
}

int64_t duplicatesJoined(Sequence &seq, RunWeights weight, bool countFirst, bool greedy) {
  int64_t n = weight.n;
  if (seq.count < n)
    return 0;
  JoinedText &text = joinedText(seq, n);
  Scratch &scratch = seq.context->scratch();
  const Runs &runs = runsOf(text, seq, n, true);
  const int64_t found = runs.count;
  auto *candidates = scratch.array<uint32_t>(found + 1);
  for (int64_t k = 0; k < found; ++k)
    candidates[k] = text.places[runs.indices[k]];
  uint64_t capacity = 64;
  while (capacity < 2 * static_cast<uint64_t>(found))
    capacity *= 2;
  struct Slot {
    uint32_t hash;
    uint32_t first : 31; ///< index of the first copy, from 1 on; 0: free
    uint32_t counted : 1;
  };
  Slot *slots = scratch.array<Slot>(capacity);
  std::fill_n(slots, capacity, Slot{0, 0, 0});
  const bool covers = weight.covers(countFirst, greedy);
  auto *slotOf = scratch.array<uint64_t>(covers ? found + 1 : 1);
  int64_t result = 0, next = 0;
  for (int64_t k = 0; k < found; ++k) {
    int64_t i = candidates[k];
    if (i < next)
      continue;
    smelt_text run = text.run(i, n);
    uint64_t whole = hashText(run.data, run.size), at = whole >> 32;
    auto hash = static_cast<uint32_t>(whole);
    Slot *slot = &slots[at & (capacity - 1)];
    while (slot->first && !(slot->hash == hash && sameText(text.run(slot->first - 1, n), run)))
      slot = &slots[++at & (capacity - 1)];
    if (covers)
      slotOf[k] = at & (capacity - 1);
    if (!slot->first) {
      slot->hash = hash;
      slot->first = static_cast<uint32_t>(i + 1) & 0x7fffffff;
      continue;
    }
    if (countFirst && !covers && !slot->counted)
      result += weight.of(slot->first - 1);
    slot->counted = 1;
    result += covers ? 0 : weight.of(i);
    next = greedy && !covers ? i + n : 0;
  }
  for (int64_t k = 0; covers && k < found; ++k)
    if (slots[slotOf[k]].counted) {
      result += weight.cover(next, candidates[k]);
      next = candidates[k] + n;
    }
  return result;
}

} // namespace smelt::runtime
