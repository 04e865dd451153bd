// Reading Parquet files by Arrow.
#pragma once
#include "runtime/io/ParquetLibrary.h"

namespace smelt::parquet {

/// See ParquetLibrary::open.
std::shared_ptr<const runtime::ParquetFile> openFile(const std::string &path, std::string &error);

/// What an exception of Arrow says, in one line.
std::string oneLine(std::string text);

} // namespace smelt::parquet
