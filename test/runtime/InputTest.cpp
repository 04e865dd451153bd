// Bad input: rejected with file, offset, line and reason; never lost, never the end of a run.
#include "Fixture.h"
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <unistd.h>

using namespace smelt::runtime;
using namespace smelt::runtime::test;

namespace {

struct Outcome {
  RunResult result;
  std::string output;
  std::vector<nlohmann::json> rejects;
  nlohmann::json manifest;
};

Outcome runSource(const Folder &folder, Node source) {
  Plan plan;
  plan.nodes.push_back(std::move(source));
  plan.nodes.push_back(sink(0, folder.path("out")));
  if (plan.nodes[0].source.format != SourceFormat::jsonl)
    for (size_t i = 0; i < plan.nodes[0].columns.size(); ++i)
      plan.nodes[1].sink.shapes[0].fields.push_back({plan.nodes[0].columns[i].name, int32_t(i), "", false});
  Outcome outcome;
  outcome.result = runOk(plan, options(folder));
  outcome.output = readOutput(folder.path("out"));
  outcome.rejects = readRejects(folder.path("out"));
  outcome.manifest = readManifest(folder.path("out"));
  return outcome;
}

/// One record, and why it was rejected ("" if it was not).
std::string reasonFor(const std::string &record, std::vector<Column> columns) {
  Folder folder;
  folder.write("in.jsonl", record + "\n");
  Outcome outcome = runSource(folder, jsonl({folder.path("in.jsonl")}, std::move(columns)));
  EXPECT_EQ(outcome.rejects.empty(), outcome.output == record + "\n");
  return outcome.rejects.empty() ? "" : outcome.rejects[0]["reason"].get<std::string>();
}

} // namespace

TEST(Input, RejectsMalformedAndWronglyTypedRecords) {
  EXPECT_EQ(reasonFor("{\"text\":\"a\"", {text("text")}), "malformed JSON: the record ends too early");
  EXPECT_EQ(reasonFor("{\"text\":\"a\",\"other\":tru}", {text("text")}), "malformed JSON: a value is expected");
  EXPECT_EQ(reasonFor("[1]", {}), "the record is not an object");
  EXPECT_EQ(reasonFor("{\"text\":1}", {text("text")}), "field \"text\" is an integer, but a string is needed");
  EXPECT_EQ(reasonFor("{\"text\":null}", {text("text")}), "field \"text\" is null");
  EXPECT_EQ(reasonFor("{}", {text("text")}), "there is no field \"text\"");
  EXPECT_EQ(reasonFor("{\"n\":1.0}", {integer("n")}), "field \"n\" is a number, but an integer is needed");
  EXPECT_EQ(reasonFor("{\"n\":9223372036854775808}", {integer("n")}), "field \"n\" does not fit 64 bits");
  EXPECT_EQ(reasonFor("{\"r\":1e999}", {{"r", SMELT_REAL, false}}), "field \"r\" is too large a number");
  EXPECT_EQ(reasonFor("{\"b\":0}", {{"b", SMELT_BOOLEAN, false}}),
            "field \"b\" is an integer, but a boolean is needed");
}

TEST(Input, TakesWhatIsWellTyped) {
  EXPECT_EQ(reasonFor("{}", {text("text", true), integer("n", true)}), "");
  EXPECT_EQ(reasonFor("{\"text\":null}", {text("text", true)}), "");
  EXPECT_EQ(reasonFor("{\"r\":1}", {{"r", SMELT_REAL, false}}), "");
  EXPECT_EQ(reasonFor("{\"r\":1e-999}", {{"r", SMELT_REAL, false}}), "");
  EXPECT_EQ(reasonFor("{\"j\":null}", {{"j", SMELT_JSON, false}}), "");
  EXPECT_EQ(reasonFor("{\"text\":\"a\\u0000b\"}", {text("text")}), "");
}

