#include "runtime/parquet/Reader.h"
#include "runtime/parquet/Cells.h"
#include "runtime/parquet/Pool.h"
#include "runtime/parquet/Schema.h"
#include <algorithm>
#include <arrow/api.h>
#include <arrow/io/file.h>
#include <parquet/arrow/reader.h>
#include <parquet/arrow/schema.h>
#include <parquet/exception.h>
#include <parquet/file_reader.h>
#include <parquet/statistics.h>

namespace smelt::parquet {

using runtime::FieldSchema;
using runtime::ParquetSelection;

namespace {

constexpr uint64_t RowsBytes = 1 << 20; ///< of the rows that a decoder gives at a time, about
constexpr int64_t MostRows = 8192;      ///< few distinct texts may stand for many bytes
constexpr int64_t StreamBuffer = 1 << 18;

class Rows final : public runtime::ParquetRows {
public:
  explicit Rows(std::shared_ptr<arrow::RecordBatch> batch) : Batch(std::move(batch)) {
    for (const std::shared_ptr<arrow::Array> &column : Batch->columns())
      for (const std::shared_ptr<arrow::Buffer> &buffer : column->data()->buffers)
        Bytes += buffer ? size_t(buffer->size()) : 0;
  }
  int64_t rows() const override { return Batch->num_rows(); }
  size_t bytes() const override { return Bytes; }
  runtime::ParquetCell cell(size_t column, int64_t row, std::string &room) const override {
    return cellOf(*Batch->column(int(column)), row, room);
  }

private:
  std::shared_ptr<arrow::RecordBatch> Batch;
  size_t Bytes = 0;
};

/// The leaves below a field, in order.
void collectLeaves(const ::parquet::arrow::SchemaField &field, std::vector<int> &leaves) {
  if (field.column_index >= 0)
    leaves.push_back(field.column_index);
  for (const ::parquet::arrow::SchemaField &child : field.children)
    collectLeaves(child, leaves);
}

/// The leaves below what a path leads to, or below where it leaves the records.
void collectLeaves(const ::parquet::arrow::SchemaField &field, std::span<const std::string> path,
                   std::vector<int> &leaves) {
  if (path.empty() || field.field->type()->id() != arrow::Type::STRUCT)
    return collectLeaves(field, leaves);
  for (const ::parquet::arrow::SchemaField &child : field.children)
    if (child.field->name() == path[0])
      collectLeaves(child, path.subspan(1), leaves);
}

class Decoder final : public runtime::ParquetDecoder {
public:
  /// `wanted`: the fields by name, in the order in which cells are asked for.
  Decoder(std::unique_ptr<::parquet::arrow::FileReader> file, std::unique_ptr<arrow::RecordBatchReader> batches,
          std::vector<int> order, int64_t rows)
      : File(std::move(file)), Batches(std::move(batches)), Order(std::move(order)), Left(rows) {}

  std::shared_ptr<const runtime::ParquetRows> next(std::string &error) override {
    try {
      return decode(error);
    } catch (const std::exception &failure) {
      error = oneLine(failure.what());
    }
    return nullptr;
  }

private:
  std::shared_ptr<const runtime::ParquetRows> decode(std::string &error) {
    std::shared_ptr<arrow::RecordBatch> batch;
    do {
      arrow::Status status = Batches->ReadNext(&batch);
      if (!status.ok() || (!batch && Left > 0)) {
        error = status.ok() ? "it ends before its last row" : oneLine(status.message());
        return nullptr;
      }
    } while (batch && !batch->num_rows());
    if (!batch)
      return nullptr;
    Left -= batch->num_rows();
    // The reader gives fields in the order of the file.
    auto ordered = batch->SelectColumns(Order);
    return std::make_shared<Rows>(ordered.ValueOrDie());
  }

  std::unique_ptr<::parquet::arrow::FileReader> File;
  std::unique_ptr<arrow::RecordBatchReader> Batches;
  std::vector<int> Order;
  int64_t Left;
};

/// For each of the wanted fields, where it stands among them by their place in the file.
std::vector<int> orderOf(const std::vector<ParquetSelection> &wanted) {
  std::vector<size_t> sorted;
  for (const ParquetSelection &selection : wanted)
    sorted.push_back(selection.field);
  std::sort(sorted.begin(), sorted.end());
  std::vector<int> order;
  for (const ParquetSelection &selection : wanted)
    order.push_back(int(std::lower_bound(sorted.begin(), sorted.end(), selection.field) - sorted.begin()));
  return order;
}

class File final : public runtime::ParquetFile {
public:
  File(std::shared_ptr<arrow::io::RandomAccessFile> bytes, std::string &error);

