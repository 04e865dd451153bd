#include "runtime/io/SourceParser.h"
#include "runtime/io/JsonRecord.h"
#include "runtime/io/RowBuilder.h"
#include "runtime/io/Utf8.h"
#include <algorithm>
#include <cstring>
#include <limits>
#include <new>

namespace smelt::runtime {

std::vector<ExpectedField> expectedFields(const std::vector<Column> &schema, const std::vector<Column> &read) {
  std::vector<ExpectedField> expected;
  for (const Column &column : schema)
    expected.push_back({column, -1});
  for (size_t i = 0; i < read.size(); ++i) {
    auto isSame = [&](const ExpectedField &field) { return field.column.name == read[i].name; };
    auto known = std::find_if(expected.begin(), expected.end(), isSame);
    if (known == expected.end())
      known = expected.insert(known, {read[i], -1});
    known->index = int32_t(i);
  }
  return expected;
}

SourceParser::SourceParser(const SourceSpec &spec, const std::vector<Column> &columns, const Inputs &inputs,
                           uint32_t source, uint32_t firstSplit)
    : Spec(spec), Columns(columns), Expected(expectedFields(spec.schema, columns)), Files(inputs), Source(source),
      FirstSplit(firstSplit) {}

void SourceParser::addPiece(const Piece &piece, RowBuilder &rows) const {
  switch (Spec.format) {
  case SourceFormat::jsonl:
  case SourceFormat::rows:
    return addJsonLines(piece, rows);
  case SourceFormat::csv:
    if (piece.header)
      addCsvRecords(piece, rows);
    return;
  case SourceFormat::parquet:
    if (piece.rows)
      addParquetRows(piece, rows);
    return;
  case SourceFormat::html:
    if (piece.lines)
      addHtmlFile(piece, rows);
    return;
  case SourceFormat::folder:
    if (piece.lines)
      addTextFile(piece, rows);
    return;
  case SourceFormat::text:
    if (!Spec.byFile)
      addTextLines(piece, rows);
    else if (piece.lines)
      addTextFile(piece, rows);
  }
}

void SourceParser::parse(const Chunk &chunk, smelt_context &context, ParsedChunk &parsed) const {
  int64_t capacity = 0;
  for (const Piece &piece : chunk.pieces)
    capacity += int64_t(piece.lines);
  RowBuilder rows(*this, context, parsed, capacity);
  for (const Piece &piece : chunk.pieces) {
    rows.startPiece(piece);
    addPiece(piece, rows);
    parsed.rejects.insert(parsed.rejects.end(), piece.rejects.begin(), piece.rejects.end());
  }
  rows.finish();
}

RowBuilder::RowBuilder(const SourceParser &parser, smelt_context &context, ParsedChunk &parsed, int64_t capacity)
    : Parser(parser), Memory(context), Parsed(parsed) {
  for (const Column &column : parser.Columns)
    Values.emplace_back(column.type, capacity);
  Info->reserve(size_t(capacity));
}

void RowBuilder::startPiece(const Piece &piece) {
  Current = &piece;
  if (piece.memory)
    Blocks.push_back(piece.memory);
}

void RowBuilder::start(std::string_view document, uint64_t line) {
  Document = document;
  Line = line;
  for (ColumnValues &column : Values)
    column.state()[Rows] = SMELT_ABSENT;
}

void RowBuilder::setText(size_t column, std::string_view text) {
  Values[column].texts()[Rows] = {text.data(), int64_t(text.size())};
  setState(column, SMELT_OK);
}

void RowBuilder::setInteger(size_t column, int64_t value) {
  Values[column].integers()[Rows] = value;
  setState(column, SMELT_OK);
}

void RowBuilder::setReal(size_t column, double value) {
  Values[column].reals()[Rows] = value;
  setState(column, SMELT_OK);
}

void RowBuilder::setBoolean(size_t column, bool value) {
  Values[column].booleans()[Rows] = value;
  setState(column, SMELT_OK);
}

void RowBuilder::keep(std::string_view record, uint8_t flags, std::string_view longest, std::string_view longestText) {
  RowInfo info;
  info.ordinal = {Parser.Source, Current->file, 0, Line};
  info.flags = flags;
  info.offset = Current->offset + uint64_t(Document.data() - Current->bytes.data());
  const std::vector<Input> &files = Parser.Files.files;
  info.split = Parser.FirstSplit + (files.empty() ? 0 : splitAt(files[Current->file], info.offset));
  info.record = record;
  if (!longest.empty() && record.size() <= std::numeric_limits<uint32_t>::max()) {
    info.longestAt = uint32_t(longest.data() - record.data());
    info.longestSize = uint32_t(longest.size());
    info.longestText = longestText;
  }
  Info->push_back(info);
  // Values that are not there still point somewhere that may be read.
  for (ColumnValues &column : Values)
    if (column.holdsText() && column.state()[Rows] != SMELT_OK && column.state()[Rows] != SMELT_RAW)
      column.texts()[Rows] = {Current->memory.get(), 0};
  ++Rows;
}

void RowBuilder::reject(std::string reason, std::string_view head) {
  uint64_t offset = Current->offset + uint64_t(Document.data() - Current->bytes.data());
  Parsed.rejects.push_back({path(), offset, Line + 1, std::move(reason), rejectHead(head)});
}

std::string_view RowBuilder::store(std::string_view text) {
  char *copy = static_cast<char *>(Memory.alloc(text.size()));
  if (!copy)
    throw std::bad_alloc(); // ends the run with E0813, see Executor
  std::memcpy(copy, text.data(), text.size());
  return {copy, text.size()};
}

std::string_view RowBuilder::validUtf8(std::string_view bytes, uint64_t &replaced) {
  if (isValidUtf8(bytes))
    return bytes;
  std::string repaired;
  uint64_t count = replaceInvalidUtf8(bytes, repaired);
  replaced += count;
  return store(repaired);
}

std::string_view RowBuilder::unescaped(std::string_view raw, bool escaped) {
  if (!escaped)
    return raw;
  char *out = static_cast<char *>(Memory.alloc(unescapedBound(raw.size())));
  if (!out)
    throw std::bad_alloc();
  size_t size = unescapeJson(raw, out);
  Memory.arena.shrinkLast(out, size);
  return {out, size};
}

const std::string &RowBuilder::path() const {
  static const std::string Literals = "rows";
  return Parser.Files.files.empty() ? Literals : Parser.Files.files[Current->file].path;
}

std::string_view RowBuilder::pathText() { return pathPart(path()); }

std::string_view RowBuilder::pathPart(std::string_view part) {
  std::string valid;
  replaceInvalidUtf8(part, valid);
  return store(valid);
}

void RowBuilder::finish() {
  auto batch = std::make_shared<Batch>();
  batch->rows = Rows;
  batch->columns = std::move(Values);
  batch->info = std::move(Info);
  batch->memory = std::move(Blocks);
  batch->keepAlive(Memory.arena.takeBlocks());
  Parsed.batch = std::move(batch);
}

} // namespace smelt::runtime
