#include "runtime/core/SinkOperator.h"

namespace smelt::runtime {

struct SinkOperator::Lines final : Prepared {
  EncodedRows rows;
};

Status SinkOperator::open() {
  Status status = Folder.create();
  Shards = std::make_unique<ShardWriter>(Self.sink, Folder.temporary());
  return status;
}

EncodedRows SinkOperator::takeUnused() const {
  std::lock_guard lock(UnusedMutex);
  if (Unused.empty())
    return {};
  EncodedRows rows = std::move(Unused.back());
  Unused.pop_back();
  rows.bytes.clear();
  rows.ends.clear();
  rows.splits.clear();
  return rows;
}

Status SinkOperator::prepare(Token &token, smelt_context &) const {
  const BatchPtr &batch = input(token);
  if (!batch)
    return {};
  NodeDelta &delta = slot(token).delta;
  delta.rowsIn = uint64_t(batch->rows);
  auto prepared = std::make_unique<Lines>();
  prepared->rows = takeUnused();
  EncodedRows &encoded = prepared->rows;
  size_t likely = 0;
  for (const RowInfo &info : *batch->info)
    likely += info.record.size() + 64;
  encoded.bytes.reserve(likely);
  std::string reason;
  for (int64_t row = 0; row < batch->rows; ++row) {
    const RecordEncoder &encoder = Shapes[(*batch->info)[size_t(row)].shape];
    if (!encoder.encode(*batch, row, encoded.bytes, reason)) {
      delta.reject(rejectRow(Sources, *batch, row, reason));
      continue;
    }
    encoded.ends.push_back(encoded.bytes.size());
    encoded.splits.push_back((*batch->info)[size_t(row)].split);
  }
  delta.rowsOut = encoded.ends.size();
  slot(token).prepared = std::move(prepared);
  return {};
}

Status SinkOperator::advance(Token &token) {
  Slot &own = slot(token);
  if (!own.prepared)
    return {};
  EncodedRows &rows = static_cast<Lines &>(*own.prepared).rows;
  Status status = Shards->write(rows);
  std::lock_guard lock(UnusedMutex);
  Unused.push_back(std::move(rows));
  own.prepared.reset();
  return status;
}

Status CollectingSink::advance(Token &token) {
  Slot &own = slot(token);
  if (own.prepared)
    Self.sink.collect->append(static_cast<Lines &>(*own.prepared).rows.bytes);
  own.prepared.reset();
  return {};
}

} // namespace smelt::runtime
