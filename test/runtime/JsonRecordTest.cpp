#include "runtime/io/JsonRecord.h"
#include "Fixture.h"
#include "runtime/io/Utf8.h"
#include <limits>
#include <random>

using namespace smelt::runtime;
using namespace smelt::runtime::test;

/// A record with the room behind it that the scanner may read.
class Padded {
public:
  explicit Padded(std::string_view bytes) : Bytes(bytes), Size(bytes.size()) { Bytes.append(SMELT_TEXT_PADDING, '"'); }
  std::string_view view() const { return {Bytes.data(), Size}; }

private:
  std::string Bytes;
  size_t Size;
};

/// "ok" or why the record is malformed.
static std::string scan(std::string_view bytes) {
  Padded padded(bytes);
  JsonRecord json(padded.view());
  JsonField field;
  if (json.open())
    while (json.next(field))
      ;
  return json.error() ? json.error() : "ok";
}

/// The strings among the record's values, each read while its end is looked for; "malformed" if the record is.
static std::vector<std::string> readStrings(std::string_view bytes) {
  Padded padded(bytes);
  JsonRecord json(padded.view());
  JsonField field;
  Arena room;
  std::vector<std::string> texts;
  if (json.open())
    while (json.nextKey(field) && json.readValue(field, &room))
      if (field.kind == JsonKind::string)
        texts.emplace_back(field.text);
  return json.error() ? std::vector<std::string>{"malformed"} : texts;
}

static std::string unescape(std::string_view raw) {
  Padded padded(raw);
  std::string out(unescapedBound(raw.size()), '\0');
  out.resize(unescapeJson(padded.view(), out.data()));
  return out;
}

TEST(JsonRecord, AcceptsWhatIsWellFormed) {
  for (const char *record :
       {"{}", " { } ", R"({"a":1})", R"({"a":-0.5e+10,"b":[],"c":{},"d":[[1],{"e":[null,true,false]}],"f":""})",
        "{\"a\"\t:\r\n 0 }", R"({"a":"\"\\\/\b\f\n\r\t\u00e9"})", R"({"a":123456789012345678901234567890})"})
    EXPECT_EQ(scan(record), "ok") << record;
}

TEST(JsonRecord, RefusesWhatIsNot) {
  EXPECT_EQ(scan(""), "the record is empty");
  EXPECT_EQ(scan("[1]"), "the record is not an object");
  EXPECT_EQ(scan("{"), "the record ends too early");
  EXPECT_EQ(scan(R"({"a")"), "a colon is expected");
  EXPECT_EQ(scan(R"({"a":)"), "the record ends too early");
  EXPECT_EQ(scan(R"({"a":1)"), "the record ends too early");
  EXPECT_EQ(scan(R"({"a":1,})"), "a key is expected");
  EXPECT_EQ(scan(R"({"a":1 "b":2})"), "a comma or a closing bracket is expected");
  EXPECT_EQ(scan(R"({"a":1}})"), "something follows the record's object");
  EXPECT_EQ(scan(R"({"a":1} {"a":1})"), "something follows the record's object");
  EXPECT_EQ(scan(R"({"a":"x)"), "a string is not closed");
  EXPECT_EQ(scan("{\"a\":\"x\ty\"}"), "a control character stands in a string");
  EXPECT_EQ(scan(R"({"a":"\x"})"), "a backslash is followed by a character that cannot be escaped");
  EXPECT_EQ(scan(R"({"a":"\u12g4"})"), "\\u is not followed by four hexadecimal digits");
  EXPECT_EQ(scan(R"({"a":01})"), "a comma or a closing bracket is expected");
  EXPECT_EQ(scan(R"({"a":.5})"), "a value is expected");
  EXPECT_EQ(scan(R"({"a":1.})"), "a number ends in its point");
  EXPECT_EQ(scan(R"({"a":1e})"), "a number ends in its exponent");
  EXPECT_EQ(scan(R"({"a":nul})"), "a value is expected");
  EXPECT_EQ(scan(R"({'a':1})"), "a key is expected");
  EXPECT_EQ(scan(R"({"a":[1})"), "a comma or a closing bracket is expected");
}

TEST(JsonRecord, BoundsDepthWithoutRecursion) {
  auto nested = [](size_t depth) { return "{\"a\":" + std::string(depth, '[') + std::string(depth, ']') + "}"; };
  EXPECT_EQ(scan(nested(1024)), "ok");
  EXPECT_EQ(scan(nested(1025)), "values are nested more than 1,024 deep");
  EXPECT_EQ(scan("{\"a\":" + std::string(5'000'000, '[')), "values are nested more than 1,024 deep");
}

TEST(JsonRecord, GivesRawSpans) {
  Padded padded(R"( {"k\u0041" : "v\n", "n" : -1.5 , "o":{"x":[1]}})");
  JsonRecord json(padded.view());
  JsonField field;
  ASSERT_TRUE(json.open());
  ASSERT_TRUE(json.next(field));
  EXPECT_EQ(field.key, "k\\u0041");
  EXPECT_TRUE(field.keyEscaped);
  EXPECT_EQ(field.value, "v\\n");
  EXPECT_EQ(field.rawValue(), "\"v\\n\"");
  ASSERT_TRUE(json.next(field));
  EXPECT_EQ(field.kind, JsonKind::real);
  EXPECT_EQ(field.value, "-1.5");
  ASSERT_TRUE(json.next(field));
  EXPECT_EQ(field.kind, JsonKind::object);
  EXPECT_EQ(std::string(field.start, field.end), R"("o":{"x":[1]})");
  EXPECT_FALSE(json.next(field));
  EXPECT_EQ(json.error(), nullptr);
}

/// Any change to a record is taken or refused as nlohmann-json, strict by itself, does.
TEST(JsonRecord, AgreesWithAnotherParserOnMutatedRecords) {
  std::string seed =
      R"({"a": "text with \"escapes\" \u00e9\n and more of it to fill a window", "b": [1, -2.5e3, true, null],)"
      R"( "c": {"d": {}, "e": []}, "f": 0.0})";
  std::string alphabet = "{}[]\",:\\ue0123.-+ntrfalse \n\t\x01";
  std::mt19937 random(7);
  unsigned accepted = 0;
  for (int round = 0; round < 60'000; ++round) {
    std::string record = seed;
    for (unsigned i = 0, changes = 1 + random() % 3; i < changes; ++i) {
      size_t at = random() % record.size();
      char c = alphabet[random() % alphabet.size()];
      if (random() % 3 == 0)
        record.erase(at, 1 + random() % 4);
      else if (random() % 2)
        record.insert(at, 1, c);
      else
        record[at] = c;
      if (record.empty())
        record = "x";
    }
    // nlohmann refuses lone surrogates, which RFC 8259 leaves open.
    if (record.find("\\ud") != record.npos || record.find("\\uD") != record.npos)
      continue;
    nlohmann::json other = nlohmann::json::parse(record, nullptr, false);
    bool expected = !other.is_discarded() && other.is_object();
    accepted += expected;
    ASSERT_EQ(scan(record) == "ok", expected) << record << "\n" << scan(record);
    std::vector<std::string> texts = {"malformed"};
    if (expected) {
      texts.clear();
      if (std::string first = "a"; other.size() == 6 && other.contains(first) && other[first].is_string())
        texts.push_back(other[first]);
      else
        continue;
    }
    std::vector<std::string> read = readStrings(record);
    read.resize(std::min<size_t>(read.size(), 1));
    ASSERT_EQ(read, texts) << record;
  }
  EXPECT_GT(accepted, 5000u);
}

