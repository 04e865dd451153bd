// The plan as `smelt explain` prints it.
#pragma once
#include "compiler/pipeline/Pipeline.h"
#include <string>

namespace smelt::driver {

/// Stages in order: what each reads, computes and drops, what was fused into one kernel, and why a chain was cut.
std::string planText(mlir::ModuleOp stages, const pipeline::Options &options);

} // namespace smelt::driver