  const std::vector<FieldSchema> &fields() const override { return Fields; }
  const std::vector<runtime::ParquetRowGroup> &rowGroups() const override { return Groups; }
  int64_t nulls(size_t group, size_t field) const override;
  uint64_t decodedBytes(size_t group, const std::vector<ParquetSelection> &fields) const override;
  std::unique_ptr<runtime::ParquetDecoder> decode(size_t group, const std::vector<ParquetSelection> &fields,
                                                  std::string &error) const override;

private:
  ::parquet::ReaderProperties readerProperties() const {
    ::parquet::ReaderProperties properties(pool());
    properties.enable_buffered_stream();
    properties.set_buffer_size(StreamBuffer);
    properties.set_page_checksum_verification(true);
    return properties;
  }
  std::unique_ptr<::parquet::arrow::FileReader> reader(int64_t rows) const;
  std::vector<int> leavesOf(const std::vector<ParquetSelection> &fields) const;
  bool describe(std::string &error);
  void sampleNulls();

  std::shared_ptr<arrow::io::RandomAccessFile> Bytes;
  std::shared_ptr<::parquet::FileMetaData> Meta;
  ::parquet::arrow::SchemaManifest Manifest;
  std::vector<std::vector<int>> Leaves; ///< by field
  std::vector<FieldSchema> Fields;
  std::vector<runtime::ParquetRowGroup> Groups;
};

/// What the metadata calls a UUID is read as one, not as 16 bytes.
::parquet::ArrowReaderProperties arrowProperties() {
  ::parquet::ArrowReaderProperties properties(/*use_threads=*/false);
  properties.set_arrow_extensions_enabled(true);
  return properties;
}

std::unique_ptr<::parquet::arrow::FileReader> File::reader(int64_t rows) const {
  ::parquet::ArrowReaderProperties properties = arrowProperties();
  properties.set_batch_size(rows);
  properties.set_pre_buffer(false);
  auto file = ::parquet::ParquetFileReader::Open(Bytes, readerProperties(), Meta);
  auto reader = ::parquet::arrow::FileReader::Make(pool(), std::move(file), properties);
  if (!reader.ok())
    throw std::runtime_error(reader.status().message());
  return std::move(reader).ValueOrDie();
}

constexpr const char *Encrypted = "it is encrypted, and smelt has no keys";

bool hasEncryptedFooter(arrow::io::RandomAccessFile &bytes) {
  constexpr std::string_view magic = "PARE";
  int64_t size = bytes.GetSize().ValueOr(0), at = size - int64_t(magic.size());
  auto end = bytes.ReadAt(std::max<int64_t>(at, 0), int64_t(magic.size()));
  return end.ok() && std::string_view(**end) == magic;
}

File::File(std::shared_ptr<arrow::io::RandomAccessFile> bytes, std::string &error) : Bytes(std::move(bytes)) {
  if (hasEncryptedFooter(*Bytes)) {
    error = Encrypted;
    return;
  }
  Meta = ::parquet::ParquetFileReader::Open(Bytes, readerProperties())->metadata();
  if (Meta->is_encryption_algorithm_set())
    error = Encrypted;
  else if (describe(error))
    sampleNulls();
}

bool File::describe(std::string &error) {
  arrow::Status status =
      ::parquet::arrow::SchemaManifest::Make(Meta->schema(), Meta->key_value_metadata(), arrowProperties(), &Manifest);
  if (!status.ok()) {
    error = oneLine(status.message());
    return false;
  }
  for (const ::parquet::arrow::SchemaField &field : Manifest.schema_fields) {
    collectLeaves(field, Leaves.emplace_back());
    Fields.push_back(schemaOf(*field.field));
  }
  for (int group = 0; group < Meta->num_row_groups(); ++group) {
    auto data = Meta->RowGroup(group);
    uint64_t offset = UINT64_MAX, stored = 0;
    for (int column = 0; column < data->num_columns(); ++column) {
      auto chunk = data->ColumnChunk(column);
      int64_t begin = chunk->has_dictionary_page()
                          ? std::min(chunk->dictionary_page_offset(), chunk->data_page_offset())
                          : chunk->data_page_offset();
      offset = std::min(offset, uint64_t(std::max<int64_t>(begin, 0)));
      stored += uint64_t(std::max<int64_t>(chunk->total_compressed_size(), 0));
    }
    Groups.push_back({std::max<int64_t>(data->num_rows(), 0), offset == UINT64_MAX ? 0 : offset, stored});
  }
  return true;
}

/// What may be null by its type but nowhere is, by the counts of the metadata or, where those say nothing, in the first
/// rows, is not optional: writers declare everything nullable.
void File::sampleNulls() {
  auto filled = std::find_if(Groups.begin(), Groups.end(), [](const auto &group) { return group.rows > 0; });
  std::vector<size_t> unknown;
  for (size_t field = 0; field < Fields.size(); ++field) {
    bool counted = true, some = false;
    for (size_t group = 0; group < Groups.size() && Fields[field].optional; ++group) {
      int64_t count = nulls(group, field);
      counted &= count >= 0;
      some |= count > 0;
    }
    if (Fields[field].seen == runtime::ParquetUnreadable)
      continue;
    if (filled == Groups.end()) // nothing is null
      narrow(Fields[field], *arrow::MakeEmptyArray(Manifest.schema_fields[field].field->type()).ValueOrDie());
    if (counted)
      Fields[field].optional &= some;
    if (!counted || Fields[field].shape != FieldSchema::Shape::plain)
      unknown.push_back(field);
  }
  if (unknown.empty() || filled == Groups.end())
    return;
  std::vector<int> leaves;
  for (size_t field : unknown)
    leaves.insert(leaves.end(), Leaves[field].begin(), Leaves[field].end());
  constexpr int64_t sampled = 1000;
  auto file = reader(sampled);
  auto batches = file->GetRecordBatchReader({int(filled - Groups.begin())}, leaves);
  std::shared_ptr<arrow::RecordBatch> batch;
  if (!batches.ok() || !(*batches)->ReadNext(&batch).ok() || !batch || size_t(batch->num_columns()) != unknown.size())
    return; // damage is met, and told, where rows are read
  for (size_t i = 0; i < unknown.size(); ++i) {
    FieldSchema &field = Fields[unknown[i]];
    const arrow::Array &values = *batch->column(int(i));
    bool some = false;
    for (int64_t row = 0; row < values.length() && field.optional && !some; ++row)
      some = values.IsNull(row);
    field.optional &= some;
    narrow(field, values);
  }
}

int64_t File::nulls(size_t group, size_t field) const {
  if (!Manifest.schema_fields[field].field->nullable() || !Groups[group].rows)
    return 0;
  if (Fields[field].shape != FieldSchema::Shape::plain || Leaves[field].size() != 1)
    return -1;
  auto chunk = Meta->RowGroup(int(group))->ColumnChunk(Leaves[field][0]);
  auto counted = chunk->encoded_statistics();
  return counted && counted->has_null_count ? counted->null_count : -1;
}

/// In the order of the file. Where a record has none of the parts that are read, its first leaf tells where it is null.
std::vector<int> File::leavesOf(const std::vector<ParquetSelection> &fields) const {
  std::vector<int> leaves;
  for (const ParquetSelection &selection : fields) {
    std::vector<int> some;
    for (const std::vector<std::string> &path : selection.parts)
      collectLeaves(Manifest.schema_fields[selection.field], path, some);
    const std::vector<int> &all = Leaves[selection.field];
    if (selection.parts.empty())
      some = all;
    else if (some.empty() && !all.empty())
      some = {all[0]};
    leaves.insert(leaves.end(), some.begin(), some.end());
  }
  std::sort(leaves.begin(), leaves.end());
  leaves.erase(std::unique(leaves.begin(), leaves.end()), leaves.end());
  return leaves;
}

uint64_t File::decodedBytes(size_t group, const std::vector<ParquetSelection> &fields) const {
  auto data = Meta->RowGroup(int(group));
  uint64_t bytes = 0;
  for (int leaf : leavesOf(fields))
    bytes += uint64_t(std::max<int64_t>(data->ColumnChunk(leaf)->total_uncompressed_size(), 0));
  return bytes;
}

std::unique_ptr<runtime::ParquetDecoder> File::decode(size_t group, const std::vector<ParquetSelection> &fields,
                                                      std::string &error) const {
  try {
    uint64_t rows = uint64_t(Groups[group].rows);
    uint64_t bytes = std::max<uint64_t>(decodedBytes(group, fields), 1);
    double fitting = double(rows) * double(RowsBytes) / double(bytes);
    auto file = reader(std::clamp(int64_t(fitting), int64_t(1), MostRows));
    auto batches = file->GetRecordBatchReader({int(group)}, leavesOf(fields));
    if (batches.ok())
      return std::make_unique<Decoder>(std::move(file), std::move(*batches), orderOf(fields), int64_t(rows));
    error = oneLine(batches.status().message());
  } catch (const std::exception &failure) {
    error = oneLine(failure.what());
  }
  return nullptr;
}

} // namespace

std::string oneLine(std::string text) {
  size_t end = text.find('\n');
  return text.substr(0, end);
}

std::shared_ptr<const runtime::ParquetFile> openFile(const std::string &path, std::string &error) {
  try {
    auto bytes = arrow::io::ReadableFile::Open(path, pool());
    if (!bytes.ok()) {
      error = oneLine(bytes.status().message());
      return nullptr;
    }
    auto file = std::make_shared<File>(std::move(*bytes), error);
    return error.empty() ? file : nullptr;
  } catch (const std::exception &failure) {
    error = oneLine(failure.what());
  }
  return nullptr;
}

} // namespace smelt::parquet
