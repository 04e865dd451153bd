// CSV: a row a record, the fields named by the header of the file or by the declared record.
#include "runtime/io/Csv.h"
#include "runtime/io/JsonRecord.h"
#include "runtime/io/RowBuilder.h"
#include <algorithm>
#include <charconv>
#include <cmath>

namespace smelt::runtime {

bool isCsvCode(std::string_view text) {
  text.remove_prefix(text.starts_with('-'));
  return text.size() > 1 && text[0] == '0' && text[1] >= '0' && text[1] <= '9';
}

bool parseCsvInteger(std::string_view text, int64_t &value) {
  if (isCsvCode(text) || text == "-0")
    return false;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

bool parseCsvReal(std::string_view text, double &value) {
  if (text.empty() || !(text[0] == '-' || text[0] == '.' || (text[0] >= '0' && text[0] <= '9')))
    return false; // "nan" and "inf" are words
  if (isCsvCode(text))
    return false;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end != text.data() + text.size())
    return false;
  if (error == std::errc::result_out_of_range) // too small a number is zero, too large a one has no double
    value = std::strtod(std::string(text).c_str(), nullptr);
  return std::isfinite(value);
}

bool parseCsvBoolean(std::string_view text, bool &value) {
  value = text == "true" || text == "True" || text == "TRUE";
  return value || text == "false" || text == "False" || text == "FALSE";
}

bool isJsonValue(std::string_view text) {
  std::string record = "{\"\":" + std::string(text) + "}";
  size_t size = record.size();
  record.resize(size + SMELT_TEXT_PADDING); // JsonRecord reads past the end
  JsonRecord json(std::string_view(record).substr(0, size));
  JsonField field;
  return json.open() && json.next(field) && !json.next(field) && !json.error();
}

namespace {

const char *neededName(smelt_column_type type) {
  static constexpr const char *names[] = {"a text", "an integer", "a number", "a boolean", "a JSON value"};
  return names[type];
}

class CsvParser {
public:
  CsvParser(const Piece &piece, RowBuilder &rows)
      : Rows(rows), Names(*piece.header), Delimiter(rows.delimiter()), CellOf(rows.expected().size(), -1) {
    for (size_t i = 0; i < CellOf.size(); ++i)
      for (size_t cell = 0; cell < Names.size(); ++cell) // of names that repeat the last counts, as in JSON
        if (Names[cell] == rows.expected()[i].column.name)
          CellOf[i] = int32_t(cell);
  }

  void add(std::string_view record, uint64_t line);

private:
  bool readFields(std::string_view record);
  bool takeField(const ExpectedField &expected, const CsvCell &cell);
  bool setValue(size_t column, smelt_column_type type, const CsvCell &cell);
  bool reject(std::string reason) {
    Rows.reject(std::move(reason));
    return false;
  }

  RowBuilder &Rows;
  const std::vector<std::string> &Names;
  const char Delimiter;
  std::vector<int32_t> CellOf; ///< by expected field: index of its cell, -1 if the header does not name it
  std::vector<CsvCell> Cells;
};

/// Checks the value, and sets it where `column` is one.
bool CsvParser::setValue(size_t column, smelt_column_type type, const CsvCell &cell) {
  bool isRead = column < Rows.columns().size();
  int64_t integer = 0;
  double real = 0;
  bool boolean = false;
  switch (type) {
  case SMELT_TEXT:
    if (isRead)
      Rows.setText(column, cell.escaped ? Rows.store(cell.text()) : cell.raw);
    return true;
  case SMELT_INTEGER:
    if (!parseCsvInteger(cell.raw, integer))
      return false;
    if (isRead)
      Rows.setInteger(column, integer);
    return true;
  case SMELT_REAL:
    if (!parseCsvReal(cell.raw, real))
      return false;
    if (isRead)
      Rows.setReal(column, real);
    return true;
  case SMELT_BOOLEAN:
    if (!parseCsvBoolean(cell.raw, boolean))
      return false;
    if (isRead)
      Rows.setBoolean(column, boolean);
    return true;
  case SMELT_TEXTS:
    return false;
  case SMELT_JSON:
    std::string text = cell.text();
    if (!isJsonValue(text))
      return false;
    if (isRead)
      Rows.setText(column, Rows.store(text));
    return true;
  }
  return false;
}

bool CsvParser::takeField(const ExpectedField &expected, const CsvCell &cell) {
  const Column &wanted = expected.column;
  size_t column = expected.index < 0 ? Rows.columns().size() : size_t(expected.index);
  // Nothing between two delimiters is null; nothing between quotes is the empty text.
  if (cell.raw.empty() && !(cell.quoted && wanted.type == SMELT_TEXT)) {
    if (!wanted.optional)
      return reject("field \"" + wanted.name + "\" is empty, but " + neededName(wanted.type) + " is needed");
    if (expected.index >= 0)
      Rows.setState(column, SMELT_NULL);
    return true;
  }
  if (setValue(column, wanted.type, cell))
    return true;
  constexpr size_t most = 40;
  std::string shown(cell.raw.substr(0, most));
  while (!shown.empty() && cell.raw.size() > most && (uint8_t(shown.back()) & 0x80))
    shown.pop_back(); // no half character
  return reject("field \"" + wanted.name + "\" is `" + shown + (cell.raw.size() > most ? "...`" : "`") +
                (isCsvCode(cell.raw) ? ", a code with a leading zero" : "") + ", but " + neededName(wanted.type) +
                " is needed");
}

bool CsvParser::readFields(std::string_view record) {
  if (const char *error = splitCsv(record, Delimiter, Cells))
    return reject(std::string("malformed CSV: ") + error);
  if (Cells.size() != Names.size())
    return reject("the row has " + std::to_string(Cells.size()) + (Cells.size() == 1 ? " field" : " fields") +
                  ", but " + std::to_string(Names.size()) + (Names.size() == 1 ? " is named" : " are named"));
  for (size_t i = 0; i < CellOf.size(); ++i) {
    const ExpectedField &expected = Rows.expected()[i];
    if (CellOf[i] < 0 && !expected.column.optional)
      return reject("there is no field \"" + expected.column.name + "\"");
    if (CellOf[i] >= 0 && !takeField(expected, Cells[size_t(CellOf[i])]))
      return false;
  }
  return true;
}

void CsvParser::add(std::string_view record, uint64_t line) {
  if (record.empty())
    return;
  Rows.start(record, line);
  if (record.size() > Rows.maxDocument()) {
    reject("the document is longer than max_document (" + std::to_string(Rows.maxDocument()) + " bytes)");
    return;
  }
  uint64_t replaced = 0;
  if (!readFields(Rows.validUtf8(record, replaced)))
    return;
  Rows.parsed().replacedUtf8 += replaced;
  Rows.keep({}, replaced ? RowTouched : 0);
}

} // namespace

void addCsvRecords(const Piece &piece, RowBuilder &rows) {
  CsvParser parser(piece, rows);
  forEachCsvRecord(piece.bytes, piece.line, rows.delimiter(), piece.lineEnd,
                   [&](std::string_view record, uint64_t line) { parser.add(record, line); });
}

} // namespace smelt::runtime
