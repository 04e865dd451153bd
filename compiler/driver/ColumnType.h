// How the values of a field are stored in a batch.
#pragma once
#include "mlir/IR/Types.h"
#include "runtime/abi/kernel.h"
#include <optional>

namespace smelt::driver {

/// Nothing for a type that no column can hold.
std::optional<smelt_column_type> columnType(mlir::Type type);

} // namespace smelt::driver
