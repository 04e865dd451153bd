// Predicates over a character, evaluated over all of Unicode at compile time, range by range.
#pragma once
#include "compiler/dialect/text/CharSet.h"
#include "mlir/IR/Value.h"

namespace smelt::text {

/// The set of characters for which `value` is true, if it depends on `character` alone and is made of comparisons with
/// constants, `text.char_in` and logic.
std::optional<CharSet> evaluateCharSet(mlir::Value value, mlir::Value character);

} // namespace smelt::text
