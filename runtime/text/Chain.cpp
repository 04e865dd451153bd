// Tallies and duplicates of n-grams as a chain: a run of n+1 elements can repeat only where its first n elements do, so
// what does not repeat never goes on to the next n. Exact: elements are compared where their hashes agree.
// Measured in docs/performance.md; the definition is Tally.cpp.
#include "runtime/text/Functions.h"
#include "runtime/text/Joined.h"
#include "runtime/text/Tally.h"
#include <algorithm>
#include <new>

namespace smelt::runtime {

/// The candidates at one n: positions, in order, whose run may occur again, and the group of equal runs of each.
struct Chain {
  int64_t n = 0;
  int64_t candidates = 0, groups = 0;
  uint32_t *position = nullptr, *group = nullptr;                 // of each candidate
  uint32_t *count = nullptr, *first = nullptr, *prefix = nullptr; // of each group; prefix: its group at n - 1
  uint64_t *key = nullptr;
  Scratch *scratch = nullptr;
};

namespace {
constexpr uint64_t M = 0x9E3779B97F4A7C15ull;

uint64_t combine(uint64_t a, uint64_t b) {
  uint64_t x = a * M ^ b;
  return x ^ x >> 31;
}

/// Hashes of all runs of n elements. Two overlapping runs of the largest power of two determine a run, so log n passes
/// do.
uint64_t *hashRuns(const Sequence &seq, int64_t n, Scratch &scratch) {
  int64_t length = 1, count = seq.count;
  uint64_t *h = seq.hashes;
  if (n == 1)
    return h;
  auto *runs = scratch.array<uint64_t>(count + 1);
  std::copy(h, h + count, runs);
  for (; 2 * length <= n; length *= 2)
    for (int64_t i = 0; i + 2 * length <= count; ++i)
      runs[i] = combine(runs[i], runs[i + length]);
  if (length < n)
    for (int64_t i = 0; i + n <= count; ++i)
      runs[i] = combine(runs[i], runs[i + n - length]);
  return runs;
}

/// Positions whose hash bit was set before: "seen" and "seen twice" bitmaps. A false positive costs time, no result.
void filterCandidates(Chain &chain, const uint64_t *hashes, int64_t positions) {
  uint64_t bits = 4096;
  while (bits < static_cast<uint64_t>(positions) * 8)
    bits <<= 1;
  auto *seen = chain.scratch->array<uint64_t>(bits / 64), *twice = chain.scratch->array<uint64_t>(bits / 64);
  std::fill(seen, seen + bits / 64, 0);
  std::fill(twice, twice + bits / 64, 0);
  for (int64_t i = 0; i < positions; ++i) {
    uint64_t b = hashes[i] >> 8 & (bits - 1), bit = 1ull << (b & 63), old = seen[b >> 6];
    twice[b >> 6] |= old & bit;
    seen[b >> 6] = old | bit;
  }
  chain.position = chain.scratch->array<uint32_t>(positions + 1);
  int64_t c = 0;
  for (int64_t i = 0; i < positions; ++i) {
    uint64_t b = hashes[i] >> 8 & (bits - 1);
    chain.position[c] = static_cast<uint32_t>(i);
    c += twice[b >> 6] >> (b & 63) & 1;
  }
  chain.candidates = c;
}

/// Groups candidates by key; `same(group, position)` decides where keys agree.
template <class KeyFn, class SameFn, class PrefixFn>
void groupCandidates(Chain &chain, KeyFn keyOf, SameFn same, PrefixFn prefixOf) {
  int64_t c = chain.candidates;
  uint64_t slots = 16;
  while (slots < static_cast<uint64_t>(c) * 2)
    slots <<= 1;
  auto *table = chain.scratch->array<uint32_t>(slots);
  std::fill(table, table + slots, 0);
  auto *group = chain.scratch->array<uint32_t>(c + 1);
  auto *count = chain.scratch->array<uint32_t>(c + 1), *first = chain.scratch->array<uint32_t>(c + 1);
  auto *prefix = chain.scratch->array<uint32_t>(c + 1);
  auto *key = chain.scratch->array<uint64_t>(c + 1);
  uint32_t groups = 0;
  for (int64_t j = 0; j < c; ++j) {
    uint64_t k = keyOf(j), slot = k >> 20 & (slots - 1);
    uint32_t g;
    while ((g = table[slot]) != 0 && !(key[g - 1] == k && same(prefix[g - 1], first[g - 1], j)))
      slot = (slot + 1) & (slots - 1);
    if (!g) {
      g = table[slot] = ++groups;
      key[g - 1] = k;
      count[g - 1] = 0;
      first[g - 1] = chain.position[j];
      prefix[g - 1] = prefixOf(j);
    }
    ++count[g - 1];
    group[j] = g - 1;
  }
  chain.group = group;
  chain.count = count;
  chain.first = first;
  chain.prefix = prefix;
  chain.key = key;
  chain.groups = groups;
}

void startChain(Chain &chain, Sequence &seq, int64_t n) {
  seq.hashElements();
  chain.n = n;
  chain.candidates = chain.groups = 0;
  int64_t positions = seq.count - n + 1;
  if (positions < 2)
    return;
  uint64_t *runs = hashRuns(seq, n, *chain.scratch);
  filterCandidates(chain, runs, positions);
  groupCandidates(
      chain, [&](int64_t j) { return runs[chain.position[j]]; },
      [&](uint32_t, uint32_t first, int64_t j) { return seq.sameRun(first, chain.position[j], n); },
      [](int64_t) { return 0u; });
}

/// From n to n + 1: only positions whose run of n repeats go on.
void advanceChain(Chain &chain, Sequence &seq) {
  auto *position = chain.scratch->array<uint32_t>(chain.candidates + 1);
  auto *before = chain.scratch->array<uint32_t>(chain.candidates + 1);
  int64_t survivors = 0, n = chain.n;
  for (int64_t j = 0; j < chain.candidates; ++j) {
    position[survivors] = chain.position[j];
    before[survivors] = chain.group[j];
    survivors += chain.count[chain.group[j]] >= 2 && chain.position[j] + n < seq.count;
  }
  chain.position = position;
  chain.candidates = survivors;
  chain.n = n + 1;
  groupCandidates(
      chain, [&](int64_t j) { return combine(before[j] + 1, seq.hashes[position[j] + n]); },
      [&](uint32_t prefix, uint32_t first, int64_t j) {
        return prefix == before[j] && seq.sameRun(first + n, position[j] + n, 1);
      },
      [&](int64_t j) { return before[j]; });
}

Chain &chainAt(smelt_context *context, Sequence &seq, int64_t n) {
  if (!seq.chain) {
    seq.chain = new (context->scratch().alloc(sizeof(Chain))) Chain;
    seq.chain->scratch = &context->scratch();
  }
  Chain &chain = *seq.chain;
  if (chain.n == 0 || n < chain.n)
    startChain(chain, seq, n);
  while (chain.n < n) {
    if (chain.candidates == 0)
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
  if (!chain.candidates)
    return tally;
  tally->counts = context->scratch().array<int64_t>(chain.groups + 1);
  for (int64_t g = 0; g < chain.groups; ++g) {
    if (chain.count[g] < 2)
      continue;
    tally->counts[tally->repeated++] = chain.count[g];
    tally->once -= chain.count[g];
    if (chain.count[g] > tally->topCount) {
      tally->topCount = chain.count[g];
      tally->topIndex = chain.first[g];
    }
  }
  return tally;
}

int64_t smelt_duplicates_chain(smelt_context *context, Sequence *seq, int64_t n, int64_t flags, const int64_t *weights,
                               int64_t perElement, int64_t constant) {
  if (seq->count < n)
    return 0;
  if (flags & 4 && seq->texts)
    return duplicatesJoined(*seq, {weights, perElement != 0, constant, n}, flags & 1, flags & 2);
  Chain &chain = chainAt(context, *seq, n);
  RunWeights weight{weights, perElement != 0, constant, n};
  bool countFirst = flags & 1, greedy = flags & 2;
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
