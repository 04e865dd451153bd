// The fields of a source, from its first records.
#include "runtime/core/Run.h"
#include "runtime/io/ChunkReader.h"
#include "runtime/io/Csv.h"
#include "runtime/io/JsonRecord.h"
#include "runtime/io/JsonWalker.h"
#include "runtime/io/ParquetLibrary.h"
#include "runtime/io/RowBuilder.h"
#include "runtime/io/Utf8.h"
#include <algorithm>
#include <charconv>
#include <map>
#include <memory>

namespace smelt::runtime {

namespace {

constexpr uint64_t MaxRecords = 1000;
constexpr uint64_t MaxBytes = 1 << 20;

constexpr int MaxDepth = 16;
/// An object with more different keys is a map rather than a record: its values stay JSON.
constexpr size_t MaxFields = 256;

class FieldsSeen;

/// What all values seen so far in one place have in common.
class TypeSeen {
public:
  void see(std::string_view raw, int depth);
  /// A number that grows with every value that changes the type.
  size_t weight() const;
  /// The column of what was seen; `optional` where a value was null.
  SampledColumn column(std::string name) const;

private:
  enum class Kind { none, boolean, integer, real, text, list, record, mixed };
  static Kind kindOf(std::string_view raw);

  Kind Seen = Kind::none;
  bool Null = false;
  std::shared_ptr<TypeSeen> Element;  ///< of lists
  std::shared_ptr<FieldsSeen> Fields; ///< of records
};

/// The fields of the objects seen so far in one place, in the order in which they were first seen.
class FieldsSeen {
public:
  void startRecord() { ++Records; }
  void see(const std::string &key, std::string_view raw, int depth) {
    auto [at, isNew] = ByName.try_emplace(key, Fields.size());
    if (isNew)
      Fields.push_back({key, {}, 0, 0});
    Field &field = Fields[at->second];
    field.records += field.lastRecord != Records;
    field.lastRecord = Records;
    field.type.see(raw, depth);
  }
  uint64_t records() const { return Records; }
  size_t size() const { return Fields.size(); }
  size_t weight() const {
    size_t sum = 0;
    for (const Field &field : Fields)
      sum += 1 + weight(field);
    return sum;
  }
  /// Remembers `file` for the fields whose type has changed since the last call.
  void noteChanges(const std::string &file) {
    for (Field &field : Fields)
      if (size_t now = weight(field); field.seen.empty() || now != field.weight) {
        field.weight = now;
        field.seen = file;
      }
  }
  std::vector<SampledColumn> columns() const {
    std::vector<SampledColumn> columns;
    for (const Field &field : Fields) {
      columns.push_back(field.type.column(field.name));
      columns.back().seen = field.seen;
      columns.back().optional |= field.records < Records;
    }
    return columns;
  }

private:
  struct Field {
    std::string name;
    TypeSeen type;
    uint64_t records, lastRecord; ///< that have it; the last one that did
    size_t weight = 0;
    std::string seen = {};
  };
  size_t weight(const Field &field) const { return field.type.weight() + (field.records < Records); }
  uint64_t Records = 0;
  std::vector<Field> Fields;
  std::map<std::string, size_t> ByName;
};

/// An integer beyond 64 bits. As a real number it would have other digits.
bool isWideInteger(std::string_view number) {
  int64_t integer;
  return number.find_first_of(".eE") == number.npos &&
         std::from_chars(number.data(), number.data() + number.size(), integer).ec == std::errc::result_out_of_range;
}

TypeSeen::Kind TypeSeen::kindOf(std::string_view raw) {
  switch (raw[0]) {
  case '"':
    return Kind::text;
  case '{':
    return Kind::record;
  case '[':
    return Kind::list;
  case 't':
  case 'f':
    return Kind::boolean;
  default:
    if (isWideInteger(raw))
      return Kind::mixed;
    return raw.find_first_of(".eE") == raw.npos ? Kind::integer : Kind::real;
  }
}

size_t TypeSeen::weight() const {
  return size_t(Seen) + (Null ? 16 : 0) + (Element ? Element->weight() : 0) + (Fields ? Fields->weight() : 0);
}

std::string keyOf(std::string_view raw) {
  raw = raw.substr(1, raw.size() - 2);
  std::string key(unescapedBound(raw.size()), '\0');
  key.resize(unescapeJson(raw, key.data()));
  return key;
}

void TypeSeen::see(std::string_view raw, int depth) {
  if (raw == "null") {
    Null = true;
    return;
  }
  Kind kind = depth > MaxDepth ? Kind::mixed : kindOf(raw);
  bool numbers = (Seen == Kind::integer || Seen == Kind::real) && (kind == Kind::integer || kind == Kind::real);
  Seen = Seen == Kind::none || Seen == kind ? kind : numbers ? Kind::real : Kind::mixed;
  JsonWalker walker(raw);
  if (Seen == Kind::list && walker.open('[')) {
    if (!Element)
      Element = std::make_shared<TypeSeen>();
    while (walker.next())
      Element->see(walker.value(), depth + 1);
  } else if (Seen == Kind::record && walker.open('{')) {
    if (!Fields)
      Fields = std::make_shared<FieldsSeen>();
    Fields->startRecord();
    while (walker.next()) {
      std::string key = keyOf(walker.value());
      walker.skipColon();
      Fields->see(key, walker.value(), depth + 1);
    }
    if (Fields->size() > MaxFields)
      Seen = Kind::mixed;
  }
}

SampledColumn TypeSeen::column(std::string name) const {
  SampledColumn column{std::move(name), SMELT_JSON, Null, SampledColumn::Shape::plain, {}, {}};
  static constexpr smelt_column_type types[] = {SMELT_JSON, SMELT_BOOLEAN, SMELT_INTEGER, SMELT_REAL, SMELT_TEXT};
  if (Seen <= Kind::text)
    column.type = types[int(Seen)];
  if (Seen == Kind::list) {
    column.shape = SampledColumn::Shape::list;
    column.parts.push_back(Element->column(""));
  } else if (Seen == Kind::record) {
    column.shape = SampledColumn::Shape::record;
    column.parts = Fields->columns();
  }
  return column;
}

/// What a cell would be as JSON, as far as its kind goes.
std::string_view kindOfCell(const CsvCell &cell) {
  int64_t integer;
  double real;
  bool boolean;
  if (cell.raw.empty())
    return "null";
  if (parseCsvInteger(cell.raw, integer))
    return "0";
  if (parseCsvReal(cell.raw, real))
    return isWideInteger(cell.raw) ? "\"\"" : "0.0";
  return parseCsvBoolean(cell.raw, boolean) ? "true" : "\"\"";
}

class SchemaSample {
public:
  /// A column that is empty everywhere is of texts.
  void addCsv(const std::vector<std::string> &names, std::string_view record, char delimiter) {
    std::vector<CsvCell> cells;
    if (record.empty() || splitCsv(record, delimiter, cells) || cells.size() != names.size())
      return;
    Fields.startRecord();
    for (size_t i = 0; i < cells.size(); ++i)
      Fields.see(names[i], kindOfCell(cells[i]), 1);
  }

