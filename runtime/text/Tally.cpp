// Tallies by the definition, and the figures of any tally.
#include "runtime/text/Tally.h"
#include "runtime/text/Functions.h"
#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <new>
#include <numeric>
#include <string>
#include <unordered_map>
#include <vector>

using namespace smelt::runtime;

int64_t smelt::runtime::charactersOf(const Sequence &seq, int64_t i, int64_t n) {
  int64_t sum = 0;
  for (int64_t k = i; k < i + n; ++k)
    sum += smelt_count_chars(seq.texts[k].data, seq.texts[k].size);
  return sum;
}

/// The run's elements, with their lengths unless they are `joined`: equal strings are equal runs.
static std::string runKey(const Sequence &seq, int64_t i, int64_t n, bool joined = false) {
  std::string key;
  for (int64_t k = i; k < i + n; ++k)
    if (seq.texts) {
      if (!joined)
        key.append(reinterpret_cast<const char *>(&seq.texts[k].size), sizeof(int64_t));
      key.append(seq.texts[k].data, seq.texts[k].size);
    } else if (seq.points) {
      key.append(reinterpret_cast<const char *>(&seq.points[k]), sizeof(uint32_t));
    } else {
      key.append(reinterpret_cast<const char *>(&seq.ints[k]), sizeof(int64_t));
    }
  return key;
}

smelt_tally smelt_tally_reference(smelt_context *context, Sequence *seq, int64_t n) {
  auto *tally = new (context->scratch().alloc(sizeof(Tally))) Tally;
  std::unordered_map<std::string, int64_t> counts;
  std::vector<std::pair<const int64_t *, int64_t>> order; // count, first index
  for (int64_t i = 0; i + n <= seq->count; ++i) {
    auto [it, fresh] = counts.try_emplace(runKey(*seq, i, n), 0);
    ++it->second;
    ++tally->total;
    if (fresh)
      order.emplace_back(&it->second, i);
  }
  tally->counts = context->scratch().array<int64_t>(order.size() + 1);
  for (auto [count, index] : order) {
    if (*count > tally->topCount) {
      tally->topCount = *count;
      tally->topIndex = index;
    }
    if (*count == 1)
      ++tally->once;
    else
      tally->counts[tally->repeated++] = *count;
  }
  return tally;
}

static int64_t coveredReference(const Sequence &seq, const RunWeights &weight, bool joined) {
  std::unordered_map<std::string, int64_t> counts;
  for (int64_t i = 0; i + weight.n <= seq.count; ++i)
    ++counts[runKey(seq, i, weight.n, joined)];
  int64_t result = 0, next = 0;
  for (int64_t i = 0; i + weight.n <= seq.count; ++i)
    if (counts[runKey(seq, i, weight.n, joined)] > 1) {
      result += weight.cover(next, i);
      next = i + weight.n;
    }
  return result;
}

int64_t smelt_duplicates_reference(smelt_context *, Sequence *seq, int64_t n, int64_t flags, const int64_t *weights,
                                   int64_t perElement, int64_t constant) {
  RunWeights weight{weights, perElement != 0, constant, n};
  bool first = flags & 1, greedy = flags & 2;
  if (weight.covers(first, greedy))
    return coveredReference(*seq, weight, flags & 4);
  struct Seen {
    int64_t index;
    bool counted;
  };
  std::unordered_map<std::string, Seen> seen;
  int64_t result = 0;
  for (int64_t i = 0; i + n <= seq->count;) {
    auto [it, fresh] = seen.try_emplace(runKey(*seq, i, n, flags & 4), Seen{i, false});
    if (fresh) {
      ++i;
      continue;
    }
    if (first && !it->second.counted) {
      result += weight.of(it->second.index);
      it->second.counted = true;
    }
    result += weight.of(i);
    i += greedy ? n : 1;
  }
  return result;
}

int64_t smelt_tally_longest_reference(smelt_context *, Sequence *seq, int64_t n, Tally *tally) {
  std::unordered_map<std::string, int64_t> counts;
  for (int64_t i = 0; i + n <= seq->count; ++i)
    ++counts[runKey(*seq, i, n)];
  int64_t longest = tally->topIndex, most = -1;
  for (int64_t i = 0; longest >= 0 && i + n <= seq->count; ++i)
    if (int64_t size = charactersOf(*seq, i, n); size > most && counts[runKey(*seq, i, n)] == tally->topCount) {
      longest = i;
      most = size;
    }
  return longest;
}

int64_t smelt_tally_get(Tally *tally, int64_t kind) {
  return kind == 0 ? tally->once + tally->repeated : kind == 1 ? tally->total : tally->once;
}
int64_t smelt_tally_top(Tally *tally) { return tally->topIndex; }
int64_t smelt_tally_top_count(Tally *tally) { return tally->topCount; }

static void sortCounts(Tally *tally) {
  if (!tally->sorted)
    std::sort(tally->counts, tally->counts + tally->repeated, std::greater<>());
  tally->sorted = true;
}

/// The sum of the `k` largest of the counts: how many there are of each is counted where they are small.
static int64_t sumLargest(const Tally &tally, int64_t k) {
  constexpr int64_t small = 1024;
  if (tally.topCount >= small) {
    std::nth_element(tally.counts, tally.counts + k, tally.counts + tally.repeated, std::greater<>());
    return std::accumulate(tally.counts, tally.counts + k, int64_t{0});
  }
  std::array<int64_t, small> of; // of each count
  std::fill_n(of.begin(), tally.topCount + 1, 0);
  for (int64_t i = 0; i < tally.repeated; ++i)
    ++of[tally.counts[i]];
  int64_t sum = 0;
  for (int64_t count = tally.topCount; k > 0; --count) {
    int64_t taken = std::min<int64_t>(k, of[count]);
    sum += taken * count;
    k -= taken;
  }
  return sum;
}

int64_t smelt_tally_largest(Tally *tally, int64_t k) {
  int64_t listed = std::clamp<int64_t>(k, 0, tally->repeated);
  int64_t sum = sumLargest(*tally, listed);
  return sum + std::clamp<int64_t>(k - listed, 0, tally->once);
}

/// Summed in ascending order of counts, so that the value does not depend on the order of the elements.
double smelt_tally_entropy(Tally *tally) {
  if (!tally->total)
    return 0;
  sortCounts(tally);
  auto total = static_cast<double>(tally->total);
  auto term = [&](int64_t count) {
    double p = static_cast<double>(count) / total;
    return -p * std::log2(p);
  };
  double sum = 0, single = term(1);
  for (int64_t i = 0; i < tally->once; ++i)
    sum += single;
  for (int64_t i = tally->repeated; i-- > 0;)
    sum += term(tally->counts[i]);
  return sum;
}
