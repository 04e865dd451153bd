// What the values of a stage cost: rules are judged in this order.
#pragma once
#include "compiler/dialect/flow/Flow.h"
#include "llvm/ADT/DenseMap.h"

namespace smelt::convert {

/// Levels of cost, cheap first.
enum Level : int {
  scalar,   ///< fields and arithmetic
  scan,     ///< one pass over the bytes
  segments, ///< loops over words, lines, characters
  grams,    ///< tallies and n-grams
  rewrites, ///< changed texts and what depends on them
  levels
};
/// "one scan of the bytes", for explain.
llvm::StringRef describe(Level level);

/// The levels of the values of one stage body.
class Costs {
public:
  explicit Costs(mlir::Block *body) : body(body) {}
  /// The dearest op that the value depends on.
  Level of(mlir::Value value);
  Level of(flow::RuleOp rule);

private:
  mlir::Block *body;
  llvm::DenseMap<mlir::Value, Level> known;
};

} // namespace smelt::convert
