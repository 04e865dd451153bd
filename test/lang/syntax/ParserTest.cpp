// What is written and the tree it makes.
#include "test/lang/syntax/Fixture.h"
#include <gtest/gtest.h>

namespace smelt::syntax::test {
namespace {

struct Case {
  const char *source, *expected;
};

void checkExpressions(std::initializer_list<Case> cases) {
  for (const Case &c : cases)
    EXPECT_EQ(expression(c.source), c.expected) << c.source;
}

void checkTrees(std::initializer_list<Case> cases) {
  for (const Case &c : cases)
    EXPECT_EQ(tree(c.source), std::string(c.expected) + "\n") << c.source;
}

TEST(Parser, Precedence) {
  checkExpressions({
      {"-a.b(c)[d]", "(- ([] (call (. a b) c) d))"},
      {"-a as Int", "(as (- a) Int)"},
      {"a * b as Int", "(* a (as b Int))"},
      {"a + b * c - d / e", "(- (+ a (* b c)) (/ d e))"},
      {"a - b - c", "(- (- a b) c)"},
      {"a ?? b + c", "(?? a (+ b c))"},
      {"a / b ?? 0", "(?? (/ a b) 0)"},
      {"a ?? b .. c ?? d", "(.. (?? a b) (?? c d))"},
      {"a in b..c", "(in a (.. b c))"},
      {"a not in {1}", "(not in a (set 1))"},
      {"a + 1 < b * 2", "(< (+ a 1) (* b 2))"},
      {"not a == b", "(not (== a b))"},
      {"not a and not b", "(and (not a) (not b))"},
      {"a or b and c", "(or a (and b c))"},
      {"a or b ++ c", "(++ (or a b) c)"},
      {"a ++ b |> f |> g(c)", "(|> (|> (++ a b) f) (call g c))"},
      {"q(.t) except {a, b} and c", "(and (except (call q .t) a b) c)"},
      {"q only {a}", "(only q a)"},
      {"a is null or b is not null", "(or (is-null a) (is-not-null b))"},
      {"a.b?.c", "(?. (. a b) c)"},
      {"if a then b else c ++ d |> f", "(if a b (|> (++ c d) f))"},
      {"x => x + 1 |> f", "(=> (x) (|> (+ x 1) f))"},
      {"f(x => x, (a, b) => a, () => 1)", "(call f (=> (x) x) (=> (a b) a) (=> () 1))"},
      {"1 + if a then b else c", "(+ 1 (if a b c))"},
      {"(a + b) * c", "(* (+ a b) c)"},
      {"(a < b) == (c < d)", "(== (< a b) (< c d))"},
  });
}

TEST(Parser, Numbers) {
  checkExpressions({
      {"32k", "32k"},
      {"7B tokens", "7B_tokens"},
      {"20 GB + 20GB", "(+ 20_GB 20_GB)"},
      {"80% + 99.95%", "(+ 80% 99.95%)"},
      {"50..100_000", "(.. 50 100000)"},
      {"1e-3 + 2e17 flops + 0.01", "(+ (+ 1e-3 2e17_flops) 0.01)"},
      {"4 bits..12 bits", "(.. 4_bits 12_bits)"},
      {"30 min", "30_min"},
      {"3.chars", "(. 3 chars)"},
      {"f(3..)", "(call f (.. 3 _))"},
      {"f(..3, 1)", "(call f (.. _ 3) 1)"},
  });
}

TEST(Parser, Strings) {
  checkExpressions({
      {R"("")", R"("")"},
      {R"("a{b}c")", R"((str "a" b "c"))"},
      {R"("a{f("b{c}")}")", R"((str "a" (call f (str "b" c))))"},
      {R"("\n\t\"\\\{\u{4E2D}}")", R"("\n\t\"\\{中}")"},
      {R"x(r"\d{2}")x", R"x(r"\\d{2}")x"},
      {R"x(r#"a"b"#)x", R"x(r"a\"b")x"},
      {R"x(r##"a"#b"##)x", R"x(r"a\"#b")x"},
      {R"('#')", "'#'"},
      {R"('\'')", "'''"},
      {R"('中')", "'U+4E2D'"},
      {R"('\u{4E2D}')", "'U+4E2D'"},
      {R"(.["star-count"])", ".star-count"},
      {R"(a.["b c"].d)", "(. (. a b c) d)"},
      {".标题", ".标题"},
  });
}

TEST(Parser, IndentationOfTextsIsRemoved) {
  checkExpressions({
      {"\"\"\"\n  a\n    b\n  \"\"\"", R"("a\n  b")"},
      {"\"\"\"\n    a\n  b\"\"\"", R"("  a\nb")"},
      {"\"\"\"\r\n  a\r\n  b\r\n  \"\"\"", R"("a\nb")"},
      {"\"\"\"\n  a {b}\n\n  c \"d\"\n  \"\"\"", R"((str "a " b "\n\nc \"d\""))"},
      {"\"\"\"\n  {a}\n  {b}\n  \"\"\"", R"((str a "\n" b))"},
      {"\"\"\"one \\n line\"\"\"", R"("one \n line")"},
      {"\"\"\"\n\"\"\"", R"("")"},
  });
}

TEST(Parser, Braces) {
  checkExpressions({
      {"{a = 1, b = 2,}", "(record a=1 b=2)"},
      {"{\"a-b\" = 1}", "(record a-b=1)"},
      {"{\"a\", \"b\",}", "(set \"a\" \"b\")"},
      {"{\"zh\": 30%, \"en\": 20%}", "(map \"zh\" 30% \"en\" 20%)"},
      {"{\n  a = 1\n  b = a + 1\n  a * b\n}", "(block a=1 b=(+ a 1) (* a b))"},
      {"{\n  a = 1,\n  b = 2\n}", "(record a=1 b=2)"},
      {"{ a = {b = 1}\n {c = a} }", "(block a=(record b=1) (record c=a))"},
      {"[]", "(list)"},
      {"[(1, 2), (3, 4),]", "(list (tuple 1 2) (tuple 3 4))"},
  });
}

TEST(Parser, Calls) {
  checkExpressions({
      {"f()", "(call f)"},
      {"f(a, b = 1, .c,)", "E0121 `.c` a positional argument follows a named one\n(let x (call f a b=1 .c))\n"},
      {"where(calm: .x < 1, .y)", "(call where calm:(< .x 1) .y)"},
      {"a.f(b).g", "(. (call (. a f) b) g)"},
      {"w[i, j]", "([] w i j)"},
      // Item words are names here.
      {"model.output(test = rules, any = use)", "(call (. model output) test=rules any=use)"},
      {".source + .test", "(+ .source .test)"},
  });
}

TEST(Parser, Lines) {
  checkTrees({
      {"a = b\n  |> c\n\n  |> d", "(let a (|> (|> b c) d))"},
      {"a = b +\n c", "(let a (+ b c))"},
      {"a = b\n  .c\n  ?.d", "(let a (?. (. b c) d))"},
      {"a = f(b,\n c\n)\nd = 1", "(let a (call f b c))\n(let d 1)"},
      {"a = [\n1\n]\nb = (\n1\n)", "(let a (list 1))\n(let b 1)"},
      {"a = if b\n then c\n else d", "(let a (if b c d))"},
      {"a = b\n and c\n or d\n in e", "(let a (or (and b c) (in d e)))"},
      {"a = b\n not in c", "(let a (not in b c))"},
      {"a = b\n except {c}\nonly = 1", "(let a (except b c))\n(let only 1)"},
      {"a = b >\n c", "(let a (> b c))"},
      {"a = 3..\nb = 1", "(let a (.. 3 _))\n(let b 1)"},
      {"a\n  = b", "(let a b)"},
      {"fn f(x: Set<Int>) -> Set<Int>\n  = x\nb = 1", "(fn f (x: Set<Int>) -> Set<Int> x)\n(let b 1)"},
      {"external fn f(x: Int) -> Set<Int>\nexternal fn g() -> Int?\nb = 1",
       "(external f (x: Int) -> Set<Int>)\n(external g () -> Int?)\n(let b 1)"},
      {"a = b // comment\n  // another\n  |> c\r\n", "(let a (|> b c))"},
      // Inside braces lines count, inside parentheses in braces they do not.
      {"a = { b = f(\n1\n)\n b }", "(let a (block b=(call f 1) b))"},
      {"a = f({ b = 1\n b })", "(let a (call f (block b=1 b)))"},
      {"\n\n\na = 1\n\n\n", "(let a 1)"},
  });
  EXPECT_EQ(tree(""), "");
  EXPECT_EQ(tree("// nothing\n"), "");
}

TEST(Parser, Types) {
  checkTrees({
      {"param a: [Text]? = null", "(param a: [Text]? null)"},
      {"param a: Map<Text, [Int]> = x", "(param a: Map<Text, [Int]> x)"},
      {"fn f(g: Int -> Int -> Bool) = g", "(fn f (g: (Int) -> (Int) -> Bool) g)"},
      {"fn f(g: (Int, Text) -> Bool, h: () -> Int, i: (Int -> Int)?) = g",
       "(fn f (g: (Int, Text) -> Bool, h: () -> Int, i: (Int) -> Int?) g)"},
      {"fn f(s: Stream<{text: Text, ..r}>) -> Stream<{text: Text, n: Int, ..r}> = s",
       "(fn f (s: Stream<{text: Text, ..r}>) -> Stream<{text: Text, n: Int, ..r}> s)"},
      {"fn f(t: Tensor[a, 4 * b] of Id) -> Tensor[] = t", "(fn f (t: Tensor[a, (* 4 b)] of Id) -> Tensor[] t)"},
      {"a = x as [Int]? ?? y", "(let a (?? (as x [Int]?) y))"},
      {"a = x as Int < 3", "(let a (< (as x Int) 3))"},
      {"a: std.web.Page = x", "(let a: std.web.Page x)"},
  });
}

TEST(Parser, Items) {
  checkTrees({
      {"use std.text.{a, b as c,}", "(use std.text {a, b as c})"},
      {"use \"./rules.recipe\" as mine", "(use \"./rules.recipe\" as mine)"},
      {"use std.web.extract as e", "(use std.web.extract as e)"},
      {"output = 1\nmodel = output", "(let output 1)\n(let model output)"},
      {"output model = model |> f", "(output model (|> model f))"},
      {"choice Form { nfc, nfd,\n nfkc }", "(choice Form nfc nfd nfkc)"},
      {"record Page {\n url: Text\n \"a-b\": Time?\n}", "(record Page {url: Text, a-b: Time?})"},
      {"resources { threads = 16, memory = 20 GB, device = gpu }", "(resources threads=16 memory=20_GB device=gpu)"},
      {"external fn f<A, B>(x: A, ..rest: B) -> A", "(external f<A, B> (x: A, ..rest: B) -> A)"},
      {"rules q(t: Text, n: Int = 5,) { a: t == \"\"\n\n  b: t.n > n }",
       "(rules q (t: Text, n: Int = 5)\n  (a (== t \"\"))\n  (b (> (. t n) n)))"},
      {"rules q() {}", "(rules q ())"},
      {"model m(d: Int) {\n weight a, b: [d, 2 * d] ~ normal(0.02)\n weight c: []\n part p = q(d)\n fn f(x: Int) -> "
       "Int = x\n}",
       "(model m (d: Int)\n  (weight a b [d, (* 2 d)] (call normal 0.02))\n  (weight c [])\n  (part p (call q d))\n"
       "  (fn f (x: Int) -> Int x))"},
      {"test \"t\" for (a, b) in [(1, 2)] { c = a\n given d = 1\n assert c == b }",
       "(test \"t\" for a, b in (list (tuple 1 2))\n  (let c=a)\n  (given d=1)\n  (assert (== c b)))"},
      {"test \"t\" for any a: Text, b: Int { assert a == b }",
       "(test \"t\" for any a: Text, b: Int\n  (assert (== a b)))"},
      {"test \"t\" for x in {1, 2} { assert x }", "(test \"t\" for x in (set 1 2)\n  (assert x))"},
  });
}

TEST(Parser, DocumentationBelongsToWhatIsBelow) {
  Parsed p("//! Module.\n//! More.\n\n/// One.\n///   Two.\nrules q(\n  /// The text.\n  t: Text) {\n  /// A rule.\n  "
           "a: t == \"\"\n}\n"
           "//// no documentation\nchoice C {\n  /// First.\n  a,\n  b\n}\n");
  ASSERT_TRUE(p.diags.all().empty()) << p.reports();
  const ast::Module &m = *p.file.module;
  EXPECT_EQ(m.doc, "Module.\nMore.");
  EXPECT_EQ(m.items[0]->doc, "One.\n  Two.");
  EXPECT_EQ(m.items[0]->params[0].doc, "The text.");
  EXPECT_EQ(m.items[0]->rules[0].doc, "A rule.");
  EXPECT_EQ(m.items[1]->doc, "");
  EXPECT_EQ(m.items[1]->choiceDocs, (std::vector<std::string>{"First.", ""}));
}

TEST(Parser, SpansAreBytes) {
  Parsed p("标 = f(\"中\") + b");
  const ast::Item &item = *p.file.module->items[0];
  EXPECT_EQ(p.sources.text(item.name.span), "标");
  EXPECT_EQ(p.sources.text(item.value->span), "f(\"中\") + b");
  EXPECT_EQ(p.sources.text(item.value->opSpan), "+");
  EXPECT_EQ(p.sources.text(item.value->operands[1]->span), "b");
}

} // namespace
} // namespace smelt::syntax::test
