// The flow dialect in C++.
#pragma once
#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/RegionKindInterface.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

namespace smelt::flow {
/// row: fused into one kernel with its neighbours; cut: needs the whole stream; edge: a source or sink.
enum class StageKind { row, cut, edge };
} // namespace smelt::flow

#include "compiler/dialect/flow/FlowDialect.h.inc"
#define GET_TYPEDEF_CLASSES
#include "compiler/dialect/flow/FlowInterfaces.h.inc"
#include "compiler/dialect/flow/FlowTypes.h.inc"
#define GET_OP_CLASSES
#include "compiler/dialect/flow/FlowOps.h.inc"