TEST(JsonRecord, UndoesEscapes) {
  EXPECT_EQ(unescape(R"(a\n\"\\\/\b\f\r\t)"), "a\n\"\\/\b\f\r\t");
  EXPECT_EQ(unescape(R"(\u0000\u00e9\u4e2d\ud83d\ude00)"), std::string("\0é中😀", 10));
  EXPECT_EQ(unescape(R"(\ud83d!\ude00\ud83d\ud83d\ude00\ud83d)"), "\uFFFD!\uFFFD\uFFFD😀\uFFFD");
  std::string plain(100, 'x');
  EXPECT_EQ(unescape(plain + "\\n" + plain), plain + "\n" + plain);
}

TEST(JsonRecord, EscapesOnlyWhatMustBe) {
  std::string out;
  appendJsonString(std::string_view("a\"\\/\n\x01\x7fé😀\0", 14), out);
  EXPECT_EQ(out, "\"a\\\"\\\\/\\n\\u0001\x7fé😀\\u0000\"");
}

TEST(JsonRecord, EscapesAtEveryPlaceOfLongStrings) {
  // Windows and the buffer behind them end anywhere; what is escaped reads back.
  for (size_t size : {0, 1, 31, 32, 33, 63, 64, 950, 1000, 1023, 1024, 5000})
    for (char c : {'"', '\\', '\n', '\x1f', 'x'})
      for (size_t step : {1, 2, 31, 33, 400}) {
        std::string text(size, 'a'), raw;
        for (size_t i = step - 1; i < size; i += step)
          text[i] = c;
        appendJsonString(text, raw);
        std::string_view inside(raw.data() + 1, raw.size() - 2);
        std::string padded;
        appendJsonText(Padded(text).view(), padded);
        EXPECT_EQ(padded, raw);
        EXPECT_EQ(unescape(std::string(inside)), text);
        EXPECT_EQ(raw.size(), size + 2 + size / step * (c == 'x' ? 0 : c == '\x1f' ? 5 : 1));
      }
}

TEST(JsonRecord, ReadsEscapesAtEveryPlaceOfLongStrings) {
  for (size_t size : {1, 62, 63, 64, 65, 126, 127, 128, 129, 1000, 70'000})
    for (std::string_view escape : {"\\n", "\\\\", "\\\"", "\\u00e9", "\\ud83d\\ude00", "\\ud83d", "\\/"})
      for (size_t step : {1, 2, 31, 63, 64, 65, 400}) {
        std::string raw;
        while (raw.size() < size)
          raw += raw.size() % step == step - 1 ? std::string(escape) : "a";
        const std::string record = R"({"k": ")" + raw + "\"}";
        EXPECT_EQ(readStrings(record), std::vector{unescape(raw)}) << raw.substr(0, 200);
        EXPECT_EQ(readStrings(record.substr(0, record.size() - 2)), std::vector<std::string>{"malformed"});
      }
}

TEST(JsonRecord, RealsReadBackAsTheyWere) {
  auto real = [](double value) {
    std::string out;
    appendJsonReal(value, out);
    return out;
  };
  EXPECT_EQ(real(0.07), "0.07");
  EXPECT_EQ(real(3), "3.0");
  EXPECT_EQ(real(-0.0), "-0.0");
  EXPECT_EQ(real(1e300), "1e+300");
  EXPECT_EQ(real(std::numeric_limits<double>::infinity()), "null");
  EXPECT_EQ(real(std::numeric_limits<double>::quiet_NaN()), "null");
  std::mt19937_64 random(3);
  for (int i = 0; i < 10'000; ++i) {
    double value = std::bit_cast<double>(random());
    if (std::isfinite(value)) {
      ASSERT_EQ(std::strtod(real(value).c_str(), nullptr), value);
      ASSERT_TRUE(nlohmann::json::accept(real(value))) << real(value);
    }
  }
}
