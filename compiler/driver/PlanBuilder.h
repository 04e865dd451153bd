// From the module after `stages` to what the runtime executes.
#pragma once
#include "compiler/driver/Checked.h"
#include "compiler/pipeline/Pipeline.h"
#include "mlir/IR/BuiltinOps.h"

namespace smelt::driver {

/// What the folds of a recipe's streams gave.
struct FoldOutcomes {
  std::map<std::string, std::shared_ptr<runtime::FoldOutcome>> bySymbol;
  std::vector<std::optional<double>> bounds; ///< what `Program::foldedBounds` came to, once that is known
};

/// The plan of the recipe `name` of `module` (of the first one, if the name is empty), whose stages are compiled in
/// `code`. Nothing if it is against a limit of this release, which is reported, or contradicts itself, which `error`
/// tells. Folds of streams leave what they give with `folds`, by their symbols.
std::optional<runtime::Plan> buildPlan(mlir::ModuleOp module, std::shared_ptr<pipeline::NativeCode> code,
                                       diag::Diagnostics &diags, std::string &error, llvm::StringRef name = {},
                                       const FoldOutcomes &folds = {});

} // namespace smelt::driver
