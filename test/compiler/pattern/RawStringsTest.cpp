// What a JSON string may stay for: never one in whose text a pattern occurs.
#include "compiler/pattern/RawStrings.h"
#include "compiler/pattern/Compile.h"
#include "runtime/io/JsonString.h"
#include "runtime/io/RawStrings.h"
#include "runtime/text/Functions.h"
#include <cstring>
#include <gtest/gtest.h>
#include <memory>
#include <random>

using namespace smelt;

namespace {
class Search {
public:
  explicit Search(std::string_view pattern) {
    const pattern::Compiled compiled = pattern::compile(pattern);
    table.resize(compiled.table.size() / 8 + 1);
    std::memcpy(table.data(), compiled.table.data(), compiled.table.size());
  }
  bool isIn(const std::string &text) {
    const std::string padded = text + std::string(SMELT_TEXT_PADDING, ' ');
    return smelt_pattern_any(context.get(), padded.data(), static_cast<int64_t>(text.size()), table.data());
  }

private:
  std::vector<uint64_t> table;
  std::unique_ptr<smelt_context> context = std::make_unique<smelt_context>();
};

/// Whether the filter leaves the string of a text; what stands behind it is a quote.
bool stays(const runtime::RawStrings &strings, const std::string &text) {
  std::string raw;
  runtime::appendJsonString(text, raw);
  raw.append(SMELT_TEXT_PADDING, '\\');
  const char *at = raw.data() + 1;
  if (!runtime::RawStringFilter(strings).leaves(at, raw.data() + raw.size() - SMELT_TEXT_PADDING))
    return false;
  EXPECT_EQ(at, raw.data() + raw.size() - SMELT_TEXT_PADDING - 1);
  return true;
}

const std::vector<std::string> Patterns = {"%",
                                           R"(\\)",
                                           R"(\\appendix|\\bibliography\{.*\}.*$)",
                                           "\"",
                                           R"(\n\n)",
                                           R"(a\nb)",
                                           "é+",
                                           "[\"%]",
                                           R"((?i)copyright)",
                                           R"(\t.)",
                                           R"([\n%]#)",
                                           R"(/\*[^*]*\*+(?:[^/*][^*]*\*+)*/)",
                                           R"(\r)",
                                           R"(\x01)",
                                           R"([中国]。)",
                                           "<!--",
                                           R"([^\\]%.+)",
                                           R"((?m)^%.*\n?)",
                                           R"(\{\})",
                                           R"(\\def\s*\{)",
                                           R"(#\\n)",
                                           R"(\\(?:def|[np]a|(?:x)?b))",
                                           R"(a"(?:b|\n|))"};
} // namespace

TEST(RawStrings, NothingThatOccursStays) {
  static const std::vector<std::string> pieces = {
      "a", "b",  "n",  "t",  "#", "%", "\\", "\"",         "\n",        "\t",     "\r", "/*", "*/",
      "é", "中", "国", "。", " ", "{", "}",  "\\appendix", "copyright", "\\def{", "<",  "!--"};
  std::mt19937 random(5);
  unsigned left = 0, found = 0;
  for (const std::string &pattern : Patterns) {
    pattern::RawNeeds needs;
    ASSERT_TRUE(needs.add(pattern)) << pattern;
    const runtime::RawStrings strings{needs.sieve(), needs.first()};
    Search search(pattern);
    for (int round = 0; round < 400; ++round) {
      std::string text(random() % 130, 'x');
      for (unsigned i = 0, n = random() % 8; i < n; ++i)
        text.insert(random() % (text.size() + 1), pieces[random() % pieces.size()]);
      const bool isLeft = stays(strings, text);
      left += isLeft;
      if (!search.isIn(text))
        continue;
      ++found;
      ASSERT_FALSE(isLeft) << pattern << " in " << text;
    }
  }
  EXPECT_GT(left, 2000u);
  EXPECT_GT(found, 500u);
}

TEST(RawStrings, BeginsWithNoneOfACharacter) {
  pattern::RawNeeds needs;
  const int32_t first[] = {'\n', '\n', '#', '#', 0xFEFF, 0xFEFF};
  needs.addFirst(first, 6);
  const runtime::RawStrings strings{needs.sieve(), needs.first()};
  EXPECT_FALSE(stays(strings, "\nabc"));
  EXPECT_FALSE(stays(strings, "#abc"));
  EXPECT_FALSE(stays(strings, "\uFEFFabc"));
  EXPECT_FALSE(stays(strings, ""));
  EXPECT_TRUE(stays(strings, "a#\n\uFEFF"));
}

TEST(RawStrings, EscapesThatSinksDoNotWriteAreRead) {
  const runtime::RawStrings strings{pattern::RawNeeds().sieve(), {}};
  for (std::string raw : {R"(a\/")", R"(a\u00e9")", R"(a\b")", "a\x01\"", "a", R"(a\")", R"(a\x")"}) {
    const size_t size = raw.size();
    raw.append(SMELT_TEXT_PADDING, '"');
    const char *at = raw.data();
    EXPECT_FALSE(runtime::RawStringFilter(strings).leaves(at, raw.data() + size)) << raw;
    EXPECT_EQ(at, raw.data());
  }
}

TEST(RawStrings, WhatCannotBeTold) {
  for (const char *pattern : {"a*", "[a-z]", "", "."}) {
    pattern::RawNeeds needs;
    EXPECT_FALSE(needs.add(pattern)) << pattern;
  }
}
