// Stages: which fields come out, what is shared, what sources and sinks are given.
#include "test/lang/sema/Fixture.h"
#include <gtest/gtest.h>

namespace smelt::sema::test {
namespace {

/// The row that the one output `o` of `pipeline |> to_jsonl("y")` writes.
std::string row(const std::string &pipeline, const std::string &before = "") {
  Compilation c;
  c.check(before + "\noutput o = " + pipeline + " |> to_jsonl(\"y\")");
  return c.diags.hasErrors() ? c.reports() : toString(c.program->outputs[0].sink->row);
}

TEST(SemaStreams, SourcesHaveRows) {
  EXPECT_EQ(row("text(\"x\")"), "{text: Text}");
  EXPECT_EQ(row("text(\"x\", by = file)"), "{text: Text, path: Text}");
  EXPECT_EQ(row("html(\"x\")"), "{path: Text, title: Text, text: Text, html: Text}");
  EXPECT_EQ(row("jsonl(\"x\")"), "{text: Text, url: Text?, meta: Json?, n: Int}");
  EXPECT_EQ(row("jsonl(\"x\", row = Page)", "record Page { url: Text, n: Int? }"), "{url: Text, n: Int?}");
  EXPECT_EQ(row("rows([{text = \"a\"}, {text = \"b\", k = 2}])"), "{text: Text, k: Int?}");
}

TEST(SemaStreams, StagesChangeRows) {
  EXPECT_EQ(row("jsonl(\"x\") |> with(size = .text.size, k = null)"),
            "{text: Text, url: Text?, meta: Json?, n: Int, size: Bytes, k: Json?}");
  EXPECT_EQ(row("jsonl(\"x\") |> edit(.n, it / 2)"), "{text: Text, url: Text?, meta: Json?, n: Float}");
  EXPECT_EQ(row("jsonl(\"x\") |> edit(.text, t => t.trim)"), "{text: Text, url: Text?, meta: Json?, n: Int}");
  EXPECT_EQ(row("jsonl(\"x\") |> select(.n, .text)"), "{n: Int, text: Text}");
  EXPECT_EQ(row("jsonl(\"x\") |> drop(.meta, .n)"), "{text: Text, url: Text?}");
  EXPECT_EQ(row("jsonl(\"x\") |> rename(link = .url)"), "{text: Text, link: Text?, meta: Json?, n: Int}");
  EXPECT_EQ(row("jsonl(\"x\") |> where(.url is not null)"), "{text: Text, url: Text, meta: Json?, n: Int}");
  EXPECT_EQ(row("where(jsonl(\"x\"), .url is not null and .meta is not null)"),
            "{text: Text, url: Text, meta: Json, n: Int}");
}

TEST(SemaStreams, ConcatKeepsAllFields) {
  EXPECT_EQ(row("jsonl(\"x\") ++ text(\"t\")"), "{text: Text, url: Text?, meta: Json?, n: Int?}");
  EXPECT_EQ(row("rows([{k = 1}]) ++ rows([{k = \"a\"}])"), "{k: Json}");
  EXPECT_EQ(row("rows([{k = 1}]) ++ rows([{k = 2.5}])"), "{k: Float}");
  EXPECT_EQ(row("jsonl(\"x\") ++ text(\"t\") |> with(l = .n ?? 0)"),
            "{text: Text, url: Text?, meta: Json?, n: Int?, l: Int}");
}

TEST(SemaStreams, GenericFunctionsKeepTheOtherFields) {
  const char *tidy = "fn tidy(s: Stream<{text: Text, ..r}>) -> Stream<{text: Text, d: Bits, ..r}> = s |> with(d = "
                     "entropy(.text.words))";
  EXPECT_EQ(row("jsonl(\"x\") |> tidy", tidy), "{text: Text, url: Text?, meta: Json?, n: Int, d: Bits}");
  EXPECT_EQ(row("jsonl(\"x\") |> drop(.text) |> tidy", tidy),
            "E0302 'jsonl(\"x\") |> drop(.text)' there is no field `text`\n");
}

TEST(SemaStreams, SeveralReadersShareAStage) {
  Compilation c;
  c.check("a = jsonl(\"x\") |> where(.n > 1)\nb = a\noutput o = a |> to_jsonl(\"y\")\noutput p = b |> to_jsonl(\"z\")");
  ASSERT_EQ(c.reports(), "");
  EXPECT_EQ(c.program->outputs[0].sink->inputs[0], c.program->outputs[1].sink->inputs[0]);
  EXPECT_EQ(c.program->outputs[0].sink->inputs[0]->binding, "a");
}

TEST(SemaStreams, LabelsSayWhatAStageDoes) {
  Compilation c;
  c.check("use std.quality.gopher\noutput o = jsonl(\"x\") |> where(gopher.quality(.text), small: .n < 3) |> "
          "dedup(exact(.text)) |> to_jsonl(\"y\")");
  ASSERT_EQ(c.reports(), "");
  StageRef dedup = c.program->outputs[0].sink->inputs[0];
  EXPECT_EQ(dedup->label, "dedup exact");
  EXPECT_EQ(dedup->inputs[0]->label, "where gopher.quality, small");
  EXPECT_EQ(dedup->inputs[0]->inputs[0]->label, "jsonl x");
}

TEST(SemaStreams, SettingsAreConstants) {
  EXPECT_EQ(errors("output o = jsonl(\"x\") |> to_jsonl(\"out/{1 + 1}\", shard = 2 * 32 MB, compress = zst)"), "");
  Compilation c;
  c.check("param size: Bytes = 1 MB\noutput o = jsonl(\"x\") |> to_jsonl(\"out/{1 + 1}\", shard = 2 * size, compress = "
          "zst)");
  ASSERT_EQ(c.reports(), "");
  const auto &settings = c.program->outputs[0].sink->settings;
  EXPECT_EQ(settings.at("path")->text, "out/2");
  EXPECT_EQ(settings.at("shard")->realValue, 2e6);
  EXPECT_EQ(settings.at("compress")->text, "zst");
}

} // namespace
} // namespace smelt::sema::test
