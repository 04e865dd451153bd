#include "runtime/io/ParquetShards.h"
#include "runtime/io/JsonRecord.h"
#include "runtime/io/JsonWalker.h"
#include <charconv>
#include <cmath>

namespace smelt::runtime {

namespace {

bool isOfType(const FieldSchema &schema, std::string_view raw);

bool isInteger(std::string_view raw) {
  int64_t value = 0;
  auto [end, error] = std::from_chars(raw.data(), raw.data() + raw.size(), value);
  return error == std::errc() && end == raw.data() + raw.size();
}

bool isList(const FieldSchema &schema, std::string_view raw) {
  JsonWalker walker(raw);
  if (!walker.open('['))
    return false;
  while (walker.next())
    if (!isOfType(schema.parts[0], walker.value()))
      return false;
  return true;
}

/// A key that stands there without its escapes: names of a schema have none.
std::string keyOf(std::string_view raw) {
  raw = raw.substr(1, raw.size() - 2);
  std::string padded(raw);
  padded.resize(raw.size() + SMELT_TEXT_PADDING);
  std::string key(unescapedBound(raw.size()), '\0');
  key.resize(unescapeJson(std::string_view(padded).substr(0, raw.size()), key.data()));
  return key;
}

bool isRecord(const FieldSchema &schema, std::string_view raw) {
  JsonWalker walker(raw);
  if (!walker.open('{'))
    return false;
  std::vector<std::string_view> values(schema.parts.size(), "null");
  while (walker.next()) {
    std::string key = keyOf(walker.value());
    walker.skipColon();
    std::string_view value = walker.value();
    for (size_t i = 0; i < schema.parts.size(); ++i)
      if (schema.parts[i].name == key)
        values[i] = value;
  }
  for (size_t i = 0; i < values.size(); ++i)
    if (!isOfType(schema.parts[i], values[i]))
      return false;
  return true;
}

bool isOfType(const FieldSchema &schema, std::string_view raw) {
  if (raw == "null")
    return schema.optional || (schema.type == SMELT_JSON && schema.shape == FieldSchema::Shape::plain);
  if (schema.shape == FieldSchema::Shape::list)
    return isList(schema, raw);
  if (schema.shape == FieldSchema::Shape::record)
    return isRecord(schema, raw);
  bool isNumber = raw[0] == '-' || (raw[0] >= '0' && raw[0] <= '9');
  switch (schema.type) {
  case SMELT_TEXT:
    return raw[0] == '"';
  case SMELT_INTEGER:
    return isNumber && isInteger(raw);
  case SMELT_REAL:
    return isNumber;
  case SMELT_BOOLEAN:
    return raw == "true" || raw == "false";
  case SMELT_JSON:
    break;
  }
  return true;
}

} // namespace

bool checkParquetRow(const SinkSpec &sink, const Batch &batch, int64_t row, uint64_t &bytes, std::string &reason) {
  uint64_t size = 0;
  for (size_t i = 0; i < sink.schema.size() && reason.empty(); ++i) {
    const FieldSchema &field = sink.schema[i];
    const ColumnValues &column = batch.columns[sink.columns[i]];
    uint8_t state = column.state()[row];
    size += column.holdsText() && state == SMELT_OK ? size_t(column.texts()[row].size) : valueSize(column.type());
    if (state == SMELT_FAILED)
      reason = "failed value in field \"" + field.name + "\"";
    else if (state != SMELT_OK && !field.optional)
      reason = "field \"" + field.name + "\" is null, but its type has no null";
    else if (state == SMELT_OK && field.shape != FieldSchema::Shape::plain && !isOfType(field, column.text(row)))
      reason = "the value of field \"" + field.name + "\" is not of its type";
    else if (state == SMELT_OK && column.type() == SMELT_REAL && !std::isfinite(column.reals()[row]))
      reason = "field \"" + field.name + "\" is no finite number, and a Float is one";
  }
  bytes += reason.empty() ? size : 0;
  return reason.empty();
}

Status ParquetShards::failed(const std::string &error) const {
  return Written.ok() ? Status(errors::CannotWrite, "cannot write " + ticked(Path) + ": " + error) : Written;
}

Status ParquetShards::begin(const std::string &path) {
  Path = path;
  Written = File.create(path);
  if (!Written.ok())
    return Written;
  std::string error;
  auto store = [this](std::string_view bytes) {
    Written = File.write(bytes);
    return Written.ok();
  };
  Writer = loadParquet(error)->create(Sink.schema, store, error);
  return Writer ? Status() : failed(error);
}

Status ParquetShards::put(const EncodedRows &rows, size_t first, size_t end, uint64_t) {
  std::vector<smelt_column> columns;
  for (uint32_t column : Sink.columns)
    columns.push_back({rows.batch->columns[column].values(), rows.batch->columns[column].state()});
  std::string error;
  if (!Writer->append(columns, std::span(rows.rows).subspan(first, end - first), error))
    return failed(error);
  return {};
}

Status ParquetShards::end() {
  std::string error;
  bool good = Writer->finish(error);
  Writer.reset();
  return good ? File.close() : failed(error);
}

} // namespace smelt::runtime