  /// Malformed records tell nothing: a run rejects them.
  void add(std::string_view line, const std::string &file) {
    std::string repaired;
    if (!isValidUtf8(line)) {
      replaceInvalidUtf8(line, repaired);
      repaired.reserve(repaired.size() + SMELT_TEXT_PADDING);
      line = repaired;
    }
    std::vector<std::pair<std::string, std::string_view>> fields;
    JsonRecord json(line);
    JsonField field;
    if (json.open())
      while (json.next(field)) {
        std::string key(field.key);
        if (field.keyEscaped) {
          key.resize(unescapedBound(field.key.size()));
          key.resize(unescapeJson(field.key, key.data()));
        }
        fields.emplace_back(std::move(key), field.rawValue());
      }
    if (json.error())
      return;
    Fields.startRecord();
    for (const auto &[key, raw] : fields)
      Fields.see(key, raw, 1);
    Fields.noteChanges(file);
  }

  bool isEnough() const { return Fields.records() >= MaxRecords; }
  std::vector<SampledColumn> columns() const { return Fields.columns(); }

private:
  FieldsSeen Fields;
};

std::vector<SampledColumn> fixedColumns(const SourceSpec &source) {
  if (source.format == SourceFormat::html)
    return {{"path"}, {"title"}, {"text"}, {"html"}};
  if (source.format == SourceFormat::folder)
    return {{"path"}, {"name"}, {"extension", SMELT_TEXT, true}, {"size", SMELT_REAL}, {"text"}};
  if (source.byFile)
    return {{"text"}, {"path"}};
  return {{"text"}};
}

/// What two files say of a field: a type that holds both.
void merge(SampledColumn &known, const SampledColumn &other) {
  bool optional = known.optional || other.optional;
  auto isNumber = [](const SampledColumn &column) { return column.type == SMELT_INTEGER || column.type == SMELT_REAL; };
  bool nulls = known.type == SMELT_JSON && known.shape == SampledColumn::Shape::plain && known.optional;
  if (nulls) {
    known = other;
  } else if (isNumber(known) && isNumber(other)) {
    known.type = std::max(known.type, other.type); // a real holds both
  } else if (known.type != other.type || known.shape != other.shape || known.parts.size() != other.parts.size()) {
    known = {known.name, SMELT_JSON, false, SampledColumn::Shape::plain, {}, other.seen};
  } else {
    for (size_t i = 0; i < known.parts.size(); ++i)
      merge(known.parts[i], other.parts[i]);
  }
  known.optional = optional;
}

/// The fields that the metadata of the first files tells, less those that no recipe can read.
std::vector<SampledColumn> sampleParquet(const Inputs &inputs, std::string &error) {
  constexpr size_t most = 16;
  std::vector<SampledColumn> columns;
  size_t files = 0;
  for (const Input &input : inputs.files) {
    std::string why;
    auto file = loadParquet(why)->open(input.path, why);
    error = error.empty() && !file ? "`" + input.path + "` cannot be read as Parquet: " + why : error;
    if (!file)
      continue;                             // a run rejects it
    std::vector<bool> seen(columns.size()); // of the fields of earlier files; of names that repeat the first counts
    for (SampledColumn field : file->fields()) {
      auto known =
          std::find_if(columns.begin(), columns.end(), [&](auto &column) { return column.name == field.name; });
      if (field.seen == ParquetUnreadable)
        continue;
      field.seen = input.path;
      field.optional |= known == columns.end() && files > 0;
      if (known == columns.end()) {
        columns.push_back(std::move(field));
      } else if (size_t at = size_t(known - columns.begin()); at < seen.size()) {
        seen[at] = true;
        merge(*known, field);
      }
    }
    for (size_t i = 0; i < seen.size(); ++i)
      columns[i].optional = columns[i].optional || !seen[i];
    if (++files == most)
      break;
  }
  if (files)
    error.clear();
  return columns;
}

void sampleCsv(const SourceSpec &source, const Piece &piece, SchemaSample &sample) {
  forEachCsvRecord(piece.bytes, piece.line, source.delimiter, piece.lineEnd, [&](std::string_view record, uint64_t) {
    if (piece.header && !sample.isEnough())
      sample.addCsv(*piece.header, record, source.delimiter);
  });
}

} // namespace

std::vector<SampledColumn> sampleSource(const SourceSpec &source, std::string &error) {
  Inputs inputs;
  if (Status status = resolveInputs(source, inputs); !status.ok()) {
    error = status.text();
    return {};
  }
  if (source.format == SourceFormat::text || source.format == SourceFormat::html ||
      source.format == SourceFormat::folder)
    return fixedColumns(source);
  for (const Input &input : inputs.files)
    if (input.path == "-") {
      error = "the fields of standard input are not known before it is read; declare them (`row = ...`)";
      return {};
    }
  if (source.format == SourceFormat::parquet)
    return sampleParquet(inputs, error);
  SchemaSample sample;
  ChunkReader reader(source, inputs, ChunkReader::Extent::sample);
  uint64_t bytes = 0;
  for (Chunk chunk; !sample.isEnough() && bytes < MaxBytes && reader.next(chunk);)
    for (const Piece &piece : chunk.pieces) {
      bytes += piece.bytes.size();
      if (source.format == SourceFormat::csv) {
        sampleCsv(source, piece, sample);
        continue;
      }
      forEachLine(piece, [&](std::string_view line, uint64_t) {
        if (!sample.isEnough())
          sample.add(line, inputs.files.empty() ? "rows" : inputs.files[piece.file].path);
      });
    }
  if (!reader.status().ok())
    error = reader.status().text();
  std::vector<SampledColumn> columns = sample.columns();
  if (columns.empty())
    for (const RunError &warning : reader.warnings())
      if (warning.code == errors::MalformedHeader.code)
        error = warning.text;
  if (source.format == SourceFormat::csv)
    for (SampledColumn &column : columns)
      if (column.type == SMELT_JSON)
        column.type = SMELT_TEXT; // kinds that differ are all texts
  return columns;
}

} // namespace smelt::runtime
