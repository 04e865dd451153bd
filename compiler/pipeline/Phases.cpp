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

namespace {
struct PhaseInfo {
  Phase phase;
  std::string_view name, sentence;
};
constexpr PhaseInfo phases[] = {
    {Phase::check, "check", "the typed tree: names, types, units and schemas resolved"},
    {Phase::gen, "gen", "streams and folds as the recipe says them"},
    {Phase::optimize, "optimize", "unused columns dropped, filters early, common expressions once"},
    {Phase::stages, "stages", "chains of row stages merged, one for each kernel"},
    {Phase::kernels, "kernels", "folds fused into scans; one function for each stage"},
    {Phase::llvm, "llvm", "the same functions in the LLVM dialect"},
    {Phase::native, "asm", "machine code"},
};
} // namespace

std::optional<Phase> phaseByName(std::string_view name) {
  for (const PhaseInfo &p : phases)
    if (p.name == name || (name == "native" && p.phase == Phase::native))
      return p.phase;
  return std::nullopt;
}

std::string_view describe(Phase phase) {
  for (const PhaseInfo &p : phases)
    if (p.phase == phase)
      return p.sentence;
  return {};
}

std::optional<Width> widthByName(std::string_view name) {
  constexpr std::pair<std::string_view, Width> widths[] = {{"auto", Width::automatic},
                                                           {"512", Width::avx512},
                                                           {"256", Width::avx2},
                                                           {"128", Width::portable},
                                                           {"scalar", Width::scalar}};
  for (auto [n, w] : widths)
    if (n == name)
      return w;
  return std::nullopt;
}

std::vector<std::string> optimizingPasses() {
  return {"canonicalize", "form-charsets", "cse",        "push-filters", "drop-unused-fields",
          "bound-folds",  "compose-maps",  "fuse-folds", "ride-masks"};
}

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
  return pm.run(module);
}

} // namespace smelt::pipeline
