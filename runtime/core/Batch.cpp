#include "runtime/core/Batch.h"
#include <cstring>
#include <tuple>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace smelt::runtime {

std::strong_ordering operator<=>(const Ordinal &a, const Ordinal &b) {
  return std::tie(a.source, a.file, a.record, a.part) <=> std::tie(b.source, b.file, b.record, b.part);
}

uint64_t hashOrdinal(const Ordinal &ordinal, uint64_t seed) {
  uint64_t words[3] = {(uint64_t(ordinal.source) << 32) | ordinal.file, ordinal.record, ordinal.part};
  return XXH3_64bits_withSeed(words, sizeof(words), seed);
}

size_t valueSize(smelt_column_type type) {
  switch (type) {
  case SMELT_TEXT:
  case SMELT_JSON:
    return sizeof(smelt_text);
  case SMELT_TEXTS:
    return sizeof(smelt_texts);
  case SMELT_INTEGER:
    return sizeof(int64_t);
  case SMELT_REAL:
    return sizeof(double);
  case SMELT_BOOLEAN:
    return 1;
  }
  return 0;
}

ColumnValues::ColumnValues(smelt_column_type type, int64_t rows) : Type(type) {
  // Values first: they need the alignment, states do not.
  size_t valueBytes = size_t(rows) * valueSize(type);
  Memory = makeBlock(valueBytes + size_t(rows));
  if (!Memory)
    throw std::bad_alloc(); // caught in Executor, where it ends the run with E0813
  std::memset(Memory.get(), 0, valueBytes + size_t(rows));
  Values = Memory.get();
  State = reinterpret_cast<uint8_t *>(Memory.get() + valueBytes);
}

template <class T> static void gather(T *to, const T *from, std::span<const uint32_t> rows) {
  for (size_t i = 0; i < rows.size(); ++i)
    to[i] = from[rows[i]];
}

ColumnValues ColumnValues::select(std::span<const uint32_t> rows) const {
  ColumnValues result(Type, int64_t(rows.size()));
  gather(result.State, State, rows);
  switch (valueSize(Type)) {
  case sizeof(smelt_text):
    gather(result.texts(), texts(), rows);
    break;
  case sizeof(int64_t):
    gather(result.integers(), integers(), rows);
    break;
  default:
    gather(result.booleans(), booleans(), rows);
  }
  return result;
}

BatchPtr selectRows(const BatchPtr &batch, std::span<const uint32_t> rows) {
  if (int64_t(rows.size()) == batch->rows)
    return batch;
  auto result = std::make_shared<Batch>();
  result->rows = int64_t(rows.size());
  result->columns.reserve(batch->columns.size());
  for (const ColumnValues &column : batch->columns)
    result->columns.push_back(column.select(rows));
  auto info = std::make_shared<std::vector<RowInfo>>();
  info->reserve(rows.size());
  for (uint32_t row : rows)
    info->push_back((*batch->info)[row]);
  result->info = std::move(info);
  result->memory = batch->memory;
  return result;
}

} // namespace smelt::runtime
