// What can be known to go wrong with a run before anything is read.
#pragma once
#include "runtime/core/Run.h"

namespace smelt::runtime {

/// The errors that `run` would end with at once: inputs that are not there, outputs that cannot be made or would
/// replace what is not smelt's. Empty if there are none.
std::vector<RunError> problemsBefore(const Plan &plan, const RunOptions &options);

} // namespace smelt::runtime
