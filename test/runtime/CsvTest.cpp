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

/// However many bytes are seen at once, records end at the same places; the last whole one is cut off.
TEST(Csv, RecordsEndWhereverBytesAreCut) {
  std::mt19937 random(3);
  for (int round = 0; round < 20'000; ++round) {
    const char lineEnd = round % 2 ? '\n' : '\r';
    std::string bytes;
    for (unsigned i = 0, size = random() % 40; i < size; ++i)
      bytes += "\"\",\n\r\na"[random() % 7];
    using Records = std::vector<std::pair<std::string, uint64_t>>;
    auto recordsOf = [&](std::string_view part, uint64_t line) {
      Records records;
      forEachCsvRecord(part, line, ',', lineEnd,
                       [&](std::string_view record, uint64_t at) { records.emplace_back(record, at); });
      return records;
    };
    const Records whole = recordsOf(bytes, 0);
    for (size_t size = 0; size <= bytes.size(); ++size) {
      size_t cut = csvLastRecordEnd(std::string_view(bytes).substr(0, size), ',', lineEnd);
      Records parts = recordsOf(std::string_view(bytes).substr(0, cut), 0);
      Records rest = recordsOf(std::string_view(bytes).substr(cut),
                               uint64_t(std::count(bytes.begin(), bytes.begin() + ptrdiff_t(cut), lineEnd)));
      parts.insert(parts.end(), rest.begin(), rest.end());
      ASSERT_EQ(parts, whole) << bytes << " cut at " << cut << " of " << size;
    }
  }
}

TEST(Csv, TheLastRecordEndsBeforeWhatIsOpen) {
  EXPECT_EQ(csvLastRecordEnd("a\nb\nc", ','), 4u);
  EXPECT_EQ(csvLastRecordEnd("a\n\"b\nc\n", ','), 2u);
  EXPECT_EQ(csvLastRecordEnd("a\n\"b\nc\"", ','), 2u);
  EXPECT_EQ(csvLastRecordEnd("a\n\"b\nc\"\n", ','), 8u);
  EXPECT_EQ(csvLastRecordEnd("a\n\"b\nc\"d", ','), 5u);
  EXPECT_EQ(csvLastRecordEnd("a\n\"b\nc\"d\ne", ','), 9u);
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

/// Nobody knows what its rows hold, so the file is one reject; others are read.
TEST(Csv, AMalformedHeaderIsToldOnceForTheFile) {
  for (auto [header, why] : {std::pair("n,\"te\n", "a quote is opened and never closed"),
                             {"\"n\"x,a\n", "something follows the closing quote of a field"},
                             {"n,\"te\n1,a\n2,\"b\"\n", "a quote is opened and never closed"}}) {
    Folder folder;
    std::string rows;
    for (int i = 0; i < 200'000; ++i)
      rows += "1,a\n";
    std::string bad = folder.write("1.csv", header + rows), good = folder.write("2.csv", "a,n\nx,1\n");
    Plan plan;
    plan.nodes.push_back(csv(folder.path("*.csv"), TextAndNumber));
    plan.nodes.push_back(sink(0, folder.path("out")));
    for (int32_t i : {0, 1})
      plan.nodes[1].sink.shapes[0].fields.push_back({TextAndNumber[size_t(i)].name, i, "", false});
    RunResult result = runOk(plan, options(folder));
    EXPECT_EQ(readOutput(folder.path("out")), "{\"a\":\"x\",\"n\":1}\n");
    std::string reason = std::string("line 1, the header, is malformed: ") + why + "; the file is not read";
    std::vector<nlohmann::json> rejects = readRejects(folder.path("out"));
    ASSERT_EQ(rejects.size(), 1u);
    EXPECT_EQ(rejects[0]["file"], bad);
    EXPECT_EQ(rejects[0]["line"], 1);
    EXPECT_EQ(rejects[0]["reason"], reason);
    ASSERT_EQ(result.warnings.size(), 1u);
    EXPECT_EQ(result.warnings[0].code, "E0823");
    EXPECT_EQ(result.warnings[0].text, "`" + bad + "`: " + reason);
    SourceSpec source = plan.nodes[0].source;
    std::string error;
    EXPECT_EQ(sampleSource(source, error).size(), 2u);
    EXPECT_EQ(error, "");
    source.patterns = {bad};
    EXPECT_TRUE(sampleSource(source, error).empty());
    EXPECT_EQ(error, "`" + bad + "`: " + reason);
  }
}

TEST(Csv, AStrayQuoteCostsItsLineAlone) {
  for (const char *name : {"", "more lines\n"}) {
    Outcome outcome = readCsv("a,n\nx,1\n\"open,2\ny,3\n" + std::string(name) + "z,4\n", TextAndNumber);
    EXPECT_EQ(outcome.output, "{\"a\":\"x\",\"n\":1}\n{\"a\":\"y\",\"n\":3}\n{\"a\":\"z\",\"n\":4}\n");
    EXPECT_EQ(outcome.reasons[0], "malformed CSV: a quote is opened and never closed");
    EXPECT_EQ(outcome.lines[0], 3u);
  }
}

/// The next quote that opens a field seems to close the one that is open, but something follows it.
TEST(Csv, AStrayQuoteCostsItsLineAloneWhereALaterOneSeemsToCloseIt) {
  std::string bytes = "a,n\nx,1\n\"open,2\n", expected = "{\"a\":\"x\",\"n\":1}\n";
  for (int i = 0; i < 100'000; ++i) { // chunks end within
    bytes += "row,3\n";
    expected += "{\"a\":\"row\",\"n\":3}\n";
  }
  bytes += "\"two\nlines\",4\n\"two\r\nlines\"\r\n\"b\" ,5\n\"c\nd\",\"e\nf,6\n\"z\",7\n";
  expected += "{\"a\":\"two\\nlines\",\"n\":4}\n{\"a\":\"f\",\"n\":6}\n{\"a\":\"z\",\"n\":7}\n";
  for (unsigned threads : {1u, 3u}) {
    Outcome outcome = readCsv(bytes, TextAndNumber, ',', true, threads);
    EXPECT_TRUE(outcome.output == expected);
    EXPECT_EQ(outcome.reasons,
              (std::vector<std::string>{"malformed CSV: a quote is opened and never closed",
                                        "the row has 1 field, but 2 are named",
                                        "malformed CSV: something follows the closing quote of a field",
                                        "malformed CSV: a quote is opened and never closed"}));
    EXPECT_EQ(outcome.lines, (std::vector<uint64_t>{3, 100'006, 100'008, 100'009}));
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
