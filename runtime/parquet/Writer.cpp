#include "runtime/parquet/Writer.h"
#include "runtime/io/JsonRecord.h"
#include "runtime/io/JsonWalker.h"
#include "runtime/parquet/Groups.h"
#include "runtime/parquet/Guarded.h"
#include "runtime/parquet/Pool.h"
#include "runtime/parquet/Reader.h"
#include "runtime/parquet/Schema.h"
#include <arrow/api.h>
#include <charconv>

namespace smelt::parquet {

using runtime::FieldSchema;
using Shape = FieldSchema::Shape;

namespace {

constexpr uint64_t GroupBytes = 32 << 20; ///< of a row group, before encoding
constexpr uint64_t BatchBytes = 1 << 20;  ///< given to Arrow at a time
constexpr uint32_t BatchRows = 16384;

/// Appends one JSON value, which is of the schema's type, to a builder.
class JsonAppender {
public:
  arrow::Status append(const FieldSchema &schema, std::string_view raw, arrow::ArrayBuilder &builder);

private:
  arrow::Status appendList(const FieldSchema &schema, std::string_view raw, arrow::ListBuilder &builder);
  arrow::Status appendRecord(const FieldSchema &schema, std::string_view raw, arrow::StructBuilder &builder);
  arrow::Status appendText(const FieldSchema &schema, std::string_view raw, arrow::StringBuilder &builder);
  /// A raw string without its quotes and escapes.
  std::string_view plain(std::string_view raw);

  std::string Room;
};

std::string_view JsonAppender::plain(std::string_view raw) {
  raw = raw.substr(1, raw.size() - 2);
  if (raw.find('\\') == raw.npos)
    return raw;
  Room.resize(runtime::unescapedBound(raw.size()));
  return std::string_view(Room).substr(0, runtime::unescapeJson(raw, Room.data()));
}

arrow::Status JsonAppender::appendText(const FieldSchema &schema, std::string_view raw, arrow::StringBuilder &builder) {
  return builder.Append(schema.type == SMELT_TEXT ? plain(raw) : raw);
}

arrow::Status JsonAppender::appendList(const FieldSchema &schema, std::string_view raw, arrow::ListBuilder &builder) {
  ARROW_RETURN_NOT_OK(builder.Append());
  runtime::JsonWalker walker(raw);
  walker.open('[');
  while (walker.next())
    ARROW_RETURN_NOT_OK(append(schema.parts[0], walker.value(), *builder.value_builder()));
  return arrow::Status::OK();
}

arrow::Status JsonAppender::appendRecord(const FieldSchema &schema, std::string_view raw,
                                         arrow::StructBuilder &builder) {
  ARROW_RETURN_NOT_OK(builder.Append());
  std::vector<std::string_view> values(schema.parts.size(), "null");
  runtime::JsonWalker walker(raw);
  walker.open('{');
  while (walker.next()) {
    std::string key(plain(walker.value()));
    walker.skipColon();
    std::string_view value = walker.value();
    for (size_t i = 0; i < schema.parts.size(); ++i)
      if (schema.parts[i].name == key)
        values[i] = value;
  }
  for (size_t i = 0; i < schema.parts.size(); ++i)
    ARROW_RETURN_NOT_OK(append(schema.parts[i], values[i], *builder.field_builder(int(i))));
  return arrow::Status::OK();
}

arrow::Status JsonAppender::append(const FieldSchema &schema, std::string_view raw, arrow::ArrayBuilder &builder) {
  if (raw == "null" && (schema.optional || schema.type != SMELT_JSON))
    return builder.AppendNull();
  if (schema.shape == Shape::list)
    return appendList(schema, raw, static_cast<arrow::ListBuilder &>(builder));
  if (schema.shape == Shape::record)
    return appendRecord(schema, raw, static_cast<arrow::StructBuilder &>(builder));
  int64_t integer = 0;
  switch (schema.type) {
  case SMELT_INTEGER:
    std::from_chars(raw.data(), raw.data() + raw.size(), integer);
    return static_cast<arrow::Int64Builder &>(builder).Append(integer);
  case SMELT_REAL:
    return static_cast<arrow::DoubleBuilder &>(builder).Append(std::strtod(std::string(raw).c_str(), nullptr));
  case SMELT_BOOLEAN:
    return static_cast<arrow::BooleanBuilder &>(builder).Append(raw == "true");
  default:
    return appendText(schema, raw, static_cast<arrow::StringBuilder &>(builder));
  }
}

class Writer final : public runtime::ParquetWriter {
public:
  using Groups = std::vector<std::unique_ptr<runtime::ParquetGroup>>;

  Writer(const std::vector<FieldSchema> &fields, runtime::ByteSink sink, bool ahead);

