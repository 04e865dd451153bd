// Verdicts: names, metrics and bounds, `except` and `only`, other bounds at the call.
#include "test/lang/sema/Fixture.h"
#include <gtest/gtest.h>

namespace smelt::sema::test {
namespace {

/// The rules of `where(...)` over a source, one a line.
std::string rules(const std::string &arguments) {
  std::string all = checked("use std.quality.gopher\noutput o = jsonl(\"x\") |> select(.text, .n) |> where(" +
                            arguments + ") |> to_jsonl(\"y\")");
  size_t begin = all.find("s3 = where"), end = all.find("s4 = sink");
  if (begin == std::string::npos || end == std::string::npos)
    return all;
  begin = all.find('\n', begin) + 1;
  return all.substr(begin, end - begin);
}

TEST(SemaRules, TakeTheirNameFromThePlaceOrTheText) {
  EXPECT_EQ(rules("small: .n < 3, .n >= 0"),
            "  small: (%0.n < 3) | %0.n < 3 [..3]\n  .n >= 0: (%0.n >= 0) | %0.n >= 0 [0..]\n");
}

TEST(SemaRules, ATopLevelAndIsTwoRules) {
  EXPECT_EQ(rules("1 <= .n and .n != 4"),
            "  1 <= .n: (1 <= %0.n) | %0.n >= 1 [1..]\n  .n != 4: (%0.n != 4) | %0.n != 4\n");
  EXPECT_EQ(rules("both: .n > 1 and .n < 4"), "  both: ((%0.n > 1) and (%0.n < 4))\n");
}

TEST(SemaRules, AVerdictBringsItsRulesAndTheirBoundsCanBeGiven) {
  EXPECT_EQ(rules("gopher.quality(.text, word_count = 20..100, hashes = 5%) only {word_count, hashes}"),
            "  gopher.quality.word_count: (&1=(View.count(Text.words(%0.text, whitespace, _), _)) in 20..100) | &1 in "
            "20..100 [20..100]\n"
            "  gopher.quality.hashes: (&2=((View.count(Text.chars(%0.text), (%1 => (%1 == '#'))) / "
            "View.count(Text.words(%0.text, whitespace, _), _))) <= 0.05 Ratio) | &2 <= 5% [..0.05]\n");
  EXPECT_EQ(
      rules("gopher.quality.word_count(.text)"),
      "  gopher.quality.word_count: (&1=(View.count(Text.words(%0.text, whitespace, _), _)) in 50..100000) | &1 in "
      "50..100_000 [50..1e+05]\n");
}

TEST(SemaRules, ExceptLeavesRulesOut) {
  EXPECT_EQ(rules("gopher.quality(.text) except {mean_word_length, hashes, ellipses, bullets, ellipsis_lines, "
                  "alphabetic_words, stop_words}"),
            rules("gopher.quality(.text) only {word_count}"));
}

TEST(SemaRules, FunctionsAndLambdasAreRules) {
  EXPECT_EQ(rules("r => r.n > 1"), "  r => r.n > 1: (%0.n > 1)\n");
  EXPECT_EQ(
      checked("fn long(r: {n: Int}) -> Bool = r.n > 1\noutput o = jsonl(\"x\") |> select(.n) |> where(long) |> "
              "to_jsonl(\"y\")"),
      "s1 = source jsonl(max_document = 67108864 Bytes, path = \"x\") -> {text: Text, url: Text?, meta: Json?, n: "
      "Int}\n"
      "s2 = select s1 -> {n: Int}\n  n\ns3 = where s2 -> {n: Int}\n  long: (%0.n > 1)\n"
      "s4 = sink to_jsonl(compress = none, path = \"y\", shard = 2.56e+08 Bytes) s3 -> {n: Int}\noutput o = s4\n");
}

TEST(SemaRules, ParametersOfARulesBlockHaveDefaults) {
  Compilation c;
  c.check("rules short(t: Text, most: Int = 9) { words: t.words.count <= most }\n"
          "output o = jsonl(\"x\") |> where(short(.text), short(.text, most = 5)) |> to_jsonl(\"y\")");
  ASSERT_EQ(c.reports(), "");
  const auto &found = c.program->outputs[0].sink->inputs[0]->rules;
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].high, 9);
  EXPECT_EQ(found[1].high, 5);
  EXPECT_EQ(found[0].metric, found[0].holds->operands[0]) << "the metric is the node of the rule itself";
}

TEST(SemaRules, MeasureGivesARecordOfTheMetrics) {
  EXPECT_EQ(expression("measure({ gopher.quality(.text) })"), "E0201 'gopher' `gopher` is not known here\n");
  EXPECT_NE(checked("use std.quality.gopher\noutput o = jsonl(\"x\") |> with(q = measure(gopher.quality(.text) only "
                    "{word_count, stop_words})) |> to_jsonl(\"y\")")
                .find("q: {word_count: Int, stop_words: Int}}"),
            std::string::npos);
}

} // namespace
} // namespace smelt::sema::test
