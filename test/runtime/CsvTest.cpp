// CSV: where records end, what cells hold, and what is rejected with which reason.
#include "runtime/io/Csv.h"
#include "Fixture.h"
#include <random>

using namespace smelt::runtime;
using namespace smelt::runtime::test;

namespace {

std::vector<std::string> cellsOf(std::string_view record, const char **error = nullptr) {
  std::vector<CsvCell> cells;
  const char *why = splitCsv(record, ',', cells);
  if (error)
    *error = why;
  std::vector<std::string> texts;
  for (const CsvCell &cell : cells)
    texts.push_back((cell.quoted ? "Q" : "") + cell.text());
  return texts;
}

Node csv(const std::string &path, std::vector<Column> columns, char delimiter = ',', bool header = true) {
  Node node = jsonl({path}, columns);
  node.source.format = SourceFormat::csv;
  node.source.delimiter = delimiter;
  node.source.header = header;
  node.source.schema = std::move(columns);
  return node;
}

struct Outcome {
  std::string output;
  std::vector<std::string> reasons;
  std::vector<uint64_t> lines;
};

Outcome readCsv(std::string_view bytes, std::vector<Column> columns, char delimiter = ',', bool header = true,
                unsigned threads = 1) {
  Folder folder;
  Plan plan;
  plan.nodes.push_back(csv(folder.write("in.csv", bytes), std::move(columns), delimiter, header));
  plan.nodes.push_back(sink(0, folder.path("out")));
  for (size_t i = 0; i < plan.nodes[0].columns.size(); ++i)
    plan.nodes[1].sink.shapes[0].fields.push_back({plan.nodes[0].columns[i].name, int32_t(i), "", false});
  runOk(plan, options(folder, threads));
  Outcome outcome{readOutput(folder.path("out")), {}, {}};
  for (const nlohmann::json &reject : readRejects(folder.path("out"))) {
    outcome.reasons.push_back(reject["reason"]);
    outcome.lines.push_back(reject["line"]);
  }
  return outcome;
}

const std::vector<Column> TextAndNumber = {text("a"), integer("n", true)};

} // namespace

TEST(Csv, SplitsCells) {
  using Cells = std::vector<std::string>;
  EXPECT_EQ(cellsOf("a,b,,c d"), (Cells{"a", "b", "", "c d"}));
  EXPECT_EQ(cellsOf("\"a,b\",\"\",\"x \"\"y\"\"\"\",\""), (Cells{"Qa,b", "Q", "Qx \"y\"\","}));
  EXPECT_EQ(cellsOf("5\" pipe,x\"\"y"), (Cells{"5\" pipe", "x\"\"y"}));
  EXPECT_EQ(cellsOf(""), (Cells{""}));
  EXPECT_EQ(cellsOf(","), (Cells{"", ""}));
  const char *error = nullptr;
  cellsOf("\"a\"b,c", &error);
  EXPECT_STREQ(error, "something follows the closing quote of a field");
  cellsOf("\"a", &error);
  EXPECT_STREQ(error, "a quote is opened and never closed");
}

/// The end of the last record must be an end that walking from the first record meets too.
TEST(Csv, TheTwoWaysToFindRecordEndsAgree) {
  std::mt19937 random(3);
  for (int round = 0; round < 20'000; ++round) {
    char lineEnd = round % 2 ? '\n' : '\r';
    std::string bytes;
    for (unsigned i = 0, size = random() % 40; i < size; ++i)
      bytes += "\"\",\n\r\na"[random() % 7];
    size_t last = 0, at = 0;
    while (at < bytes.size()) {
      size_t end = csvRecordEnd(std::string_view(bytes).substr(at), ',', lineEnd);
      if (end == NoRecordEnd || bytes[at + end - 1] != lineEnd)
        break;
      last = at += end;
    }
    ASSERT_EQ(csvLastRecordEnd(bytes, ',', lineEnd), last) << bytes;
  }
}

TEST(Csv, TheFirstRecordTellsWhatEndsLines) {
  EXPECT_EQ(csvLineEnd("a,b\r1,2\r", ','), '\r');
  EXPECT_EQ(csvLineEnd("a,b\r\"x\ny\",2\n", ','), '\r');
  EXPECT_EQ(csvLineEnd("\"a\rb\",b\r1,2", ','), '\r');
  EXPECT_EQ(csvLineEnd("a,b\n1\r,2\n", ','), '\n');
  EXPECT_EQ(csvLineEnd("a,b\r\n1,2\r\n", ','), '\n');
  EXPECT_EQ(csvLineEnd("\"a\rb\",b\n1,2", ','), '\n');
  EXPECT_EQ(csvLineEnd("a,b", ','), std::nullopt);
  EXPECT_EQ(csvLineEnd("a,b\r", ','), std::nullopt);
}

