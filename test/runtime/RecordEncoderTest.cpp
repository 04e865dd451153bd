// What sinks make of records: byte for byte where nothing changed, spliced where something did.
#include "runtime/io/RecordEncoder.h"
#include "Fixture.h"
#include "runtime/io/JsonString.h"
#include <array>
#include <random>

using namespace smelt::runtime;
using namespace smelt::runtime::test;

/// The output for one record, read with these columns and written with these fields.
static std::string written(const std::string &record, std::vector<Column> columns, const SinkSpec &spec) {
  Folder folder;
  Plan plan;
  plan.nodes.push_back(rows({record}, std::move(columns)));
  plan.nodes.push_back(sink(0, folder.path("out")));
  std::string path = plan.nodes[1].sink.path;
  plan.nodes[1].sink = spec;
  plan.nodes[1].sink.path = path;
  runOk(plan, options(folder));
  return readOutput(folder.path("out"));
}

static SinkSpec fields(std::vector<SinkField> list, bool keepOthers = true, std::vector<std::string> dropped = {}) {
  SinkSpec spec;
  spec.shapes = {{std::move(list), keepOthers, std::move(dropped)}};
  return spec;
}

TEST(RecordEncoder, ListedButUnchangedFieldsLeaveARecordAlone) {
  std::string record = R"({ "text" :"a" ,  "n":1e0})";
  EXPECT_EQ(written(record, {text("text")}, fields({{"text", 0, "text", false}})), record + "\n");
}

TEST(RecordEncoder, KeepsOrderRawBytesAndSpacing) {
  EXPECT_EQ(written(R"({"a": 1.50, "text": "x", "z": "\u0041"})", {text("text")}, fields({{"text", 0, "text", true}})),
            "{\"a\": 1.50, \"text\": \"x\", \"z\": \"\\u0041\"}\n");
}

TEST(RecordEncoder, EditsThatChangeNothingLeaveARecordAlone) {
  std::string record = R"({ "a": 1, "text" : "x\ny" })";
  EXPECT_EQ(written(record, {text("text")}, fields({{"text", 0, "text", true}})), record + "\n");
  EXPECT_EQ(written(record, {text("text")}, fields({{"text", 0, "text", true}, {"b", 0, "", false}})),
            "{\"a\": 1, \"text\" : \"x\\ny\", \"b\" : \"x\\ny\"}\n");
  // Escapes that a sink would not write are not kept: texts that are equal are written alike.
  EXPECT_EQ(written(R"({ "text": "\u0041" })", {text("text")}, fields({{"text", 0, "text", true}})),
            "{\"text\": \"A\"}\n");
}

TEST(RecordEncoder, DropsAndRenames) {
  std::string record = R"({"a":1,"b":"x","c":[ 2 ]})";
  EXPECT_EQ(written(record, {}, fields({}, true, {"a"})), "{\"b\":\"x\",\"c\":[ 2 ]}\n");
  EXPECT_EQ(written(record, {}, fields({}, true, {"a", "b", "c"})), "{}\n");
  EXPECT_EQ(written(record, {}, fields({{"new", -1, "b", false}})), "{\"a\":1,\"new\":\"x\",\"c\":[ 2 ]}\n");
  EXPECT_EQ(written(record, {}, fields({{"c", -1, "c", false}, {"a", -1, "a", false}}, false)),
            "{\"a\":1,\"c\":[ 2 ]}\n");
}

TEST(RecordEncoder, FindsKeysThroughTheirEscapes) {
  EXPECT_EQ(written(R"({"\u0061":1,"b":2})", {}, fields({}, true, {"a"})), "{\"b\":2}\n");
}

TEST(RecordEncoder, WritesNullForNullAndNothingForAbsent) {
  std::vector<Column> columns = {text("a", true), text("b", true)};
  SinkSpec spec = fields({{"a", 0, "a", true}, {"b", 1, "b", true}, {"c", 0, "", false}, {"d", 1, "", false}});
  EXPECT_EQ(written(R"({"a":null,"x":1})", columns, spec), "{\"a\":null,\"x\":1,\"c\":null}\n");
}

