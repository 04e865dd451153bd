// Where each run of n neighbouring elements of a sequence occurs first.
#pragma once
#include "runtime/text/Sequence.h"

namespace smelt::runtime {

/// Equal runs, by the one of them that comes first.
struct Firsts {
  int64_t runs = 0, repeated = 0;
  uint32_t *first = nullptr;          ///< of each run, the first that is equal to it
  uint32_t *count = nullptr;          ///< of each run that is a first, how many are equal to it
  uint32_t *repeatedFirsts = nullptr; ///< those that come again, by where they do so
};

/// Of all runs of `n` elements, at least one and fewer than 2^31. Exact: runs are compared where their hashes agree.
Firsts findFirsts(const Sequence &seq, int64_t n, const uint32_t *hashes, Scratch &scratch);

} // namespace smelt::runtime
