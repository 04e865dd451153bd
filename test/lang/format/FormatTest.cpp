// The style, a case at a time.
#include "test/lang/format/Fixture.h"
#include <gtest/gtest.h>

namespace smelt::format::test {
namespace {

TEST(Format, SpacesAreOne) {
  EXPECT_EQ(formatted("a=f( x,y )[ 0 ] . b+ - c*2"), "a = f(x, y)[0].b + -c * 2\n");
  EXPECT_EQ(formatted("a = x in 3 .. 10 and not( b )"), "a = x in 3..10 and not (b)\n");
  EXPECT_EQ(formatted("a = {\"x\" :1,\"y\":2}\nb={ c=20  GB,d = 80 % }"),
            "a = {\"x\": 1, \"y\": 2}\nb = {c = 20 GB, d = 80%}\n");
  EXPECT_EQ(formatted("fn f<T>( a :[ T ] ,b: T ?=null )->Set < T > =a"),
            "fn f<T>(a: [T], b: T? = null) -> Set<T> = a\n");
  EXPECT_EQ(formatted(""), "");
  EXPECT_EQ(formatted("\n\n// only a comment"), "// only a comment\n");
}

TEST(Format, TokensThatWouldRunTogetherStayApart) {
  EXPECT_EQ(formatted("a = x as Text? ?? \"\""), "a = x as Text? ?? \"\"\n");
  EXPECT_EQ(formatted("a: Text ? ? = b"), "a: Text? ? = b\n");
  EXPECT_EQ(formatted("a = f(b.. , .c)"), "a = f(b.., .c)\n");
  EXPECT_EQ(formatted("a = (b .. .c)"), "a = (b.. .c)\n");
}

TEST(Format, BlankLinesAreKeptSingly) {
  EXPECT_EQ(formatted("\n\na = 1\nb = 2\n\n\n\nc = 3\n\n"), "a = 1\nb = 2\n\nc = 3\n");
  EXPECT_EQ(formatted("rules r(t: Text) {\n\n  a: b\n\n\n  c: d\n\n}"), "rules r(t: Text) {\n  a: b\n\n  c: d\n}\n");
}

TEST(Format, StagesStandBelowEachOtherIfTheyDid) {
  EXPECT_EQ(formatted("a = b |> f |> g(1)"), "a = b |> f |> g(1)\n");
  EXPECT_EQ(formatted("a = b |> f\n |> g(1)"), "a = b\n  |> f\n  |> g(1)\n");
  EXPECT_EQ(formatted("a = b\n  |> f"), "a = b |> f\n");
  EXPECT_EQ(
      formatted(
          "corpus = first_of_the_sources ++ second |> where(quality(.text), repetition(.text)) |> dedup(exact(.text))"),
      "corpus = first_of_the_sources ++ second\n"
      "  |> where(quality(.text), repetition(.text))\n"
      "  |> dedup(exact(.text))\n");
}

TEST(Format, NamedArgumentsHang) {
  EXPECT_EQ(formatted("m = train(model(layers = 6),\n budget = 20M tokens, on = tokens)"),
            "m = train(model(layers = 6),\n  budget = 20M tokens,\n  on     = tokens)\n");
  EXPECT_EQ(formatted("m = f(\n a, b)"), "m = f(\n  a,\n  b,\n)\n");
  EXPECT_EQ(formatted("m = f(a,\n b)"), "m = f(a, b)\n");
  EXPECT_EQ(formatted("m = rows([\n{a = 1},\n {a = 2}])"), "m = rows([\n  {a = 1},\n  {a = 2},\n])\n");
}

TEST(Format, NeighboursAreAligned) {
  EXPECT_EQ(formatted("tok = 1\ntokens = 2\n\nx = 3"), "tok    = 1\ntokens = 2\n\nx = 3\n");
  EXPECT_EQ(formatted("tok = 1\n// apart\ntokens = 2"), "tok = 1\n// apart\ntokens = 2\n");
  EXPECT_EQ(formatted("tok = [\n1]\ntokens = 2\nt = 3"), "tok = [\n  1,\n]\ntokens = 2\nt      = 3\n");
  EXPECT_EQ(formatted("output a = tok |> f\noutput bcd = t |> f"), "output a   = tok |> f\noutput bcd = t   |> f\n");
  EXPECT_EQ(formatted("rules r(t: Text) { a: 1 < 2\n bcd: 3 < 4\n}"),
            "rules r(t: Text) {\n  a:   1 < 2\n  bcd: 3 < 4\n}\n");
  EXPECT_EQ(formatted("model m(a: Int) { part mix = f(a)\n part feedback = g(a) }"),
            "model m(a: Int) {\n  part mix      = f(a)\n  part feedback = g(a)\n}\n");
}

/// The longest value would need 101 columns behind the longest name.
TEST(Format, AlignmentMakesNoLineTooLong) {
  std::string value(90, 'v');
  EXPECT_EQ(formatted("a = " + value + "\nlonger_nam = 1\nb = 2"),
            "a = " + value + "\nlonger_nam = 1\nb          = 2\n");
}

TEST(Format, CommentsStandBehindTheirLine) {
  EXPECT_EQ(formatted("a = 1 // one\nbcd = 2   // two  \nc = 3"), "a   = 1  // one\nbcd = 2  // two\nc   = 3\n");
  EXPECT_EQ(formatted("a = 1 // one\n      // goes on\n// apart"), "a = 1  // one\n       // goes on\n// apart\n");
  EXPECT_EQ(formatted("a = f(x, // first\n y)"), "a = f(\n  x,  // first\n  y,\n)\n");
  EXPECT_EQ(formatted("a = f(x // first\n , y)"), "a = f(\n  x,  // first\n  y,\n)\n");
  EXPECT_EQ(formatted("a = b // why\n  |> f"), "a = b  // why\n  |> f\n");
}

/// `///` documents what follows: it stays in front of that and behind everything else.
TEST(Format, DocumentationKeepsItsPlace) {
  EXPECT_EQ(formatted("a = 1 /// of b\nb = 2"), "a = 1\n/// of b\nb = 2\n");
  EXPECT_EQ(formatted("fn f(a: Int /// of nothing\n, b: Int) = a"),
            "fn f(\n  a: Int\n    /// of nothing\n    ,\n  b: Int,\n) = a\n");
}

TEST(Format, StringsAreNeverChanged) {
  EXPECT_EQ(formatted("a   = \"{x  +  1}\"\nb = r\"  \"\nc = \"\"\"\n   two\n lines\"\"\" + d"),
            "a = \"{x  +  1}\"\nb = r\"  \"\nc = \"\"\"\n   two\n lines\"\"\" + d\n");
}

TEST(Format, LongValuesBreak) {
  std::string name(60, 'n');
  EXPECT_EQ(formatted("a = " + name + " and " + name), "a =\n  " + name + "\n    and " + name + "\n");
  EXPECT_EQ(formatted("a = if " + name + " then " + name + " else b"),
            "a =\n  if " + name + "\n  then " + name + "\n  else b\n");
  EXPECT_EQ(formatted("fn f(t: Text) -> Text = t.first_of_all(" + name + ").second(a, b)"),
            "fn f(t: Text) -> Text =\n  t.first_of_all(" + name + ").second(a, b)\n");
  EXPECT_EQ(formatted("a = \"" + name + name + "\""), "a =\n  \"" + name + name + "\"\n");
}

TEST(Format, ShortConstantsFill) {
  std::string source = "a = {", line = "a = {\n ";
  for (int i = 0; i < 9; ++i)
    source += "\"aaaaaaaa\", ";
  EXPECT_EQ(formatted(source + "}"), "a = {\n  \"aaaaaaaa\", \"aaaaaaaa\", \"aaaaaaaa\", \"aaaaaaaa\", \"aaaaaaaa\", "
                                     "\"aaaaaaaa\", \"aaaaaaaa\", \"aaaaaaaa\",\n  \"aaaaaaaa\",\n}\n");
}

TEST(Format, TestsOfOneLineStayOne) {
  EXPECT_EQ(formatted("test \"a\" {assert b}"), "test \"a\" { assert b }\n");
  EXPECT_EQ(formatted("test \"a\" {\nassert b}"), "test \"a\" {\n  assert b\n}\n");
  EXPECT_EQ(formatted("test \"a\" { assert b\n assert c }"), "test \"a\" {\n  assert b\n  assert c\n}\n");
}

TEST(Format, AFileWithErrorsIsNotFormatted) { EXPECT_EQ(formatted("a = (1"), "E0103 this `(` is never closed\n"); }

} // namespace
} // namespace smelt::format::test
