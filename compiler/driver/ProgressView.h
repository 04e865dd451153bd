// What a terminal shows while a recipe runs.
#pragma once
#include "runtime/core/Run.h"

namespace smelt::driver {

/// A line for the inputs and one for each stage that has seen rows; none is wider than `width` cells.
std::vector<std::string> progressLines(const runtime::Plan &plan, const runtime::Progress &progress, unsigned width);

} // namespace smelt::driver
