// Every syntax error: what it says, where, what it offers, and that it brings no others along.
#include "lang/ast/Dump.h"
#include "test/lang/syntax/Fixture.h"
#include <gtest/gtest.h>
#include <set>
#include <sstream>

namespace smelt::syntax::test {
namespace {

struct Case {
  const char *source, *reports;
};

const Case cases[] = {
    // E0101: what was found and what could stand there
    {"a = f(b c)", "E0101 `c` expected `,` or `)`, found `c`"},
    {"a = [1 2]", "E0101 `2` expected `,` or `]`, found `2`"},
    {"a = b where(c)", "E0101 `where` expected an operator or the end of the line, found `where`"},
    {"a = b |>", "E0128 `` the right side of `|>` is missing"},
    {"a = b +\nc = d", "E0128 `` the right side of `+` is missing"},
    {"rules q(t: Text) {\n a: b >\n c: d\n}", "E0128 `` the right side of `>` is missing"},
    {"use std.\nuse std.text", "E0128 `` the right side of `.` is missing"},
    {"a = f\"b\"", "E0126 `f` strings take no prefix `f` -> "},
    {"a = if b then c", "E0129 `` `if` has no `else`"},
    {"a = b is 3", "E0101 `3` expected `null`, found `3` -> =="},
    {"a = b -> c", "E0101 `->` expected the end of the line, found `->`"},
    {"a = f(b = 1 c = 2)", "E0127 `c` a comma is missing -> ,"},
    {"a = {\"b\"\n\"c\"}", "E0127 `` a comma is missing -> ,"},
    {"param a = 3", "E0101 `=` expected `:`, found `=`"},
    {"param 3: Int", "E0101 `3` expected a name, found `3`"},
    {"fn f(x) = x", "E0101 `)` expected `:`, found `)`"},
    {"fn f x = x", "E0101 `x` expected `(`, found `x`"},
    {"fn f(x: Int) -> Int { x }", "E0101 `{` expected `=`, found `{` -> = "},
    {"external f(x: Int)", "E0101 `f` expected `fn`, found `f`"},
    {"test foo { assert a }", "E0101 `foo` expected a string, found `foo`"},
    {"outptu a = b", "E0101 `a` expected `=`, found `a` -> output"},
    {"rules q() {\n a = 1\n}", "E0101 `=` expected `:`, found `=` -> :"},
    {"rules q() {\n \"a\": 1\n}", "E0101 `\"` expected a rule `name: predicate`, found a string"},
    {"model m() {\n bias b: [a]\n}", "E0101 `bias` expected `weight`, `part` or `fn`, found `bias`"},
    {"record R { a: Int, b }", "E0101 `` expected `:`, found `}`"},
    {"choice C { a b }", "E0101 `b` expected `,`, a new line or `}`, found `b`"},
    {"a: (Int, Int) = b", "E0101 `` expected `->`, found the end of the type"},
    {"a: List[Int] = b", "E0101 `[` expected `<`, found `[`"},
    {"a = 20GB tokens", "E0101 `tokens` expected an operator, found `tokens`"},
    {"use \"{a}\" as b", "E0101 `a` expected plain text, found an interpolation"},
    // Brackets, strings, characters
    {"# a\nb = 1", "E0102 `#` comments start with `//` -> //"},
    {"a = 1 /* b */", "E0102 `/*` comments start with `//`"},
    {"a = f(b, (c)\nd = 1", "E0103 `(` this `(` is never closed"},
    {"a = {b = (1, c = 2}\nd = 1", "E0103 `(` this `(` is never closed"},
    {"test \"t\" {\n  assert a\noutput b = c", "E0103 `{` this `{` is never closed"},
    {"a = f(b))", "E0104 `)` this `)` closes nothing -> "},
    {"a = [b)", "E0104 `)` this `)` closes nothing -> ]"},
    {"a = b }", "E0104 `}` this `}` closes nothing -> "},
    {"a = }", "E0128 `` the right side of `=` is missing"},
    {"a = 1\n}\n}", "E0104 `}` this `}` closes nothing -> "},
    {"a = \"b\nc = 1", "E0105 `\"b` this string is never closed"},
    {"a = f(\"b)\nc = 1", "E0105 `\"b)` this string is never closed"},
    {"a = \"b {c\"\nd = 1", "E0105 `\"b {c\"` this string is never closed"},
    {"a = \"#fff {#}\"\nd = 1", "E0105 `\"#fff {#}\"` this string is never closed"},
    {"a = r\"b\nc = 1", "E0105 `r\"b` this string is never closed"},
    {"a = r#\"b\"\nc = 1", "E0105 `r#\"b\"` this string is never closed"},
    {"a = \"\"\"b\nc = 1", "E0105 `\"\"\"` this string is never closed"},
    {"a = \"\\d\"", "E0106 `\\d` unknown escape `\\d`"},
    {"a = \"\\u{110000}\"", "E0106 `\\u{110000}` unknown escape `\\u{110000}`"},
    {"a = '\\q'", "E0106 `\\q` unknown escape `\\q`"},
    {"a = 'bc'", "E0116 `'bc'` a `Char` is one character between single quotes -> \"bc\""},
    {"a = '", "E0116 `'` a `Char` is one character between single quotes"},
    {"a = \"b{}\"", "E0125 `{}` an interpolation `{}` needs an expression"},
    // Operators
    {"a = where(3 <= .b <= 10)", "E0107 `<=` comparisons cannot be chained -> .b in 3..10"},
    {"a = 10 >= b >= 3", "E0107 `>=` comparisons cannot be chained -> b in 3..10"},
    {"a = 1 < b < 3", "E0107 `<` comparisons cannot be chained -> 1 < b and b < 3"},
    {"a = b == c == d == e", "E0107 `==` comparisons cannot be chained"},
    {"a = 1..2..3", "E0107 `..` ranges cannot be chained"},
    {"a = b&&c", "E0109 `&&` `&&` is written `and` ->  and "},
    {"a = b || !c", "E0109 `||` `||` is written `or` -> or -> not "},
    {"a = b | f", "E0109 `|` `|` is written `|>` -> |>"},
    {"a = f（b，c）", "E0109 `（` `（` is written `(` -> ( -> , -> )"},
    {"a = “b”", "E0109 `“b”` `“…”` is written `\"…\"` -> \"b\""},
    {"a = b |> 3", "E0122 `3` the right side of `|>` is a name or a call"},
    {"a = b |> c ++ d", "E0122 `c ++ d` the right side of `|>` is a name or a call"},
    // Signs that name and signs that compare
    {"a = 1;\nb = 2", "E0110 `;` lines are not ended by `;` -> "},
    {"a = 1; b = 2", "E0110 `;` lines are not ended by `;` -> \n"},
    {"a == 1", "E0111 `==` a name is bound with `=`, not `==` -> ="},
    {"output a == b", "E0111 `==` a name is bound with `=`, not `==` -> ="},
    {"test \"t\" { assert a = b }", "E0112 `=` values are compared with `==`, not `=` -> =="},
    {"a = where(.b = 1)", "E0112 `=` values are compared with `==`, not `=` -> =="},
    {"a.b = 1", "E0123 `a.b` a name stands before `=` here"},
    {"a = where(.b: 1)", "E0123 `.b` a name stands before `:` here"},
    {"a = {b: Int = 1}", "E0123 `Int` a name stands before `=` here"},
    // Braces
    {"a = {}", "E0108 `{}` `{}` could mean several things"},
    {"a = {b = 1\n c = 2}", "E0117 `c = 2` a block ends with the expression that is its value"},
    {"a = {b = 1\n c\n d = 2\n e}", "E0117 `c` a block ends with the expression that is its value"},
    {"a = {b = c\n -b}", "E0117 `-` a block ends with the expression that is its value"},
    {"a = {b = 1, c}", "E0120 `c` these braces mix fields (`a = 1`) and elements"},
    {"a = {1: 2, 3}", "E0120 `3` these braces mix entries (`a: 1`) and elements"},
    // Characters and words without a meaning here
    {"a = b $ c", "E0114 `$` `$` is not used in recipes"},
    {"a = b 🙂", "E0114 `🙂` `🙂` is not used in recipes"},
    {"a = \x01\x02\x03", "E0114 `\x01` `\\x01` is not used in recipes"},
    {"a = \"\xFF\"", "E0115 `\xFF` the file is not valid UTF-8"},
    {"a |> f(b)", "E0118 `a` this expression has no name"},
    {"a", "E0118 `a` this expression has no name"},
    {"\"a\"", "E0118 `\"` this expression has no name"},
    {"test \"t\" {\n a.b == 1\n}", "E0118 `a` this expression has no name -> assert "},
    {"test \"t\" {\n assrt b\n}", "E0118 `assrt` this expression has no name -> assert"},
    {"a = .in", "E0119 `in` `in` is a reserved word -> [\"in\"]"},
    {"a = b.is\nc = 1", "E0119 `is` `is` is a reserved word -> [\"is\"]"},
    {"it = 3", "E0119 `it` `it` is a reserved word"},
    {"param if: Int", "E0119 `if` `if` is a reserved word"},
    {"a = f(b = 1, c)", "E0121 `c` a positional argument follows a named one"},
    {"let a = 1", "E0124 `let` recipes have no `let`"},
    {"import std.text", "E0124 `import` recipes have no `import`"},
    {"fn f(x: Int) -> Int = {\n a = x\n return a\n}", "E0124 `return` recipes have no `return`"},
    {"for a in b { c }", "E0124 `for` recipes have no `for`"},
    {"a = b ? c : d", "E0124 `?` recipes have no `? :`"},
};

TEST(SyntaxDiagnostics, OneForEachMistake) {
  for (const Case &c : cases) {
    // A valid line above and below must survive.
    Parsed p(std::string("first = 1\n") + c.source + "\n");
    EXPECT_EQ(p.reports(), std::string(c.reports) + "\n") << c.source;
    EXPECT_EQ(ast::dump(*p.file.module).substr(0, 13), "(let first 1)") << c.source;
  }
}

TEST(SyntaxDiagnostics, AFileCannotBeginWithAnOperator) {
  EXPECT_EQ(Parsed("|> a").reports(), "E0101 `|>` expected an item, found `|>`\n");
}

TEST(SyntaxDiagnostics, AnItemThatLostABraceIsOneMistake) {
  EXPECT_EQ(Parsed("rules q(t: Text)\n  a: t.b > 1\n  c: f(t) == 2\n}\nd = 1\n").reports(),
            "E0101 `` expected `{`, found the end of the line\n");
  EXPECT_EQ(Parsed("rules q(t: Text) {\n  a: f(t, \"b\"}) > 1\n  c: f(t) == 2\n}\nd = 1\n").reports(),
            "E0104 `}` this `}` closes nothing -> \n");
}

TEST(SyntaxDiagnostics, EveryCodeIsTested) {
  std::string all = "E0113"; // RobustnessTest
  for (const Case &c : cases)
    all += c.reports;
  for (size_t i = 0; i < diag::codeCount(); ++i) {
    auto code = static_cast<diag::Code>(i);
    if (std::string(diag::familyOf(code)) == "syntax")
      EXPECT_NE(all.find(diag::codeName(code)), std::string::npos) << diag::codeName(code);
  }
}

/// The indented lines below `heading` in an explanation.
std::string example(const std::string &explanation, const std::string &heading) {
  std::stringstream in(explanation);
  std::string line, out;
  for (bool inside = false; std::getline(in, line);) {
    if (!line.starts_with("    "))
      inside = line == heading;
    else if (inside)
      out += line.substr(4) + "\n";
  }
  return out;
}

TEST(SyntaxDiagnostics, ExplanationsHoldWhatTheySay) {
  for (size_t i = 0; i < diag::codeCount(); ++i) {
    auto code = static_cast<diag::Code>(i);
    if (std::string(diag::familyOf(code)) != "syntax")
      continue;
    std::string text = diag::explainCode(code), wrong = example(text, "Wrong:"), right = example(text, "Right:");
    if (wrong.empty())
      continue;
    Parsed mistaken(wrong);
    ASSERT_GE(mistaken.diags.all().size(), 1u) << diag::codeName(code);
    for (const diag::Diagnostic &d : mistaken.diags.all())
      EXPECT_EQ(std::string(diag::codeName(d.code)), diag::codeName(code)) << wrong;
    EXPECT_EQ(Parsed(right).reports(), "") << right;
  }
}

TEST(SyntaxDiagnostics, AllOfAFileAtOnceInOrder) {
  Parsed p("# c\n"
           "a == 1\n"
           "b = f(1 2)\n"
           "c = 1\n"
           "rules q(t: Text) {\n"
           "  one: t +\n"
           "  two: t\n"
           "  three t\n"
           "  four: t = 1\n"
           "  five: t\n"
           "}\n"
           "let d = 1\n"
           "test \"t\" {\n"
           "  a == b\n"
           "  assert a\n"
           "}\n"
           "e = \"x\n"
           "g = 2\n");
  EXPECT_EQ(p.reports(), "E0102 `#` comments start with `//` -> //\n"
                         "E0111 `==` a name is bound with `=`, not `==` -> =\n"
                         "E0101 `2` expected `,` or `)`, found `2`\n"
                         "E0128 `` the right side of `+` is missing\n"
                         "E0101 `t` expected `:`, found `t`\n"
                         "E0112 `=` values are compared with `==`, not `=` -> ==\n"
                         "E0124 `let` recipes have no `let`\n"
                         "E0118 `a` this expression has no name -> assert \n"
                         "E0105 `\"x` this string is never closed\n");
  EXPECT_EQ(ast::dump(*p.file.module), "(let a 1)\n"
                                       "(let b <error>)\n"
                                       "(let c 1)\n"
                                       "(rules q (t: Text)\n"
                                       "  (one <error>)\n"
                                       "  (two t)\n"
                                       "  (three <error>)\n"
                                       "  (four <error>)\n"
                                       "  (five t))\n"
                                       "(let let <error>)\n"
                                       "(test \"t\"\n"
                                       "  (let a=<error>)\n"
                                       "  (assert a))\n"
                                       "(let e \"\")\n"
                                       "(let g 2)\n");
}

TEST(SyntaxDiagnostics, EditsMendTheSource) {
  for (const Case &c : cases) {
    Parsed p(c.source);
    if (p.diags.all().size() != 1 || p.diags.all()[0].edits.size() != 1)
      continue;
    const diag::Edit &edit = p.diags.all()[0].edits[0];
    std::string mended = c.source;
    mended.replace(edit.span.begin, edit.span.end - edit.span.begin, edit.text);
    EXPECT_EQ(Parsed(mended).reports(), "") << c.source << " -> " << mended;
  }
}

} // namespace
} // namespace smelt::syntax::test
