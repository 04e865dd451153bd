// Tallies and duplicates of n-grams as a chain: a run of n+1 elements can repeat only where its first n elements do, so
// what does not repeat never goes on to the next n. Exact: elements are compared where their hashes agree.
// Measured in docs/performance.md; the definition is Tally.cpp.
#include "runtime/text/Firsts.h"
#include "runtime/text/Functions.h"
#include "runtime/text/Hashes.h"
#include "runtime/text/Heaviest.h"
#include "runtime/text/Joined.h"
#include "runtime/text/Tally.h"
#include <algorithm>
#include <new>
#include <utility>

namespace smelt::runtime {

/// Where a group's run occurs first, and the group of its first n - 1 elements.
struct Origin {
  uint32_t first, prefix;
};

/// The candidates at one n: positions, in order, whose run may occur again, and the group of equal runs of each. At the
/// first n groups are numbered by where they occur first, and candidates are listed when they are asked for.
struct Chain {
  int64_t n = 0;
  int64_t candidates = 0, groups = 0;
  uint32_t *position = nullptr, *group = nullptr; // of each candidate
  uint32_t *count = nullptr;                      // of each group
  Origin *origin = nullptr;                       // of each group; null at the first n
  Firsts firsts;                                  // of the first n
  Scratch *scratch = nullptr;

