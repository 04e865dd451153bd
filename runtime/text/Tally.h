// How often each run of n neighbouring elements of a sequence occurs.
#pragma once
#include "runtime/text/Sequence.h"

namespace smelt::runtime {

/// Every figure of a tally. Only runs that occur at least twice are listed; the rest is `once`.
struct Tally {
  int64_t total = 0;         ///< positions
  int64_t once = 0;          ///< runs that occur once
  int64_t repeated = 0;      ///< number of different runs that occur at least twice
  int64_t *counts = nullptr; ///< of those, in no order of its own
  int64_t topIndex = -1, topCount = 0;
  bool sorted = false; ///< `counts` descending (made so by the first question that needs it)
};

/// The characters of a run of texts.
int64_t charactersOf(const Sequence &seq, int64_t i, int64_t n);

/// What runs weigh in a duplicates fold: 1 each, by run, or by the sum of their elements plus a constant.
struct RunWeights {
  const int64_t *weights; ///< null: 1 each
  bool perElement;
  int64_t constant, n;

  /// What the elements from `from` on to those of run `i` weigh; only where a run weighs no more than its elements.
  int64_t cover(int64_t from, int64_t i) const {
    int64_t sum = 0;
    for (int64_t k = from > i ? from : i; k < i + n; ++k)
      sum += weights[k];
    return sum;
  }
  /// Whether first copies count and no element counts twice: all elements of runs that repeat, each once.
  bool covers(bool first, bool greedy) const { return first && greedy && weights && perElement && constant == 0; }

  int64_t of(int64_t i) const {
    if (!weights)
      return 1;
    if (!perElement)
      return weights[i];
    int64_t sum = constant;
    for (int64_t k = i; k < i + n; ++k)
      sum += weights[k];
    return sum;
  }
};

} // namespace smelt::runtime
