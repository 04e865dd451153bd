#include "runtime/core/SinkOperator.h"
#include "runtime/core/Groups.h"
#include "runtime/io/ParquetLibrary.h"
#include "runtime/io/ParquetShards.h"

namespace smelt::runtime {

struct SinkOperator::Lines final : Prepared {
  EncodedRows rows;
};

Status SinkOperator::open() {
  Status status = Folder.create();
  Shards = makeShards();
  return status;
}

std::unique_ptr<ShardWriter> SinkOperator::makeShards() {
  return std::make_unique<ShardWriter>(Self.sink, Folder.temporary(), splits());
}

Status ParquetSink::ready() const {
  std::string error;
  return loadParquet(error) ? Status() : Status(errors::NoParquet, error);
}

std::unique_ptr<ShardWriter> ParquetSink::makeShards() {
  return std::make_unique<ParquetShards>(Self.sink, folder().temporary(), splits());
}

EncodedRows SinkOperator::takeUnused() const {
  std::lock_guard lock(UnusedMutex);
  if (Unused.empty())
    return {};
  EncodedRows rows = std::move(Unused.back());
  Unused.pop_back();
  return rows;
}

void SinkOperator::leave(Token &token, EncodedRows rows) const {
  slot(token).delta.rowsOut = rows.ends.size();
  auto prepared = std::make_unique<Lines>();
  prepared->rows = std::move(rows);
  slot(token).prepared = std::move(prepared);
}

Status SinkOperator::prepare(Token &token, smelt_context &) const {
  const BatchPtr &batch = input(token);
  if (!batch)
    return {};
  NodeDelta &delta = slot(token).delta;
  delta.rowsIn = uint64_t(batch->rows);
  delta.groups = groupRows(Graph, Self, *batch, Sources);
  EncodedRows encoded = takeUnused();
  encoded.batch = batch;
  std::string reason;
  RecordEncoder::Memory memory;
  for (int64_t row = 0; row < batch->rows; ++row) {
    const RowInfo &info = (*batch->info)[size_t(row)];
    const RecordEncoder &encoder = Shapes[info.shape];
    if (encoder.passes(*batch, row)) {
      encoded.passRow(info.record, info.split);
      continue;
    }
    encoded.endRun();
    if (encoder.encode(*batch, row, memory, encoded.bytes, reason))
      encoded.endRow(info.split);
    else
      delta.reject(rejectRow(Sources, *batch, row, reason));
  }
  encoded.endRun();
  leave(token, std::move(encoded));
  return {};
}

Status ParquetSink::prepare(Token &token, smelt_context &) const {
  const BatchPtr &batch = input(token);
  if (!batch)
    return {};
  NodeDelta &delta = slot(token).delta;
  delta.rowsIn = uint64_t(batch->rows);
  delta.groups = groupRows(Graph, Self, *batch, Sources);
  EncodedRows rows = takeUnused();
  uint64_t bytes = 0;
  for (int64_t row = 0; row < batch->rows; ++row) {
    std::string reason;
    if (!checkParquetRow(Self.sink, *batch, row, bytes, reason)) {
      delta.reject(rejectRow(Sources, *batch, row, reason));
      continue;
    }
    rows.ends.push_back(bytes);
    rows.splits.push_back((*batch->info)[size_t(row)].split);
    rows.rows.push_back(uint32_t(row));
  }
  rows.batch = batch;
  leave(token, std::move(rows));
  return {};
}

Status SinkOperator::advance(Token &token) {
  Slot &own = slot(token);
  if (!own.prepared)
    return {};
  EncodedRows &rows = static_cast<Lines &>(*own.prepared).rows;
  Status status = Shards->write(rows);
  rows.clear();
  std::lock_guard lock(UnusedMutex);
  Unused.push_back(std::move(rows));
  own.prepared.reset();
  return status;
}

Status CollectingSink::advance(Token &token) {
  Slot &own = slot(token);
  if (own.prepared) {
    const EncodedRows &rows = static_cast<Lines &>(*own.prepared).rows;
    std::vector<std::string_view> pieces;
    rows.collect(0, rows.ends.empty() ? 0 : rows.ends.back(), pieces);
    for (std::string_view piece : pieces)
      Self.sink.collect->append(piece);
  }
  own.prepared.reset();
  return {};
}

} // namespace smelt::runtime
