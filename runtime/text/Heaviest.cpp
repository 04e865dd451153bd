// Runs that begin alike fall into one bucket, which adds up what they weigh: no run weighs more than its bucket.
#include "runtime/text/Heaviest.h"
#include "runtime/text/Hashes.h"
#include <algorithm>
#include <limits>
#include <new>

namespace smelt::runtime {

/// A bound that holds for runs of `shortest` to `longest` elements whose `plus` is below `longest`.
struct Heaviest {
  const int64_t *weights;
  int64_t shortest, longest, bound;
};

static constexpr int64_t unknown = std::numeric_limits<int64_t>::max();

/// The heaviest bucket of runs by their first two elements (their first, if runs of one are asked for).
static int64_t heaviestBucket(const Sequence &seq, const Heaviest &runs) {
  constexpr int64_t most = 1ll << 31; // buckets are 32 bits
  int64_t count = seq.count, length = runs.longest, total = 0, smallest = 0;
  for (int64_t i = 0; i < count; ++i) {
    total += runs.weights[i];
    smallest = std::min(smallest, runs.weights[i]);
  }
  if (smallest < 0 || total < 0 || total + count >= most / length)
    return unknown;
  uint64_t buckets = 256;
  while (buckets < 4096 && buckets < static_cast<uint64_t>(count))
    buckets *= 2;
  auto *bucket = seq.context->scratch().array<uint32_t>(buckets);
  std::fill_n(bucket, buckets, 0);
  int64_t sum = length - 1;
  for (int64_t i = 0; i < std::min(length - 1, count); ++i)
    sum += runs.weights[i];
  for (int64_t i = 0; i + runs.shortest <= count; ++i) {
    sum += i + length <= count ? runs.weights[i + length - 1] : 0;
    uint64_t hash = runs.shortest > 1 ? combine(seq.hashes[i], seq.hashes[i + 1]) : seq.hashes[i];
    bucket[(hash ^ hash >> 12) & (buckets - 1)] += static_cast<uint32_t>(sum);
    sum -= runs.weights[i];
  }
  return *std::max_element(bucket, bucket + buckets);
}

int64_t heaviest(Sequence &seq, int64_t n, const int64_t *weights, int64_t plus) {
  Heaviest *known = seq.heaviest;
  if (known && known->weights == weights && known->shortest <= n && n <= known->longest && plus < known->longest)
    return known->bound;
  if (plus < 0 || plus > 4 * n)
    return unknown;
  seq.hashElements();
  seq.heaviest = known = new (seq.context->scratch().alloc(sizeof(Heaviest))) Heaviest;
  *known = {weights, n, std::max(2 * n, plus + 1), 0};
  return known->bound = heaviestBucket(seq, *known);
}

} // namespace smelt::runtime
