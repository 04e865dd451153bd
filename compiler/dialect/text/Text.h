// The text dialect in C++.
#pragma once
#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include "compiler/dialect/text/TextDialect.h.inc"
#include "compiler/dialect/text/TextEnums.h.inc"
#define GET_TYPEDEF_CLASSES
#include "compiler/dialect/text/TextTypes.h.inc"
#define GET_ATTRDEF_CLASSES
#include "compiler/dialect/text/TextAttrs.h.inc"
#define GET_OP_CLASSES
#include "compiler/dialect/text/TextOps.h.inc"
