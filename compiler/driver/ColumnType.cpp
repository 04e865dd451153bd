#include "compiler/driver/ColumnType.h"
#include "compiler/dialect/text/Text.h"

namespace smelt::driver {

std::optional<smelt_column_type> columnType(mlir::Type type) {
  if (mlir::isa<text::StrType>(type))
    return SMELT_TEXT;
  if (mlir::isa<text::JsonType>(type))
    return SMELT_JSON;
  if (mlir::isa<text::TextsType>(type))
    return SMELT_TEXTS;
  if (type.isF64())
    return SMELT_REAL;
  if (type.isInteger(64))
    return SMELT_INTEGER;
  if (type.isInteger(1))
    return SMELT_BOOLEAN;
  return std::nullopt;
}

} // namespace smelt::driver
