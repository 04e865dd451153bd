// The examples of the language's documentation and the standard library: they parse, their tokens lose nothing, and no
// small change to them makes the parser talk much or fall over.
#include "test/lang/syntax/Fixture.h"
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

namespace smelt::syntax::test {
namespace {

std::vector<std::string> recipesIn(const std::string &folder) {
  std::vector<std::string> paths, texts;
  for (const auto &entry : std::filesystem::recursive_directory_iterator(std::string(SMELT_SOURCE_DIR) + folder))
    if (entry.path().extension() == ".recipe")
      paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  for (const std::string &path : paths) {
    std::stringstream text;
    text << std::ifstream(path).rdbuf();
    texts.push_back(text.str());
  }
  return texts;
}

std::vector<std::string> examples() { return recipesIn("/test/lang/syntax/examples"); }

/// The tokens of a file cover each of its bytes once.
void expectLossless(const std::string &source, const std::vector<Token> &tokens) {
  uint32_t at = 0;
  for (const Token &t : tokens) {
    ASSERT_EQ(t.span.begin, at);
    ASSERT_GT(t.span.end, at);
    at = t.span.end;
  }
  ASSERT_EQ(at, source.size());
}

TEST(Examples, Parse) {
  ASSERT_FALSE(examples().empty());
  for (const std::string &source : examples()) {
    Parsed p(source);
    EXPECT_EQ(p.reports(), "") << source;
    expectLossless(source, p.file.tokens);
  }
}

TEST(Examples, TheStandardLibraryParses) {
  for (const std::string &source : recipesIn("/stdlib"))
    EXPECT_EQ(Parsed(source).reports(), "");
}

void expectFew(const std::string &source) {
  Parsed p(source);
  EXPECT_LE(p.diags.all().size(), 3u) << source << "\n" << p.reports();
  expectLossless(source, p.file.tokens);
}

TEST(Examples, AnyTokenMayBeMissingOrTwice) {
  for (const std::string &source : examples()) {
    for (const Token &t : Parsed(source).file.tokens) {
      std::string text = source.substr(t.span.begin, t.span.end - t.span.begin);
      std::string without = source, twice = source;
      expectFew(without.erase(t.span.begin, text.size()));
      expectFew(twice.insert(t.span.begin, text));
    }
  }
}

TEST(Examples, AFileMayEndAnywhere) {
  for (const std::string &source : examples())
    for (size_t end = 0; end < source.size(); end += 3) {
      Parsed p(source.substr(0, end));
      EXPECT_LE(p.diags.all().size(), 4u) << source.substr(0, end) << "\n" << p.reports();
    }
}

} // namespace
} // namespace smelt::syntax::test
