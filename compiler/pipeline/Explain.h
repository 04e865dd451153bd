// What the compiler did to a stage, in words.
#pragma once
#include "compiler/pipeline/Pipeline.h"
#include <map>
#include <vector>

namespace smelt::pipeline {

/// For each stage by name: its passes over the bytes, what shares them, and the order in which rules are judged.
std::map<std::string, std::vector<std::string>> describeKernels(mlir::ModuleOp stages, const Options &options);

} // namespace smelt::pipeline
