// Types of Arrow as fields of a recipe, and the other way.
#pragma once
#include "runtime/io/ParquetLibrary.h"
#include <arrow/type_fwd.h>

namespace smelt::parquet {

/// What a field is in a recipe; `ParquetUnreadable` where nothing there can hold it.
runtime::FieldSchema schemaOf(const arrow::Field &field);
/// Parts of lists and records that may be null by their type, but are not in `sample`, are not optional.
void narrow(runtime::FieldSchema &schema, const arrow::Array &sample);

/// How a field is written: lists and records as such, JSON of no known structure as text.
std::shared_ptr<arrow::Field> arrowField(const runtime::FieldSchema &schema);

} // namespace smelt::parquet
