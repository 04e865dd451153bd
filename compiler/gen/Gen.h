// The typed tree of a recipe as flow and text ops.
#pragma once
#include "lang/diag/Source.h"
#include "lang/sema/Typed.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"
#include <map>

namespace smelt::gen {

/// Long lists that kernels look texts up in, by the symbol of the table; each text has `\n` behind it.
using LineLists = std::map<std::string, std::shared_ptr<const std::string>>;

/// The symbol of what fold `index` of a program gives (flow.value).
std::string foldSymbol(size_t index);

/// One `flow.recipe @main` with what the named outputs need (all, if none is named). A stage reached twice is one op.
/// Before it, one `flow.recipe @folds_R` for each round of the folds that it waits for: their sinks.
/// Null if something has no form in the dialects; an MLIR error at the place says what.
mlir::OwningOpRef<mlir::ModuleOp> generate(const sema::Program &program, const diag::SourceMap &sources,
                                           llvm::ArrayRef<std::string> outputs, mlir::MLIRContext &context,
                                           LineLists &lists);

/// `flow.recipe @tests` with one `flow.stage "test_I"` for each test case I. Its outputs are `holds.N` for the
/// condition of assert N, `part.N.P` for what part P of it says, and `value.N.P.V` for the values of that part; fields
/// of a record are `value.N.P.V.F`. A value that no column can hold is left out. Input K of a case is read as `in.K`.
/// Where inputs are comparisons of streams, `flow.recipe @streams_I` has their sinks: output "K" and "K.expected".
/// `flow.recipe @folds_I_R` are the rounds of the folds that test I waits for. A test that has no form in the dialects
/// gets neither, and one MLIR error at its place; its number goes into `left`.
mlir::OwningOpRef<mlir::ModuleOp> generateTests(const sema::Program &program, const diag::SourceMap &sources,
                                                mlir::MLIRContext &context, LineLists &lists,
                                                std::vector<size_t> &left);

} // namespace smelt::gen
