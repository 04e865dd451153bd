// A Parquet file whose row groups are encoded apart, by several threads, and then stored one behind the other.
//
// Arrow writes the row groups of a file in turn. So each is a file of its own to Arrow, in memory, of which pages are
// encoded and compressed as rows come but written only when it is closed. It is closed when all before it are stored:
// the stream then says at which place of the whole file it stands, which is what Arrow notes as the offsets of its
// pages. What is stored is the row group's bytes; the metadata of all of them are joined.
#pragma once
#include "runtime/io/ParquetLibrary.h"
#include <arrow/record_batch.h>
#include <arrow/status.h>
#include <parquet/arrow/writer.h>

namespace smelt::parquet {

class GroupStream;

class Group final : public runtime::ParquetGroup {
public:
  explicit Group(std::shared_ptr<arrow::Schema> schema);

  /// Rows to encode, now or, with `later`, in `encode`.
  arrow::Status add(std::shared_ptr<arrow::RecordBatch> rows, bool later);
  bool encode(std::string &error) override;
  using ByteWriter = std::function<arrow::Status(std::string_view)>;
  /// Closes the group, which stands at `offset` of its file: writes its bytes, and gives the metadata of a file with it
  /// alone.
  arrow::Status close(int64_t offset, const ByteWriter &write, std::shared_ptr<::parquet::FileMetaData> &metadata);

private:
  arrow::Status write(const arrow::RecordBatch &rows);

  std::vector<std::shared_ptr<arrow::RecordBatch>> Later;
  std::shared_ptr<GroupStream> Stream;
  std::unique_ptr<::parquet::arrow::FileWriter> File;
  bool Begun = false;
};

class GroupedFile {
public:
  explicit GroupedFile(runtime::ByteSink sink) : Sink(std::move(sink)) {}

  arrow::Status store(Group &group);
  arrow::Status finish(const std::shared_ptr<arrow::Schema> &schema);

private:
  arrow::Status write(std::string_view bytes);

  runtime::ByteSink Sink;
  int64_t Stored = 0;
  std::shared_ptr<::parquet::FileMetaData> Metadata; ///< of the groups that are stored
};

} // namespace smelt::parquet
