// Imports, parameters, resources, tests.
#include "test/lang/sema/Fixture.h"
#include <gtest/gtest.h>

namespace smelt::sema::test {
namespace {

TEST(SemaModules, FilesAreModules) {
  Compilation c;
  c.world.files["./mine.recipe"] = "fn _half(n: Int) -> Float = n / 2\nfn share(n: Int) -> Float = _half(n)";
  c.check("use \"./mine.recipe\" as m\ntest \"t\" { assert m.share(4) == 2.0 }");
  EXPECT_EQ(c.reports(), "");
  EXPECT_EQ(c.program->modules, (std::vector<std::string>{"test.recipe", "./mine.recipe", "std.prelude"}));
}

TEST(SemaModules, MistakesInImportedFilesAreFound) {
  Compilation c;
  c.world.files["./mine.recipe"] = "fn share(n: Int) -> Float = m / 2";
  EXPECT_EQ(c.check("use \"./mine.recipe\"\ntest \"t\" { assert mine.share(4) == 2.0 }").reports(),
            "E0201 'm' `m` is not known here\n");
}

TEST(SemaModules, ImportsInACircleAreRefused) {
  Compilation c;
  c.world.files["./a.recipe"] = "use \"./b.recipe\"";
  c.world.files["./b.recipe"] = "use \"./a.recipe\"";
  EXPECT_EQ(c.check("use \"./a.recipe\"").reports(),
            "E0602 '\"./a.recipe\"' `./b.recipe` and `./a.recipe` import each other\n");
}

TEST(SemaModules, NamesThatAModuleImportsCanBeImportedFromIt) {
  EXPECT_EQ(
      errors("use std.text.{normalize, fix_unicode as fix}\ntest \"t\" { assert fix(\"a\").normalize(nfc) == \"a\" }"),
      "");
  EXPECT_EQ(errors("use std.text.fix_unicode\ntest \"t\" { assert fix_unicode(\"a\") == \"a\" }"), "");
}

TEST(SemaModules, PlannedModulesAreNotAvailableYet) {
  EXPECT_EQ(errors("use std.web.extract\nuse std.safety.{toxicity}\nb = a |> extract(.text)\na = jsonl(\"x\")"),
            "E0202 'std.web.extract' `std.web.extract` is not available yet\n"
            "E0202 'toxicity' `std.safety.toxicity` is not available yet\n"
            "E0202 'extract' `extract` is not available yet\n");
}

TEST(SemaModules, UnusedModulesOfTheLibraryAreNotRead) {
  Compilation c;
  c.check("test \"t\" { assert true }");
  EXPECT_EQ(c.world.read, std::vector<std::string>{"std.prelude"});
}

TEST(SemaModules, ParametersTakeSettings) {
  Compilation c;
  c.options.settings = {{"data", "/mnt/x y"}, {"size", "3 MB"}, {"form", "zst"}, {"most", "7"}};
  c.check("param data: Path = \"data\"\nparam size: Bytes = 1 MB\nparam form: Compression = none\nparam most: Int = 5\n"
          "param share: Ratio = 20%\noutput o = jsonl(\"{data}/a\") |> where(.n < most) |> to_jsonl(\"y\", shard = "
          "size, compress = form)\n"
          "test \"t\" { assert share == 20% }");
  ASSERT_EQ(c.reports(), "");
  EXPECT_EQ(c.program->params,
            (std::map<std::string, std::string>{
                {"data", "/mnt/x y"}, {"form", "zst"}, {"most", "7"}, {"share", "0.2"}, {"size", "3e+06"}}));
  EXPECT_EQ(c.program->outputs[0].sink->settings.at("compress")->text, "zst");
}

TEST(SemaModules, ConstantsComeFromFiles) {
  Compilation c;
  c.world.files["stop.txt"] = "the\r\nof\n";
  c.check("STOP = lines(\"stop.txt\")\noutput o = jsonl(\"x\") |> where(.text.words.filter(it in STOP).distinct >= 2) "
          "|> to_jsonl(\"y\")");
  ASSERT_EQ(c.reports(), "");
}

TEST(SemaModules, ResourcesAreConstants) {
  EXPECT_EQ(checked("resources { threads = 16, memory = 20 GB, device = gpu }"),
            "resource device = gpu\nresource memory = 2e+10 Bytes\nresource threads = 16\n");
  EXPECT_EQ(errors("resources { threads = 0 }"), "E0222 '0' this number does not fit\n");
}

TEST(SemaModules, ATableGivesACaseForEachLine) {
  EXPECT_EQ(checked("test \"a\" for (t, k) in [(\"x\", 1), (\"y z\", 2)] { w = t.words.count\n assert w == k }"),
            "test \"a (row 1)\"\n  assert (View.count(Text.words(\"x\", whitespace, _), _) == 1)\n"
            "test \"a (row 2)\"\n  assert (View.count(Text.words(\"y z\", whitespace, _), _) == 2)\n");
}

TEST(SemaModules, ExamplesInDocumentationAreTests) {
  EXPECT_EQ(checked("/// Twice.\n/// ```\n/// assert twice(2) == 4\n/// ```\nfn twice(n: Int) -> Int = 2 * n"),
            "test \"example 1 of twice\"\n  assert (4 == 4)\n");
  EXPECT_EQ(errors("/// ```\n/// assert twice(2) == x\n/// ```\nfn twice(n: Int) -> Int = 2 * n"),
            "E0201 'x' `x` is not known here\n");
}

TEST(SemaModules, AssertsKeepTheValuesOfTheirParts) {
  Compilation c;
  c.check("test \"a\" { assert \"x y\".words.count == 2 and 1 + 1 == 3\n assert not \"x\".contains(\"y\") }");
  ASSERT_EQ(c.reports(), "");
  const auto &asserts = c.program->tests[0].asserts;
  ASSERT_EQ(asserts[0].parts.size(), 2u);
  EXPECT_EQ(asserts[0].parts[0].values, asserts[0].condition->operands[0]->operands);
  EXPECT_EQ(asserts[0].parts[1].text, "1 + 1 == 3");
  EXPECT_EQ(asserts[0].parts[1].values[0]->intValue, 2);
  ASSERT_EQ(asserts[1].parts.size(), 1u);
  EXPECT_FALSE(asserts[1].parts[0].wanted);
}

} // namespace
} // namespace smelt::sema::test
