// The typed tree of a recipe as flow and text ops.
#pragma once
#include "lang/diag/Source.h"
#include "lang/sema/Typed.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"

namespace smelt::gen {

/// One `flow.recipe @main` with what the named outputs need (all, if none is named). A stage reached twice is one op.
/// Null if something has no form in the dialects; an MLIR error at the place says what.
mlir::OwningOpRef<mlir::ModuleOp> generate(const sema::Program &program, const diag::SourceMap &sources,
                                           llvm::ArrayRef<std::string> outputs, mlir::MLIRContext &context);

/// One `flow.stage "test_I"` without inputs for each test case I; its outputs are `$holds.I.N` for each assert N and,
/// where the assert compares, both sides as text: `$left.I.N`, `$right.I.N`.
mlir::OwningOpRef<mlir::ModuleOp> generateTests(const sema::Program &program, const diag::SourceMap &sources,
                                                mlir::MLIRContext &context);

} // namespace smelt::gen
