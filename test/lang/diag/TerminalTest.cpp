// The layout of diagnostics on a terminal, to the cell.
#include "lang/diag/Diagnostic.h"
#include "lang/diag/Position.h"
#include <gtest/gtest.h>

namespace smelt::diag {
namespace {

struct Page {
  SourceMap sources;
  Diagnostics diags;

  explicit Page(const std::string &text) { sources.add("base.recipe", text); }
  /// The first place of `part` in the text.
  Span span(const std::string &part, uint32_t file = 0) const {
    auto begin = static_cast<uint32_t>(sources.file(file).text.find(part));
    return {file, begin, begin + static_cast<uint32_t>(part.size())};
  }
  Diagnostic &report(Span span) { return diags.report(Code::E0101, span, {"x", "y"}); }
  std::string render(RenderOptions options = {}) const { return renderTerminal(diags.all().back(), sources, options); }
};

TEST(Terminal, LabelsCausesNotesAndFix) {
  Page p(std::string(30, '\n') + "tok    = unigram(corpus |> sample(sample_size + 20%), vocab = 32k)\n");
  p.report(p.span("20%"))
      .label("a ratio")
      .cause(p.span("sample_size"), "`sample_size` is declared in bytes on line 11")
      .note("bytes are written as in `20 GB`")
      .fix("write a size", p.span("20%"), "20 MB");
  EXPECT_EQ(p.render(), R"(error[E0101]: expected x, found y
  --> base.recipe:31:49
   |
31 | tok    = unigram(corpus |> sample(sample_size + 20%), vocab = 32k)
   |                                                 ^^^ a ratio
   |                                   ----------- `sample_size` is declared in bytes on line 11
   = note: bytes are written as in `20 GB`
help: write a size
31 | tok    = unigram(corpus |> sample(sample_size + 20 MB), vocab = 32k)
)");
}

TEST(Terminal, WideCharactersTakeTwoCells) {
  Page p("标题 = f(\"中文🙂\", é, x)\n");
  p.report(p.span("x)")).label("here");
  EXPECT_EQ(p.render(), "error[E0101]: expected x, found y\n"
                        " --> base.recipe:1:18\n"
                        "  |\n"
                        "1 | 标题 = f(\"中文🙂\", é, x)\n"
                        "  |                       ^^ here\n");
  Page wide("a = 中文\n");
  wide.report(wide.span("中文")).label("here");
  EXPECT_NE(wide.render().find("  |     ^^^^ here\n"), std::string::npos) << wide.render();
}

TEST(Terminal, TabsAreExpandedAndControlsAreShown) {
  Page p("\ta\t= \x1b[31m\n");
  p.report(p.span("=")).label("here");
  EXPECT_EQ(p.render(), "error[E0101]: expected x, found y\n"
                        " --> base.recipe:1:4\n"
                        "  |\n"
                        "1 |     a    = \uFFFD[31m\n"
                        "  |          ^ here\n");
}

TEST(Terminal, LinesFarApartAndOtherFiles) {
  Page p("a = 1\nb\nc\nd = a\n");
  p.sources.add("other.recipe", "e = 2\n");
  p.report(p.span("d")).label("here").cause(p.span("a = 1"), "there").cause({1, 0, 1}, "elsewhere");
  EXPECT_EQ(p.render(), R"(error[E0101]: expected x, found y
 --> base.recipe:4:1
  |
1 | a = 1
  | ----- there
...
4 | d = a
  | ^ here
 ::: other.recipe:1:1
  |
1 | e = 2
  | - elsewhere
)");
}

TEST(Terminal, LongLinesAreCutAroundTheSpan) {
  Page p("start " + std::string(300, 'a') + " HERE " + std::string(300, 'b') + " end\n");
  p.report(p.span("HERE")).label("here");
  std::string out = p.render({false, 60});
  EXPECT_NE(out.find("HERE"), std::string::npos);
  EXPECT_EQ(out.find("start"), std::string::npos);
  EXPECT_EQ(out.find("end\n"), std::string::npos);
  std::vector<std::string> lines;
  for (size_t at = 0, end; (end = out.find('\n', at)) != std::string::npos; at = end + 1)
    lines.push_back(out.substr(at, end - at));
  ASSERT_EQ(lines.size(), 5u) << out;
  auto cellsBefore = [](const std::string &line, const std::string &part) {
    size_t cells = 0, stop = line.find(part);
    for (size_t at = 0; at < stop; ++cells)
      decode(line, at);
    return cells;
  };
  EXPECT_EQ(cellsBefore(lines[3], "HERE"), cellsBefore(lines[4], "^^^^"));
  EXPECT_LE(cellsBefore(lines[3] + "\n", "\n"), 60u);
}

TEST(Terminal, EmptySpansLineEndsAndSpansOverLines) {
  Page p("a = f(\nb\n");
  p.report({0, 6, 6}).label("here");
  EXPECT_NE(p.render().find("1 | a = f(\n  |       ^ here\n"), std::string::npos) << p.render();
  p.report({0, 4, 8}).label("here");
  EXPECT_NE(p.render().find("1 | a = f(\n  |     ^^ here\n"), std::string::npos) << p.render();
  p.report({0, 9, 9}).label("here");
  EXPECT_NE(p.render().find("base.recipe:3:1\n"), std::string::npos) << p.render();
  Page empty("");
  empty.report({0, 0, 0}).label("here");
  EXPECT_EQ(empty.render(), "error[E0101]: expected x, found y\n --> base.recipe:1:1\n  |\n1 |\n  | ^ here\n");
}

TEST(Terminal, EditsOverLinesAreShownTogether) {
  Page p("a = {b = 1\n  c = 2}\n");
  Diagnostic &d = p.report(p.span("c"));
  d.fix("put commas", {0, 10, 10}, ",");
  d.edits.push_back({{0, 18, 18}, ","});
  EXPECT_NE(p.render().find("help: put commas\n1 | a = {b = 1,\n2 |   c = 2,}\n"), std::string::npos) << p.render();
}

TEST(Terminal, MistakesOfTheCommandLineHaveNoPlace) {
  Page p("a\n");
  p.report({UINT32_MAX, 0, 0}).note("why").suggest("how");
  EXPECT_EQ(p.render(), "error[E0101]: expected x, found y\n  = note: why\nhelp: how\n");
  EXPECT_NE(renderJson(p.diags.all().back(), p.sources).find("\"file\":null"), std::string::npos);
}

TEST(Terminal, ColorsOnlyWhenAsked) {
  Page p("a\n");
  p.report({0, 0, 1}).label("here");
  EXPECT_EQ(p.render().find('\x1b'), std::string::npos);
  EXPECT_NE(p.render({true, 80}).find("\x1b[1;31merror[E0101]\x1b[0m"), std::string::npos);
}

TEST(Position, CountsCodePoints) {
  SourceFile file{"a", "é中\nb\xFF"
                       "c"};
  EXPECT_EQ(positionOf(file, 5).column, 3u);
  EXPECT_EQ(positionOf(file, 8).line, 2u);
  EXPECT_EQ(positionOf(file, 8).column, 3u);
  EXPECT_EQ(positionOf(file, 100).line, 2u);
  std::string out;
  for (char32_t c : {U'a', U'é', U'中', U'🙂'}) {
    encode(c, out);
    size_t at = out.size() - (c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4);
    EXPECT_EQ(decode(out, at), c);
  }
  EXPECT_EQ(out, "aé中🙂");
}

} // namespace
} // namespace smelt::diag
