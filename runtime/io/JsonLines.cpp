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
  case SMELT_TEXTS:
    break;
  }
  return "";
}

/// A number that is out of range for its column, whatever it is read for.
const char *rangeError(const JsonField &field, smelt_column_type type, int64_t &integer, double &real) {
  const char *begin = field.value.data(), *end = begin + field.value.size();
  if (type == SMELT_INTEGER)
    return std::from_chars(begin, end, integer).ec == std::errc() ? nullptr : "does not fit 64 bits";
  if (std::from_chars(begin, end, real).ec == std::errc())
    return nullptr;
  // Too small a number is zero; too large a one has no double.
  real = std::strtod(std::string(field.value).c_str(), nullptr);
  return real > 1 || real < -1 ? "is too large a number" : nullptr;
}

/// False where it takes a conversion to know whether a number is in range.
bool isInRange(const JsonField &field) {
  static constexpr size_t DigitsOfAnyInteger = 18;
  return field.kind == JsonKind::integer && field.value.size() <= DigitsOfAnyInteger;
}

bool isOfType(JsonKind kind, smelt_column_type type) {
  switch (type) {
  case SMELT_TEXT:
    return kind == JsonKind::string;
  case SMELT_BOOLEAN:
    return kind == JsonKind::boolean;
  case SMELT_INTEGER:
    return kind == JsonKind::integer;
  case SMELT_REAL:
    return kind == JsonKind::integer || kind == JsonKind::real;
  case SMELT_JSON:
    return true;
  case SMELT_TEXTS:
    break;
  }
  return false;
}

class JsonLineParser {
public:
  explicit JsonLineParser(RowBuilder &rows)
      : Rows(rows), Found(rows.expected().size()), Present(rows.expected().size()) {
    if (const std::optional<SourceSpec::Raw> &raw = rows.raw()) {
      RawField = raw->field;
      Filter.emplace(raw->strings);
    }
  }
  void add(std::string_view line, uint64_t number);

private:
  bool readFields(std::string_view record);
  size_t indexOf(std::string_view key);
  Arena *roomFor(size_t index) const;
  RawStringFilter *filterFor(size_t index);
  bool takeField(const ExpectedField &expected, const JsonField &field);
  void setField(size_t column, const JsonField &field);
  void setText(size_t column, const JsonField &field);
  bool reject(std::string reason) {
    Rows.reject(std::move(reason));
    return false;
  }
  bool reject(const ExpectedField &field, const std::string &reason) {
    return reject("field \"" + field.column.name + "\" " + reason);
  }

  RowBuilder &Rows;
  std::vector<JsonField> Found; ///< by expected field; valid where Present
  std::vector<uint8_t> Present;
  size_t Likely = 0; ///< the expected field that the next key is guessed to name: records tend to have one order
  KeySeen Others;
  uint64_t Duplicates = 0;
  std::string_view Longest, LongestText; ///< string of the record, as JSON; see RowInfo
  std::string_view RawField;             ///< whose strings the filter, if there is one, may leave as they are
  std::optional<RawStringFilter> Filter;
};

void JsonLineParser::setText(size_t column, const JsonField &field) {
  Rows.setText(column, field.text);
  if (field.isRaw)
    Rows.setState(column, SMELT_RAW);
  else if (field.textIsOurs && field.value.data() == Longest.data())
    LongestText = field.text;
}

/// Values of the columns that are read; `field` is of the column's type.
void JsonLineParser::setField(size_t column, const JsonField &field) {
  int64_t integer = 0;
  double real = 0;
  switch (Rows.columns()[column].type) {
  case SMELT_JSON:
    Rows.setText(column, field.rawValue());
    break;
  case SMELT_TEXT:
    setText(column, field);
    break;
  case SMELT_TEXTS:
    break;
  case SMELT_BOOLEAN:
    Rows.setBoolean(column, field.value[0] == 't');
    break;
  case SMELT_INTEGER:
    rangeError(field, SMELT_INTEGER, integer, real);
    Rows.setInteger(column, integer);
    break;
  case SMELT_REAL:
    rangeError(field, SMELT_REAL, integer, real);
    Rows.setReal(column, real);
    break;
  }
}