  /// Groups that `forEachGroup` takes: at the first n those of two or more.
  int64_t listed() const { return origin ? groups : firsts.repeated; }
  /// `take(first, count)` for each of them.
  template <class Take> void forEachGroup(Take take) const {
    if (origin)
      for (int64_t g = 0; g < groups; ++g)
        take(origin[g].first, count[g]);
    else
      for (const uint32_t *at = firsts.repeatedFirsts, *end = at + firsts.repeated; at < end; ++at)
        take(*at, count[*at]);
  }
};

namespace {
/// Hashes of `count` elements from `first` on.
void elementHashes(const Sequence &seq, int64_t first, int64_t count, uint32_t *out) {
  if (seq.points)
    hashInts(seq.points + first, count, out);
  else
    std::copy_n(seq.hashes + first, count, out);
}

/// Hashes of all runs of `n` elements; 32 bits will do, since runs are compared. Two overlapping runs of the largest
/// power of two determine a run, so log n steps do. A block of runs goes through all of them while it is in the cache.
const uint32_t *hashRuns(const Sequence &seq, int64_t n, Scratch &scratch) {
  constexpr int64_t least = 1024;
  int64_t block = std::max(least, 2 * n), runs = seq.count - n + 1;
  auto *hashes = scratch.array<uint32_t>(runs + 1);
  uint32_t *from = scratch.array<uint32_t>(block + n), *to = scratch.array<uint32_t>(block + n);
  for (int64_t first = 0; first < runs; first += block) {
    int64_t count = std::min(block, runs - first), length = 1;
    elementHashes(seq, first, count + n - 1, n == 1 ? hashes + first : from);
    auto step = [&](int64_t longer) {
      combineAll(from, longer - length, count + n - longer, longer == n ? hashes + first : to);
      std::swap(from, to);
      length = longer;
    };
    while (2 * length <= n)
      step(2 * length);
    if (length < n)
      step(n);
  }
  return hashes;
}

/// Groups candidates whose first n - 1 elements are equal and whose last ones are. A slot of the table holds the key
/// and the group's number from 1 on.
void groupCandidates(Chain &chain, const Sequence &seq, const uint32_t *before) {
  const int64_t candidates = chain.candidates, last = chain.n - 1;
  const uint32_t *position = chain.position;
  uint64_t slots = 16;
  while (slots < static_cast<uint64_t>(candidates + candidates / 4)) // groups are fewer than candidates
    slots <<= 1;
  auto *table = chain.scratch->array<uint64_t>(slots);
  std::fill(table, table + slots, 0);
  auto *group = chain.group = chain.scratch->array<uint32_t>(candidates + 1);
  auto *count = chain.count = chain.scratch->array<uint32_t>(candidates + 1);
  auto *origin = chain.origin = chain.scratch->array<Origin>(candidates + 1);
  uint64_t groups = 0;
  auto slotOf = [&](uint64_t key) { return key * 0x9E3779B97F4A7C15ull >> 32 & (slots - 1); };
  auto same = [&](Origin a, int64_t j) {
    return a.prefix == before[j] && seq.same(a.first + last, position[j] + last);
  };
  for (int64_t j = 0; j < candidates; ++j) {
    const uint64_t key = static_cast<uint32_t>(combine(before[j] + 1, seq.hashes[position[j] + last]));
    uint64_t slot = slotOf(key), entry;
    uint32_t g = 0;
    for (;; slot = (slot + 1) & (slots - 1)) {
      entry = table[slot];
      g = static_cast<uint32_t>(entry) - 1;
      if (!entry || (entry >> 32 == key && same(origin[g], j)))
        break;
    }
    if (!entry) {
      g = static_cast<uint32_t>(groups++);
      table[slot] = key << 32 | groups;
      count[g] = 0;
      origin[g] = {position[j], before[j]};
    }
    ++count[g];
    group[j] = g;
  }
  chain.groups = static_cast<int64_t>(groups);
}

void startChain(Chain &chain, Sequence &seq, int64_t n) {
  if (!seq.points)
    seq.hashElements();
  chain.n = n;
  chain.candidates = chain.groups = 0;
  chain.position = nullptr;
  chain.origin = nullptr;
  if (seq.count - n + 1 < 2)
    return;
  chain.firsts = findFirsts(seq, n, hashRuns(seq, n, *chain.scratch), *chain.scratch);
  chain.count = chain.firsts.count;
  chain.groups = chain.firsts.runs;
}

/// Lists the candidates of the first n.
void listCandidates(Chain &chain) {
  if (chain.position || !chain.groups)
    return;
  const Firsts &firsts = chain.firsts;
  auto *position = chain.position = chain.scratch->array<uint32_t>(firsts.runs + 1);
  auto *group = chain.group = chain.scratch->array<uint32_t>(firsts.runs + 1);
  int64_t candidates = 0;
  for (int64_t i = 0; i < firsts.runs; ++i) {
    const uint32_t first = firsts.first[i];
    position[candidates] = static_cast<uint32_t>(i);
    group[candidates] = first;
    candidates += firsts.count[first] > 1;
  }
  chain.candidates = candidates;
}

/// From n to n + 1: only positions whose run of n repeats go on.
void advanceChain(Chain &chain, Sequence &seq) {
  seq.hashElements();
  listCandidates(chain);
  auto *position = chain.scratch->array<uint32_t>(chain.candidates + 1);
  auto *before = chain.scratch->array<uint32_t>(chain.candidates + 1);
  int64_t survivors = 0, n = chain.n;
  for (int64_t j = 0; j < chain.candidates; ++j) {
    position[survivors] = chain.position[j];
    before[survivors] = chain.group[j];
    survivors += (chain.count[chain.group[j]] >= 2) & (chain.position[j] + n < seq.count);
  }
  chain.position = position;
  chain.candidates = survivors;
  chain.n = n + 1;
  groupCandidates(chain, seq, before);
}

/// A chain of code points starts anew at each n, which is faster.
Chain &chainAt(smelt_context *context, Sequence &seq, int64_t n) {
  if (!seq.chain) {
    seq.chain = new (context->scratch().alloc(sizeof(Chain))) Chain;
    seq.chain->scratch = &context->scratch();
  }
  Chain &chain = *seq.chain;
  if (chain.n == 0 || n < chain.n || (seq.points && n > chain.n))
    startChain(chain, seq, n);
  while (chain.n < n) {
    if (chain.groups == 0)
      chain.n = n;
    else
      advanceChain(chain, seq);
  }
  return chain;
}
} // namespace
} // namespace smelt::runtime

using namespace smelt::runtime;

