// What a run shows of itself: the bar while it runs, a line for each stage when it ends.
#pragma once
#include "compiler/driver/Console.h"
#include "runtime/core/Run.h"

namespace smelt::driver {

/// The bar's text: "[#####     ] 48%  1.2 GB of 2.5 GB  812 MB/s  12 s left".
std::string progressText(const runtime::Progress &progress);

/// Shows a finished run: warnings, a line for each stage, the paths of the outputs.
void showRun(const runtime::Plan &plan, const runtime::RunResult &result, Console &console);

} // namespace smelt::driver
