#include "Fixture.h"

using namespace smelt::runtime;
using namespace smelt::runtime::test;

namespace smelt::runtime {
static bool operator==(const SampledColumn &a, const SampledColumn &b) {
  return a.name == b.name && a.type == b.type && a.optional == b.optional;
}
static std::ostream &operator<<(std::ostream &out, const SampledColumn &column) {
  return out << column.name << ":" << column.type << (column.optional ? "?" : "");
}
} // namespace smelt::runtime

static std::vector<SampledColumn> sample(const Folder &folder, const std::string &pattern) {
  SourceSpec source;
  source.patterns = {folder.path(pattern)};
  std::string error;
  auto columns = sampleSource(source, error);
  EXPECT_EQ(error, "");
  return columns;
}

using Columns = std::vector<SampledColumn>;

TEST(Sample, FindsFieldsAndTypes) {
  Folder folder;
  folder.write("a.jsonl", R"({"t":"x","i":1,"r":1,"b":true,"j":[1],"m":1,"n":null,"\u006f":"x"})"
                          "\n"
                          R"({"t":"y","i":2,"r":1.5,"b":false,"j":{},"m":"x","n":null})"
                          "\n"
                          "broken\n");
  EXPECT_EQ(sample(folder, "a.jsonl"), (Columns{{"t", SMELT_TEXT, false},
                                                {"i", SMELT_INTEGER, false},
                                                {"r", SMELT_REAL, false},
                                                {"b", SMELT_BOOLEAN, false},
                                                {"j", SMELT_JSON, false},
                                                {"m", SMELT_JSON, false},
                                                {"n", SMELT_JSON, true},
                                                {"o", SMELT_TEXT, true}}));
}

/// `name: shape(parts)` of a column, plain types by number.
static std::string shapeOf(const SampledColumn &column) {
  std::string text = column.name + (column.optional ? "?" : "") + ":" + std::to_string(column.type);
  if (column.shape == SampledColumn::Shape::plain)
    return text;
  text += column.shape == SampledColumn::Shape::list ? "[" : "{";
  for (const SampledColumn &part : column.parts)
    text += (&part == &column.parts[0] ? "" : " ") + shapeOf(part);
  return text + (column.shape == SampledColumn::Shape::list ? "]" : "}");
}

TEST(Sample, RecordsAndListsHaveTheTypesOfTheirParts) {
  Folder folder;
  std::string keys;
  for (int i = 0; i < 300; ++i)
    keys += (i ? ",\"k" : "\"k") + std::to_string(i) + "\":1";
  folder.write("a.jsonl",
               R"({"r":{"a":1,"s":{"t":"x","l":[]}},"l":[1,2.5],"m":[1,"x"],"n":[null,1],"map":{)" + keys +
                   R"(},"o":[{"a":true}]})"
                   "\n"
                   R"({"r":{"a":2.5,"b":null,"s":{"t":"y \" ]","l":["z"]}},"l":[],"m":{},"n":[],"map":{},"o":[{}]})"
                   "\n");
  std::string shapes;
  for (const SampledColumn &column : sample(folder, "a.jsonl"))
    shapes += shapeOf(column) + "\n";
  EXPECT_EQ(shapes, "r:4{a:2 s:4{t:0 l:4[:0]} b?:4}\n"
                    "l:4[:2]\n"
                    "m:4\n"
                    "n:4[?:1]\n"
                    "map:4\n"
                    "o:4[:4{a?:3}]\n");
}

TEST(Sample, NullAndAbsentMakeAFieldOptional) {
  Folder folder;
  folder.write("a.jsonl.gz", gzip("{\"a\":null,\"b\":1}\n{\"a\":\"x\"}\n"));
  EXPECT_EQ(sample(folder, "*.gz"), (Columns{{"a", SMELT_TEXT, true}, {"b", SMELT_INTEGER, true}}));
}

/// As an integer it would reject its record, as a real number it would have other digits.
TEST(Sample, AnIntegerBeyond64BitsIsJson) {
  Folder folder;
  folder.write("a.jsonl", R"({"a":1,"b":-9223372036854775808,"c":1.5,"l":[18446744073709551615]})"
                          "\n"
                          R"({"a":9223372036854775808,"b":1,"c":-9223372036854775809,"l":[]})"
                          "\n");
  std::vector<SampledColumn> columns = sample(folder, "a.jsonl");
  EXPECT_EQ(
      columns,
      (Columns{
          {"a", SMELT_JSON, false}, {"b", SMELT_INTEGER, false}, {"c", SMELT_JSON, false}, {"l", SMELT_JSON, false}}));
  EXPECT_EQ(columns[3].parts[0].type, SMELT_JSON);
}

TEST(Sample, ReadsOnlyTheFirstRecords) {
  Folder folder;
  std::string bytes;
  for (int i = 0; i < 1000; ++i)
    bytes += "{\"a\":1}\n";
  folder.write("a.jsonl.zst", zstd(bytes + "{\"late\":1}\n"));
  EXPECT_EQ(sample(folder, "a.jsonl.zst"), (Columns{{"a", SMELT_INTEGER, false}}));
}

TEST(Sample, TextAndHtmlHaveFixedColumns) {
  Folder folder;
  folder.write("a.txt", "x");
  SourceSpec source;
  source.format = SourceFormat::text;
  source.patterns = {folder.path("*.txt")};
  std::string error;
  EXPECT_EQ(sampleSource(source, error), (Columns{{"text", SMELT_TEXT, false}}));
  source.byFile = true;
  EXPECT_EQ(sampleSource(source, error).size(), 2u);
  source.format = SourceFormat::html;
  EXPECT_EQ(sampleSource(source, error).size(), 4u);
  EXPECT_EQ(error, "");
}

TEST(Sample, LiteralRowsAreSampledToo) {
  SourceSpec source;
  source.format = SourceFormat::rows;
  source.literalRows = {"{\"a\":\n1}"};
  std::string error;
  EXPECT_EQ(sampleSource(source, error), (Columns{{"a", SMELT_INTEGER, false}}));
}

TEST(Sample, SaysWhyThereIsNothing) {
  Folder folder;
  SourceSpec source;
  source.patterns = {folder.path("*.jsonl")};
  std::string error;
  EXPECT_TRUE(sampleSource(source, error).empty());
  EXPECT_EQ(error, "no file matches `" + folder.path("*.jsonl") + "`");
}
