// Every code of the checker: the smallest recipe that shows it, its span and its fix.
#include "lang/diag/Diagnostic.h"
#include "test/lang/sema/Fixture.h"
#include <gtest/gtest.h>
#include <set>

namespace smelt::sema::test {
namespace {

struct Case {
  const char *source;
  const char *expected; ///< the reports
};

/// `a = jsonl("x")` stands before each source, so that streams are at hand.
const Case cases[] = {
    // names, types, units
    {"b = frm", "E0201 'frm' `frm` is not known here\n"},
    {"b = jsonll(\"x\")", "E0201 'jsonll' `jsonll` is not known here -> jsonl\n"},
    {"b = a |> where(text.size > 1 KB)", "E0211 'text' `text` is a function, not a value -> .text\n"},
    {"b = a |> where(url == \"x\")", "E0201 'url' `url` is not known here -> .url\n"},
    {"b = a |> where(gopher.quality(.text))", "E0201 'gopher' `gopher` is not known here\n"},
    {"b = warc(\"x\")", "E0202 'warc' `warc` is not available yet\n"},
    {"b = a |> dedup(minhash(.text))", "E0202 'minhash' `minhash` is not available yet\n"},
    {"b = a.map(.text)", "E0710 'map' `map` of a stream works only in tests\n"},
    {"b = a |> where(r => a.count(.text == r.text) > 1)",
     "E0713 'count' `count` of a stream is one value for all rows, and this one depends on a single row\n"},
    {"record R { n: Int }\nb = jsonl(\"-\", row = R)\noutput o = b |> where(.n < b.count) |> to_jsonl(\"o\")",
     "E0714 'jsonl(\"-\", row = R)' standard input can be read only once\n"},
    {"b = a |> where(.text.matches(r\"a(b|c\"))", "E0270 '(' this pattern never closes this group\n"},
    {"b = a |> where(.text.matches(r#\"[z-a\"]\"#))", "E0270 'z-a' this pattern has a range that runs backwards\n"},
    {"b = a |> where(.text.matches(\"+a\"))", "E0270 '+' this pattern repeats nothing here\n"},
    {"b = a |> where(.text.count(r\"(a)\\1\") == 0)",
     "E0271 '\\1' this pattern has a back-reference, and that cannot be matched in linear time\n"},
    {"b = a |> where(.text.count(r\"(?<n>a)\\k<n>\") == 0)",
     "E0271 '\\k' this pattern has a back-reference, and that cannot be matched in linear time\n"},
    {"b = a |> where(.text.matches(r\"(?<=ab)c\"))",
     "E0271 '(?<=ab)' this pattern looks back at more than one character, and that cannot be matched in linear "
     "time\n"},
    {"b = a |> where(.text.matches(r\"a\\q\"))", "E0272 '\\q' this pattern has an unknown escape\n"},
    {"b = a |> where(.text.matches(r\"\\p{Chinese}\"))", "E0272 '\\p{Chinese}' this pattern has an unknown property\n"},
    {"b = a |> where(.text.matches(r\"(?i:a){99999}\"))", "E0273 '{99999}' this pattern repeats too often\n"},
    {"b = a |> where(.text.matches(r\"((a{99}){99}){9}\"))", "E0273 '((a{99}){99}){9}' this pattern is too large\n"},
    {"b = a |> edit(.text, it.replace(r\"(x)\", \"$2\"))",
     "E0274 '$2' this replacement refers to a group that the pattern does not have\n"},
    {"b = a |> edit(.text, it.replace(r\"(?P<n>x)\", r\"${m}\"))",
     "E0274 '${m}' this replacement refers to a group that the pattern does not have\n"},
    {"b = a |> edit(.text, it.replace(r\"x(?=(y))\", \"$1\"))",
     "E0274 '$1' this replacement refers to a group that is only looked at\n"},
    {"b = a |> with(m = .text.sentences(by = {abbreviations = [], collocations = [], starters = [], contexts = "
     "[\"a\"]}).count)",
     "E0275 '\"a\"' these are no `contexts` of Punkt\n"},
    {"b = a |> with(m = .text.sentences(by = {abbreviations = [\"a\\tb\"], collocations = [], starters = [], contexts "
     "= []}).count)",
     "E0275 '\"a\\tb\"' these are no `abbreviations` of Punkt\n"},
    {"b = a |> where(.text.matches(.url ?? \"\"))",
     "E0216 '.url ?? \"\"' this must be known when the recipe is compiled\n"},
    {"fn f(t: Txt) -> Int = 1", "E0203 'Txt' there is no type `Txt` -> Text\n"},
    {"fn f(t: Set) -> Int = 1", "E0203 'Set' there is no type `Set`\n"},
    {"b = a |> where(.text)", "E0204 '.text' `Bool` is needed here, but this is `Text`\n"},
    {"b = a |> with(w = .text.ngrams(2))", "E0205 'ngrams' there is no `ngrams` for `Text`\n"},
    {"b = a |> with(w = .text.wrods)", "E0205 'wrods' there is no `wrods` for `Text` -> words\n"},
    {"b = \"a\" + \"b\"", "E0206 '+' `+` does not work on `Text` and `Text`\n"},
    {"b = 2 MB * 2 MB", "E0206 '*' `*` does not work on bytes and bytes\n"},
    {"param s: Bytes = 200 MB\nb = s + 20%", "E0207 '20%' bytes are needed here, but this is a ratio -> 20 MB\n"},
    {"b = a |> to_jsonl(\"x\", shard = 64)", "E0207 '64' bytes are needed here, but this is a plain number -> 64 MB\n"},
    {"b = a |> where(.text.size < 1000)",
     "E0207 '1000' bytes are needed here, but this is a plain number -> 1000 MB\n"},
    {"b = 20 mb", "E0208 'mb' there is no unit `mb` -> MB\n"},
    {"b = a |> where(.url.size > 1 KB)", "E0209 '.url' this may be null\n"},
    {"b = a |> where(.url == \"x\")", "E0209 '.url' this may be null\n"},
    {"b = .text", "E0210 '.text' `.text` stands for the current row, and there is none here\n"},
    {"b = it", "E0210 'it' `it` stands for the current row, and there is none here\n"},
    {"b = jsonl", "E0211 'jsonl' `jsonl` is a function, not a value\n"},
    {"b = a |> to_jsonl(\"x\", shrd = 1 MB)", "E0212 'shrd' `to_jsonl` has no parameter `shrd` -> shard\n"},
    {"fn f(t: Text, n: Int) -> Int = n\nb = f(\"x\", m = 1)", "E0212 'm' `f` has no parameter `m`\n"},
    {"fn f(t: Text, n: Int) -> Int = n\nb = f(\"x\")", "E0213 'f' `f` needs `n`\n"},
    {"b = \"x\".lower(1)", "E0214 '1' `lower` takes one argument\n"},
    {"b = measure()", "E0213 'measure' `measure` needs `rules`\n"},
    {"b = a |> with(m = measure(.text))", "E0405 '.text' `measure` chooses among rules, but this is `Text`\n"},
    {"fn f(t: Text, n: Int) -> Int = n\nb = f(\"x\", 1, n = 2)", "E0215 'n' `n` is given twice\n"},
    {"b = {k = 1, k = 2}", "E0215 'k' `k` is given twice\n"},
    {"b = a |> with(h = .text in {\"x\", .text})", "E0216 '.text' this must be known when the recipe is compiled\n"},
    {"b = 3.5 as Int", "E0217 '3.5 as Int' a plain number cannot be read as a plain number\n"},
    {"b = a |> to_jsonl(\"x\", compress = zstd)", "E0218 'zstd' `zstd` is not one of `Compression` -> zst\n"},
    {"fn f(n: Int) -> Int = f(n)", "E0220 'f' `f` calls itself\n"},
    {"fn f(n: Int) -> Int = g(n)\nfn g(n: Int) -> Int = f(n)\nb = f(1)", "E0220 'f' `f` calls itself\n"},
    {"b = 99999999999999999999", "E0222 '99999999999999999999' this number does not fit\n"},
    {"b = 1..2", "E0223 '1..2' a range stands only after `in` and as a bound\n"},
    {"b = [1, \"x\"]", "E0224 '\"x\"' the elements differ in type\n"},
    // Every element has its own mistakes; a type that differs is one mistake of the whole list.
    {"b = [c, d]", "E0201 'c' `c` is not known here\nE0201 'd' `d` is not known here\n"},
    {"b = {\"x\", c, d}", "E0201 'c' `c` is not known here -> \"c\"\nE0201 'd' `d` is not known here -> \"d\"\n"},
    {"b = {x = c, y = d}", "E0201 'c' `c` is not known here\nE0201 'd' `d` is not known here\n"},
    {"b = {\"x\": c, \"y\": d}", "E0201 'c' `c` is not known here\nE0201 'd' `d` is not known here\n"},
    {"b = [1, \"x\", \"y\", c]", "E0224 '\"x\"' the elements differ in type\nE0201 'c' `c` is not known here\n"},
    {"b = [1] == [\"a\"]", "E0204 '\"a\"' a whole number is needed here, but this is `Text`\n"},
    {"b = a |> where(.text.words.any((x, y) => x == y))", "E0225 '(x, y) => x == y' this function takes one value\n"},
    {"fn f(t: Text, g: Text -> Int) -> Int = g(t, t)\nb = f(\"x\", .words.count)",
     "E0214 'g' `g` takes one argument\n"},
    {"fn f(t: Text, g: Text -> Int) -> Int = g(t)\nb = f(\"x\", .size)",
     "E0207 '.size' a whole number is needed here, but this is bytes\n"},
    {"fn f(l: [T], x: T) -> Bool = x in l\nb = f([1], \"x\")",
     "E0204 '\"x\"' a whole number is needed here, but this is `Text`\n"},
    {"fn f(x: N) -> N = x + x\nb = f(2 MB) + f(3)", "E0207 'f(3)' bytes are needed here, but this is a plain number\n"},
    {"fn f(x: N) -> N = x + x\nb = f(\"x\")", "E0204 '\"x\"' a number is needed here, but this is `Text`\n"},
    {"b = a |> where(.text.matches(.url ?? \"\"))",
     "E0216 '.url ?? \"\"' this must be known when the recipe is compiled\n"},
    {"fn f(t: Text, p: Text) -> Bool = t.matches(p)\nb = a |> where(f(.text, \"x+\"))", ""},
    {"fn f(t: Text, p: Text) -> Bool = t.matches(p)\nb = a |> where(f(.text, .text))",
     "E0216 'p' this must be known when the recipe is compiled\n"},
    {"fn f(t: Text, p: Pattern) -> Bool = t.matches(\"(?i){p}\")\nb = a |> where(f(.text, r\"x)\"))",
     "E0270 ')' this pattern closes a group that was never opened\n"},
    {"b = a |> where(.text.matches(\"(?i){if .n > 1 then r\"x\" else r\"y\"}\"))",
     "E0216 'if .n > 1 then r\"x\" else r\"y\"' this must be known when the recipe is compiled\n"},
    {"b = a |> where(.text.matches(\"{r\"x\"}{.text}\"))",
     "E0216 '\"{r\"x\"}{.text}\"' this must be known when the recipe is compiled\n"},
    {"choice C { x, y }\nchoice D { y, z }\nb = x\nc = y", "E0201 'y' `y` is not known here\n"},
    {"external fn f(t: Text) -> Text", "E0226 'f' `external fn` declares what smelt itself provides\n"},
    {"b = a |> with(s = .meta[\"stars\"])", "E0209 '.meta' this may be null\n"},
    {"b = a |> with(s = .text[0])", "E0227 '.text' `[...]` chooses from a list or a map, but this is `Text`\n"},
    {"b = [1, 2][2]", "E0228 '2' there is no element `2`\n"},
    {"b = {\"x\": 1}[\"y\"]", "E0228 '\"y\"' there is no element `\"y\"`\n"},
    {"b = a |> where(.text.words.ngrams(0).count > 1)", "E0231 '0' `n` lies in 1.., but this is 0\n"},
    {"b = a |> with(c = .text.chunks(0))", "E0231 '0' `length` lies in 1.., but this is 0\n"},
    {"b = a |> with(c = .text.chunks(-3, overlap = 2))", "E0231 '-3' `length` lies in 1.., but this is -3\n"},
    {"b = a |> with(c = .text.chunks(3, overlap = -1))", "E0231 '-1' `overlap` lies in 0.., but this is -1\n"},
    {"fn f(t: Text, n: Int, o: Int) -> View<Text> = t.chunks(n, overlap = o)\nb = a |> with(c = f(.text, 5, 5))",
     "E0231 '5' `overlap` lies in 0..4, but this is 5\n"},
    {"b = a |> with(c = .text.chunks(.n, overlap = 5))", ""},
    {"param k: Ratio = 150%\nfn f(s: Stream<{n: Int, ..r}>, d: Ratio = k) -> Stream<{n: Int, ..r}> = s |> where(.n > "
     "(percentile(s, .n, d) ?? 0))\nb = f(a)",
     "E0231 '150%' `at` lies in 0%..100%, but this is 150%\n"},
    // schemas
    {"fn f(s: Stream<{text: Text, ..r}>) -> Stream<{text: Text, ..r}> = s |> where(.n > 1)\nb = f(a)",
     "E0302 'n' there is no field `n`\n"},
    {"b = a |> where(.txt.size > 1 KB)", "E0302 'txt' there is no field `txt` -> text\n"},
    {"b = a |> edit(.txt, it)", "E0302 'txt' there is no field `txt` -> text\n"},
    {"b = a |> drop(.text) |> select(.text)", "E0302 'text' there is no field `text`\n"},
    {"b = a |> with(text = 1)", "E0303 'text' there is a field `text` already\n"},
    {"b = a |> rename(url = .text)", "E0303 'url' there is a field `url` already\n"},
    {"b = a |> select(text)", "E0304 'text' `select` takes fields, written `.name` -> .text\n"},
    {"b = a |> select(text, \"url\", n)",
     "E0304 'text' `select` takes fields, written `.name` -> .text\nE0304 '\"url\"' `select` takes fields, written "
     "`.name` -> .url\nE0304 'n' `select` takes fields, written `.name` -> .n\n"},
    {"b = a |> select(.text .url)", "E0304 '.text .url' `select` takes fields, written `.name` -> ,\n"},
    {"b = a |> rename(text = \"body\")", "E0304 '\"body\"' `rename` takes fields, written `.name` -> body = .text\n"},
    {"b = a |> dedup(exact(\"text\"))", "E0304 '\"text\"' `exact` takes fields, written `.name` -> .text\n"},
    {"b = a |> dedup(exact(1))", "E0304 '1' `exact` takes fields, written `.name`\n"},
    {"b = a |> dedup(exact(text))", "E0211 'text' `text` is a function, not a value -> .text\n"},
    {"b = a |> expand(.text)", "E0204 '.text' a list is needed here, but this is `Text`\n"},
    // rules
    {"b = a |> where(1 < 2)", "E0401 '1 < 2' this rule does not depend on the row\n"},
    {"use std.quality.gopher\nb = a |> where(gopher.quality(.text) except {bulets})",
     "E0402 'bulets' `gopher.quality` has no rule `bulets` -> bullets\n"},
    {"use std.quality.gopher\nb = a |> where(gopher.quality.bulets(.text))",
     "E0402 'bulets' `gopher.quality` has no rule `bulets` -> bullets\n"},
    {"rules r(t: Text) { x: t.contains(\"x\") }\nb = a |> where(r(.text, x = 1))",
     "E0403 '1' the rule `x` has no bound to replace\n"},
    {"b = a |> where(n = 1)", "E0404 'n' `=` names an argument here -> .n == 1\n"},
    {"b = a |> where(.text.contains(\"x\") except {y})",
     "E0405 '.text.contains(\"x\")' `except` chooses among rules, but this is `Bool`\n"},
    {"use std.quality.gopher\nb = a |> where(gopher.quality(.text, word_cout = 1..2))",
     "E0212 'word_cout' `gopher.quality` has no parameter `word_cout` -> word_count\n"},
    // streams
    {"b = a |> where()", "E0501 'where' `where` needs at least one argument\n"},
    {"b = a |> dedup(.text)", "E0501 '.text' `dedup` needs what makes two rows the same -> exact(.text)\n"},
    {"b = a |> edit(.text)", "E0501 'edit' `edit` needs a field and what to make of it\n"},
    {"b = a |> with(.text.size)", "E0501 '.text.size' `with` needs a name for each new field\n"},
    {"b = a |> to_jsonl(\"x\")", "E0502 'a |> to_jsonl(\"x\")' a sink ends a pipeline\n"},
    {"output b = a |> to_jsonl(\"x\") |> where(.n > 1)", "E0502 'where' a sink ends a pipeline\n"},
    {"b = a ++ \"x\"", "E0503 '\"x\"' `++` puts streams after each other, but this is `Text`\n"},
    // modules
    {"use std.quality.gofer",
     "E0601 'std.quality.gofer' there is no module `std.quality.gofer` -> std.quality.gopher\n"},
    {"use std.quality.{gofer}", "E0601 'gofer' there is no module `std.quality.gofer` -> gopher\n"},
    {"use std.text.{fix_unicod}", "E0603 'fix_unicod' `std.text` has no `fix_unicod` -> fix_unicode\n"},
    {"use std.quality.gopher\nb = gopher.qualty(\"x\")", "E0603 'qualty' `gopher` has no `qualty` -> quality\n"},
    {"use std.quality.gopher\nb = gopher._lines(\"x\")", "E0604 '_lines' `_lines` is private\n"},
    {"use std.text.{trim_lines as f}\nfn f(t: Text) -> Text = t", "E0605 'f' `f` is declared twice\n"},
    {"fn f(t: Text, t: Text) -> Bytes = t.size", "E0605 't' `t` is declared twice\n"},
    {"rules r(t: Text) { x: t.size < 1 KB\n x: t.size < 2 KB }", "E0605 'x' `x` is declared twice\n"},
    {"record R { k: Int, k: Text }", "E0605 'k' `k` is declared twice\n"},
    {"choice C { x, y, x }", "E0605 'x' `x` is declared twice\n"},
    {"b = 1\nb = 2", "E0605 'b' `b` is declared twice\n"},
    {"b = c\nc = b", "E0606 'b' `b` depends on itself\n"},
    {"resources { threds = 4 }", "E0608 'threds' there is no resource `threds` -> threads\n"},
    {"b = lines(\"no.txt\")", "E0609 '\"no.txt\"' this file cannot be read\n"},
    // outputs and tests
    {"output b = a", "E0701 'a' an output ends in a sink\n"},
    {"output b = a |> to_jsonl(\"x\")\noutput c = a |> to_jsonl(\"x\")", "E0702 '\"x\"' two outputs write to `x`\n"},
    {"output b = a |> to_jsonl(\"out\")\noutput c = a |> to_jsonl(\"./out/x/../\")",
     "E0702 '\"./out/x/../\"' two outputs write to `./out/x/../`\n"},
    {"param p: Path = \"out\"\noutput b = a |> to_jsonl(\"out/deep\")\noutput c = a |> to_jsonl(p)",
     "E0702 '\"out\"' two outputs write to `out`\n"},
    {"test \"t\" for (x, y) in [(1, 2, 3)] { assert x == y }",
     "E0703 '(1, 2, 3)' the lines of this table do not fit its names\n"},
    // warnings
    {"b = 1\noutput c = a |> to_jsonl(\"x\")", "W0901 'b' `b` is never used\n"},
    {"use std.quality.gopher\noutput c = a |> to_jsonl(\"x\")", "W0901 'std.quality.gopher' `gopher` is never used\n"},
    {"output c = a |> where({ x = 1\n it.text.size > 1 KB }) |> to_jsonl(\"x\")", "W0901 'x' `x` is never used\n"},
    {"output c = a |> where(.text.words.count >= 0) |> to_jsonl(\"x\")",
     "W0902 '.text.words.count >= 0' every value satisfies this rule\n"},
    {"output c = a |> where(.n in 5..1) |> to_jsonl(\"x\")", "W0903 '.n in 5..1' no value satisfies this rule\n"},
    {"fn f(t: Text, k: Int) -> Int = t.words.count", "W0901 'k' `k` is never used\n"},
    // What a set of a parameter cuts is not looked at before a call.
    {"fn f(t: Text, c: Char, k: Text -> Text) -> Text = t.split({'\\n', c}).map(k(it)).join(\"\")", ""},
    {"rules r(t: Text) { short: t.size < 1 KB }\noutput c = a |> to_jsonl(\"x\")", "W0901 'r' `r` is never used\n"},
    {"p = 1\nb = a |> where(.n > p)\noutput c = a |> to_jsonl(\"x\")",
     "W0905 'p' no output needs `p`\nW0901 'b' `b` is never used\n"},
    {"fn f(t: Text) -> Int = { t = t.trim\n t.words.count }", "W0906 't' this `t` hides another one\n"},
    {"b = a |> where(a => a.n > 1)", "W0906 'a' this `a` hides another one\n"},
    {"b = a |> with(x = .n / 0)", "W0907 '/' dividing by zero always fails\n"},
    {"rules r(t: Text, least: Int = 0) { size: t.words.count >= least }\nb = a |> where(r(.text))",
     "W0902 'r(.text)' every value satisfies this rule\n"},
    {"rules r(t: Text) { size: t.words.count >= 1 }\nb = a |> where(r(.text, size = 0))",
     "W0902 '0' every value satisfies this rule\n"},
    {"rules r(t: Text) { size: t.words.count < 0 }\nb = a |> where(r(.text))",
     "W0903 't.words.count < 0' no value satisfies this rule\n"},
    {"rules r(t: Text) { size: 1 < 2\n ok: t.size > 1 KB }", "E0401 '1 < 2' this rule does not depend on the row\n"},
    {"b = a |> where(1 - fraction(.text.chars, .is_space) > 1, mean(.text.bytes) > 255)",
     "W0903 '1 - fraction(.text.chars, .is_space) > 1' no value satisfies this rule\n"
     "W0903 'mean(.text.bytes) > 255' no value satisfies this rule\n"},
    {"fn n(_r: {n: Int}) -> Int = 1\noutput c = a |> select(.n) |> where(.n > n({n = 3})) |> to_jsonl(\"x\")",
     "W0904 'n' `n` is a field and a function\n"},
    {"output c = a |> where(fraction(.text.chars, it == 'x') >= 150%) |> to_jsonl(\"x\")",
     "W0903 'fraction(.text.chars, it == 'x') >= 150%' no value satisfies this rule\n"},
};

TEST(SemaDiagnostics, Golden) {
  for (const Case &c : cases)
    EXPECT_EQ(errors("a = jsonl(\"in\")\n" + std::string(c.source)), c.expected) << c.source;
}

TEST(SemaDiagnostics, SourcesThatCannotBeRead) {
  Compilation run;
  run.world.schemas["none"].error = "no file matches `none`";
  EXPECT_EQ(run.check("a = jsonl(\"none\") |> where(.text.size > 1)\nb = a |> select(.x)").reports(),
            "E0301 '\"none\"' the fields of this source are not known\n");
}

TEST(SemaDiagnostics, Settings) {
  Compilation run;
  run.options.settings["sise"] = "1 MB";
  EXPECT_EQ(run.check("param size: Bytes = 1 MB").reports(),
            "E0607 'sise' there is no parameter `sise` to set -> size\n");
  Compilation wrong;
  wrong.options.settings["size"] = "20%";
  EXPECT_EQ(wrong.check("param size: Bytes = 1 MB").reports(),
            "E0207 '20%' bytes are needed here, but this is a ratio -> 20 MB\n");
}

TEST(SemaDiagnostics, EachCauseIsReportedOnce) {
  // A function that is called twice, a stream that is read twice, a field that is missing twice.
  EXPECT_EQ(errors("fn f(t: Text) -> Int = t.sise\nb = f(\"x\")\nc = f(\"y\")"),
            "E0205 'sise' there is no `sise` for `Text` -> size\n");
  EXPECT_EQ(errors("a = jsonl(\"x\") |> with(y = .nope)\nb = a |> where(.y > 1)\nc = a |> where(.y > 2)"),
            "E0302 'nope' there is no field `nope`\n");
}

TEST(SemaDiagnostics, EveryCodeIsExplained) {
  for (const Case &c : cases) {
    if (!*c.expected)
      continue;
    auto code = diag::codeByName(std::string(c.expected).substr(0, 5));
    ASSERT_TRUE(code) << c.expected;
    EXPECT_NE(diag::explainCode(*code).find("Right:"), std::string::npos) << c.expected;
  }
}

} // namespace
} // namespace smelt::sema::test
