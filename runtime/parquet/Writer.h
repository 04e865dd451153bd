// Writing Parquet files by Arrow.
#pragma once
#include "runtime/io/ParquetLibrary.h"

namespace smelt::parquet {

/// See ParquetLibrary::create.
std::unique_ptr<runtime::ParquetWriter> createWriter(const std::vector<runtime::FieldSchema> &fields,
                                                     runtime::ByteSink sink, bool ahead, std::string &error);

} // namespace smelt::parquet
