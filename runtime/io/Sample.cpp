// The fields of a source, from its first records.
#include "runtime/core/Run.h"
#include "runtime/io/ChunkReader.h"
#include "runtime/io/JsonRecord.h"
#include "runtime/io/RowBuilder.h"
#include "runtime/io/Utf8.h"
#include <map>

namespace smelt::runtime {

namespace {

constexpr uint64_t MaxRecords = 1000;
constexpr uint64_t MaxBytes = 1 << 20;

smelt_column_type typeOf(JsonKind kind) {
  switch (kind) {
  case JsonKind::boolean:
    return SMELT_BOOLEAN;
  case JsonKind::integer:
    return SMELT_INTEGER;
  case JsonKind::real:
    return SMELT_REAL;
  case JsonKind::string:
    return SMELT_TEXT;
  default:
    return SMELT_JSON;
  }
}

/// What all values of a field seen so far have in common.
struct FieldSeen {
  SampledColumn column;
  uint64_t records = 0; ///< that have the field
  uint64_t lastRecord = 0;
  bool typed = false; ///< a value other than null was seen

  void see(JsonKind kind) {
    if (kind == JsonKind::null) {
      column.optional = true;
      return;
    }
    smelt_column_type type = typeOf(kind);
    auto isNumber = [](smelt_column_type t) { return t == SMELT_INTEGER || t == SMELT_REAL; };
    if (!typed)
      column.type = type;
    else if (isNumber(column.type) && isNumber(type))
      column.type = column.type == type ? type : SMELT_REAL;
    else if (column.type != type)
      column.type = SMELT_JSON;
    typed = true;
  }
};

class SchemaSample {
public:
  /// Malformed records tell nothing: a run rejects them.
  void add(std::string_view line) {
    std::string repaired;
    if (!isValidUtf8(line)) {
      replaceInvalidUtf8(line, repaired);
      repaired.reserve(repaired.size() + SMELT_TEXT_PADDING);
      line = repaired;
    }
    std::vector<std::pair<std::string, JsonKind>> fields;
    JsonRecord json(line);
    JsonField field;
    if (json.open())
      while (json.next(field)) {
        std::string key(field.key);
        if (field.keyEscaped) {
          key.resize(unescapedBound(field.key.size()));
          key.resize(unescapeJson(field.key, key.data()));
        }
        fields.emplace_back(std::move(key), field.kind);
      }
    if (json.error())
      return;
    ++Records;
    for (const auto &[key, kind] : fields)
      see(key, kind);
  }

  bool isEnough() const { return Records >= MaxRecords; }

  std::vector<SampledColumn> columns() {
    std::vector<SampledColumn> columns;
    for (FieldSeen &field : Fields) {
      field.column.optional |= field.records < Records;
      if (!field.typed)
        field.column.type = SMELT_JSON;
      columns.push_back(field.column);
    }
    return columns;
  }

private:
  void see(const std::string &key, JsonKind kind) {
    auto [at, isNew] = ByName.try_emplace(key, Fields.size());
    if (isNew)
      Fields.emplace_back().column.name = key;
    FieldSeen &field = Fields[at->second];
    field.records += field.lastRecord != Records;
    field.lastRecord = Records;
    field.see(kind);
  }

  uint64_t Records = 0;
  std::vector<FieldSeen> Fields; ///< in the order in which they were first seen
  std::map<std::string, size_t> ByName;
};

std::vector<SampledColumn> fixedColumns(const SourceSpec &source) {
  if (source.format == SourceFormat::html)
    return {{"path"}, {"title"}, {"text"}, {"html"}};
  if (source.byFile)
    return {{"text"}, {"path"}};
  return {{"text"}};
}

} // namespace

std::vector<SampledColumn> sampleSource(const SourceSpec &source, std::string &error) {
  Inputs inputs;
  if (Status status = resolveInputs(source, inputs); !status.ok()) {
    error = status.text();
    return {};
  }
  if (source.format == SourceFormat::text || source.format == SourceFormat::html)
    return fixedColumns(source);
  for (const Input &input : inputs.files)
    if (input.path == "-") {
      error = "the fields of standard input are not known before it is read; declare them (`row = ...`)";
      return {};
    }
  SchemaSample sample;
  ChunkReader reader(source, inputs, ChunkReader::Extent::sample);
  uint64_t bytes = 0;
  for (Chunk chunk; !sample.isEnough() && bytes < MaxBytes && reader.next(chunk);)
    for (const Piece &piece : chunk.pieces) {
      bytes += piece.bytes.size();
      forEachLine(piece, [&](std::string_view line, uint64_t) {
        if (!sample.isEnough())
          sample.add(line);
      });
    }
  if (!reader.status().ok())
    error = reader.status().text();
  return sample.columns();
}

} // namespace smelt::runtime