TEST(Input, TellsWhereARejectLies) {
  Folder folder;
  folder.write("in.jsonl", "{\"text\":\"a\"}\r\n\n  \n{\"text\":" + std::string(3000, 'x') + "\n{\"text\":\"b\"}");
  Outcome outcome = runSource(folder, jsonl({folder.path("in.jsonl")}, {text("text")}));
  EXPECT_EQ(outcome.output, "{\"text\":\"a\"}\n{\"text\":\"b\"}\n");
  ASSERT_EQ(outcome.rejects.size(), 1u);
  EXPECT_EQ(outcome.rejects[0]["file"], folder.path("in.jsonl"));
  EXPECT_EQ(outcome.rejects[0]["offset"], 18);
  EXPECT_EQ(outcome.rejects[0]["line"], 4);
  EXPECT_EQ(outcome.rejects[0]["head"].get<std::string>().size(), 1024u);
  EXPECT_EQ(outcome.result.nodes[0].rowsIn, 3u);
  EXPECT_EQ(outcome.result.nodes[0].rejected, 1u);
}

TEST(Input, ReplacesInvalidUtf8AndCountsIt) {
  Folder folder;
  folder.write("in.jsonl", "{\"text\":\"a\xFF\xE4\xB8\",\"k\xC0\":1}\n{\"text\":\"\u4e2d\"}\n");
  Outcome outcome = runSource(folder, jsonl({folder.path("in.jsonl")}, {text("text")}));
  EXPECT_EQ(outcome.output, "{\"text\":\"a\uFFFD\uFFFD\",\"k\uFFFD\":1}\n{\"text\":\"\u4e2d\"}\n");
  EXPECT_EQ(outcome.manifest["replaced_utf8"], 3);
}

TEST(Input, CountsDuplicateKeysAndKeepsTheLast) {
  Folder folder;
  std::string many = "{";
  for (int i = 0; i < 100; ++i)
    many += "\"k" + std::to_string(i) + "\":0,";
  folder.write("in.jsonl", "{\"a\":1,\"a\":2,\"a\":3}\n" + many + "\"k70\":1}\n");
  Outcome outcome = runSource(folder, jsonl({folder.path("in.jsonl")}, {}));
  EXPECT_TRUE(outcome.output.starts_with("{\"a\":3}\n"));
  EXPECT_EQ(outcome.output.find("\"k70\":0"), std::string::npos);
  EXPECT_EQ(outcome.manifest["duplicate_keys"], 3);
}

TEST(Input, NulBytesAreData) {
  Folder folder;
  std::string bytes("a\0b\nc\n", 6);
  folder.write("in.txt", bytes);
  Node source = jsonl({folder.path("in.txt")}, {text("text")});
  source.source.format = SourceFormat::text;
  EXPECT_EQ(runSource(folder, source).output, "{\"text\":\"a\\u0000b\"}\n{\"text\":\"c\"}\n");
}

TEST(Input, RejectsLongDocumentsWithoutBufferingThem) {
  Folder folder;
  std::string longLine = "{\"text\":\"" + std::string(30 << 20, 'x') + "\"}";
  folder.write("in.jsonl",
               "{\"text\":\"a\"}\n" + longLine + "\n{\"text\":\"" + std::string(5000, 'y') + "\"}\n{\"text\":\"b\"}\n");
  Node source = jsonl({folder.path("in.jsonl")}, {text("text")});
  source.source.maxDocument = 4096;
  Outcome outcome = runSource(folder, source);
  EXPECT_EQ(outcome.output, "{\"text\":\"a\"}\n{\"text\":\"b\"}\n");
  ASSERT_EQ(outcome.rejects.size(), 2u);
  EXPECT_EQ(outcome.rejects[0]["reason"], "the document is longer than max_document (4096 bytes)");
  EXPECT_EQ(outcome.rejects[0]["offset"], 13);
  EXPECT_EQ(outcome.rejects[0]["line"], 2);
  EXPECT_EQ(outcome.rejects[0]["head"].get<std::string>().size(), 1024u);
  EXPECT_EQ(outcome.rejects[1]["offset"], 14 + longLine.size());
  EXPECT_EQ(outcome.rejects[1]["line"], 3);
}

