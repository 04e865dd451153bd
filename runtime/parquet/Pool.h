// Memory for Arrow that may be read past its end, as every text of a batch may.
#pragma once
#include <arrow/memory_pool.h>

namespace smelt::parquet {

/// Arrow's own pool, with SMELT_TEXT_PADDING bytes behind each buffer.
arrow::MemoryPool *pool();

} // namespace smelt::parquet
