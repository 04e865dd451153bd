// The passes over the data that come before all else: folds of streams, whose values kernels wait for.
#pragma once
#include "compiler/driver/Lowering.h"
#include "runtime/core/Run.h"
#include <functional>

namespace smelt::driver {

/// One round of folds, over streams that wait for nothing but the rounds before.
struct FoldPass {
  runtime::Plan plan;
  runtime::RunResult result;
};

using PassProgress = std::function<void(const runtime::Plan &, const runtime::Progress &)>;

/// Runs the recipes `PREFIX_R` of the module for `folds`, in order, until one does not succeed. Nothing is written.
/// A plan that cannot be made is reported, and gives nothing.
std::optional<std::vector<FoldPass>> runFoldPasses(Lowering &lowering,
                                                   const std::shared_ptr<pipeline::NativeCode> &code,
                                                   const sema::Program &program, llvm::ArrayRef<size_t> folds,
                                                   llvm::StringRef prefix, const runtime::RunOptions &options,
                                                   const PassProgress &progress = {});

/// A value as the recipe would write it: "12.5", "3 MB", "null", "failed".
std::string shownFold(const sema::StreamFold &fold, const runtime::FoldOutcome &outcome);
/// Why a fold has no value: "it failed for 2 of 10 rows"; empty if it has one.
std::string whyUndefined(const runtime::FoldOutcome &outcome);
/// What the manifest says of the folds: their values, and what the passes read.
llvm::json::Object describeFolds(const Lowering &lowering, const sema::Program &program, llvm::ArrayRef<size_t> folds,
                                 const std::vector<FoldPass> &passes);
/// Gives `plan` the documents that a pass rejected and that none of its nodes will: those of sources that it does not
/// read, and those between source and fold. How many there are.
uint64_t listRejects(const std::vector<FoldPass> &passes, runtime::Plan &plan);
/// Shows the values and warns of undefined ones and of documents that the passes `rejected`.
void showFolds(const Lowering &lowering, const sema::Program &program, llvm::ArrayRef<size_t> folds, uint64_t rejected,
               Console &console, const diag::SourceMap &sources);

} // namespace smelt::driver
