// Values of Arrow's arrays as a batch holds them.
#pragma once
#include "runtime/io/ParquetLibrary.h"
#include <arrow/type_fwd.h>

namespace smelt::parquet {

/// Value `row` of an array whose field is not `ParquetUnreadable`; `room` holds what has to be made.
runtime::ParquetCell cellOf(const arrow::Array &array, int64_t row, std::string &room);

} // namespace smelt::parquet
