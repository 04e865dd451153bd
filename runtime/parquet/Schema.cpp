#include "runtime/parquet/Schema.h"
#include <arrow/api.h>
#include <arrow/extension_type.h>

namespace smelt::parquet {

using runtime::FieldSchema;
using Shape = FieldSchema::Shape;

static FieldSchema schemaOf(std::string name, const arrow::DataType &type, bool nullable);

static FieldSchema unreadable(std::string name, const arrow::DataType &type) {
  FieldSchema schema{std::move(name), SMELT_JSON, true};
  schema.parts.push_back({type.ToString()});
  schema.seen = runtime::ParquetUnreadable;
  return schema;
}

static bool isUnreadable(const FieldSchema &schema) { return schema.seen == runtime::ParquetUnreadable; }

/// A list, or the entries of a map: records with `key` and `value`.
static FieldSchema listOf(std::string name, const arrow::DataType &type, bool nullable) {
  const arrow::Field &element = *type.field(0);
  FieldSchema part = schemaOf("", *element.type(), element.nullable());
  if (isUnreadable(part))
    return unreadable(std::move(name), type);
  return {std::move(name), SMELT_JSON, nullable, Shape::list, {std::move(part)}};
}

static FieldSchema recordOf(std::string name, const arrow::DataType &type, bool nullable) {
  FieldSchema schema{name, SMELT_JSON, nullable, Shape::record};
  for (const std::shared_ptr<arrow::Field> &field : type.fields()) {
    schema.parts.push_back(schemaOf(*field));
    if (isUnreadable(schema.parts.back()))
      return unreadable(std::move(name), type);
  }
  return schema;
}

static FieldSchema schemaOf(std::string name, const arrow::DataType &type, bool nullable) {
  using arrow::Type;
  switch (type.id()) {
  case Type::BOOL:
    return {std::move(name), SMELT_BOOLEAN, nullable};
  case Type::INT8:
  case Type::INT16:
  case Type::INT32:
  case Type::INT64:
  case Type::UINT8:
  case Type::UINT16:
  case Type::UINT32:
  case Type::UINT64:
    return {std::move(name), SMELT_INTEGER, nullable};
  case Type::HALF_FLOAT:
  case Type::FLOAT:
  case Type::DOUBLE:
    return {std::move(name), SMELT_REAL, nullable};
  case Type::STRING:
  case Type::LARGE_STRING:
  case Type::STRING_VIEW:
  case Type::BINARY:
  case Type::LARGE_BINARY:
  case Type::BINARY_VIEW:
  case Type::FIXED_SIZE_BINARY:
  case Type::DECIMAL32:
  case Type::DECIMAL64:
  case Type::DECIMAL128:
  case Type::DECIMAL256:
  case Type::DATE32:
  case Type::DATE64:
  case Type::TIME32:
  case Type::TIME64:
  case Type::TIMESTAMP:
    return {std::move(name), SMELT_TEXT, nullable};
  case Type::NA:
    return {std::move(name), SMELT_JSON, true};
  case Type::LIST:
  case Type::LARGE_LIST:
  case Type::FIXED_SIZE_LIST:
  case Type::LIST_VIEW:
  case Type::LARGE_LIST_VIEW:
  case Type::MAP:
    return listOf(std::move(name), type, nullable);
  case Type::STRUCT:
    return recordOf(std::move(name), type, nullable);
  case Type::DICTIONARY:
    return schemaOf(std::move(name), *static_cast<const arrow::DictionaryType &>(type).value_type(), nullable);
  case Type::EXTENSION:
    return schemaOf(std::move(name), *static_cast<const arrow::ExtensionType &>(type).storage_type(), nullable);
  default:
    return unreadable(std::move(name), type);
  }
}

FieldSchema schemaOf(const arrow::Field &field) { return schemaOf(field.name(), *field.type(), field.nullable()); }

/// Whether a part of a value that is there is null.
static bool hasNull(const arrow::Array &parts, int64_t from, int64_t count) {
  for (int64_t i = 0; i < count; ++i)
    if (parts.IsNull(from + i))
      return true;
  return false;
}

template <class List> static void narrowList(FieldSchema &schema, const List &list) {
  bool nulls = false;
  for (int64_t row = 0; row < list.length() && !nulls; ++row)
    nulls = !list.IsNull(row) && hasNull(*list.values(), list.value_offset(row), list.value_length(row));
  schema.parts[0].optional &= nulls;
  narrow(schema.parts[0], *list.values());
}

void narrow(FieldSchema &schema, const arrow::Array &sample) {
  switch (sample.type_id()) {
  case arrow::Type::LIST:
  case arrow::Type::MAP:
    return narrowList(schema, static_cast<const arrow::ListArray &>(sample));
  case arrow::Type::LARGE_LIST:
    return narrowList(schema, static_cast<const arrow::LargeListArray &>(sample));
  case arrow::Type::FIXED_SIZE_LIST:
    return narrowList(schema, static_cast<const arrow::FixedSizeListArray &>(sample));
  case arrow::Type::LIST_VIEW:
    return narrowList(schema, static_cast<const arrow::ListViewArray &>(sample));
  case arrow::Type::LARGE_LIST_VIEW:
    return narrowList(schema, static_cast<const arrow::LargeListViewArray &>(sample));
  case arrow::Type::STRUCT:
    break;
  default:
    return;
  }
  const auto &record = static_cast<const arrow::StructArray &>(sample);
  for (size_t i = 0; i < schema.parts.size(); ++i) {
    const arrow::Array &values = *record.field(int(i));
    bool nulls = false;
    for (int64_t row = 0; row < record.length() && !nulls; ++row)
      nulls = !record.IsNull(row) && values.IsNull(row);
    schema.parts[i].optional &= nulls;
    narrow(schema.parts[i], values);
  }
}

static std::shared_ptr<arrow::DataType> arrowType(const FieldSchema &schema) {
  if (schema.shape == Shape::list)
    return arrow::list(arrow::field("element", arrowType(schema.parts[0]), schema.parts[0].optional));
  if (schema.shape == Shape::record) {
    arrow::FieldVector fields;
    for (const FieldSchema &part : schema.parts)
      fields.push_back(arrowField(part));
    return arrow::struct_(fields);
  }
  switch (schema.type) {
  case SMELT_INTEGER:
    return arrow::int64();
  case SMELT_REAL:
    return arrow::float64();
  case SMELT_BOOLEAN:
    return arrow::boolean();
  default:
    return arrow::utf8();
  }
}

std::shared_ptr<arrow::Field> arrowField(const FieldSchema &schema) {
  return arrow::field(schema.name, arrowType(schema), schema.optional);
}

} // namespace smelt::parquet
