#include "runtime/parquet/Cells.h"
#include "runtime/io/JsonRecord.h"
#include <arrow/api.h>
#include <arrow/extension_type.h>
#include <arrow/util/float16.h>
#include <arrow/util/string.h>
#include <cctype>
#include <chrono>
#include <cmath>

namespace smelt::parquet {

using arrow::Type;
using runtime::ParquetCell;

namespace {

ParquetCell integer(int64_t value) { return {ParquetCell::Kind::integer, {}, value}; }
ParquetCell real(double value) { return {ParquetCell::Kind::real, {}, 0, value}; }
ParquetCell text(std::string_view value) { return {ParquetCell::Kind::text, value}; }
ParquetCell invalid(std::string_view why) { return {ParquetCell::Kind::invalid, why}; }
/// Made text; readable past its end.
ParquetCell made(std::string &room, ParquetCell::Kind kind = ParquetCell::Kind::text) {
  room.reserve(room.size() + SMELT_TEXT_PADDING);
  return {kind, room};
}

template <class ArrayType> auto valueOf(const arrow::Array &array, int64_t row) {
  return static_cast<const ArrayType &>(array).GetView(row);
}

/// `hh:mm:ss` and a fraction with as many digits as the unit has.
void appendTime(int64_t sinceMidnight, arrow::TimeUnit::type unit, std::string &out) {
  static constexpr int64_t perSecond[] = {1, 1'000, 1'000'000, 1'000'000'000};
  int64_t seconds = sinceMidnight / perSecond[unit], fraction = sinceMidnight % perSecond[unit];
  char buffer[32];
  std::snprintf(buffer, sizeof(buffer), "%02d:%02d:%02d", int(seconds / 3600), int(seconds / 60 % 60),
                int(seconds % 60));
  out += buffer;
  if (unit == arrow::TimeUnit::SECOND)
    return;
  std::snprintf(buffer, sizeof(buffer), ".%0*lld", 3 * int(unit), static_cast<long long>(fraction));
  out += buffer;
}

bool appendDate(int64_t days, std::string &out) {
  if (days < -1'000'000 || days > 10'000'000) // the calendar of <chrono> ends at the year 32767
    return false;
  std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{days}}};
  char buffer[40];
  std::snprintf(buffer, sizeof(buffer), "%04d-%02u-%02u", int(date.year()), unsigned(date.month()),
                unsigned(date.day()));
  out += buffer;
  return true;
}

constexpr int64_t DayIn[] = {86'400, 86'400'000, 86'400'000'000, 86'400'000'000'000}; ///< by unit

/// RFC 3339; with `Z` where the column is of instants, without where it is of local times.
ParquetCell timestamp(const arrow::Array &array, int64_t row, std::string &room) {
  const auto &type = static_cast<const arrow::TimestampType &>(*array.type());
  int64_t value = valueOf<arrow::TimestampArray>(array, row), day = DayIn[type.unit()];
  int64_t days = value / day - (value % day < 0);
  if (!appendDate(days, room))
    return invalid("is a time that no calendar has");
  room += 'T';
  appendTime(value - days * day, type.unit(), room);
  room += type.timezone().empty() ? "" : "Z";
  return made(room);
}

ParquetCell timeOfDay(int64_t value, arrow::TimeUnit::type unit, std::string &room) {
  if (value < 0 || value >= DayIn[unit])
    return invalid("is no time of a day");
  appendTime(value, unit, room);
  return made(room);
}