TEST(Input, TakesDocumentsLongerThanAChunk) {
  Folder folder;
  std::string line = "{\"text\":\"" + std::string(5 << 20, 'x') + "\"}\n";
  folder.write("in.jsonl", "{\"text\":\"a\"}\n" + line + line + "{\"text\":\"b\"}\n");
  Outcome outcome = runSource(folder, jsonl({folder.path("in.jsonl")}, {text("text")}));
  EXPECT_EQ(outcome.output, "{\"text\":\"a\"}\n" + line + line + "{\"text\":\"b\"}\n");
}

TEST(Input, LeavesAByteOrderMarkOut) {
  Folder folder;
  folder.write("in.jsonl", "\xEF\xBB\xBF{\"text\":\"a\"}\n");
  EXPECT_EQ(passThrough(folder, folder.path("in.jsonl"), {text("text")}), "{\"text\":\"a\"}\n");
}

TEST(Input, EmptyFilesHaveNoRows) {
  Folder folder;
  folder.write("a.jsonl", "");
  folder.write("b.jsonl.gz", "");
  folder.write("c.jsonl.zst", "");
  folder.write("d.jsonl.gz", gzip(""));
  Outcome outcome = runSource(folder, jsonl({folder.path("*")}, {text("text")}));
  EXPECT_EQ(outcome.output, "");
  EXPECT_TRUE(outcome.rejects.empty());
  EXPECT_EQ(outcome.result.inputs.size(), 4u);
  EXPECT_EQ(outcome.manifest["shards"].size(), 0u);
}

TEST(Input, AnEmptyFileIsARowWhereFilesAre) {
  Folder folder;
  folder.write("a.html", "");
  folder.write("b.html.gz", gzip(""));
  folder.write("c.html.zst", "");
  folder.write("d.html", "\xEF\xBB\xBF");
  for (SourceFormat format : {SourceFormat::folder, SourceFormat::html, SourceFormat::text}) {
    Node source = jsonl({folder.path("*.html*")}, {text("text")});
    source.source.format = format;
    source.source.byFile = true;
    Outcome outcome = runSource(folder, source);
    EXPECT_EQ(outcome.output, "{\"text\":\"\"}\n{\"text\":\"\"}\n{\"text\":\"\"}\n{\"text\":\"\"}\n");
    EXPECT_TRUE(outcome.rejects.empty());
  }
}

TEST(Input, ReadsSeveralMembersAndFrames) {
  Folder folder;
  folder.write("a.jsonl.gz", gzip("{\"text\":\"1") + gzip("\"}\n") + gzip("{\"text\":\"2\"}\n"));
  folder.write("b.jsonl.zst", zstd("{\"text\":\"3\"}\n{\"te") + zstd("xt\":\"4\"}\n"));
  folder.write("c.jsonl.gz", gzip("{\"text\":\"5\"}\n") + std::string(1024, '\0'));
  folder.write("d.jsonl.bz2", bzip2("{\"text\":\"6\"}\n{\"te") + bzip2("xt\":\"7\"}\n"));
  folder.write("e.jsonl.xz", xz("{\"text\":\"8") + xz("\"}\n") + std::string(8, '\0') + xz("{\"text\":\"9\"}\n"));
  Outcome outcome = runSource(folder, jsonl({folder.path("*.jsonl.*")}, {text("text")}));
  std::string expected;
  for (char c = '1'; c <= '9'; ++c)
    expected += std::string("{\"text\":\"") + c + "\"}\n";
  EXPECT_EQ(outcome.output, expected);
  EXPECT_TRUE(outcome.rejects.empty());
}

