// Passes that stay inside the flow dialect. Each is described at the head of its file.
#pragma once
#include "mlir/Pass/Pass.h"
#include <memory>

namespace smelt::flow {
std::unique_ptr<mlir::Pass> createPushFiltersPass();
std::unique_ptr<mlir::Pass> createDropUnusedFieldsPass();
std::unique_ptr<mlir::Pass> createFormStagesPass();
/// For smelt-opt.
void registerFlowPasses();
} // namespace smelt::flow
