// What the passes over stages share.
#pragma once
#include "compiler/dialect/text/Text.h"

namespace smelt::text {

/// The straight-line bodies of stages (and of functions in tests); the regions of views are not among them.
llvm::SmallVector<mlir::Block *> stageBodies(mlir::Operation *module);

/// The set S of a region `char_in(argument, S)`; null for any other.
CharSetAttr charSetOf(mlir::Region &region);

} // namespace smelt::text
