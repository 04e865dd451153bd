// Types flow into expressions, quantities keep their dimension, nulls are dealt with, constants are folded.
#include "test/lang/sema/Fixture.h"
#include <gtest/gtest.h>

namespace smelt::sema::test {
namespace {

struct Case {
  const char *source;
  const char *expected;
};

const Case cases[] = {
    // views and folds: property calls, functions as arguments
    {".text.words.count", "View.count(Text.words(%0.text, whitespace, _), _) : Int"},
    {"count(.text.chars, it == '#') / .text.words.count", "(View.count(Text.chars(%0.text), (%1 => (%1 == '#'))) / "
                                                          "View.count(Text.words(%0.text, whitespace, _), _)) : Float"},
    {"mean(.text.words, .chars.count)",
     "View.mean(Text.words(%0.text, whitespace, _), (%1 => View.count(Text.chars(%1), _))) : Float"},
    {".text.words.any(w => w == it.text)",
     "View.any(Text.words(%0.text, whitespace, _), (%1 => (%1 == %0.text))) : Bool"},
    {".text.chars.all(is_alphabetic)", "View.all(Text.chars(%0.text), (%1 => Char.is_alphabetic(%1))) : Bool"},
    {".text.words.ngrams(2).tally.top",
     "Tally.top(View.tally(View.ngrams(Text.words(%0.text, whitespace, _), 2)), false) : {value: [Text], count: Int}"},
    {".text.words.tally.top.count", "Tally.top(View.tally(Text.words(%0.text, whitespace, _)), false).count : Int"},
    {".text.words.duplicates(greedy = true, weight = 2)",
     "View.duplicates(Text.words(%0.text, whitespace, _), false, true, (%1 => 2), false) : Int"},
    {".text.words(by = cjk).count", "View.count(Text.words(%0.text, cjk, _), _) : Int"},
    {".text.count(\"x\")", "Text.count(%0.text, \"x\") : Int"},
    {"max(1, .n)", "Int.max(1, %0.n) : Int"},
    {".text.lines.map(.size).max", "View.max(View.map(Text.lines(%0.text, _), (%1 => Text.size(%1)))) : Bytes?"},
    {".text.starts_with({\"a\", \"b\"})", "Text.starts_with(%0.text, {\"a\", \"b\"}) : Bool"},
    {"keep_lines(.text, it.size > 3 bytes)", "Text.keep_lines(%0.text, (%1 => (Text.size(%1) > 3 Bytes))) : Text"},
    // numbers and quantities
    {"32k + 1.5M", "1532000 : Int"},
    {"7%", "0.07 Ratio : Ratio"},
    {"20 MB + 1 KiB", "20001024 Bytes : Bytes"},
    {"1 GB / 1 MB", "1000.0 : Float"},
    {"30 min < 1 h", "true : Bool"},
    {"2 * 3 bits", "6 Bits : Bits"},
    {"7 / 2", "3.5 : Float"},
    {".text.size / 1 KB", "(Text.size(%0.text) / 1000 Bytes) : Float"},
    {"1 / 0", "(1 / 0) : Float"},
    {"9_223_372_036_854_775_807 + 1", "(9223372036854775807 + 1) : Int"},
    {".n * 2.5", "((%0.n as Float) * 2.5) : Float"},
    {".n == 2.0", "(%0.n == 2.0) : Bool"},
    {"if .n > 1 then 1 else 2.5", "(if (%0.n > 1) then 1.0 else 2.5) : Float"},
    // ranges and membership
    {".n in 1..", "(%0.n in 1.._) : Bool"},
    {".n not in ..5", "(%0.n not in _..5) : Bool"},
    {".text in [\"a\", \"b\"]", "(%0.text in {\"a\", \"b\"}) : Bool"},
    {"'a' in \"abc\"", "(\"a\" in \"abc\") : Bool"},
    // null and failure
    {".url ?? \"none\"", "(%0.url ?? \"none\") : Text"},
    {".url?.size", "(if (%0.url is null) then null else (Text.size((%0.url as Text)) as Bytes?)) : Bytes?"},
    {"if .url is not null then .url.size else 0 bytes",
     "(if (%0.url is not null) then Text.size((%0.url as Text)) else 0 Bytes) : Bytes"},
    {"if .url is null then 0 bytes else .url.size",
     "(if (%0.url is null) then 0 Bytes else Text.size((%0.url as Text))) : Bytes"},
    {".url is not null and .url.size > 1 KB",
     "((%0.url is not null) and (Text.size((%0.url as Text)) > 1000 Bytes)) : Bool"},
    {"(.text as Int) ?? 0", "((%0.text as Int) ?? 0) : Int"},
    {"if .meta is null then \"\" else .meta as Text",
     "(if (%0.meta is null) then \"\" else ((%0.meta as Json) as Text)) : Text"},
    // records, lists, strings, blocks
    {"{a = 1, b = .text}.b", "%0.text : Text"},
    {"[1, 2.5]", "[1.0, 2.5] : [Float]"},
    {"{\"zh\": 30%, \"en\": 20%}", "map{\"zh\", 0.3 Ratio, \"en\", 0.2 Ratio} : Map<Text, Ratio>"},
    {"\"{.text}-{.n}\"", "concat(%0.text, \"-\", %0.n) : Text"},
    {"\"{1 + 1} MB\"", "\"2 MB\" : Text"},
    {".text.count(\"(?s){r\"a.b\"}\")", "Text.count(Pattern)(%0.text, \"(?s)a.b\") : Int"},
    {"[r\"a\", r\"b\"].fold(.n, .so_far + \"ab\".count(.next))",
     "((%0.n + Text.count(Pattern)(\"ab\", \"a\")) + Text.count(Pattern)(\"ab\", \"b\")) : Int"},
    {"{ w = .text.words.count\n w * w }", "(&1=(View.count(Text.words(%0.text, whitespace, _), _)) * &1) : Int"},
};

TEST(SemaExpressions, Golden) {
  for (const Case &c : cases)
    EXPECT_EQ(expression(c.source), c.expected) << c.source;
}

TEST(SemaExpressions, FunctionsAreExpandedAndShared) {
  EXPECT_EQ(checked("fn twice(n: Int) -> Int = n + n\nfn square(t: Text) -> Int = twice(t.words.count)\n"
                    "output o = jsonl(\"x\") |> select(.text) |> with(a = square(.text)) |> to_jsonl(\"y\")"),
            "s1 = source jsonl(max_document = 67108864 Bytes, path = \"x\") -> {text: Text, url: Text?, meta: Json?, "
            "n: Int}\n"
            "s2 = select s1 -> {text: Text}\n  text\n"
            "s3 = with s2 -> {text: Text, a: Int}\n"
            "  a = (&1=(View.count(Text.words(%0.text, whitespace, _), _)) + &1)\n"
            "s4 = sink to_jsonl(compress = none, path = \"y\", shard = 2.56e+08 Bytes) s3 -> {text: Text, a: Int}\n"
            "output o = s4\n");
}

TEST(SemaExpressions, FunctionsTakeFunctionsAndChoices) {
  EXPECT_EQ(checked("fn twice(t: Text, g: Text -> Text) -> Text = g(g(t))\n"
                    "test \"t\" { assert twice(\"x\", .trim) == \"x\" }"),
            "test \"t\"\n  assert (Text.trim(Text.trim(\"x\", _), _) == \"x\")\n");
  EXPECT_EQ(checked("choice Kind { a, b }\nfn f(k: Kind = a) -> Int = if k == b then 1 else 2\n"
                    "test \"t\" { assert f(b) == 1\n assert f() == 1 }"),
            "test \"t\"\n  assert (1 == 1)\n  assert (2 == 1)\n"); // both sides stay, to be shown
}

} // namespace
} // namespace smelt::sema::test
