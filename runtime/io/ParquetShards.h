// Rows to shards of Parquet.
#pragma once
#include "runtime/io/ParquetLibrary.h"
#include "runtime/io/ShardWriter.h"
#include <deque>

namespace smelt::runtime {

/// Whether a row can be written: no value of it failed, and those of lists and records are of their types. Adds its
/// bytes, before encoding, to `bytes`; false with a reason where it is to be rejected.
bool checkParquetRow(const SinkSpec &sink, const Batch &batch, int64_t row, uint64_t &bytes, std::string &reason);

/// Row groups are encoded by several threads, some ahead of what is stored, over the borders of shards.
class ParquetShards final : public ShardWriter {
public:
  ParquetShards(const SinkSpec &sink, std::string folder, uint32_t splits);
  ~ParquetShards() override;

private:
  class EncodedGroup;
  struct File;

  std::string suffix() const override { return ".parquet"; }
  Status begin(const std::string &path) override;
  Status put(const EncodedRows &rows, size_t first, size_t end, uint64_t byte) override;
  Status end() override;
  Status drain() override { return settle(0); }
  uint64_t openBytes() const override;

  Status add(std::vector<std::unique_ptr<ParquetGroup>> groups);
  /// Stores row groups, the oldest first, until at most `most` are being encoded.
  Status settle(size_t most);
  Status storeOldest();
  Status closeOldest();

  size_t MostAhead = 0; ///< row groups that are encoded at a time beside the one that takes rows; 0 with one thread
  std::deque<std::unique_ptr<File>> Files; ///< not closed; the last may take rows
  size_t Encoding = 0;                     ///< row groups of all files that are not stored
};

} // namespace smelt::runtime
