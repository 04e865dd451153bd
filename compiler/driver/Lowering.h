// From the typed tree to machine code, phase by phase. What MLIR says on the way becomes a diagnostic of smelt.
#pragma once
#include "compiler/driver/Checked.h"
#include "compiler/driver/PlanBuilder.h"
#include "compiler/gen/Gen.h"
#include "compiler/pipeline/Pipeline.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Diagnostics.h"

namespace smelt::driver {

/// The compiler's options from those of the request.
pipeline::Options compilerOptions(const CompilerChoice &choice);

/// One compilation. On failure a step reports to `checked.diags` and returns nothing; the verb ends with Exit::tool.
class Lowering {
public:
  Lowering(Checked &checked, const CompilerChoice &choice);

  const pipeline::Options &options() const { return options_; }
  mlir::ModuleOp module() const { return *module_; }

  /// Generates the recipe's outputs and runs the phases up to `last` (gen, optimize or stages) in place.
  bool generate(const std::vector<std::string> &outputs, pipeline::Phase last);
  /// The same for the recipe's tests, up to stages. Reports the tests that cannot be compiled, and leaves them out:
  /// their numbers go into `left`.
  bool generateTests(std::vector<size_t> &left);
  /// The kernels of a module that went through `stages`, as MLIR, up to the phase kernels or llvm.
  mlir::OwningOpRef<mlir::ModuleOp> kernels(pipeline::Phase last);
  /// Their assembly text.
  std::optional<std::string> assembly();
  /// Their machine code, from the cache if it is there.
  std::shared_ptr<pipeline::NativeCode> compile();
  /// What fold `index` of the program gave, once the plan that it ends has run.
  const runtime::FoldOutcome &outcome(size_t index) const;
  /// Once the folds' plans have run: what bounds of rules came to, for the plans that are made from then on.
  void settleBounds();
  /// The plan of a recipe of the module (the first one, if no name is given) over that code, without its manifest.
  std::optional<runtime::Plan> plan(std::shared_ptr<pipeline::NativeCode> code, llvm::StringRef recipe = {});

private:
  bool lower(mlir::OwningOpRef<mlir::ModuleOp> module, pipeline::Phase last);
  /// Reports tables of the machine that a kernel would need and that are not there; true if there are none such.
  bool hasTables();
  /// Reports what the generator has no form for yet; true if that is why it gave up.
  bool notCompiled();
  /// Reports an error in smelt itself; always false.
  bool internalError(llvm::StringRef phase, llvm::StringRef reason = {});

  Checked &checked_;
  pipeline::Options options_;
  FoldOutcomes folds_;
  gen::LineLists lists_; ///< that the module looks texts up in
  mlir::MLIRContext context_;
  struct Said {
    std::string text;
    diag::Span span; ///< kNowhere if it is no place in a recipe
  };
  std::vector<Said> said_; ///< the errors that MLIR reported
  mlir::ScopedDiagnosticHandler handler_;
  mlir::OwningOpRef<mlir::ModuleOp> module_;
};

} // namespace smelt::driver
