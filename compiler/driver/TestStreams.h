// The streams that a test looks at: run through the runtime, kept in memory, folded.
#pragma once
#include "compiler/driver/Lowering.h"
#include "compiler/driver/TestKernel.h"

namespace smelt::driver {

/// The results of the folds of a test, and what is said if an assert over them fails.
struct StreamResults {
  std::vector<TestValue> values;   ///< for each input of the test
  std::vector<std::string> notes;  ///< for each input; empty: nothing to add
  std::vector<std::string> errors; ///< why the streams could not be run
};

/// Runs `flow.recipe @streams_INDEX`. `update` writes golden files and finds them equal.
StreamResults runStreams(Lowering &lowering, const std::shared_ptr<pipeline::NativeCode> &code,
                         const sema::TestCase &test, size_t index, const Request &request, const Checked &checked);

} // namespace smelt::driver
