// Rows to shards of Parquet.
#pragma once
#include "runtime/io/ParquetLibrary.h"
#include "runtime/io/ShardWriter.h"

namespace smelt::runtime {

/// Whether a row can be written: no value of it failed, and those of lists and records are of their types. Adds its
/// bytes, before encoding, to `bytes`; false with a reason where it is to be rejected.
bool checkParquetRow(const SinkSpec &sink, const Batch &batch, int64_t row, uint64_t &bytes, std::string &reason);

class ParquetShards final : public ShardWriter {
public:
  using ShardWriter::ShardWriter;

private:
  std::string suffix() const override { return ".parquet"; }
  Status begin(const std::string &path) override;
  Status put(const EncodedRows &rows, size_t first, size_t end, uint64_t byte) override;
  Status end() override;
  Status failed(const std::string &error) const;

  std::unique_ptr<ParquetWriter> Writer;
  std::string Path;
  Status Written; ///< of the bytes that the writer gives out
};

} // namespace smelt::runtime
