// Calls from generated code into the runtime, and constants it shares with the runtime.
#pragma once
#include "compiler/dialect/text/Text.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/BuiltinOps.h"

namespace smelt::convert {

/// Declares and calls the functions of runtime/abi/functions.def, and makes module-level constants.
class Runtime {
public:
  explicit Runtime(mlir::ModuleOp module) : module(module) {}

  /// Calls `name`; the result is null for a void function. Arguments must have the declared types.
  mlir::Value call(mlir::OpBuilder &b, mlir::Location loc, llvm::StringRef name, mlir::ValueRange arguments);
  /// Address of constant bytes, followed by SMELT_TEXT_PADDING zero bytes.
  mlir::Value bytes(mlir::OpBuilder &b, mlir::Location loc, llvm::StringRef data);
  /// Address of a constant that the kernel is linked with.
  mlir::Value outside(mlir::OpBuilder &b, mlir::Location loc, llvm::StringRef symbol);
  /// Address of the table of a set (runtime/text/Unicode.h); null pointer for no set.
  mlir::Value setTable(mlir::OpBuilder &b, mlir::Location loc, text::CharSetAttr set);
  /// The same behind a sieve of the set (runtime/text/Sieve.h), for who looks for its characters.
  mlir::Value finderTable(mlir::OpBuilder &b, mlir::Location loc, text::CharSetAttr set);
  /// Address of the table of a pattern (runtime/text/PatternTable.h); null, after an error, if it is too large.
  mlir::Value patternTable(mlir::OpBuilder &b, mlir::Location loc, llvm::StringRef pattern);

private:
  mlir::LLVM::LLVMFuncOp declare(llvm::StringRef name);
  mlir::ModuleOp module;
  std::map<std::string, std::string> globals;  ///< contents -> symbol
  std::map<std::string, std::string> patterns; ///< pattern -> contents
};

} // namespace smelt::convert
