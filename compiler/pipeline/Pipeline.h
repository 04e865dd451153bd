// The phases of the compiler, from flow to native code. `smelt explain --emit=<phase>` and the driver read this enum.
#pragma once
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"
#include "runtime/abi/kernel.h"
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace smelt::pipeline {

enum class Phase {
  check,    ///< typed tree of the checker; no MLIR
  gen,      ///< flow and text as the recipe says
  optimize, ///< unused columns dropped, filters early, common expressions once
  stages,   ///< cut at whole-stream stages: one flow.stage for each chain of row stages
  kernels,  ///< one function for each stage: folds fused into scans, then loops and vectors
  llvm,     ///< the LLVM dialect
  native    ///< object code
};
std::optional<Phase> phaseByName(std::string_view name);
/// One sentence, for --help and explain.
std::string_view describe(Phase phase);

/// Which vector code is emitted. `scalar` is the definition; all give equal results.
enum class Width { automatic, avx512, avx2, portable, scalar };
std::optional<Width> widthByName(std::string_view name); ///< auto 512 256 128 scalar

/// The names `explain --emit` takes.
std::vector<std::string> phaseNames();
/// The passes that --disable may name.
std::vector<std::string> optimizingPasses();

struct Options {
  bool fuse = true; ///< false: one loop for each fold, straight from the definition
  Width width = Width::automatic;
  std::set<std::string> disabled; ///< names of optimizing passes to leave out (--disable=<pass>)
  std::string cacheFolder;        ///< objects by key; empty: no cache
  /// Constants that kernels are linked with, by symbol (text.is_line).
  std::map<std::string, std::shared_ptr<const void>> lines;
};

/// Loads every dialect the phases need.
void loadDialects(mlir::MLIRContext &context);

/// gen -> optimize, in place. Each phase ends with its verifier.
mlir::LogicalResult optimize(mlir::ModuleOp module, const Options &options);
/// optimize -> stages, in place.
mlir::LogicalResult formStages(mlir::ModuleOp module, const Options &options);
/// The passes that join the folds of each stage into shared scans and bitmaps, in place; nothing with --no-fuse.
mlir::LogicalResult fuse(mlir::ModuleOp stages, const Options &options);
/// stages -> kernels: a new module with one `func.func @NAME` for each `flow.stage "NAME"`, of the C type smelt_kernel
/// (inputs and outputs in the order of the stage's `inputs` and `outputs`, rules in the order of its flow.rule ops).
mlir::OwningOpRef<mlir::ModuleOp> buildKernels(mlir::ModuleOp stages, const Options &options);
/// kernels -> llvm, in place.
mlir::LogicalResult lowerToLLVM(mlir::ModuleOp kernels, const Options &options);

/// Loaded machine code; kernels stay valid while it lives. Thread-safe.
class NativeCode {
public:
  virtual ~NativeCode() = default;
  virtual smelt_kernel kernel(const std::string &stage) const = 0; ///< null if there is none
  virtual bool fromCache() const = 0;
  virtual size_t objectBytes() const = 0;
};

/// stages -> native through the object cache, whose key is taken before lowering. On failure `error` says why.
std::shared_ptr<NativeCode> compile(mlir::ModuleOp stages, const Options &options, std::string &error);
/// Assembly text of the kernels (--emit=asm).
std::string emitAssembly(mlir::ModuleOp stages, const Options &options, std::string &error);

} // namespace smelt::pipeline
