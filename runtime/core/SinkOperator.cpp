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

Status SinkOperator::prepare(Token &token, smelt_context &) const {
  const BatchPtr &batch = input(token);
  if (!batch)
    return {};
  NodeDelta &delta = slot(token).delta;
  delta.rowsIn = uint64_t(batch->rows);
  auto prepared = std::make_unique<Lines>();
  EncodedRows &encoded = prepared->rows;
  size_t likely = 0;
  for (const RowInfo &info : *batch->info)
    likely += info.record.size() + 64;
  encoded.bytes.reserve(likely);
  std::string reason;
  for (int64_t row = 0; row < batch->rows; ++row) {
    if (!Rows.encode(*batch, row, encoded.bytes, reason)) {
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
  Status status = Shards->write(static_cast<Lines &>(*own.prepared).rows);
  own.prepared.reset();
  return status;
}

} // namespace smelt::runtime
