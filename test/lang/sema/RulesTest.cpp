// Verdicts: names, metrics and bounds, `except` and `only`, other bounds at the call.
#include "test/lang/sema/Fixture.h"
#include <gtest/gtest.h>

namespace smelt::sema::test {
namespace {

/// The rules of `where(arguments)` over a source with another stage between, one a line; `items` stand above.
std::string rulesOf(const std::string &items, const std::string &stage, const std::string &arguments) {
  std::string all =
      checked(items + "output o = jsonl(\"x\") |> " + stage + " |> where(" + arguments + ") |> to_jsonl(\"y\")");
  size_t begin = all.find("s3 = where"), end = all.find("s4 = sink");
  if (begin == std::string::npos || end == std::string::npos)
    return all;
  begin = all.find('\n', begin) + 1;
  return all.substr(begin, end - begin);
}
std::string rules(const std::string &arguments) {
  return rulesOf("use std.quality.gopher\n", "select(.text, .n)", arguments);
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

const char *const longWords =
    "rules long(t: Text, least: Int = 3) {\n words: fraction(t.words, .chars.count > least) < 9%\n }\n"
    "rules both(t: Text) {\n long: long(t)\n kept: t.words.count > 1\n}\n";

std::string calls(const std::string &arguments) { return rulesOf(longWords, "with(b = .text)", arguments); }

TEST(SemaRules, ABlockThatIsCalledOftenGivesEachCallItsOwnValues) {
  auto rule = [](const std::string &number, const std::string &text, const std::string &lambda,
                 const std::string &least) {
    return "  long.words: (&" + number + "=(View.fraction(Text.words(" + text + ", whitespace, _), (%" + lambda +
           " => (View.count(Text.chars(%" + lambda + "), _) > " + least + ")))) < 0.09 Ratio) | &" + number +
           " < 9% [..0.09]\n";
  };
  EXPECT_EQ(calls("long(.text), long(.b), long(.text, least = 5), long(\"a {.b}\")"),
            rule("1", "%1.text", "2", "3") + rule("2", "%1.b", "3", "3") + rule("3", "%1.text", "4", "5") +
                rule("4", "concat(\"a \", %1.b)", "5", "3"));
}

TEST(SemaRules, ConstantsOfACallAreNotTakenForThoseOfAnother) {
  std::string all = checked("rules has(t: Text, a: Text, b: Text) {\n found: t.contains(a) or t == b\n}\n"
                            "output o = jsonl(\"x\") |> where(has(.text, \"1\\n2\", \"3\"), has(.text, \"1\", "
                            "\"2\\n3\")) |> to_jsonl(\"y\")");
  EXPECT_NE(all.find("\"1\\n2\""), std::string::npos) << all;
  EXPECT_NE(all.find("\"2\\n3\""), std::string::npos) << all;
}

TEST(SemaRules, ABoundGivenAtTheCallIsCheckedByItself) {
  std::string byTemplate = calls("long(.b)"), byCall = calls("long(.b, words = ..9%)");
  EXPECT_EQ(byTemplate.substr(0, byTemplate.find(") <")), byCall.substr(0, byCall.find(") in")));
}

TEST(SemaRules, ABoundIsGivenOnceAtTheCall) {
  EXPECT_EQ(errors("rules long(t: Text) { words: t.words.count > 3 }\n"
                   "output o = jsonl(\"x\") |> where(long(.text, words = 4.., words = 5..)) |> to_jsonl(\"y\")"),
            "E0215 'words' `words` is given twice\n");
}

TEST(SemaRules, ABlockInABlockIsItsConjunction) {
  EXPECT_EQ(
      calls("both(.b)"),
      "  both.long: (View.fraction(Text.words(%1.b, whitespace, _), (%2 => (View.count(Text.chars(%2), _) > 3))) < "
      "0.09 Ratio)\n"
      "  both.kept: (&1=(View.count(Text.words(%1.b, whitespace, _), _)) > 1) | &1 > 1 [1..]\n");
}

TEST(SemaRules, WhatABlockIsBlamedForIsSaidOfTheBlockOrOfEachCall) {
  EXPECT_EQ(errors("rules never(t: Text) { words: t.words.count < 0 }\n"
                   "output o = jsonl(\"x\") |> where(never(.text), never(.text)) |> to_jsonl(\"y\")"),
            "W0903 't.words.count < 0' no value satisfies this rule\n");
  EXPECT_EQ(errors("rules some(t: Text, least: Int) { words: t.words.count >= least }\n"
                   "output o = jsonl(\"x\") |> where(some(.text, 0), some(.text, 1), some(.text, 0)) "
                   "|> to_jsonl(\"y\")"),
            "W0902 'some(.text, 0)' every value satisfies this rule\n"
            "W0902 'some(.text, 0)' every value satisfies this rule\n");
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