smelt_tally smelt_tally_chain(smelt_context *context, Sequence *seq, int64_t n) {
  auto *tally = new (context->scratch().alloc(sizeof(Tally))) Tally;
  if (seq->count < n)
    return tally;
  Chain &chain = chainAt(context, *seq, n);
  tally->total = tally->once = seq->count - n + 1;
  tally->topIndex = 0;
  tally->topCount = 1;
  if (!chain.groups)
    return tally;
  int64_t *counts = tally->counts = context->scratch().array<int64_t>(chain.listed() + 1);
  int64_t repeated = 0, sum = 0;
  uint32_t most = 1;
  chain.forEachGroup([&](uint32_t, uint32_t count) {
    counts[repeated] = count;
    repeated += count > 1;
    sum += count > 1 ? count : 0;
    most = std::max(most, count);
  });
  tally->repeated = repeated;
  tally->once -= sum;
  tally->topCount = most;
  if (most > 1) {
    uint32_t top = UINT32_MAX;
    chain.forEachGroup([&](uint32_t first, uint32_t count) { top = count == most ? std::min(top, first) : top; });
    tally->topIndex = top;
  }
  return tally;
}

/// Where no run repeats, all are the most frequent.
int64_t smelt_tally_longest_chain(smelt_context *context, Sequence *seq, int64_t n, Tally *tally) {
  int64_t longest = tally->topIndex, most = -1;
  auto ask = [&](int64_t i) {
    if (int64_t size = charactersOf(*seq, i, n); size > most || (size == most && i < longest)) {
      longest = i;
      most = size;
    }
  };
  if (tally->topCount == 1)
    for (int64_t i = 0; i + n <= seq->count; ++i)
      ask(i);
  if (tally->topCount < 2)
    return longest;
  Chain &chain = chainAt(context, *seq, n);
  chain.forEachGroup([&](uint32_t first, uint32_t count) {
    if (count == tally->topCount)
      ask(first);
  });
  return longest;
}

smelt_tally smelt_tally_within(smelt_context *context, Sequence *seq, int64_t n, const int64_t *weights, int64_t plus,
                               int64_t limit) {
  if (limit >= 0 && n <= seq->count && heaviest(*seq, n, weights, plus) <= limit)
    return new (context->scratch().alloc(sizeof(Tally))) Tally;
  return smelt_tally_chain(context, seq, n);
}

static int64_t covered(const Chain &chain, const RunWeights &weight) {
  int64_t result = 0, next = 0;
  for (int64_t j = 0; j < chain.candidates; ++j)
    if (chain.count[chain.group[j]] > 1) {
      result += weight.cover(next, chain.position[j]);
      next = chain.position[j] + weight.n;
    }
  return result;
}

int64_t smelt_duplicates_chain(smelt_context *context, Sequence *seq, int64_t n, int64_t flags, const int64_t *weights,
                               int64_t perElement, int64_t constant) {
  if (seq->count < n)
    return 0;
  if (flags & 4 && seq->texts)
    return duplicatesJoined(*seq, {weights, perElement != 0, constant, n}, flags & 1, flags & 2);
  Chain &chain = chainAt(context, *seq, n);
  listCandidates(chain);
  RunWeights weight{weights, perElement != 0, constant, n};
  bool countFirst = flags & 1, greedy = flags & 2;
  if (weight.covers(countFirst, greedy))
    return covered(chain, weight);
  enum : uint8_t { unseen, seen, counted };
  auto *state = context->scratch().array<uint8_t>(chain.groups + 1);
  std::fill(state, state + chain.groups, unseen);
  auto *firstSeen =
      context->scratch().array<uint32_t>(chain.groups + 1); // greedy skipping can pass over the first copy
  int64_t result = 0, next = 0;
  for (int64_t j = 0; j < chain.candidates; ++j) {
    int64_t i = chain.position[j];
    uint32_t g = chain.group[j];
    if (i < next || chain.count[g] < 2)
      continue;
    if (state[g] == unseen) {
      state[g] = seen;
      firstSeen[g] = static_cast<uint32_t>(i);
      continue;
    }
    if (countFirst && state[g] == seen) {
      result += weight.of(firstSeen[g]);
      state[g] = counted;
    }
    result += weight.of(i);
    next = greedy ? i + n : 0;
  }
  return result;
}

int64_t smelt_duplicates_within(smelt_context *context, Sequence *seq, int64_t n, int64_t flags, const int64_t *weights,
                                int64_t perElement, int64_t constant, int64_t limit) {
  bool joined = flags & 4 && seq->texts;
  if (joined && limit >= 0 &&
      duplicatesWithin(*seq, {weights, perElement != 0, constant, n}, flags & 1, flags & 2, limit))
    return 0;
  return smelt_duplicates_chain(context, seq, n, flags, weights, perElement, constant);
}
