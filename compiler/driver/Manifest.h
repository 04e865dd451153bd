// What the driver knows of a run and every manifest records.
#pragma once
#include "compiler/driver/Checked.h"

namespace smelt::driver {

/// One JSON object: the recipe, every module and constant file with its hash, the parameters' final values, versions.
/// Nothing that does not change a result (threads, width, fusion, cache) is in it.
std::string manifestOf(const Checked &checked, const Environment &environment, llvm::json::Object folds = {});

/// "19.1.7", "15.0".
std::string llvmVersion();
std::string unicodeVersion();

} // namespace smelt::driver