/// Cuts or breaks a compressed file: what could be read is kept, the rest is one reject and a warning.
static void checkDamaged(const std::string &name, std::string stored, const std::string &documents) {
  Folder folder;
  std::string path = folder.write(name, stored);
  folder.write("z.jsonl", "{\"text\":\"after\"}\n");
  Outcome outcome = runSource(folder, jsonl({path, folder.path("z.jsonl")}, {text("text")}));
  std::string before = outcome.output.substr(0, outcome.output.find("{\"text\":\"after\"}"));
  EXPECT_NE(before.size(), outcome.output.size()) << "the next file is read";
  EXPECT_GT(before.size(), 0u);
  EXPECT_TRUE(documents.starts_with(before));
  ASSERT_EQ(outcome.rejects.size(), 1u);
  EXPECT_EQ(outcome.rejects[0]["offset"], before.size());
  std::string reason = outcome.rejects[0]["reason"];
  EXPECT_TRUE(reason.starts_with("the rest of the file cannot be decompressed: ")) << reason;
  ASSERT_EQ(outcome.result.warnings.size(), 1u);
  EXPECT_EQ(outcome.result.warnings[0].code, "E0820");
  EXPECT_EQ(outcome.result.inputs[0].bytes, stored.size()) << "the hash covers the whole file";
}

