// JSON lines: one record a line, only the columns that someone reads are made.
#include "runtime/io/JsonRecord.h"
#include "runtime/io/RowBuilder.h"
#include "runtime/io/Utf8.h"
#include <charconv>
#include <unordered_set>

namespace smelt::runtime {

namespace {

/// The keys of one record, to notice those that repeat.
class KeySeen {
public:
  void clear() {
    Few.clear();
    Many.clear();
  }
  /// False if the key was there before.
  bool add(std::string_view key) {
    if (Many.empty()) {
      for (std::string_view other : Few)
        if (other == key)
          return false;
      Few.push_back(key);
      if (Few.size() > 32)
        Many.insert(Few.begin(), Few.end());
      return true;
    }
    return Many.insert(key).second;
  }

private:
  std::vector<std::string_view> Few;
  std::unordered_set<std::string_view> Many;
};

const char *kindName(JsonKind kind) {
  switch (kind) {
  case JsonKind::null:
    return "null";
  case JsonKind::boolean:
    return "a boolean";
  case JsonKind::integer:
    return "an integer";
  case JsonKind::real:
    return "a number";
  case JsonKind::string:
    return "a string";
  case JsonKind::array:
    return "an array";
  case JsonKind::object:
    return "an object";
  }
  return "";
}

const char *typeName(smelt_column_type type) {
  switch (type) {
  case SMELT_TEXT:
    return "a string";
  case SMELT_INTEGER:
    return "an integer";
  case SMELT_REAL:
    return "a number";
  case SMELT_BOOLEAN:
    return "a boolean";
  case SMELT_JSON:
    return "a value";
  }
  return "";
}

class JsonLineParser {
public:
  explicit JsonLineParser(RowBuilder &rows)
      : Rows(rows), Found(rows.columns().size()), Present(rows.columns().size()) {}
  void add(std::string_view line, uint64_t number);

private:
  bool readFields(std::string_view record);
  bool setField(size_t column, const JsonField &field);
  bool setNumber(size_t column, const JsonField &field);
  bool checkPresent();
  bool reject(std::string reason) {
    Rows.reject(std::move(reason));
    return false;
  }
  std::string fieldName(size_t column) const { return "field \"" + Rows.columns()[column].name + "\""; }

  RowBuilder &Rows;
  std::vector<JsonField> Found; ///< by column; valid where Present
  std::vector<bool> Present;
  KeySeen Keys;
  uint64_t Duplicates = 0;
};

bool JsonLineParser::setNumber(size_t column, const JsonField &field) {
  const char *begin = field.value.data(), *end = begin + field.value.size();
  if (Rows.columns()[column].type == SMELT_INTEGER) {
    int64_t value = 0;
    if (std::from_chars(begin, end, value).ec != std::errc())
      return reject(fieldName(column) + " does not fit 64 bits");
    Rows.setInteger(column, value);
    return true;
  }
  double value = 0;
  // Too small a number is zero; too large a one has no double.
  if (std::from_chars(begin, end, value).ec != std::errc()) {
    value = std::strtod(std::string(field.value).c_str(), nullptr);
    if (value > 1 || value < -1)
      return reject(fieldName(column) + " is too large a number");
  }
  Rows.setReal(column, value);
  return true;
}

bool JsonLineParser::setField(size_t column, const JsonField &field) {
  const Column &wanted = Rows.columns()[column];
  if (field.kind == JsonKind::null && (wanted.optional || wanted.type != SMELT_JSON)) {
    Rows.setState(column, SMELT_NULL);
    return wanted.optional || reject(fieldName(column) + " is null");
  }
  bool number = field.kind == JsonKind::integer || field.kind == JsonKind::real;
  if (wanted.type == SMELT_JSON)
    Rows.setText(column, field.rawValue());
  else if (wanted.type == SMELT_TEXT && field.kind == JsonKind::string)
    Rows.setText(column, Rows.unescaped(field.value, field.valueEscaped));
  else if (wanted.type == SMELT_BOOLEAN && field.kind == JsonKind::boolean)
    Rows.setBoolean(column, field.value[0] == 't');
  else if ((wanted.type == SMELT_INTEGER && field.kind == JsonKind::integer) || (wanted.type == SMELT_REAL && number))
    return setNumber(column, field);
  else
    return reject(fieldName(column) + " is " + kindName(field.kind) + ", but " + typeName(wanted.type) + " is needed");
  return true;
}

bool JsonLineParser::checkPresent() {
  for (size_t column = 0; column < Rows.columns().size(); ++column)
    if (Rows.state(column) == SMELT_ABSENT && !Rows.columns()[column].optional)
      return reject("there is no " + fieldName(column));
  return true;
}

/// Sets the columns; where a key repeats, its last value counts. What is wrong with a record is looked for in one
/// order: its form as a whole first, so that the reason does not depend on the columns read.
bool JsonLineParser::readFields(std::string_view record) {
  static constexpr size_t None = size_t(-1);
  std::vector<JsonField> &found = Found;
  std::fill(Present.begin(), Present.end(), false);
  JsonRecord json(record);
  JsonField field;
  Keys.clear();
  Duplicates = 0;
  if (json.open()) {
    while (json.next(field)) {
      std::string_view key = Rows.unescaped(field.key, field.keyEscaped);
      Duplicates += !Keys.add(key);
      size_t column = None;
      for (size_t i = 0; i < found.size() && column == None; ++i)
        if (Rows.columns()[i].name == key)
          column = i;
      if (column != None) {
        found[column] = field;
        Present[column] = true;
      }
    }
  }
  if (json.error())
    return reject(json.isNotObject() ? json.error() : std::string("malformed JSON: ") + json.error());
  for (size_t column = 0; column < found.size(); ++column)
    if (Present[column] && !setField(column, found[column]))
      return false;
  return checkPresent();
}

void JsonLineParser::add(std::string_view line, uint64_t number) {
  if (line.find_first_not_of(" \t\r") == line.npos)
    return;
  Rows.start(line, number);
  if (line.size() > Rows.maxDocument()) {
    Rows.reject("the document is longer than max_document (" + std::to_string(Rows.maxDocument()) + " bytes)");
    return;
  }
  uint64_t replaced = 0;
  std::string_view record = Rows.validUtf8(line, replaced);
  if (!readFields(record))
    return;
  Rows.parsed().replacedUtf8 += replaced;
  Rows.parsed().duplicateKeys += Duplicates;
  uint8_t flags = replaced || Duplicates ? RowTouched : 0;
  if (Duplicates)
    flags |= RowDuplicateKeys;
  Rows.keep(record, flags);
}

} // namespace

void addJsonLines(const Piece &piece, RowBuilder &rows) {
  JsonLineParser parser(rows);
  forEachLine(piece, [&](std::string_view line, uint64_t number) { parser.add(line, number); });
}

} // namespace smelt::runtime
