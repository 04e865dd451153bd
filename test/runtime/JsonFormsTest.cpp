// Strings of JSON are read and written alike on every kind of machine.
#include "runtime/io/JsonForms.h"
#include "runtime/io/JsonString.h"
#include <algorithm>
#include <gtest/gtest.h>
#include <random>
#include <tuple>

using namespace smelt::runtime;

namespace {
constexpr size_t Padding = 128;

/// A string of `size` bytes or some more, with escapes of which few, many or most are frequent ones.
std::string someString(std::mt19937 &random, size_t size) {
  static const std::vector<std::string> escapes = {"\\n", "\\\"", "\\\\",           "\\t",     "\\r",
                                                   "\\/", "\\b",  "\\u00e9",        "\\u0000", "\\f",
                                                   "\"",  "\\x",  "\\ud83d\\ude00", "\x1f"};
  const unsigned rarity = 1 + random() % 60, kinds = random() % 3 ? 5 : unsigned(escapes.size());
  std::string raw;
  while (raw.size() < size)
    raw += random() % rarity ? std::string(1, char('a' + random() % 26)) : escapes[random() % kinds];
  return raw;
}

using Outcome = std::tuple<bool, ptrdiff_t, std::string, std::string, bool>;

Outcome outcome(bool good, const JsonStringReader &reader, const char *begin, std::string text) {
  return {good, good ? reader.at - begin : 0, good ? std::move(text) : "", reader.error ? reader.error : "",
          reader.isOurs};
}

Outcome readWith(const JsonStringForm &form, const std::string &padded, size_t size) {
  std::string room(unescapedBound(size), '\xEE');
  char *to = room.data();
  JsonStringReader reader{padded.data(), padded.data() + size};
  const bool good = form.read(reader, to);
  return outcome(good, reader, padded.data(), std::string(room.data(), to));
}

Outcome skipWith(const JsonStringForm &form, const std::string &padded, size_t size) {
  JsonStringReader reader{padded.data(), padded.data() + size};
  const bool good = form.skip(reader);
  return outcome(good, reader, padded.data(), "");
}
/// Where simple escapes are skipped, the string is good and ours.
void expectSimple(const JsonStringForm &form, const std::string &padded, size_t size, const Outcome &read,
                  unsigned &simple) {
  const char *at = padded.data();
  if (!form.skipSimple(at, padded.data() + size))
    return;
  ++simple;
  ASSERT_TRUE(std::get<0>(read) && std::get<4>(read)) << padded;
  ASSERT_EQ(at - padded.data(), std::get<1>(read)) << padded;
}
} // namespace

TEST(JsonForms, ReadAlike) {
  const std::vector<JsonStringForm> forms = jsonStringForms();
  std::mt19937 random(11);
  unsigned good = 0;
  std::vector<unsigned> simple(forms.size());
  for (int round = 0; round < 20'000; ++round) {
    std::string raw = someString(random, random() % 400);
    if (random() % 4)
      raw += '"';
    const size_t size = raw.size();
    // What stands behind a record must not matter.
    raw += random() % 2 ? std::string(Padding, '"') : std::string(Padding, '\\');
    const Outcome read = readWith(forms[0], raw, size), skipped = skipWith(forms[0], raw, size);
    good += std::get<0>(read);
    for (size_t i = 0; i < forms.size(); ++i) {
      ASSERT_EQ(readWith(forms[i], raw, size), read) << raw;
      ASSERT_EQ(skipWith(forms[i], raw, size), skipped) << raw;
      expectSimple(forms[i], raw, size, read, simple[i]);
    }
  }
  EXPECT_GT(good, 5000u);
  EXPECT_GT(simple[0], 2000u);
  EXPECT_EQ(std::count(simple.begin(), simple.end(), simple[0]), ptrdiff_t(simple.size()));
}

TEST(JsonForms, WriteAlikeAndReadBack) {
  const std::vector<JsonStringForm> forms = jsonStringForms();
  std::mt19937 random(12);
  for (int round = 0; round < 20'000; ++round) {
    std::string text(random() % 400, 'a');
    const unsigned rarity = 1 + random() % 60;
    for (char &c : text)
      if (random() % rarity == 0)
        c = "\n\t\r\"\\\n\t\"\b\x01"[random() % (random() % 4 ? 5 : 10)];
    const size_t size = text.size();
    text.append(Padding, '"');
    std::string expected;
    for (const JsonStringForm &form : forms) {
      std::string room(escapedBound(size), '\xEE');
      std::string written(room.data(), form.escape(text.data(), size, room.data()));
      if (expected.empty())
        expected = written;
      ASSERT_EQ(written, expected);
      ASSERT_EQ(form.countSpecials(text.data(), size), forms[0].countSpecials(text.data(), size));
      std::string padded = written + std::string(Padding, '"'), back(unescapedBound(written.size()), '\xEE');
      char *to = back.data();
      JsonStringReader reader{padded.data(), padded.data() + written.size()};
      ASSERT_TRUE(form.readChecked(reader, to));
      ASSERT_EQ(std::string(back.data(), to), text.substr(0, size));
    }
  }
}