/// Holds a value to what is expected of it, and makes it where it is read.
bool JsonLineParser::takeField(const ExpectedField &expected, const JsonField &field) {
  const Column &wanted = expected.column;
  if (field.kind == JsonKind::null && (wanted.optional || wanted.type != SMELT_JSON)) {
    if (expected.index >= 0)
      Rows.setState(size_t(expected.index), SMELT_NULL);
    return wanted.optional || reject(expected, "is null");
  }
  if (!isOfType(field.kind, wanted.type))
    return reject(expected,
                  std::string("is ") + kindName(field.kind) + ", but " + typeName(wanted.type) + " is needed");
  int64_t integer = 0;
  double real = 0;
  if ((wanted.type == SMELT_INTEGER || wanted.type == SMELT_REAL) && !isInRange(field))
    if (const char *error = rangeError(field, wanted.type, integer, real))
      return reject(expected, error);
  if (expected.index >= 0)
    setField(size_t(expected.index), field);
  return true;
}

/// The expected field of that name, or their number.
size_t JsonLineParser::indexOf(std::string_view key) {
  const std::vector<ExpectedField> &expected = Rows.expected();
  for (size_t i = Likely; i < expected.size(); ++i)
    if (expected[i].column.name == key)
      return Likely = i + 1, i;
  for (size_t i = 0; i < std::min(Likely, expected.size()); ++i)
    if (expected[i].column.name == key)
      return Likely = i + 1, i;
  return expected.size();
}

/// Where the text of an expected field goes, if somebody reads it.
Arena *JsonLineParser::roomFor(size_t index) const {
  if (index == Rows.expected().size())
    return nullptr;
  const ExpectedField &field = Rows.expected()[index];
  return field.index >= 0 && field.column.type == SMELT_TEXT ? &Rows.room() : nullptr;
}

RawStringFilter *JsonLineParser::filterFor(size_t index) {
  return Filter && index < Rows.expected().size() && Rows.expected()[index].column.name == RawField ? &*Filter
                                                                                                    : nullptr;
}

/// Sets the columns; where a key repeats, its last value counts. What is wrong with a record is looked for in one
/// order, its form as a whole first and then field after field of the schema, so that the reason does not depend on the
/// columns read.
bool JsonLineParser::readFields(std::string_view record) {
  const std::vector<ExpectedField> &expected = Rows.expected();
  std::fill(Present.begin(), Present.end(), 0);
  JsonRecord json(record);
  JsonField field;
  Others.clear();
  Duplicates = Likely = 0;
  Longest = LongestText = {};
  if (json.open()) {
    while (json.nextKey(field)) {
      std::string_view key = Rows.unescaped(field.key, field.keyEscaped);
      size_t index = indexOf(key);
      if (!json.readValue(field, roomFor(index), filterFor(index)))
        break;
      if (field.kind == JsonKind::string && field.value.size() > Longest.size())
        Longest = field.value;
      if (index == expected.size()) {
        Duplicates += !Others.add(key);
        continue;
      }
      Duplicates += Present[index];
      Found[index] = field;
      Present[index] = 1;
    }
  }
  if (json.error())
    return reject(json.isNotObject() ? json.error() : std::string("malformed JSON: ") + json.error());
  for (size_t i = 0; i < expected.size(); ++i) {
    if (Present[i] && !takeField(expected[i], Found[i]))
      return false;
    if (!Present[i] && !expected[i].column.optional)
      return reject("there is no field \"" + expected[i].column.name + "\"");
  }
  return true;
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
  Rows.keep(record, flags, Longest, LongestText);
}

} // namespace

void addJsonLines(const Piece &piece, RowBuilder &rows) {
  JsonLineParser parser(rows);
  forEachLine(piece, [&](std::string_view line, uint64_t number) { parser.add(line, number); });
}

} // namespace smelt::runtime
