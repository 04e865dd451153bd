// Duplicates by the text that a run's elements make.
#pragma once
#include "runtime/text/Tally.h"

namespace smelt::runtime {

/// The fast form of smelt_duplicates_reference with the flag `joined`, for sequences of texts.
int64_t duplicatesJoined(Sequence &seq, RunWeights weight, bool countFirst, bool greedy);

/// Whether that sum is surely not above `limit`, judged by where runs may repeat; for weights by elements.
bool duplicatesWithin(Sequence &seq, RunWeights weight, bool countFirst, bool greedy, int64_t limit);

} // namespace smelt::runtime
