// stages -> kernels -> llvm.
#include "compiler/convert/stage_to_func/Emitter.h"
#include "compiler/convert/stage_to_func/Passes.h"
#include "compiler/dialect/text/passes/Passes.h"
#include "compiler/pipeline/Pipeline.h"
#include "compiler/target/cpu/Host.h"
#include "mlir/Conversion/ArithToLLVM/ArithToLLVM.h"
#include "mlir/Conversion/ControlFlowToLLVM/ControlFlowToLLVM.h"
#include "mlir/Conversion/FuncToLLVM/ConvertFuncToLLVMPass.h"
#include "mlir/Conversion/MathToLLVM/MathToLLVM.h"
#include "mlir/Conversion/MathToLibm/MathToLibm.h"
#include "mlir/Conversion/ReconcileUnrealizedCasts/ReconcileUnrealizedCasts.h"
#include "mlir/Conversion/SCFToControlFlow/SCFToControlFlow.h"
#include "mlir/Conversion/VectorToLLVM/ConvertVectorToLLVMPass.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

namespace smelt::pipeline {

LogicalResult fuse(ModuleOp stages, const Options &options) {
  if (!options.fuse || options.disabled.count("fuse-folds"))
    return success();
  PassManager pm(stages.getContext());
  if (!options.disabled.count("bound-folds"))
    pm.addPass(convert::createBoundFoldsPass());
  if (!options.disabled.count("compose-maps"))
    pm.addPass(text::createComposeMapsPass());
  pm.addPass(text::createFuseFoldsPass());
  if (!options.disabled.count("ride-masks"))
    pm.addPass(text::createRideMasksPass());
  pm.addPass(createCSEPass());
  return pm.run(stages);
}

OwningOpRef<ModuleOp> buildKernels(ModuleOp stages, const Options &given) {
  Options options = given;
  options.width = target::resolveWidth(given.width);
  OwningOpRef<ModuleOp> source = cast<ModuleOp>(stages->clone());
  if (failed(fuse(*source, options)))
    return nullptr;
  OwningOpRef<ModuleOp> kernels = ModuleOp::create(stages.getLoc());
  convert::Runtime runtime(*kernels);
  LogicalResult status = success();
  convert::Emitter emitter(*kernels, options, runtime);
  source->walk([&](flow::StageOp stage) {
    if (failed(emitter.emit(stage)))
      status = failure();
  });
  if (failed(status) || failed(verify(*kernels)))
    return nullptr;
  return kernels;
}

LogicalResult lowerToLLVM(ModuleOp kernels, const Options &) {
  PassManager pm(kernels.getContext());
  pm.addPass(createCSEPass());
  pm.addPass(createConvertSCFToCFPass());
  pm.addPass(createConvertVectorToLLVMPass());
  pm.addPass(createConvertMathToLLVMPass());
  pm.addPass(createConvertMathToLibmPass());
  pm.addPass(createArithToLLVMConversionPass());
  pm.addPass(createConvertFuncToLLVMPass());
  pm.addPass(createConvertControlFlowToLLVMPass());
  pm.addPass(createReconcileUnrealizedCastsPass());
  return pm.run(kernels);
}

} // namespace smelt::pipeline
