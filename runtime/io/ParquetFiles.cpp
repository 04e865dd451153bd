// Parquet: rows that are decoded already become rows of a batch.
#include "runtime/io/JsonRecord.h"
#include "runtime/io/ParquetReader.h"
#include "runtime/io/RowBuilder.h"
#include <cmath>

namespace smelt::runtime {

namespace {

class ParquetParser {
public:
  ParquetParser(const Piece &piece, RowBuilder &rows) : From(piece), Rows(rows) {}
  void add(int64_t row);

private:
  bool takeField(const ExpectedField &expected, ParquetCell cell);
  bool takeNull(const ExpectedField &expected);
  bool takeText(const ExpectedField &expected, std::string_view text);
  bool takeJson(const ExpectedField &expected, ParquetCell cell);
  bool reject(const ExpectedField &field, const std::string &reason) {
    Rows.reject("field \"" + field.column.name + "\" " + reason, Head);
    return false;
  }

  const Piece &From;
  RowBuilder &Rows;
  std::string Room;
  std::string_view Head; ///< the first text of the row
  uint64_t Replaced = 0;
};

bool ParquetParser::takeNull(const ExpectedField &expected) {
  const Column &wanted = expected.column;
  if (expected.index >= 0 && wanted.type == SMELT_JSON && !wanted.optional)
    Rows.setText(size_t(expected.index), Rows.store("null"));
  else if (expected.index >= 0)
    Rows.setState(size_t(expected.index), SMELT_NULL);
  return wanted.optional || wanted.type == SMELT_JSON || reject(expected, "is null");
}

bool ParquetParser::takeText(const ExpectedField &expected, std::string_view text) {
  if (text.size() > Rows.maxDocument())
    return reject(expected, "is longer than max_document (" + std::to_string(Rows.maxDocument()) + " bytes)");
  bool isMade = text.data() == Room.data();
  std::string_view valid = Rows.validUtf8(text, Replaced);
  if (isMade && valid.data() == Room.data())
    valid = Rows.store(valid);
  if (Head.empty())
    Head = valid;
  if (expected.index >= 0)
    Rows.setText(size_t(expected.index), valid);
  return true;
}

/// A field of JSON: what is nested, a number, a boolean, or a text. Where the recipe declares JSON, the text holds it;
/// where files differ in the field's type, it is a string.
bool ParquetParser::takeJson(const ExpectedField &expected, ParquetCell cell) {
  switch (cell.kind) {
  case ParquetCell::Kind::integer:
    Room = std::to_string(cell.integer);
    break;
  case ParquetCell::Kind::real:
    Room.clear();
    appendJsonReal(cell.real, Room);
    break;
  case ParquetCell::Kind::boolean:
    Room = cell.boolean ? "true" : "false";
    break;
  case ParquetCell::Kind::text:
    if (!Rows.isDeclared()) {
      std::string quoted; // the text may lie in `Room`
      appendJsonString(cell.text, quoted);
      Room = std::move(quoted);
      break;
    }
    if (!isJsonValue(cell.text))
      return reject(expected, "is a text that is no JSON");
    [[fallthrough]];
  default:
    return takeText(expected, cell.text);
  }
  return takeText(expected, Room);
}

bool ParquetParser::takeField(const ExpectedField &expected, ParquetCell cell) {
  smelt_column_type type = expected.column.type;
  if (cell.kind == ParquetCell::Kind::null)
    return takeNull(expected);
  if (cell.kind == ParquetCell::Kind::invalid)
    return reject(expected, std::string(cell.text));
  if (cell.kind == ParquetCell::Kind::real && !std::isfinite(cell.real))
    return reject(expected, "is not finite");
  if (type == SMELT_JSON)
    return takeJson(expected, cell);
  if (type == SMELT_TEXT)
    return takeText(expected, cell.text);
  if (expected.index < 0)
    return true;
  size_t column = size_t(expected.index);
  if (type == SMELT_INTEGER)
    Rows.setInteger(column, cell.integer);
  else if (type == SMELT_BOOLEAN)
    Rows.setBoolean(column, cell.boolean);
  else
    Rows.setReal(column, cell.kind == ParquetCell::Kind::integer ? double(cell.integer) : cell.real);
  return true;
}

void ParquetParser::add(int64_t row) {
  Rows.start({}, From.line + uint64_t(row));
  Head = {};
  Replaced = 0;
  const std::vector<ExpectedField> &expected = Rows.expected();
  for (size_t i = 0; i < expected.size(); ++i) {
    int32_t cell = From.fields->cells[i];
    if (cell < 0) {
      if (expected[i].index >= 0) // the file has no such field
        Rows.setState(size_t(expected[i].index), SMELT_NULL);
      continue;
    }
    Room.clear();
    if (!takeField(expected[i], From.rows->cell(size_t(cell), row, Room)))
      return;
  }
  Rows.parsed().replacedUtf8 += Replaced;
  Rows.keep({}, Replaced ? RowTouched : 0);
}

} // namespace

void addParquetRows(const Piece &piece, RowBuilder &rows) {
  ParquetParser parser(piece, rows);
  for (int64_t row = 0; row < int64_t(piece.lines); ++row)
    parser.add(row);
}

} // namespace smelt::runtime
