// The streams that a test looks at: run through the runtime, kept in memory, compared; and the folds it waits for.
#pragma once
#include "compiler/driver/Lowering.h"
#include "compiler/driver/TestKernel.h"

namespace smelt::driver {

/// What the streams of a test gave, and what is said if an assert over them fails.
struct StreamResults {
  std::vector<TestValue> values; ///< for each input of the test
  struct Note {
    diag::Span span; ///< of the comparison or fold
    std::string text;
  };
  std::vector<Note> notes;
  std::vector<std::string> errors; ///< why the streams could not be run
};

/// Runs the recipes `@folds_INDEX_R`, then `@streams_INDEX`, if there are such. `update` writes golden files and finds
/// them equal.
StreamResults runStreams(Lowering &lowering, const std::shared_ptr<pipeline::NativeCode> &code,
                         const sema::TestCase &test, size_t index, const Request &request, const Checked &checked);

} // namespace smelt::driver