TEST(Input, KeepsWhatATruncatedFileGave) {
  std::string documents = makeDocuments(20'000);
  std::string gz = gzip(documents), zst = zstd(documents);
  checkDamaged("a.jsonl.gz", gz.substr(0, gz.size() / 2), documents);
  checkDamaged("a.jsonl.zst", zst.substr(0, zst.size() / 2), documents);
  std::string bz2 = bzip2(documents), packed = xz(documents);
  checkDamaged("a.jsonl.bz2", bz2.substr(0, bz2.size() - 10), documents);
  checkDamaged("a.jsonl.xz", packed.substr(0, packed.size() / 2), documents);
}

TEST(Input, KeepsWhatACorruptFileGave) {
  std::string documents = makeDocuments(40'000), zst = zstd(documents);
  for (size_t i = 0; i < 64; ++i)
    zst[zst.size() * 3 / 4 + i] = char(0xFF);
  checkDamaged("a.jsonl.zst", zst + "tail", documents);
  checkDamaged("a.jsonl.gz", gzip(documents) + "tail", documents);
  checkDamaged("a.jsonl.bz2", bzip2(documents) + "tail", documents);
  checkDamaged("a.jsonl.xz", xz(documents) + "tail", documents);
}

/// gzip's checksum stands at the end, so wrong bytes may come out before the damage is known.
TEST(Input, NoticesACorruptGzipFileAtItsEndAtTheLatest) {
  Folder folder;
  std::string gz = gzip(makeDocuments(40'000));
  for (size_t i = 0; i < 64; ++i)
    gz[gz.size() * 3 / 4 + i] = char(0xFF);
  folder.write("a.jsonl.gz", gz);
  Outcome outcome = runSource(folder, jsonl({folder.path("a.jsonl.gz")}, {text("text")}));
  ASSERT_FALSE(outcome.rejects.empty());
  std::string reason = outcome.rejects.back()["reason"];
  EXPECT_TRUE(reason.starts_with("the rest of the file cannot be decompressed: ")) << reason;
  EXPECT_EQ(outcome.result.warnings.size(), 1u);
}

TEST(Input, AFileThatIsNotCompressedAtAllIsOneReject) {
  Folder folder;
  for (auto [end, kind] : {std::pair("gz", "gzip"), {"zst", "Zstandard"}, {"bz2", "bzip2"}, {"xz", "xz"}}) {
    std::string path = folder.write(std::string("a.jsonl.") + end, "{\"text\":\"plain\"}\n");
    Outcome outcome = runSource(folder, jsonl({path}, {text("text")}));
    ASSERT_EQ(outcome.rejects.size(), 1u);
    EXPECT_EQ(outcome.rejects[0]["reason"],
              std::string("the rest of the file cannot be decompressed: it is not ") + kind + " data");
  }
}

TEST(Input, WhatTheFirstBytesSayCountsNotTheName) {
  Folder folder;
  std::string documents = makeDocuments(500);
  std::vector<std::string> stored = {gzip(documents), zstd(documents), bzip2(documents), xz(documents)};
  for (const std::string &bytes : stored)
    for (const char *name : {"a.jsonl", "a.jsonl.gz", "a.jsonl.zst", "a.jsonl.bz2", "a.jsonl.xz"})
      EXPECT_EQ(passThrough(folder, folder.write(name, bytes), {text("text")}), documents) << name;
  // A text may begin as a mark does.
  EXPECT_EQ(passThrough(folder, folder.write("b.jsonl", "BZh9\n{\"text\":\"a\"}\n"), {text("text")}),
            "{\"text\":\"a\"}\n");
}

/// Another file as standard input for a while.
class StandardInput {
public:
  explicit StandardInput(const std::string &path) : Before(::dup(0)) {
    int fd = ::open(path.c_str(), O_RDONLY);
    ::dup2(fd, 0);
    ::close(fd);
  }
  ~StandardInput() {
    ::dup2(Before, 0);
    ::close(Before);
  }

private:
  int Before;
};

TEST(Input, ReadsStandardInputPlainOrCompressed) {
  Folder folder;
  std::string documents = makeDocuments(5000);
  for (const std::string &stored :
       {documents, gzip(documents), zstd(documents), bzip2(documents), xz(documents), std::string()}) {
    StandardInput input(folder.write("in", stored));
    Outcome outcome = runSource(folder, jsonl({"-"}, {text("text")}));
    EXPECT_EQ(outcome.output, stored.empty() ? "" : documents);
    ASSERT_EQ(outcome.result.inputs.size(), 1u);
    EXPECT_EQ(outcome.result.inputs[0].path, "-");
    EXPECT_EQ(outcome.result.inputs[0].bytes, stored.size());
  }
}

TEST(Input, StandardInputHasOneReader) {
  Folder folder;
  Plan plan;
  plan.nodes.push_back(jsonl({"-"}, {}));
  plan.nodes.push_back(jsonl({"-"}, {}));
  RunResult result = run(plan, options(folder));
  ASSERT_EQ(result.errors.size(), 1u);
  EXPECT_EQ(result.errors[0].code, "E0804");
}

TEST(Input, PathsThatAreNoUtf8AreRepairedAsValues) {
  Folder folder;
  folder.write("a\xFF.txt", "x");
  Node source = jsonl({folder.path("*.txt")}, {text("path"), text("text")});
  source.source.format = SourceFormat::text;
  source.source.byFile = true;
  EXPECT_EQ(runSource(folder, source).output, "{\"path\":\"" + folder.path("a\uFFFD.txt") + "\",\"text\":\"x\"}\n");
}

TEST(Input, ReadsATextAsLinesOrAsFiles) {
  Folder folder;
  folder.write("a.txt", "one\r\n\ntwo");
  folder.write("b.txt", "three\xFF\n");
  Node source = jsonl({folder.path("*.txt")}, {text("text")});
  source.source.format = SourceFormat::text;
  EXPECT_EQ(runSource(folder, source).output,
            "{\"text\":\"one\"}\n{\"text\":\"\"}\n{\"text\":\"two\"}\n{\"text\":\"three\uFFFD\"}\n");
  source.source.byFile = true;
  source.columns = {text("text"), text("path")};
  EXPECT_EQ(runSource(folder, source).output, "{\"text\":\"one\\r\\n\\ntwo\",\"path\":\"" + folder.path("a.txt") +
                                                  "\"}\n{\"text\":\"three\uFFFD\\n\",\"path\":\"" +
                                                  folder.path("b.txt") + "\"}\n");
  source.source.maxDocument = 7;
  Outcome outcome = runSource(folder, source);
  ASSERT_EQ(outcome.rejects.size(), 1u);
  EXPECT_EQ(outcome.rejects[0]["file"], folder.path("a.txt"));
}

/// Real documents, made if the shared data is not there: in and out are the same bytes.
TEST(Input, RealDocumentsPassByteForByte) {
  const char *named = std::getenv("SMELT_DATA");
  std::string real =
      (named ? std::string(named) : std::string(SMELT_SHARED_DATA)) + "/corpus/zh_hant_wikipedia_drcd.jsonl.zst";
  Folder folder;
  if (!std::filesystem::exists(real))
    real = folder.write("made.jsonl.zst", zstd(makeDocuments(3000)));
  std::string first = passThrough(folder, real, {text("text")});
  EXPECT_GT(first.size(), 100'000u);
  folder.write("again.jsonl", first);
  EXPECT_EQ(passThrough(folder, folder.path("again.jsonl"), {text("text")}), first);
  EXPECT_TRUE(readRejects(folder.path("out")).empty());
}

TEST(Input, NaughtyStringsComeBack) {
  const char *named = std::getenv("SMELT_DATA");
  std::string list =
      readFile((named ? std::string(named) : std::string(SMELT_SHARED_DATA)) + "/dirty/naughty_strings_blns.json");
  nlohmann::json strings = nlohmann::json::parse(list, nullptr, false);
  if (!strings.is_array())
    strings = {
        "", "undefined", "\u00a0\u180e", "Ω≈ç√", "\u202etest", "<script>alert(0)</script>", std::string("\0", 1)};
  std::vector<std::string> records;
  for (const nlohmann::json &string : strings)
    records.push_back(nlohmann::json{{"text", string}}.dump(-1, ' ', true));
  Folder folder;
  Plan plan;
  plan.nodes.push_back(rows(records, {text("text")}));
  plan.nodes.push_back(sink(0, folder.path("out")));
  plan.nodes[1].sink.shapes[0].fields = {{"text", 0, "text", true}};
  runOk(plan, options(folder));
  std::istringstream lines(readOutput(folder.path("out")));
  size_t i = 0;
  for (std::string line; std::getline(lines, line); ++i)
    EXPECT_EQ(nlohmann::json::parse(line)["text"], strings[i]);
  EXPECT_EQ(i, strings.size());
}

/// The first of the fields of the schema that does not fit is the reason, whichever columns are read.
TEST(Input, HoldsUnreadFieldsToTheSchema) {
  const std::vector<Column> schema = {integer("n"), text("text", true), {"r", SMELT_REAL, false}, {"j", SMELT_JSON}};
  Folder folder;
  folder.write("in.jsonl",
               "{\"r\":1,\"j\":[],\"n\":1}\n{\"r\":\"\",\"n\":\"\",\"j\":0}\n{\"n\":1,\"r\":1e999,\"j\":0}\n"
               "{\"n\":1,\"j\":0,\"r\":2,\"text\":1}\n{\"n\":1,\"r\":2}\n");
  std::vector<std::vector<nlohmann::json>> rejects;
  for (const std::vector<Column> &columns : {std::vector<Column>{}, {schema[2], schema[0]}, schema}) {
    Node source = jsonl({folder.path("in.jsonl")}, columns);
    source.source.schema = schema;
    Outcome outcome = runSource(folder, source);
    EXPECT_EQ(outcome.output, "{\"r\":1,\"j\":[],\"n\":1}\n");
    rejects.push_back(outcome.rejects);
  }
  ASSERT_EQ(rejects[0].size(), 4u);
  EXPECT_EQ(rejects[0][0]["reason"], "field \"n\" is a string, but an integer is needed");
  EXPECT_EQ(rejects[0][1]["reason"], "field \"r\" is too large a number");
  EXPECT_EQ(rejects[0][2]["reason"], "field \"text\" is an integer, but a string is needed");
  EXPECT_EQ(rejects[0][3]["reason"], "there is no field \"j\"");
  EXPECT_EQ(rejects[1], rejects[0]);
  EXPECT_EQ(rejects[2], rejects[0]);
}
