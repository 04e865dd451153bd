// A table of places without probing: the first run to come to a place stays there, and others of its hash find it. What
// comes to the place of another hash is left to the next round, with all of its hash. No branch depends on the text.
#include "runtime/text/Firsts.h"
#include "runtime/core/Context.h"
#include "runtime/text/Clones.h"
#include "runtime/text/Places.h"
#include <algorithm>
#include <array>
#include <bit>
#include <compare>
#include <cstring>
#include <limits>
#include <vector>

namespace smelt::runtime {

namespace {

constexpr uint32_t Left = 1u << 31; ///< of a run whose place is another's

/// Few places of many are taken by another hash; but what lies in the cache is faster.
uint64_t placesFor(uint64_t runs) {
  constexpr uint64_t ofCache = 1 << 17, least = 256;
  return std::bit_ceil(std::max(least, std::min(4 * runs, std::max(ofCache, 2 * runs))));
}

/// The first of its hash of each run at(k), k in [0, count) in order, or the run itself with `Left`.
template <class Place, class At>
void findRound(const uint32_t *hashes, int64_t count, At at, uint32_t odd, uint32_t *first, Scratch &scratch) {
  constexpr Place free = std::numeric_limits<Place>::max();
  const uint64_t places = placesFor(static_cast<uint64_t>(count));
  Place *table = scratch.array<Place>(places); // runs
  std::memset(table, 0xFF, places * sizeof(Place));
  const int shift = 32 - std::countr_zero(places);
  for (int64_t k = 0; k < count; ++k) {
    const uint32_t run = at(k), hash = hashes[run];
    Place &place = table[hash * odd >> shift];
    const uint32_t holder = place == free ? run : place;
    place = static_cast<Place>(holder);
    first[run] = hashes[holder] == hash ? holder : run | Left;
  }
}

using Numbers = uint32_t __attribute__((vector_size(64)));
using Holds = int32_t __attribute__((vector_size(64)));
constexpr Numbers Sixteen{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

/// The indices of numbers for which `test(numbers, indices, result)` holds, 16 at a time.
template <class Test>
[[gnu::always_inline]] inline int64_t list(const uint32_t *numbers, int64_t count, uint32_t *out, Test test) {
  using Bits = bool __attribute__((ext_vector_type(16)));
  const uint32_t *begin = out;
  for (int64_t i = 0; i < count; i += 64) {
    uint64_t bits = 0;
    for (int part = 0; part < 4; ++part) {
      Numbers some;
      Holds here;
      std::memcpy(&some, numbers + i + 16 * part, sizeof some);
      test(some, Sixteen + uint32_t(i + 16 * part), here);
      bits |= uint64_t(__builtin_bit_cast(uint16_t, __builtin_convertvector(here, Bits))) << 16 * part;
    }
    if (count - i < 64)
      bits &= (1ull << (count - i)) - 1;
    if (bits)
      out = placesOf(bits, static_cast<uint32_t>(i), out);
  }
  return out - begin;
}

SMELT_CLONES int64_t listLeft(const uint32_t *first, int64_t runs, uint32_t *out) {
  return list(first, runs, out, [](const Numbers &some, const Numbers &, Holds &here) { here = some >= Left; });
}

/// Lists the runs that occur before.
SMELT_CLONES int64_t listAgain(const uint32_t *first, int64_t runs, uint32_t *out) {
  return list(first, runs, out, [](const Numbers &some, const Numbers &own, Holds &here) { here = some != own; });
}

template <class Place> void findByHash(const uint32_t *hashes, int64_t runs, uint32_t *first, Scratch &scratch) {
  uint32_t odd = 0x9E3779B1u;
  findRound<Place>(hashes, runs, [](int64_t k) { return static_cast<uint32_t>(k); }, odd, first, scratch);
  uint32_t *left = scratch.array<uint32_t>(runs + 4);
  int64_t count = listLeft(first, runs, left);
  while (count) {
    odd += 2 * 0x85EBCA6Bu;
    findRound<Place>(hashes, count, [&](int64_t k) { return left[k]; }, odd, first, scratch);
    count = std::remove_if(left, left + count, [&](uint32_t run) { return first[run] < Left; }) - left;
  }
}

/// Of runs that come again, those that do not go on as the one before does.
int64_t listStarts(const uint32_t *first, const uint32_t *again, int64_t agains, uint32_t *out) {
  int64_t starts = 0;
  uint32_t next = 0, nextFirst = 0; // the first run does not come again
  for (int64_t k = 0; k < agains; ++k) {
    const uint32_t run = again[k], of = first[run];
    out[starts] = run;
    starts += static_cast<int>(run != next) | static_cast<int>(of != nextFirst);
    next = run + 1;
    nextFirst = of + 1;
  }
  return starts;
}

/// Runs that come again, and those of them with which a stretch starts; the first of each one's hash.
struct Agains {
  int64_t count, starts;
  const uint32_t *again, *start, *first;
};

/// For code points, of which 16 may be read behind the last.
SMELT_CLONES bool areSamePoints(const uint32_t *points, int64_t n, const Agains &runs) {
  const uint32_t *first = runs.first, *last = points + n - 1;
  const Numbers all = ~Numbers{}, counted = reinterpret_cast<Numbers>(Sixteen < uint32_t(std::min<int64_t>(n, 16)));
  Numbers different{}, x, y;
  uint32_t lastDiffer = 0;
  auto compare = [&](const uint32_t *a, const uint32_t *b, const Numbers &which) {
    std::memcpy(&x, a, sizeof x);
    std::memcpy(&y, b, sizeof y);
    different |= (x ^ y) & which;
  };
  for (int64_t k = 0; k < runs.starts; ++k) {
    const uint32_t *a = points + runs.start[k], *b = points + first[runs.start[k]];
    for (int64_t i = 0; i + 16 < n; i += 16)
      compare(a + i, b + i, all);
    const int64_t rest = std::max<int64_t>(n - 16, 0);
    compare(a + rest, b + rest, counted);
  }
  for (int64_t k = 0; k < runs.count; ++k)
    lastDiffer |= last[runs.again[k]] ^ last[first[runs.again[k]]];
  return !(lastDiffer | __builtin_reduce_or(different));
}

/// Whether each run that comes again is equal to the first of its hash. All of it is compared where a stretch of such
/// runs starts, else its last element.
bool areSame(const Sequence &seq, int64_t n, const Agains &runs) {
  if (seq.points)
    return areSamePoints(seq.points, n, runs);
  auto same = [&](uint32_t run) { return seq.sameRun(runs.first[run], run, n); };
  auto sameLast = [&](uint32_t run) { return seq.same(runs.first[run] + n - 1, run + n - 1); };
  return std::all_of(runs.start, runs.start + runs.starts, same) &&
         std::all_of(runs.again, runs.again + runs.count, sameLast);
}

std::strong_ordering order(const Sequence &seq, int64_t a, int64_t b) {
  if (seq.points)
    return seq.points[a] <=> seq.points[b];
  if (seq.ints)
    return seq.ints[a] <=> seq.ints[b];
  auto text = [&](int64_t i) { return std::string_view(seq.texts[i].data, size_t(seq.texts[i].size)); };
  return text(a) <=> text(b);
}

/// Finds the firsts of runs that have the hash of another.
void settleStrangers(const Sequence &seq, int64_t n, int64_t runs, uint32_t *first) {
  std::vector<uint32_t> strangers;
  for (int64_t i = 0; i < runs; ++i)
    if (first[i] != i && !seq.sameRun(first[i], i, n))
      strangers.push_back(static_cast<uint32_t>(i));
  std::sort(strangers.begin(), strangers.end(), [&](uint32_t a, uint32_t b) {
    for (int64_t k = 0; k < n; ++k)
      if (auto ordered = order(seq, a + k, b + k); ordered != 0)
        return ordered < 0;
    return a < b;
  });
  uint32_t before = 0;
  for (uint32_t run : strangers) {
    const bool isFirst = run == strangers.front() || !seq.sameRun(before, run, n);
    first[run] = isFirst ? run : first[before];
    before = run;
  }
}

} // namespace

Firsts findFirsts(const Sequence &seq, int64_t n, const uint32_t *hashes, Scratch &scratch) {
  const int64_t runs = seq.count - n + 1;
  uint32_t *first = scratch.array<uint32_t>(runs + 64);
  if (runs < 1 << 16)
    findByHash<uint16_t>(hashes, runs, first, scratch);
  else
    findByHash<uint32_t>(hashes, runs, first, scratch);
  uint32_t *again = scratch.array<uint32_t>(runs + 4), *starts = scratch.array<uint32_t>(runs + 1);
  int64_t agains = listAgain(first, runs, again);
  if (!areSame(seq, n, {agains, listStarts(first, again, agains, starts), again, starts, first})) {
    settleStrangers(seq, n, runs, first);
    agains = listAgain(first, runs, again);
  }
  uint32_t *count = scratch.array<uint32_t>(runs), *repeatedFirsts = scratch.array<uint32_t>(agains + 1);
  std::fill_n(count, runs, 1);
  int64_t repeated = 0;
  for (int64_t k = 0; k < agains; ++k) {
    const uint32_t of = first[again[k]], before = count[of]++;
    repeatedFirsts[repeated] = of;
    repeated += before == 1;
  }
  return {runs, repeated, first, count, repeatedFirsts};
}

} // namespace smelt::runtime
