// Any bytes are rows of CSV or rejects, none is lost, and what is read does not depend on the columns in use.
#include "Fuzz.h"
#include "runtime/core/Run.h"
#include "runtime/io/Csv.h"

using namespace smelt::runtime;

namespace smelt::runtime::fuzz {
std::vector<std::string> seeds() {
  return {std::string("a,b,c\n1,2.5,true\n\"x,\"\"y\"\"\nz\",,false\n"),
          std::string("\xEF\xBB\xBF"
                      "a;b\r\n1;2\r\n\r\n3\r\n\"open;4\n5;6"),
          std::string("n\tcode\n1\t007\n\"\t\"\n"), std::string("a\n\xff\xfe\n\n\"\"\n"),
          std::string("a,b\r1,\"2\r\n\"\r\r3,4\r")};
}
} // namespace smelt::runtime::fuzz

/// Records by walking from the first. What a malformed header names is one.
static uint64_t countRecords(std::string_view bytes, char delimiter, bool header) {
  if (bytes.starts_with("\xEF\xBB\xBF"))
    bytes.remove_prefix(3);
  uint64_t records = 0;
  bool first = true, named = true;
  const char lineEnd = csvLineEnd(bytes, delimiter).value_or('\n');
  forEachCsvRecord(bytes, 0, delimiter, lineEnd, [&](std::string_view record, uint64_t) {
    std::vector<CsvCell> cells;
    if (first && header)
      named = !splitCsv(record, delimiter, cells);
    else
      records += !record.empty();
    first = false;
  });
  return named ? records : 1;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  std::string_view bytes(reinterpret_cast<const char *>(data), size);
  size_t last = csvLastRecordEnd(bytes, ','), at = 0;
  while (at < last) {
    size_t end = csvRecordEnd(bytes.substr(at), ',').at;
    fuzz::require(end > 0, "the last record end is not met by walking");
    at += end;
  }
  fuzz::require(at == last, "the last record end lies within a record");
  fuzz::MemoryFile file(bytes);
  SourceSpec source;
  source.format = SourceFormat::csv;
  source.patterns = {file.path()};
  char delimiter = ",;\t"[size % 3];
  source.delimiter = delimiter;
  std::string error;
  std::vector<Column> all;
  for (const FieldSchema &field : sampleSource(source, error))
    all.push_back({field.name, field.type, field.optional});
  source.schema = all;
  fuzz::Read whole = fuzz::readAll(source, all), none = fuzz::readAll(source, {});
  fuzz::require(whole.rows == none.rows && whole.rejects == none.rejects, "what is rejected depends on the columns");
  fuzz::require(whole.rows + whole.rejects == countRecords(bytes, delimiter, true), "a record is lost");
  return 0;
}
