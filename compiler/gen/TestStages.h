// Tests as stages: one row through a stage tells what holds and the values to show.
#pragma once
#include "compiler/gen/Generator.h"

namespace smelt::gen {

/// Makes `flow.stage "test_INDEX"` of a test case where `g` stands; see generateTests for its outputs.
void testStage(Generator &g, const sema::TestCase &test, size_t index);

} // namespace smelt::gen