TEST(RecordEncoder, WritesEveryType) {
  std::vector<Column> columns = {{"i", SMELT_INTEGER, false},
                                 {"r", SMELT_REAL, false},
                                 {"b", SMELT_BOOLEAN, false},
                                 {"j", SMELT_JSON, false},
                                 {"t", SMELT_TEXT, false}};
  SinkSpec spec = fields({});
  for (int i = 0; i < 5; ++i)
    spec.shapes[0].fields.push_back({columns[size_t(i)].name, i, columns[size_t(i)].name, true});
  EXPECT_EQ(
      written(R"({"i":-9223372036854775808,"r":2,"b":false,"j":{"x" : [null]},"t":"\u00e9\u000a/"})", columns, spec),
      "{\"i\":-9223372036854775808,\"r\":2.0,\"b\":false,\"j\":{\"x\" : [null]},\"t\":\"é\\n/\"}\n");
}

TEST(RecordEncoder, OfRepeatedKeysTheLastIsWritten) {
  EXPECT_EQ(written(R"({"a":1, "b":2, "\u0061":3})", {}, fields({})), "{\"b\":2, \"\\u0061\":3}\n");
  EXPECT_EQ(written(R"({"text":"x","text":"y"})", {text("text")}, fields({{"text", 0, "text", true}})),
            "{\"text\":\"y\"}\n");
}

TEST(RecordEncoder, NewFieldsReplaceThoseThatTheRecordHasByAccident) {
  EXPECT_EQ(written(R"({"length":"old","text":"abc"})", {text("text")}, fields({{"length", 0, "", false}})),
            "{\"text\":\"abc\",\"length\":\"abc\"}\n");
  EXPECT_EQ(written(R"({"b":1,"a":2})", {}, fields({{"b", -1, "a", false}})), "{\"b\":2}\n");
}

TEST(RecordEncoder, ReadsEveryEscapedKey) {
  EXPECT_EQ(written(R"({"te\u0078t":"abc"})", {text("text")}, fields({{"copy", 0, "", false}})),
            "{\"te\\u0078t\":\"abc\",\"copy\":\"abc\"}\n");
}

/// The output for a record whose longest string is `longest`, if its field "text" is `text` now.
static std::string rewritten(const std::string &record, std::string_view longest, std::string_view longestText,
                             std::string_view text, RecordEncoder::Memory &memory) {
  auto info = std::make_shared<std::vector<RowInfo>>(1);
  info->front().record = std::string_view(record).substr(0, record.find('}') + 1); // readable past its end
  info->front().longestAt = uint32_t(record.find(longest));
  info->front().longestSize = uint32_t(longest.size());
  info->front().longestText = longestText;
  Batch batch;
  batch.rows = 1;
  batch.columns.emplace_back(SMELT_TEXT, 1);
  batch.columns[0].texts()[0] = {text.data(), int64_t(text.size())};
  batch.info = info;
  const RecordShape shape{{{"text", 0, "text", true}}, true, {}};
  std::string out, reason;
  EXPECT_TRUE(RecordEncoder(shape).encode(batch, 0, memory, out, reason));
  return out;
}

TEST(RecordEncoder, AnEmptyTextWithoutAPlaceIsNotTakenForOneThatWasRead) {
  const std::string record = R"({"text":"x","other":"longer"})" + std::string(SMELT_TEXT_PADDING, ' ');
  RecordEncoder::Memory memory;
  EXPECT_EQ(rewritten(record, "longer", {}, {}, memory), "{\"text\":\"\",\"other\":\"longer\"}\n");
}

TEST(RecordEncoder, PartsOfWhatWasReadAreWrittenAsItWas) {
  std::mt19937 random(3);
  RecordEncoder::Memory memory; // of strings before, and of parts before and behind
  for (size_t size : {1, 63, 64, 65, 200, 3000}) {
    std::string text;
    while (text.size() < size)
      text += std::array{"a", "b", "\n", "\"", "\\", "\t", "é", "plain words "}[random() % 8];
    const size_t whole = text.size();
    std::string raw;
    appendJsonString(text, raw);
    text.append(SMELT_TEXT_PADDING, '\n');
    const std::string record = "{\"text\":" + raw + "}" + std::string(SMELT_TEXT_PADDING, '\n');
    for (int i = 0; i < 200; ++i) {
      size_t begin = random() % (whole + 1), end = begin + random() % (whole + 1 - begin);
      std::string_view part = std::string_view(text).substr(begin, end - begin);
      std::string expected;
      appendJsonString(part, expected);
      ASSERT_EQ(rewritten(record, raw.substr(1, raw.size() - 2), std::string_view(text).substr(0, whole), part, memory),
                "{\"text\":" + expected + "}\n");
    }
  }
}
