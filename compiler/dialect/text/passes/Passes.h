// Passes that stay inside the text dialect. Each is described at the head of its file.
#pragma once
#include "mlir/Pass/Pass.h"
#include <memory>

namespace smelt::text {
std::unique_ptr<mlir::Pass> createComposeMapsPass();
std::unique_ptr<mlir::Pass> createFormCharSetsPass();
std::unique_ptr<mlir::Pass> createFuseFoldsPass();
std::unique_ptr<mlir::Pass> createRideMasksPass();
/// For smelt-opt.
void registerTextPasses();
} // namespace smelt::text
