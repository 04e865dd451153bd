#include "runtime/io/ParquetShards.h"
#include "runtime/io/AheadJob.h"
#include "runtime/io/JsonRecord.h"
#include "runtime/io/JsonWalker.h"
#include <algorithm>
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
  case SMELT_TEXTS:
    break;
  }
  return true;
}

} // namespace

bool checkParquetRow(const SinkSpec &sink, const Batch &batch, int64_t row, uint64_t &bytes, std::string &reason) {
  uint64_t size = 0;
  if (sink.schema.empty())
    reason = "the row has no fields, and Parquet has no such rows";
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

/// Each may hold 32 MiB of texts.
static constexpr size_t MostGroups = 4;

class ParquetShards::EncodedGroup final : public AheadJob {
public:
  explicit EncodedGroup(std::unique_ptr<ParquetGroup> group) : Group(std::move(group)) {}

  /// Null and `error` where encoding failed.
  ParquetGroup *encoded(std::string &error) {
    finish();
    error = Error;
    return Good ? Group.get() : nullptr;
  }

private:
  void work() noexcept override { Good = Group->encode(Error); }

  std::unique_ptr<ParquetGroup> Group;
  std::string Error;
  bool Good = false;
};

struct ParquetShards::File {
  OutputFile bytes;
  std::string path;
  Status written; ///< of the bytes that the writer gives out
  std::unique_ptr<ParquetWriter> writer;
  size_t shard = 0;
  std::deque<std::shared_ptr<EncodedGroup>> groups; ///< not stored
  bool isWhole = false;                             ///< no row is left to come

  Status failed(const std::string &error) const {
    return written.ok() ? Status(errors::CannotWrite, "cannot write " + ticked(path) + ": " + error) : written;
  }
};

ParquetShards::ParquetShards(const SinkSpec &sink, std::string folder, uint32_t splits)
    : ShardWriter(sink, std::move(folder), splits) {}

ParquetShards::~ParquetShards() {
  for (const std::unique_ptr<File> &file : Files)
    for (const std::shared_ptr<EncodedGroup> &group : file->groups)
      group->abandon();
}

Status ParquetShards::begin(const std::string &path) {
  MostAhead = std::min(AheadJob::usefulAhead() / 2, MostGroups);
  File &file = *Files.emplace_back(std::make_unique<File>());
  file.path = path;
  file.shard = shards().size() - 1;
  file.written = file.bytes.create(path);
  if (!file.written.ok())
    return file.written;
  std::string error;
  auto store = [&file](std::string_view bytes) {
    file.written = file.bytes.write(bytes);
    return file.written.ok();
  };
  file.writer = loadParquet(error)->create(Sink.schema, store, MostAhead > 0, error);
  return file.writer ? Status() : file.failed(error);
}

Status ParquetShards::put(const EncodedRows &rows, size_t first, size_t end, uint64_t) {
  std::vector<smelt_column> columns;
  for (uint32_t column : Sink.columns)
    columns.push_back({rows.batch->columns[column].values(), rows.batch->columns[column].state()});
  std::vector<std::unique_ptr<ParquetGroup>> full;
  std::string error;
  if (!Files.back()->writer->append(columns, std::span(rows.rows).subspan(first, end - first), full, error))
    return Files.back()->failed(error);
  return add(std::move(full));
}

Status ParquetShards::add(std::vector<std::unique_ptr<ParquetGroup>> groups) {
  for (std::unique_ptr<ParquetGroup> &group : groups) {
    auto job = std::make_shared<EncodedGroup>(std::move(group));
    if (MostAhead)
      AheadJob::offer(job);
    Files.back()->groups.push_back(std::move(job));
    ++Encoding;
  }
  return settle(MostAhead);
}

Status ParquetShards::settle(size_t most) {
  while (Encoding > most)
    if (Status status = storeOldest(); !status.ok())
      return status;
  return {};
}

Status ParquetShards::storeOldest() {
  File &file = *Files.front();
  std::string error;
  ParquetGroup *group = file.groups.front()->encoded(error);
  if (!group || !file.writer->store(*group, error))
    return file.failed(error);
  file.groups.pop_front();
  --Encoding;
  return file.groups.empty() && file.isWhole ? closeOldest() : Status();
}

Status ParquetShards::closeOldest() {
  File &file = *Files.front();
  std::string error;
  if (!file.writer->finish(error))
    return file.failed(error);
  Status status = file.bytes.close();
  note(file.shard, file.bytes);
  Files.pop_front();
  return status;
}

Status ParquetShards::end() {
  File &file = *Files.back();
  std::vector<std::unique_ptr<ParquetGroup>> last;
  std::string error;
  if (!file.writer->rest(last, error))
    return file.failed(error);
  file.isWhole = true;
  // Where its row groups are stored already, nothing comes that would close it.
  if (last.empty() && file.groups.empty())
    return closeOldest();
  return add(std::move(last));
}

uint64_t ParquetShards::openBytes() const {
  uint64_t bytes = 0;
  for (const std::unique_ptr<File> &file : Files)
    bytes += file->bytes.storedBytes();
  return bytes;
}

} // namespace smelt::runtime
