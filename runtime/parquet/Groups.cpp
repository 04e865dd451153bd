#include "runtime/parquet/Groups.h"
#include "runtime/parquet/Guarded.h"
#include "runtime/parquet/Pool.h"
#include <arrow/buffer.h>
#include <arrow/io/interfaces.h>
#include <parquet/exception.h>
#include <parquet/file_writer.h>
#include <parquet/metadata.h>

namespace smelt::parquet {

namespace {
constexpr int Level = 3; ///< of Zstandard, as in `.zst`
constexpr std::string_view Magic = "PAR1";
} // namespace

/// Pieces in memory, as if they stood at some place of a file.
class GroupStream final : public arrow::io::OutputStream {
public:
  arrow::Status Write(const void *data, int64_t size) override {
    return Write(arrow::Buffer::FromString({static_cast<const char *>(data), size_t(size)}));
  }
  arrow::Status Write(const std::shared_ptr<arrow::Buffer> &piece) override {
    Pieces.push_back(piece);
    Size += piece->size();
    return arrow::Status::OK();
  }
  arrow::Result<int64_t> Tell() const override { return Place + Size; }
  arrow::Status Close() override {
    IsClosed = true;
    return arrow::Status::OK();
  }
  bool closed() const override { return IsClosed; }
  /// What was written is forgotten; what comes now stands at `place`.
  void moveTo(int64_t place) {
    Pieces.clear();
    Size = 0;
    Place = place;
  }
  const std::vector<std::shared_ptr<arrow::Buffer>> &pieces() const { return Pieces; }

private:
  std::vector<std::shared_ptr<arrow::Buffer>> Pieces;
  int64_t Size = 0, Place = 0;
  bool IsClosed = false;
};

Group::Group(std::shared_ptr<arrow::Schema> schema) : Stream(std::make_shared<GroupStream>()) {
  ::parquet::WriterProperties::Builder properties;
  properties.memory_pool(pool())
      ->created_by("smelt")
      ->compression(arrow::Compression::ZSTD)
      ->compression_level(Level)
      ->max_row_group_length(INT64_MAX);
  auto arrowProperties = ::parquet::ArrowWriterProperties::Builder().set_use_threads(false)->store_schema()->build();
  auto file =
      ::parquet::arrow::FileWriter::Open(*schema, pool(), Stream, properties.build(), std::move(arrowProperties));
  if (!file.ok())
    throw std::runtime_error(file.status().message());
  File = std::move(file).ValueOrDie();
}

arrow::Status Group::write(const arrow::RecordBatch &rows) {
  if (!Begun)
    ARROW_RETURN_NOT_OK(File->NewBufferedRowGroup());
  Begun = true;
  return File->WriteRecordBatch(rows);
}

arrow::Status Group::add(std::shared_ptr<arrow::RecordBatch> rows, bool later) {
  if (!later)
    return write(*rows);
  Later.push_back(std::move(rows));
  return arrow::Status::OK();
}

bool Group::encode(std::string &error) {
  return guarded(error, [&] {
    arrow::Status status;
    for (std::shared_ptr<arrow::RecordBatch> &rows : Later) {
      if (status.ok())
        status = write(*rows);
      rows.reset();
    }
    return status;
  });
}

arrow::Status Group::close(int64_t offset, const ByteWriter &write,
                           std::shared_ptr<::parquet::FileMetaData> &metadata) {
  Stream->moveTo(offset);
  ARROW_RETURN_NOT_OK(File->Close());
  metadata = File->metadata();
  // The metadata of a file with this group alone follow it.
  size_t left = 0;
  for (int group = 0; group < metadata->num_row_groups(); ++group)
    left += size_t(metadata->RowGroup(group)->total_compressed_size());
  for (const std::shared_ptr<arrow::Buffer> &piece : Stream->pieces()) {
    std::string_view bytes = std::string_view(*piece).substr(0, left);
    ARROW_RETURN_NOT_OK(write(bytes));
    left -= bytes.size();
  }
  return arrow::Status::OK();
}

arrow::Status GroupedFile::write(std::string_view bytes) {
  Stored += int64_t(bytes.size());
  return Sink(bytes) ? arrow::Status::OK() : arrow::Status::IOError("writing failed");
}

arrow::Status GroupedFile::store(Group &group) {
  if (!Stored)
    ARROW_RETURN_NOT_OK(write(Magic));
  std::shared_ptr<::parquet::FileMetaData> metadata;
  ARROW_RETURN_NOT_OK(group.close(Stored, [this](std::string_view bytes) { return write(bytes); }, metadata));
  if (Metadata)
    Metadata->AppendRowGroups(*metadata);
  else
    Metadata = std::move(metadata);
  return arrow::Status::OK();
}

arrow::Status GroupedFile::finish(const std::shared_ptr<arrow::Schema> &schema) {
  if (!Metadata) {
    Group none(schema);
    ARROW_RETURN_NOT_OK(store(none));
  }
  GroupStream footer;
  ::parquet::WriteFileMetaData(*Metadata, &footer);
  for (const std::shared_ptr<arrow::Buffer> &piece : footer.pieces())
    ARROW_RETURN_NOT_OK(write(std::string_view(*piece)));
  return arrow::Status::OK();
}

} // namespace smelt::parquet
