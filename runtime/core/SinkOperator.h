// The end of a stream: rows are encoded in parallel and written to shards in row order.
#pragma once
#include "runtime/core/Operator.h"
#include "runtime/core/Sources.h"
#include "runtime/io/OutputFolder.h"
#include "runtime/io/RecordEncoder.h"
#include "runtime/io/ShardWriter.h"
#include <mutex>

namespace smelt::runtime {

class SinkOperator : public Operator {
public:
  SinkOperator(const Plan &plan, uint32_t index, const std::vector<SourceInputs> &sources)
      : Operator(plan, index), Sources(sources), Shapes(Self.sink.shapes.begin(), Self.sink.shapes.end()),
        Folder(Self.sink.path) {}

  bool isSerial() const override { return true; }
  Status prepare(Token &token, smelt_context &context) const override;
  Status advance(Token &token) override;

  OutputFolder &folder() { return Folder; }
  /// Whether this machine can write the format.
  virtual Status ready() const { return {}; }
  /// Makes the temporary folder; before the first `advance`.
  Status open();
  /// Closes the last shard.
  Status finish() { return Shards->finish(); }
  const std::vector<Shard> &shards() const { return Shards->shards(); }
  uint64_t storedBytes() const { return Shards->storedBytes(); }

protected:
  struct Lines;
  virtual std::unique_ptr<ShardWriter> makeShards();

  /// Of all sources.
  uint32_t splits() const { return Sources.back().firstSplit + Sources.back().inputs.splits; }
  EncodedRows takeUnused() const;
  void leave(Token &token, EncodedRows rows) const;

  const std::vector<SourceInputs> &Sources;

private:
  std::vector<RecordEncoder> Shapes; ///< by RowInfo::shape
  OutputFolder Folder;
  std::unique_ptr<ShardWriter> Shards;
  mutable std::mutex UnusedMutex;
  mutable std::vector<EncodedRows> Unused; ///< written out; their memory is used again
};

/// Parquet: the parallel half holds the rows to the schema, the serial half encodes them.
class ParquetSink final : public SinkOperator {
public:
  using SinkOperator::SinkOperator;
  Status ready() const override;
  Status prepare(Token &token, smelt_context &context) const override;

private:
  std::unique_ptr<ShardWriter> makeShards() override;
};

/// Keeps the records in memory and makes no folder: how a test looks at what a stream gives.
class CollectingSink final : public SinkOperator {
public:
  using SinkOperator::SinkOperator;
  Status advance(Token &token) override;
};

} // namespace smelt::runtime
