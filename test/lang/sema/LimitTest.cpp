// Hostile and generated input ends in a diagnostic, never in a crash or without end.
#include "test/lang/sema/Fixture.h"
#include <gtest/gtest.h>

namespace smelt::sema::test {
namespace {

TEST(SemaLimits, FunctionsThatUseTheirArgumentTwiceStayLinear) {
  std::string source = "fn f0(n: Int) -> Int = n + n\n";
  for (int i = 1; i < 100; ++i)
    source += "fn f" + std::to_string(i) + "(n: Int) -> Int = f" + std::to_string(i - 1) + "(n) + f" +
              std::to_string(i - 1) + "(n)\n";
  source += "output o = jsonl(\"x\") |> with(k = f99(.n)) |> to_jsonl(\"y\")";
  EXPECT_EQ(errors(source), "");
}

TEST(SemaLimits, TowersOfFunctionsOfFunctionsAreRefused) {
  std::string source = "fn f0(t: Text, g: Text -> Text) -> Text = g(t)\n";
  for (int i = 1; i < 40; ++i) {
    std::string before = "f" + std::to_string(i - 1);
    source +=
        "fn f" + std::to_string(i) + "(t: Text, g: Text -> Text) -> Text = " + before + "(" + before + "(t, g), g)\n";
  }
  EXPECT_NE(errors(source + "test \"t\" { assert f39(\"x\", .trim) == \"x\" }").find("E0221"), std::string::npos);
}

TEST(SemaLimits, NestedOverloadsStayLinear) {
  std::string nested = ".n";
  for (int i = 0; i < 60; ++i)
    nested = "min(" + nested + ", 1)";
  EXPECT_NE(expression(nested).find(": Int"), std::string::npos);
}

TEST(SemaLimits, FunctionsThatDoubleTheirFunctionAreRefused) {
  std::string source = "fn f0(t: Text, g: Text -> Text) -> Text = g(t)\n";
  for (int i = 1; i < 40; ++i)
    source += "fn f" + std::to_string(i) + "(t: Text, g: Text -> Text) -> Text = f" + std::to_string(i - 1) +
              "(t, x => g(g(x)))\n";
  EXPECT_NE(errors(source + "test \"t\" { assert f39(\"x\", .trim) == \"x\" }").find("E0221"), std::string::npos);
}

TEST(SemaLimits, LongChainsAreRefused) {
  std::string bindings = "b0 = \"x\".words.count\n";
  for (int i = 1; i < 5000; ++i)
    bindings += "b" + std::to_string(i) + " = b" + std::to_string(i - 1) + " + 1\n";
  EXPECT_NE(errors(bindings).find("E0219"), std::string::npos);
}

TEST(SemaLimits, ChainsInAnyOrderAreChecked) {
  std::string bindings;
  for (int i = 300; i > 0; --i)
    bindings +=
        "b" + std::to_string(i) + " = b" + std::to_string(i - 1) + " |> where(.n > " + std::to_string(i) + ")\n";
  EXPECT_EQ(errors(bindings + "b0 = jsonl(\"x\")"), "");
}

/// Every prefix and every text with a hole of a recipe that uses most of the language.
TEST(SemaLimits, BrokenRecipesNeverCrash) {
  const std::string source = R"(use std.quality.gopher
param most: Int = 5
record Page { text: Text, url: Text? }
fn f(t: Text, g: Text -> Bool = it == "x") -> Ratio = { n = t.words.count
 t.words.count(g) / n ?? 0 }
rules r(t: Text, k: Int = 3) {
  short: t.words.count in 1..k
  odd: not t.contains("a")
}
a = jsonl("x", row = Page) ++ rows([{text = "a"}]) |> with(k = f(.text), u = .url?.size ?? 1 KB)
 |> edit(.text, t => t.trim) |> where(r(.text, k = most) except {odd}, big: .k in 1%..9%, .url is not null)
output o = a |> select(.text, .k) |> rename(t = .text) |> dedup(exact(.t)) |> to_jsonl("y{most}", shard = 2 * 3 MB)
test "t" for (x, y) in [("a", 1), ("b", 2)] { assert x.words.count == y
 assert gopher.quality(x, word_count = 1..) }
)";
  EXPECT_EQ(errors(source).find("E0"), std::string::npos) << errors(source);
  for (size_t cut = 0; cut < source.size(); cut += 3) {
    errors(source.substr(0, cut));
    errors(source.substr(0, cut) + source.substr(std::min(source.size(), cut + 7)));
  }
}

} // namespace
} // namespace smelt::sema::test
