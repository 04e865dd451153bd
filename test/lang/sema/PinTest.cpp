// The lock as the checker sees it: what a source is called, and what is said when its fields are others.
#include "test/lang/sema/Fixture.h"
#include <gtest/gtest.h>

namespace smelt::sema::test {
namespace {

const std::vector<PinnedField> kUsual = {{"text", "Text"}, {"url", "Text?"}, {"meta", "Json?"}, {"n", "Int"}};

/// A recipe under a lock that knows `jsonl("in")`.
Compilation locked(const std::vector<PinnedField> &pinned, bool frozen, const std::string &source) {
  Compilation run;
  run.options.lock = "test.lock";
  run.options.frozen = frozen;
  run.world.pins["jsonl(\"in\")"] = pinned;
  run.check(source);
  return run;
}

std::vector<std::string> keys(const Program &program) {
  std::vector<std::string> out;
  for (const auto &[key, fields] : program.sources)
    out.push_back(key);
  return out;
}

TEST(SemaPins, SameFieldsSayNothing) {
  EXPECT_EQ(locked(kUsual, true, "a = jsonl(\"in\")").reports(), "");
  EXPECT_EQ(locked({{"n", "Int"}, {"meta", "Json?"}, {"url", "Text?"}, {"text", "Text"}}, true, "a = jsonl(\"in\")")
                .reports(),
            ""); // order does not matter
}

TEST(SemaPins, DriftIsNamed) {
  Compilation run =
      locked({{"text", "Text"}, {"url", "Text?"}, {"n", "Text"}, {"old", "Int"}}, false, "a = jsonl(\"in\")");
  EXPECT_EQ(run.reports(), "W0908 '\"in\"' this source is not as `test.lock` has it\n");
  const diag::Diagnostic &d = run.diags.all().front();
  EXPECT_EQ(d.primary.text, "`meta` is new: `Json?`");
  EXPECT_EQ(d.notes, (std::vector<std::string>{"`n` was `Text` and is `Int`", "`old` is gone: it was `Int`"}));
  EXPECT_EQ(locked({{"text", "Text"}}, true, "a = jsonl(\"in\")").reports(),
            "E0305 '\"in\"' this source is not as `test.lock` has it\n");
  EXPECT_EQ(locked(kUsual, true, "a = jsonl(\"in\")\nb = jsonl(\"new\")").reports(),
            "E0305 '\"new\"' this source is not as `test.lock` has it\n");
}

TEST(SemaPins, DriftSaysWhereItWasSeen) {
  Compilation run;
  run.options.lock = "test.lock";
  run.world.pins["jsonl(\"in\")"] = {{"n", "Int"}};
  run.world.schemas["in"].fields = {{"n", SampledField::text, true, {}, "in/b.jsonl"}};
  run.check("a = jsonl(\"in\")");
  EXPECT_EQ(run.diags.all().front().primary.text, "`n` was `Int` and is `Text?` (seen in in/b.jsonl)");
}

TEST(SemaPins, DeclaredRowsArePinnedToo) {
  std::string record = "record R { n: Int, tags: [Text] }\na = jsonl(\"in\", row = R)";
  EXPECT_EQ(locked({{"n", "Int"}, {"tags", "[Text]"}}, true, record).reports(), "");
  EXPECT_EQ(locked({{"n", "Int"}, {"tags", "[Int]"}}, true, record).reports(),
            "E0305 '\"in\"' this source is not as `test.lock` has it\n");
}

TEST(SemaPins, TheLockKnowsTheFieldsWhereTheDataIsNot) {
  Compilation run;
  run.options.lock = "test.lock";
  run.options.frozen = true;
  run.world.schemas["in"].error = "no file matches `in`";
  run.world.pins["jsonl(\"in\")"] = {{"text", "Text"}, {"tags", "[{\"a-b\": Int?}]?"}};
  run.check("output o = jsonl(\"in\") |> to_jsonl(\"out\")");
  EXPECT_EQ(run.reports(), "");
  EXPECT_EQ(toString(run.program->outputs[0].sink->row), "{text: Text, tags: [{\"a-b\": Int?}]?}");
}

TEST(SemaPins, SourcesAreKnownAsWritten) {
  Compilation run;
  run.options.settings["data"] = "/mnt";
  run.check("param data: Path = \"d\"\nfn load(p: Path) -> Stream<{text: Text, ..r}> = jsonl(p)\n"
            "a = jsonl(\"{data}/x\")\nb = load(\"y\")\nc = load(\"z\")\nd = load(\"y\")\ne = data.jsonl\nf = "
            "jsonl(path = data)");
  EXPECT_EQ(run.reports(), "");
  EXPECT_EQ(keys(*run.program),
            (std::vector<std::string>{"jsonl(\"{data}/x\")", "jsonl(data)", "jsonl(p)", "jsonl(p) #2"}));
}

} // namespace
} // namespace smelt::sema::test