ParquetCell number(const arrow::Array &array, int64_t row) {
  switch (array.type_id()) {
  case Type::INT8:
    return integer(valueOf<arrow::Int8Array>(array, row));
  case Type::INT16:
    return integer(valueOf<arrow::Int16Array>(array, row));
  case Type::INT32:
    return integer(valueOf<arrow::Int32Array>(array, row));
  case Type::INT64:
    return integer(valueOf<arrow::Int64Array>(array, row));
  case Type::UINT8:
    return integer(valueOf<arrow::UInt8Array>(array, row));
  case Type::UINT16:
    return integer(valueOf<arrow::UInt16Array>(array, row));
  case Type::UINT32:
    return integer(valueOf<arrow::UInt32Array>(array, row));
  case Type::UINT64: {
    uint64_t value = valueOf<arrow::UInt64Array>(array, row);
    return value >> 63 ? invalid("does not fit 64 bits with a sign") : integer(int64_t(value));
  }
  case Type::HALF_FLOAT:
    return real(arrow::util::Float16::FromBits(valueOf<arrow::HalfFloatArray>(array, row)).ToDouble());
  case Type::FLOAT:
    return real(valueOf<arrow::FloatArray>(array, row));
  default:
    return real(valueOf<arrow::DoubleArray>(array, row));
  }
}

ParquetCell decimal(const arrow::Array &array, int64_t row, std::string &room) {
  auto scalar = array.GetScalar(row);
  if (!scalar.ok())
    return invalid("is no number");
  room += (*scalar)->ToString();
  return made(room);
}

/// `f81d4fae-7dec-11d0-a765-00a0c91e6bf6` (RFC 9562).
ParquetCell uuid(const arrow::Array &bytes, int64_t row, std::string &room) {
  std::string digits = arrow::HexEncode(valueOf<arrow::FixedSizeBinaryArray>(bytes, row));
  for (size_t at : {8, 13, 18, 23})
    digits.insert(at, 1, '-');
  for (char digit : digits)
    room += char(std::tolower(digit));
  return made(room);
}

ParquetCell extension(const arrow::ExtensionArray &array, int64_t row, std::string &room) {
  bool isUuid = static_cast<const arrow::ExtensionType &>(*array.type()).extension_name() == "arrow.uuid";
  return isUuid ? uuid(*array.storage(), row, room) : cellOf(*array.storage(), row, room);
}

/// Null, or why the value has no JSON.
const char *appendJson(const arrow::Array &array, int64_t row, std::string &out);

const char *appendElements(const arrow::Array &values, int64_t from, int64_t to, std::string &out) {
  const char *error = nullptr;
  out += '[';
  for (int64_t i = from; i < to && !error; ++i) {
    out += i > from ? "," : "";
    error = appendJson(values, i, out);
  }
  out += ']';
  return error;
}

const char *appendRecord(const arrow::StructArray &record, int64_t row, std::string &out) {
  const char *error = nullptr;
  out += '{';
  for (int i = 0; i < record.num_fields() && !error; ++i) {
    out += i ? "," : "";
    runtime::appendJsonString(record.struct_type()->field(i)->name(), out);
    out += ':';
    error = appendJson(*record.field(i), row, out);
  }
  out += '}';
  return error;
}

const char *appendNested(const arrow::Array &array, int64_t row, std::string &out) {
  auto elements = [&](const auto &list) {
    return appendElements(*list.values(), list.value_offset(row), list.value_offset(row) + list.value_length(row), out);
  };
  switch (array.type_id()) {
  case Type::LARGE_LIST:
    return elements(static_cast<const arrow::LargeListArray &>(array));
  case Type::FIXED_SIZE_LIST:
    return elements(static_cast<const arrow::FixedSizeListArray &>(array));
  case Type::LIST_VIEW:
    return elements(static_cast<const arrow::ListViewArray &>(array));
  case Type::LARGE_LIST_VIEW:
    return elements(static_cast<const arrow::LargeListViewArray &>(array));
  case Type::STRUCT:
    return appendRecord(static_cast<const arrow::StructArray &>(array), row, out);
  default:
    return elements(static_cast<const arrow::ListArray &>(array));
  }
}

bool isNested(Type::type type) {
  return arrow::is_list_like(type) || arrow::is_list_view(type) || type == Type::STRUCT;
}