TEST(Csv, ReadsLinesThatEndWithCarriageReturns) {
  Outcome outcome = readCsv("\xEF\xBB\xBF"
                            "a,n\rx,1\r\r\"two\rlines\nand more\",2\r\ny,3\nz\r\"open,5\rlast,6",
                            TextAndNumber);
  EXPECT_EQ(outcome.output,
            "{\"a\":\"x\",\"n\":1}\n{\"a\":\"two\\rlines\\nand more\",\"n\":2}\n{\"a\":\"last\",\"n\":6}\n");
  EXPECT_EQ(outcome.reasons, (std::vector<std::string>{"field \"n\" is `3\nz`, but an integer is needed",
                                                       "malformed CSV: a quote is opened and never closed"}));
  EXPECT_EQ(outcome.lines, (std::vector<uint64_t>{6, 7}));
  EXPECT_EQ(readCsv("x,1\ry,2\r", TextAndNumber, ',', false).output, "{\"a\":\"x\",\"n\":1}\n{\"a\":\"y\",\"n\":2}\n");
  EXPECT_EQ(readCsv("a,n\r", TextAndNumber).output, "");
}

TEST(Csv, CarriageReturnsAcrossChunks) {
  std::string feeds = "a,n\n";
  for (int i = 0; i < 200'000; ++i)
    feeds += (i % 7 ? "x" : "\"x, y\"") + std::string(",") + std::to_string(i) + "\n";
  std::string returns = feeds;
  std::replace(returns.begin(), returns.end(), '\n', '\r');
  Outcome outcome = readCsv(returns, TextAndNumber, ',', true, 4);
  EXPECT_EQ(outcome.output, readCsv(feeds, TextAndNumber).output);
  EXPECT_TRUE(outcome.reasons.empty());
}

TEST(Csv, ReadsQuotesOverLinesAMarkAndCrLf) {
  Outcome outcome = readCsv("\xEF\xBB\xBFn,a,more\r\n1,\"two\r\nlines, \"\"quoted\"\"\",x\r\n,plain,\r\n\r\n-3,\"\",z",
                            TextAndNumber);
  EXPECT_EQ(outcome.output, "{\"a\":\"two\\r\\nlines, \\\"quoted\\\"\",\"n\":1}\n{\"a\":\"plain\",\"n\":null}\n"
                            "{\"a\":\"\",\"n\":-3}\n");
  EXPECT_TRUE(outcome.reasons.empty());
}

TEST(Csv, ReadsEveryType) {
  Outcome outcome = readCsv("i\tr\tb\tj\n1\t.5\tTRUE\t\"[1, \"\"x\"\"]\"\n-7\t1e-999\tfalse\tnull\n",
                            {integer("i"), {"r", SMELT_REAL}, {"b", SMELT_BOOLEAN}, {"j", SMELT_JSON}}, '\t');
  EXPECT_EQ(outcome.output,
            "{\"i\":1,\"r\":0.5,\"b\":true,\"j\":[1, \"x\"]}\n{\"i\":-7,\"r\":0.0,\"b\":false,\"j\":null}\n");
}

TEST(Csv, NamesComeFromTheRecordWhereThereIsNoHeader) {
  EXPECT_EQ(readCsv("x,1\ny,2\n", TextAndNumber, ',', false).output, "{\"a\":\"x\",\"n\":1}\n{\"a\":\"y\",\"n\":2}\n");
}

TEST(Csv, RejectsWithLineAndReason) {
  Outcome outcome = readCsv("a,n\nx,1\nx\nx,1,2\n\"two\nlines\",y\n,1\nx,1.0\n\"a\"b,1\nx,99999999999999999999\nok,\n",
                            TextAndNumber);
  EXPECT_EQ(outcome.output, "{\"a\":\"x\",\"n\":1}\n{\"a\":\"ok\",\"n\":null}\n");
  EXPECT_EQ(outcome.reasons,
            (std::vector<std::string>{"the row has 1 field, but 2 are named", "the row has 3 fields, but 2 are named",
                                      "field \"n\" is `y`, but an integer is needed",
                                      "field \"a\" is empty, but a text is needed",
                                      "field \"n\" is `1.0`, but an integer is needed",
                                      "malformed CSV: something follows the closing quote of a field",
                                      "field \"n\" is `99999999999999999999`, but an integer is needed"}));
  EXPECT_EQ(outcome.lines, (std::vector<uint64_t>{3, 4, 5, 7, 8, 9, 10}));
}

TEST(Csv, ACodeIsNoNumber) {
  Outcome outcome =
      readCsv("i,r\n0,0\n00701,1\n-0,1\n1,-007.5\n1,00\n-1,-0\n10,0.5\n", {integer("i"), {"r", SMELT_REAL}});
  EXPECT_EQ(outcome.output, "{\"i\":0,\"r\":0.0}\n{\"i\":-1,\"r\":-0.0}\n{\"i\":10,\"r\":0.5}\n");
  EXPECT_EQ(outcome.reasons,
            (std::vector<std::string>{"field \"i\" is `00701`, a code with a leading zero, but an integer is needed",
                                      "field \"i\" is `-0`, but an integer is needed",
                                      "field \"r\" is `-007.5`, a code with a leading zero, but a number is needed",
                                      "field \"r\" is `00`, a code with a leading zero, but a number is needed"}));
}

TEST(Csv, AHeaderThatLies) {
  EXPECT_EQ(readCsv("b,n\nx,1\n", TextAndNumber).reasons, std::vector<std::string>{"there is no field \"a\""});
  EXPECT_EQ(readCsv("a,n,a\nx,1,y\n", TextAndNumber).output, "{\"a\":\"y\",\"n\":1}\n");
  EXPECT_EQ(readCsv("", TextAndNumber).output, "");
  EXPECT_EQ(readCsv("a,n", TextAndNumber).output, "");
}

TEST(Csv, AStrayQuoteCostsItsLineAlone) {
  for (const char *name : {"", "more lines\n"}) {
    Outcome outcome = readCsv("a,n\nx,1\n\"open,2\ny,3\n" + std::string(name) + "z,4\n", TextAndNumber);
    EXPECT_EQ(outcome.output, "{\"a\":\"x\",\"n\":1}\n{\"a\":\"y\",\"n\":3}\n{\"a\":\"z\",\"n\":4}\n");
    EXPECT_EQ(outcome.reasons[0], "malformed CSV: a quote is opened and never closed");
    EXPECT_EQ(outcome.lines[0], 3u);
  }
}

TEST(Csv, ReplacesInvalidUtf8) { EXPECT_EQ(readCsv("a\nx\xFFy\n", {text("a")}).output, "{\"a\":\"x\uFFFDy\"}\n"); }

/// Records that are cut by chunks anywhere, quotes over lines among them; the same for any number of threads.
TEST(Csv, LargeFilesAreCutAtRecords) {
  std::mt19937 random(11);
  std::string bytes = "a,n\n", expected;
  for (int i = 0; i < 40'000; ++i) {
    std::string cell, json;
    for (unsigned k = 0, size = random() % 120; k < size; ++k) {
      char c = "ab ,\n\""[random() % (i % 3 ? 3 : 6)];
      cell += c == '"' ? "\"\"" : std::string(1, c);
      json += c == '"' ? "\\\"" : c == '\n' ? "\\n" : std::string(1, c);
    }
    bytes += "\"" + cell + "\"," + std::to_string(i) + "\n";
    expected += "{\"a\":\"" + json + "\",\"n\":" + std::to_string(i) + "}\n";
  }
  for (unsigned threads : {1u, 3u}) {
    Outcome outcome = readCsv(bytes, TextAndNumber, ',', true, threads);
    EXPECT_TRUE(outcome.output == expected);
    EXPECT_TRUE(outcome.reasons.empty());
  }
}

TEST(Csv, SamplesTypes) {
  Folder folder;
  SourceSpec source;
  source.format = SourceFormat::csv;
  source.patterns = {folder.write("in.csv",
                                  "i,r,b,t,n,code,\"two\nlines\",wide,zero\n1,1,true,x,,007,1,18446744073709551615,-0\n"
                                  "2,2.5,False,\"5\",,12,,1,1\n")};
  std::string error;
  std::vector<SampledColumn> columns = sampleSource(source, error);
  EXPECT_EQ(error, "");
  ASSERT_EQ(columns.size(), 9u);
  std::string shown;
  for (const SampledColumn &column : columns)
    shown += column.name + "=" + std::to_string(int(column.type)) + (column.optional ? "? " : " ");
  EXPECT_EQ(shown, "i=1 r=2 b=3 t=0 n=0? code=0 two\nlines=1? wide=0 zero=2 ");
}
