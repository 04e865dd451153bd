// What the passes over stages share.
#pragma once
#include "compiler/dialect/text/Text.h"

namespace smelt::text {

/// The straight-line bodies of stages (and of functions in tests); the regions of views are not among them.
llvm::SmallVector<mlir::Block *> stageBodies(mlir::Operation *module);

/// The set S of a region `char_in(argument, S)`; null for any other.
CharSetAttr charSetOf(mlir::Region &region);

/// The op that makes the value a region yields, if it is a T.
template <class T> T yielded(mlir::Region &region) {
  auto yield = mlir::dyn_cast<YieldOp>(region.front().getTerminator());
  return yield ? yield.getValue().template getDefiningOp<T>() : nullptr;
}

/// The set S of a filter that keeps texts with a character of S, `any(chars(it), it in S)`; null for any other.
CharSetAttr anyCharOf(FilterOp filter);

} // namespace smelt::text
