// How much of a sequence its most frequent run can make up, at most.
#pragma once
#include "runtime/text/Sequence.h"

namespace smelt::runtime {

/// At least (weight + plus) * count of every run of `n` elements; far cheaper than a tally. weights: of each element.
int64_t heaviest(Sequence &seq, int64_t n, const int64_t *weights, int64_t plus);

} // namespace smelt::runtime