const char *appendJson(const arrow::Array &array, int64_t row, std::string &out) {
  if (isNested(array.type_id()) && !array.IsNull(row))
    return appendNested(array, row, out);
  std::string room;
  ParquetCell cell = cellOf(array, row, room);
  switch (cell.kind) {
  case ParquetCell::Kind::null:
    out += "null";
    break;
  case ParquetCell::Kind::text:
    runtime::appendJsonString(cell.text, out);
    break;
  case ParquetCell::Kind::json:
    out += cell.text;
    break;
  case ParquetCell::Kind::integer:
    out += std::to_string(cell.integer);
    break;
  case ParquetCell::Kind::boolean:
    out += cell.boolean ? "true" : "false";
    break;
  case ParquetCell::Kind::real:
    if (!std::isfinite(cell.real))
      return "holds a number that is not finite";
    runtime::appendJsonReal(cell.real, out);
    break;
  case ParquetCell::Kind::invalid:
    return "holds a value that has no JSON";
  }
  return nullptr;
}

ParquetCell temporal(const arrow::Array &array, int64_t row, std::string &room) {
  bool known = true;
  switch (array.type_id()) {
  case Type::DATE32:
    known = appendDate(valueOf<arrow::Date32Array>(array, row), room);
    break;
  case Type::DATE64: {
    int64_t value = valueOf<arrow::Date64Array>(array, row);
    known = appendDate(value / 86'400'000 - (value % 86'400'000 < 0), room);
    break;
  }
  case Type::TIME32:
    return timeOfDay(valueOf<arrow::Time32Array>(array, row),
                     static_cast<const arrow::Time32Type &>(*array.type()).unit(), room);
  default:
    return timeOfDay(valueOf<arrow::Time64Array>(array, row),
                     static_cast<const arrow::Time64Type &>(*array.type()).unit(), room);
  }
  return known ? made(room) : invalid("is a date that no calendar has");
}

ParquetCell nested(const arrow::Array &array, int64_t row, std::string &room) {
  if (const char *error = appendNested(array, row, room))
    return invalid(error);
  return made(room, ParquetCell::Kind::json);
}

} // namespace

ParquetCell cellOf(const arrow::Array &array, int64_t row, std::string &room) {
  if (array.IsNull(row))
    return {};
  switch (array.type_id()) {
  case Type::NA:
    return {};
  case Type::BOOL:
    return {ParquetCell::Kind::boolean, {}, 0, 0, valueOf<arrow::BooleanArray>(array, row)};
  case Type::STRING:
  case Type::BINARY:
    return text(valueOf<arrow::BinaryArray>(array, row));
  case Type::LARGE_STRING:
  case Type::LARGE_BINARY:
    return text(valueOf<arrow::LargeBinaryArray>(array, row));
  case Type::STRING_VIEW:
  case Type::BINARY_VIEW:
    return text(valueOf<arrow::BinaryViewArray>(array, row));
  case Type::FIXED_SIZE_BINARY:
    return text(valueOf<arrow::FixedSizeBinaryArray>(array, row));
  case Type::DECIMAL32:
  case Type::DECIMAL64:
  case Type::DECIMAL128:
  case Type::DECIMAL256:
    return decimal(array, row, room);
  case Type::DATE32:
  case Type::DATE64:
  case Type::TIME32:
  case Type::TIME64:
    return temporal(array, row, room);
  case Type::TIMESTAMP:
    return timestamp(array, row, room);
  case Type::DICTIONARY: {
    const auto &coded = static_cast<const arrow::DictionaryArray &>(array);
    return cellOf(*coded.dictionary(), coded.GetValueIndex(row), room);
  }
  case Type::EXTENSION:
    return extension(static_cast<const arrow::ExtensionArray &>(array), row, room);
  default:
    return isNested(array.type_id()) ? nested(array, row, room) : number(array, row);
  }
}

} // namespace smelt::parquet
