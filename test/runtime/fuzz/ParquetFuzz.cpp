// Any bytes are a Parquet file or the refusal of one: metadata, types, row groups and values.
#include "Fuzz.h"
#include "runtime/core/Run.h"
#include "runtime/io/ParquetLibrary.h"
#include <cstdio>
#include <cstdlib>

using namespace smelt::runtime;

namespace smelt::runtime::fuzz {

/// A file of three rows in each of the ways in which values are held.
static std::string writeFile(const std::vector<FieldSchema> &fields) {
  std::string bytes, error;
  auto writer = loadParquet(error)->create(
      fields,
      [&](std::string_view more) {
        bytes += more;
        return true;
      },
      false, error);
  require(writer != nullptr, "no writer");
  smelt_text texts[] = {{"one", 3}, {"", 0}, {"three", 5}};
  smelt_text lists[] = {{"[\"a\",\"b\"]", 9}, {"[]", 2}, {"[\"c\"]", 5}};
  smelt_text records[] = {
      {"{\"n\":1,\"t\":\"x\"}", 15}, {"{\"n\":null,\"t\":\"\"}", 17}, {"{\"n\":3,\"t\":\"y\"}", 15}};
  int64_t integers[] = {1, -2, 3};
  double reals[] = {0.5, 1.5, -3};
  uint8_t booleans[] = {0, 1, 0}, present[] = {0, 0, 0}, some[] = {0, 1, 0};
  std::vector<smelt_column> columns;
  for (const FieldSchema &field : fields) {
    void *values = field.shape == FieldSchema::Shape::list     ? static_cast<void *>(lists)
                   : field.shape == FieldSchema::Shape::record ? records
                   : field.type == SMELT_INTEGER               ? static_cast<void *>(integers)
                   : field.type == SMELT_REAL                  ? static_cast<void *>(reals)
                   : field.type == SMELT_BOOLEAN               ? static_cast<void *>(booleans)
                                                               : texts;
    columns.push_back({values, field.optional ? some : present});
  }
  uint32_t rows[] = {0, 1, 2};
  std::vector<std::unique_ptr<ParquetGroup>> groups;
  require(writer->append(columns, rows, groups, error) && writer->rest(groups, error), "the writer failed");
  for (const std::unique_ptr<ParquetGroup> &group : groups)
    require(group->encode(error) && writer->store(*group, error), "a row group failed");
  require(writer->finish(error), "the writer failed");
  return bytes;
}

std::vector<std::string> seeds() {
  std::string error;
  if (!loadParquet(error)) {
    std::printf("parquet_fuzz was not run: %s\n0 passed, 0 failed\n", error.c_str());
    std::exit(0);
  }
  FieldSchema text{"text"}, maybe{"maybe", SMELT_TEXT, true}, n{"n", SMELT_INTEGER, true}, t{"t"};
  FieldSchema list{"list", SMELT_JSON, false, FieldSchema::Shape::list, {{""}}};
  FieldSchema record{"record", SMELT_JSON, true, FieldSchema::Shape::record, {n, t}};
  return {writeFile({text}), writeFile({text, maybe, n, {"x", SMELT_REAL}, {"b", SMELT_BOOLEAN, true}}),
          writeFile({list, record}), writeFile({{"j", SMELT_JSON}})};
}

} // namespace smelt::runtime::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  std::string error;
  if (!loadParquet(error))
    return 0;
  fuzz::MemoryFile file({reinterpret_cast<const char *>(data), size});
  SourceSpec source;
  source.format = SourceFormat::parquet;
  source.patterns = {file.path()};
  std::vector<Column> all;
  for (const FieldSchema &field : sampleSource(source, error))
    all.push_back({field.name, field.type, field.optional});
  fuzz::readAll(source, {});
  source.schema = all;
  fuzz::readAll(source, all);
  for (Column &column : source.schema)
    column.type = SMELT_JSON;
  for (bool isDeclared : {false, true}) {
    source.isDeclared = isDeclared;
    fuzz::readAll(source, source.schema);
  }
  return 0;
}
