// What holds for every text: formatting keeps tree and comments, and formatting again changes nothing.
#include "test/lang/format/Fixture.h"
#include "test/lang/format/RandomRecipe.h"
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

namespace smelt::format::test {
namespace {

namespace fs = std::filesystem;

std::string read(const fs::path &path) {
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

/// The ```recipe blocks of a page.
std::vector<std::string> blocksOf(const std::string &page) {
  static const std::string open = "```recipe\n", close = "```";
  std::vector<std::string> blocks;
  for (size_t at = page.find(open); at != std::string::npos; at = page.find(open, at + 1)) {
    size_t begin = at + open.size();
    blocks.push_back(page.substr(begin, page.find(close, begin) - begin));
  }
  return blocks;
}

/// All recipes of the tree and of its pages, and of the design where it lies beside the tree.
std::vector<std::string> corpus() {
  const fs::path root = SMELT_SOURCE_DIR;
  std::vector<std::string> texts;
  for (const char *folder : {"stdlib", "examples", "docs", "test", "lang", "../shared/design"}) {
    if (!fs::exists(root / folder))
      continue;
    for (const auto &entry : fs::recursive_directory_iterator(root / folder)) {
      if (entry.path().extension() == ".recipe")
        texts.push_back(read(entry.path()));
      else if (entry.path().extension() == ".md")
        for (std::string &block : blocksOf(read(entry.path())))
          texts.push_back(std::move(block));
    }
  }
  return texts;
}

TEST(FormatProperty, RecipesOfTheTree) {
  std::vector<std::string> texts = corpus();
  ASSERT_GT(texts.size(), 10u);
  for (const std::string &text : texts)
    EXPECT_EQ(fault(text), "") << text;
}

/// The end of any line may have been lost.
TEST(FormatProperty, BeginningsOfRecipes) {
  for (const std::string &text : corpus())
    for (size_t end = text.find('\n'); end != std::string::npos && end < 4000; end = text.find('\n', end + 1))
      ASSERT_EQ(fault(text.substr(0, end)), "") << text.substr(0, end);
}

TEST(FormatProperty, CommentsAtEveryToken) {
  for (uint32_t seed = 0; seed < 2000; ++seed) {
    std::string source = randomRecipe(seed);
    ASSERT_EQ(fault(source), "") << "seed " << seed << "\n" << source;
  }
}

/// The property above would hold for programs that do not parse, too.
TEST(FormatProperty, GeneratedProgramsParse) {
  unsigned parsed = 0;
  for (uint32_t seed = 0; seed < 500; ++seed)
    parsed += parses(randomRecipe(seed));
  EXPECT_GE(parsed, 400u);
}

TEST(FormatProperty, ALongRecipeIsFormattedAtOnce) {
  std::string source;
  for (int i = 0; source.size() < 100'000; ++i)
    source += "kept_" + std::to_string(i) + " = corpus |> where(gopher.quality(.text), .score in 3..10) // all\n" +
              "fn ratio_" + std::to_string(i) +
              "(t: Text, n: Int = 2) -> Ratio = count(t.words, it.size > n * 1 MB) / 3\n";
  auto begin = std::chrono::steady_clock::now();
  std::string out = formatted(source);
  std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begin;
  EXPECT_EQ(std::count(out.begin(), out.end(), '\n'), std::count(source.begin(), source.end(), '\n'));
  EXPECT_LT(spent.count(), 5) << "for " << std::count(out.begin(), out.end(), '\n') << " lines";
}

} // namespace
} // namespace smelt::format::test
