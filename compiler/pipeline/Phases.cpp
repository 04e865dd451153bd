#include "compiler/convert/stage_to_func/Passes.h"
#include "compiler/dialect/flow/Flow.h"
#include "compiler/dialect/flow/passes/Passes.h"
#include "compiler/dialect/text/Text.h"
#include "compiler/dialect/text/passes/Passes.h"
#include "compiler/pipeline/Pipeline.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

namespace smelt::pipeline {

void loadDialects(MLIRContext &context) {
  context.loadDialect<flow::FlowDialect, text::TextDialect, arith::ArithDialect, func::FuncDialect, scf::SCFDialect,
                      math::MathDialect, vector::VectorDialect, LLVM::LLVMDialect>();
}

/// Adds the pass unless --disable names it.
static void addPass(PassManager &pm, const Options &options, std::unique_ptr<Pass> pass) {
  if (!options.disabled.count(pass->getArgument().str()))
    pm.addPass(std::move(pass));
}

LogicalResult optimize(ModuleOp module, const Options &options) {
  PassManager pm(module.getContext());
  // Predicates over characters take one form first, so that CSE sees equal questions as equal.
  addPass(pm, options, createCanonicalizerPass());
  addPass(pm, options, text::createFormCharSetsPass());
  addPass(pm, options, createCSEPass());
  // A filter that does not need an edit goes before it; what nobody reads is not parsed.
  addPass(pm, options, flow::createPushFiltersPass());
  addPass(pm, options, flow::createDropUnusedFieldsPass());
  return pm.run(module);
}

LogicalResult formStages(ModuleOp module, const Options &options) {
  PassManager pm(module.getContext());
  pm.addPass(flow::createFormStagesPass());
  // Merged stages have their folds in one block now: common ones are computed once.
  addPass(pm, options, createCanonicalizerPass());
  addPass(pm, options, createCSEPass());
  addPass(pm, options, convert::createHandOverListsPass());
  if (options.fuse)
    addPass(pm, options, convert::createLeaveRawPass());
  return pm.run(module);
}

} // namespace smelt::pipeline
