// Passes over stages that look at both dialects. Each is described at the head of its file.
#pragma once
#include "mlir/Pass/Pass.h"
#include <memory>

namespace smelt::convert {
std::unique_ptr<mlir::Pass> createBoundFoldsPass();
std::unique_ptr<mlir::Pass> createHandOverListsPass();
std::unique_ptr<mlir::Pass> createLeaveRawPass();
/// For smelt-opt.
void registerStagePasses();
} // namespace smelt::convert
