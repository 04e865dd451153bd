// The standard library checks, and its documentation is whole.
#include "test/lang/sema/Fixture.h"
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

namespace smelt::sema::test {
namespace {

std::string read(const std::string &path) {
  std::ifstream in(SMELT_SOURCE_DIR "/stdlib/" + path);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

TEST(Stdlib, EveryModuleChecks) {
  for (const char *path : {"prelude.recipe", "text.recipe", "quality/gopher.recipe"}) {
    std::string source = read(path);
    ASSERT_FALSE(source.empty()) << path;
    EXPECT_EQ(errors(source), "") << path;
  }
}

TEST(Stdlib, ModulesBringTests) {
  for (const char *path : {"text.recipe", "quality/gopher.recipe"}) {
    Compilation c;
    c.check(read(path));
    EXPECT_GE(c.program->tests.size(), 5u) << path;
  }
}

TEST(Stdlib, EveryPublicDeclarationIsDocumented) {
  for (const char *path : {"prelude.recipe", "text.recipe", "quality/gopher.recipe"}) {
    std::istringstream lines(read(path));
    std::string before, line;
    while (std::getline(lines, line)) {
      bool declares = line.rfind("external fn ", 0) == 0 || line.rfind("choice ", 0) == 0 ||
                      line.rfind("rules ", 0) == 0 || (line.rfind("fn ", 0) == 0 && line.rfind("fn _", 0) != 0);
      if (declares)
        EXPECT_EQ(before.rfind("///", 0), 0u) << path << ": " << line;
      before = line;
    }
  }
}

TEST(Stdlib, GopherHasTheRulesOfTheTable) {
  Compilation c;
  c.check("use std.quality.gopher\noutput o = jsonl(\"x\") |> where(gopher.quality(.text), gopher.repetition(.text)) "
          "|> to_jsonl(\"y\")");
  ASSERT_EQ(c.reports(), "");
  std::map<std::string, std::string> bounds;
  for (const Rule &rule : c.program->outputs[0].sink->inputs[0]->rules)
    bounds[rule.name.substr(7)] = rule.bound;
  EXPECT_EQ(bounds, (std::map<std::string, std::string>{
                        {"quality.word_count", "in 50..100_000"},
                        {"quality.mean_word_length", "in 3..10"},
                        {"quality.hashes", "<= 10%"},
                        {"quality.ellipses", "<= 10%"},
                        {"quality.bullets", "<= 90%"},
                        {"quality.ellipsis_lines", "<= 30%"},
                        {"quality.alphabetic_words", ">= 80%"},
                        {"quality.stop_words", ">= 2"},
                        {"repetition.duplicate_lines", "<= 30%"},
                        {"repetition.duplicate_paragraphs", "<= 30%"},
                        {"repetition.duplicate_line_chars", "<= 20%"},
                        {"repetition.duplicate_paragraph_chars", "<= 20%"},
                        {"repetition.top_2gram", "<= 20%"},
                        {"repetition.top_3gram", "<= 18%"},
                        {"repetition.top_4gram", "<= 16%"},
                        {"repetition.duplicate_5grams", "<= 15%"},
                        {"repetition.duplicate_6grams", "<= 14%"},
                        {"repetition.duplicate_7grams", "<= 13%"},
                        {"repetition.duplicate_8grams", "<= 12%"},
                        {"repetition.duplicate_9grams", "<= 11%"},
                        {"repetition.duplicate_10grams", "<= 10%"},
                    }));
}

} // namespace
} // namespace smelt::sema::test
