// Every recipe of docs/language.md: those marked `recipe later` are parsed, all others have no errors.
#include "lang/syntax/Parser.h"
#include "test/lang/sema/Fixture.h"
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

namespace smelt::sema::test {
namespace {

struct Example {
  std::string source;
  size_t line = 0;
  bool later = false;
};

std::vector<Example> examplesOf(const std::string &path) {
  std::ifstream in(path);
  std::vector<Example> found;
  bool inside = false;
  std::string text;
  for (size_t line = 1; std::getline(in, text); ++line) {
    if (!inside && text.starts_with("```recipe"))
      found.push_back({"", line, text == "```recipe later"});
    else if (inside && !text.starts_with("```"))
      found.back().source += text + "\n";
    inside = text.starts_with("```") ? !inside && text.starts_with("```recipe") : inside;
  }
  return found;
}

TEST(SemaDocs, ExamplesOfTheLanguagePage) {
  std::vector<Example> examples = examplesOf(SMELT_SOURCE_DIR "/docs/language.md");
  EXPECT_GT(examples.size(), 12u);
  size_t checked = 0;
  for (const Example &e : examples) {
    if (e.later) {
      diag::SourceMap sources;
      diag::Diagnostics diags;
      syntax::parse(sources, sources.add("later.recipe", e.source), diags);
      EXPECT_FALSE(diags.hasErrors()) << "docs/language.md:" << e.line;
      continue;
    }
    Compilation run;
    run.world.files["stop.txt"] = "the\nof\n";
    run.check(e.source);
    EXPECT_FALSE(run.diags.hasErrors()) << "docs/language.md:" << e.line << "\n" << run.reports();
    ++checked;
  }
  EXPECT_GT(checked, 10u);
}

} // namespace
} // namespace smelt::sema::test
