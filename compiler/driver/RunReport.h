// What a run shows of itself when it ends: a line for each stage.
#pragma once
#include "compiler/driver/Console.h"
#include "runtime/core/Run.h"

namespace smelt::driver {

/// Shows a finished run: warnings, a line for each stage, the paths of the outputs.
void showRun(const runtime::Plan &plan, const runtime::RunResult &result, Console &console);

} // namespace smelt::driver