  bool append(std::span<const smelt_column> columns, std::span<const uint32_t> rows, Groups &full,
              std::string &error) override {
    return guarded(error, [&] {
      for (uint32_t row : rows)
        ARROW_RETURN_NOT_OK(appendRow(columns, row, full));
      return arrow::Status::OK();
    });
  }
  bool rest(Groups &last, std::string &error) override {
    return guarded(error, [&] {
      ARROW_RETURN_NOT_OK(flush(last));
      if (Open)
        last.push_back(std::move(Open));
      return arrow::Status::OK();
    });
  }
  bool store(runtime::ParquetGroup &group, std::string &error) override {
    return guarded(error, [&] { return File.store(static_cast<Group &>(group)); });
  }
  bool finish(std::string &error) override {
    return guarded(error, [&] { return File.finish(Schema); });
  }

private:
  arrow::Status appendRow(std::span<const smelt_column> columns, uint32_t row, Groups &full);
  arrow::Status appendValue(const FieldSchema &field, const smelt_column &column, uint32_t row,
                            arrow::ArrayBuilder &builder);
  arrow::Status flush(Groups &full);

  std::vector<FieldSchema> Fields;
  std::shared_ptr<arrow::Schema> Schema;
  GroupedFile File;
  bool Ahead;
  std::vector<std::unique_ptr<arrow::ArrayBuilder>> Builders;
  JsonAppender Json;
  std::unique_ptr<Group> Open;          ///< takes rows
  uint64_t Bytes = 0, BytesOfGroup = 0; ///< not yet given to the group; of the group
  uint32_t Rows = 0;
};

Writer::Writer(const std::vector<FieldSchema> &fields, runtime::ByteSink sink, bool ahead)
    : Fields(fields), File(std::move(sink)), Ahead(ahead) {
  arrow::FieldVector all;
  for (const FieldSchema &field : Fields) {
    all.push_back(arrowField(field));
    Builders.push_back(arrow::MakeBuilder(all.back()->type(), pool()).ValueOrDie());
  }
  Schema = arrow::schema(all);
}

arrow::Status Writer::appendValue(const FieldSchema &field, const smelt_column &column, uint32_t row,
                                  arrow::ArrayBuilder &builder) {
  if (column.state[row] != SMELT_OK) {
    Bytes += 1;
    return builder.AppendNull();
  }
  switch (field.type) {
  case SMELT_INTEGER:
    Bytes += 8;
    return static_cast<arrow::Int64Builder &>(builder).Append(static_cast<const int64_t *>(column.values)[row]);
  case SMELT_REAL:
    Bytes += 8;
    return static_cast<arrow::DoubleBuilder &>(builder).Append(static_cast<const double *>(column.values)[row]);
  case SMELT_BOOLEAN:
    Bytes += 1;
    return static_cast<arrow::BooleanBuilder &>(builder).Append(static_cast<const uint8_t *>(column.values)[row]);
  default:
    break;
  }
  const smelt_text &text = static_cast<const smelt_text *>(column.values)[row];
  Bytes += uint64_t(text.size) + sizeof(int32_t);
  std::string_view value(text.data, size_t(text.size));
  if (field.shape != Shape::plain)
    return Json.append(field, value, builder);
  return static_cast<arrow::StringBuilder &>(builder).Append(value);
}

arrow::Status Writer::appendRow(std::span<const smelt_column> columns, uint32_t row, Groups &full) {
  for (size_t i = 0; i < Fields.size(); ++i)
    ARROW_RETURN_NOT_OK(appendValue(Fields[i], columns[i], row, *Builders[i]));
  ++Rows;
  return Bytes >= BatchBytes || Rows >= BatchRows ? flush(full) : arrow::Status::OK();
}

/// Hands the rows to the row group, which cuts pages by what it is handed.
arrow::Status Writer::flush(Groups &full) {
  if (!Rows)
    return arrow::Status::OK();
  arrow::ArrayVector arrays(Builders.size());
  for (size_t i = 0; i < Builders.size(); ++i)
    ARROW_RETURN_NOT_OK(Builders[i]->Finish(&arrays[i]));
  if (!Open)
    Open = std::make_unique<Group>(Schema);
  ARROW_RETURN_NOT_OK(Open->add(arrow::RecordBatch::Make(Schema, Rows, arrays), Ahead));
  BytesOfGroup += Bytes;
  Rows = 0;
  Bytes = 0;
  if (BytesOfGroup >= GroupBytes) {
    BytesOfGroup = 0;
    full.push_back(std::move(Open));
  }
  return arrow::Status::OK();
}

} // namespace

std::unique_ptr<runtime::ParquetWriter> createWriter(const std::vector<FieldSchema> &fields, runtime::ByteSink sink,
                                                     bool ahead, std::string &error) {
  try {
    return std::make_unique<Writer>(fields, std::move(sink), ahead);
  } catch (const std::exception &failure) {
    error = oneLine(failure.what());
  }
  return nullptr;
}

} // namespace smelt::parquet
