// The graph as a whole: threads, several readers, order, counts, cancellation.
#include "Fixture.h"
#include "runtime/core/Context.h"
#include <cstring>
#include <thread>

using namespace smelt::runtime;
using namespace smelt::runtime::test;

TEST(Executor, PassesRecordsThroughByteForByte) {
  Folder folder;
  std::string records = "{ \"b\" : 1.50,\"a\":\"\\u0041\" , \"text\":\"x\\ny\"}\n{\"text\":\"\", \"big\": "
                        "123456789012345678901234567890}\n";
  folder.write("in.jsonl", records);
  EXPECT_EQ(passThrough(folder, folder.path("in.jsonl"), {text("text")}), records);
}

TEST(Executor, KernelsSeeUnescapedTextsAndDropRows) {
  Folder folder;
  folder.write("in.jsonl", "{\"text\":\"a\\n\\u00e9b\"}\n{\"text\":\"abcdef\"}\n{\"text\":\"abc\"}\n");
  Plan plan;
  plan.nodes.push_back(jsonl({folder.path("in.jsonl")}, {text("text")}));
  plan.nodes.push_back(kernel(0, plan.nodes[0], keepLong, {0}, {}, {"long"}));
  plan.nodes.push_back(sink(1, folder.path("out")));
  RunOptions all = options(folder);
  all.report = Report::full;
  RunResult result = runOk(plan, all);
  EXPECT_EQ(readOutput(folder.path("out")), "{\"text\":\"a\\n\\u00e9b\"}\n{\"text\":\"abcdef\"}\n");
  EXPECT_EQ(result.nodes[1].rowsIn, 3u);
  EXPECT_EQ(result.nodes[1].rowsOut, 2u);
  EXPECT_EQ(result.nodes[1].rules[0].dropped, 1u);
  EXPECT_EQ(result.nodes[1].rules[0].measured, 3u);
  EXPECT_EQ(result.nodes[1].rules[0].min, 3);
  EXPECT_EQ(result.nodes[1].rules[0].max, 6);
  EXPECT_EQ(result.nodes[1].rules[0].sum, 14);
  EXPECT_EQ(result.nodes[1].partRows, std::vector<uint64_t>{3});
}

/// in: text; out: its bytes reversed and its length. Texts that start with '!' fail.
static int32_t reverseText(smelt_context *context, int64_t count, const smelt_column *in, const smelt_column *out,
                           const uint8_t *, int32_t *, double *) {
  auto *texts = static_cast<const smelt_text *>(in[0].values);
  auto *reversed = static_cast<smelt_text *>(out[0].values);
  auto *lengths = static_cast<int64_t *>(out[1].values);
  for (int64_t row = 0; row < count; ++row) {
    char *copy = static_cast<char *>(context->alloc(size_t(texts[row].size)));
    for (int64_t i = 0; i < texts[row].size; ++i)
      copy[i] = texts[row].data[texts[row].size - 1 - i];
    reversed[row] = {copy, texts[row].size};
    lengths[row] = texts[row].size;
    out[0].state[row] = texts[row].size && texts[row].data[0] == '!' ? SMELT_FAILED : SMELT_OK;
  }
  return 0;
}

/// Source -> reverse -> sink that edits `text` and appends `length`.
static Plan editPlan(const Folder &folder, const std::string &out) {
  Plan plan;
  plan.nodes.push_back(jsonl({folder.path("in*.jsonl")}, {text("text")}));
  plan.nodes.push_back(kernel(0, plan.nodes[0], reverseText, {0}, {text("text"), integer("length")}, {}));
  plan.nodes.push_back(sink(1, folder.path(out)));
  plan.nodes[2].sink.shapes[0].fields = {{"text", 1, "text", true}, {"length", 2, "", false}};
  return plan;
}

TEST(Executor, WritesEditedAndNewFields) {
  Folder folder;
  folder.write("in.jsonl", "{\"id\": 1.0, \"text\": \"ab\\\"c\", \"z\": [1, {}]}\n{\"text\":\"\"}\n");
  runOk(editPlan(folder, "out"), options(folder));
  EXPECT_EQ(readOutput(folder.path("out")), "{\"id\": 1.0, \"text\": \"c\\\"ba\", \"z\": [1, {}], \"length\": 4}\n"
                                            "{\"text\":\"\",\"length\":0}\n");
}

TEST(Executor, RejectsRowsWhoseFailedValueReachesASink) {
  Folder folder;
  folder.write("in.jsonl", "{\"text\":\"ok\"}\n{\"text\":\"!no\"}\n");
  RunResult result = runOk(editPlan(folder, "out"), options(folder));
  EXPECT_EQ(readOutput(folder.path("out")), "{\"text\":\"ko\",\"length\":2}\n");
  auto rejects = readRejects(folder.path("out"));
  ASSERT_EQ(rejects.size(), 1u);
  EXPECT_EQ(rejects[0]["reason"], "failed value in field \"text\"");
  EXPECT_EQ(rejects[0]["line"], 2);
  EXPECT_EQ(rejects[0]["offset"], 14);
  EXPECT_EQ(rejects[0]["head"], "{\"text\":\"!no\"}");
  EXPECT_EQ(rejects[0]["file"], folder.path("in.jsonl"));
  EXPECT_EQ(result.nodes[2].rejected, 1u);
}

TEST(Executor, GivesTheSameBytesForAnyNumberOfThreads) {
  Folder folder;
  for (int i = 0; i < 5; ++i)
    folder.write("in" + std::to_string(i) + ".jsonl", makeDocuments(12'000, unsigned(i)));
  std::map<std::string, std::string> first;
  for (unsigned threads : {1u, 2u, 4u}) {
    std::string out = "out" + std::to_string(threads);
    Plan plan = editPlan(folder, out);
    plan.nodes[2] = dedup(1, plan.nodes[1], {0});
    plan.nodes.push_back(kernel(2, plan.nodes[2], keepLong, {0}, {}, {"long"}));
    plan.nodes.push_back(sink(3, folder.path(out)));
    plan.nodes[4].sink.shapes[0].fields = {{"text", 1, "text", true}, {"length", 2, "", false}};
    plan.nodes[4].sink.shardBytes = 100'000;
    RunOptions all = options(folder, threads);
    all.report = Report::sample;
    runOk(plan, all);
    auto files = readFolder(folder.path(out));
    EXPECT_GT(files.size(), 20u);
    if (threads == 1)
      first = files;
    else
      EXPECT_EQ(files, first) << threads;
  }
}

TEST(Executor, SampledMetricsDoNotDependOnThreadsOrReport) {
  Folder folder;
  folder.write("in.jsonl", makeDocuments(20'000));
  Plan plan;
  plan.nodes.push_back(jsonl({folder.path("in.jsonl")}, {text("text")}));
  plan.nodes.push_back(kernel(0, plan.nodes[0], keepLong, {0}, {}, {"long"}));
  RuleCount sample = runOk(plan, options(folder, 1)).nodes[1].rules[0];
  RuleCount again = runOk(plan, options(folder, 4)).nodes[1].rules[0];
  RunOptions none = options(folder);
  none.report = Report::none;
  RuleCount unmeasured = runOk(plan, none).nodes[1].rules[0];
  EXPECT_NEAR(double(sample.measured), 20'000 / 64.0, 60);
  EXPECT_EQ(sample.measured, again.measured);
  EXPECT_EQ(sample.sum, again.sum);
  EXPECT_EQ(unmeasured.measured, 0u);
  EXPECT_EQ(sample.dropped, unmeasured.dropped);
}

TEST(Executor, HandsRowsToAllReaders) {
  Folder folder;
  folder.write("in.jsonl", "{\"text\":\"abcdef\"}\n{\"text\":\"a\"}\n");
  Plan plan;
  plan.nodes.push_back(jsonl({folder.path("in.jsonl")}, {text("text")}));
  plan.nodes.push_back(kernel(0, plan.nodes[0], keepLong, {0}, {}, {"long"}));
  plan.nodes.push_back(sink(0, folder.path("all")));
  plan.nodes.push_back(sink(1, folder.path("long")));
  RunResult result = runOk(plan, options(folder));
  EXPECT_EQ(readOutput(folder.path("all")), "{\"text\":\"abcdef\"}\n{\"text\":\"a\"}\n");
  EXPECT_EQ(readOutput(folder.path("long")), "{\"text\":\"abcdef\"}\n");
  EXPECT_EQ(result.nodes[0].rowsOut, 2u);
}

TEST(Executor, ConcatenatesLeftThenRight) {
  Folder folder;
  folder.write("b.jsonl", "{\"text\":\"b1\"}\n{\"text\":\"b2\"}\n");
  folder.write("a.jsonl", "{\"text\":\"a1\"}\n");
  Plan plan;
  plan.nodes.push_back(jsonl({folder.path("a.jsonl")}, {text("text")}));
  plan.nodes.push_back(jsonl({folder.path("b.jsonl")}, {text("text")}));
  plan.nodes.push_back(concat({1, 0}, plan.nodes[0]));
  plan.nodes.push_back(sink(2, folder.path("out")));
  runOk(plan, options(folder));
  EXPECT_EQ(readOutput(folder.path("out")), "{\"text\":\"b1\"}\n{\"text\":\"b2\"}\n{\"text\":\"a1\"}\n");
}

/// Sinks name shards by split, so order is seen through a dedup that keeps everything and a kernel that lists rows.
TEST(Executor, ConcatenatesAStreamWithItself) {
  Folder folder;
  folder.write("a.jsonl", "{\"text\":\"1\"}\n{\"text\":\"2\"}\n");
  Plan plan;
  plan.nodes.push_back(jsonl({folder.path("a.jsonl")}, {text("text")}));
  plan.nodes.push_back(concat({0, 0}, plan.nodes[0]));
  plan.nodes.push_back(sink(1, folder.path("out")));
  RunResult result = runOk(plan, options(folder));
  EXPECT_EQ(readOutput(folder.path("out")), "{\"text\":\"1\"}\n{\"text\":\"2\"}\n{\"text\":\"1\"}\n{\"text\":\"2\"}\n");
  EXPECT_EQ(result.nodes[1].rowsOut, 4u);
}

TEST(Executor, ConcatenatesInBothOrdersAtOnce) {
  Folder folder;
  folder.write("a.jsonl", "{\"text\":\"a\"}\n");
  folder.write("b.jsonl", "{\"text\":\"b\"}\n");
  Plan plan;
  plan.nodes.push_back(jsonl({folder.path("a.jsonl")}, {text("text")}));
  plan.nodes.push_back(jsonl({folder.path("b.jsonl")}, {text("text")}));
  plan.nodes.push_back(concat({0, 1}, plan.nodes[0]));
  plan.nodes.push_back(concat({1, 0}, plan.nodes[0]));
  // Of equal keys the first row is kept: `n` tells which came first.
  plan.nodes.push_back(sink(2, folder.path("ab")));
  plan.nodes.push_back(sink(3, folder.path("ba")));
  runOk(plan, options(folder));
  EXPECT_EQ(readOutput(folder.path("ab")), "{\"text\":\"a\"}\n{\"text\":\"b\"}\n");
  // The shards of b have the higher split, so its name sorts last although its rows were written first.
  EXPECT_EQ(readManifest(folder.path("ba"))["shards"][0]["name"], "part-00001-0000.jsonl");
}

TEST(Executor, ConcatFillsAbsentColumnsAndConvertsTypes) {
  Folder folder;
  Plan plan;
  plan.nodes.push_back(rows({R"({"x":1})"}, {integer("x")}));
  plan.nodes.push_back(rows({R"({"x":"a\"b","y":true})"}, {text("x"), {"y", SMELT_BOOLEAN, false}}));
  Node both;
  both.kind = NodeKind::concat;
  both.inputs = {0, 1};
  both.columns = {{"x", SMELT_JSON, false}, {"y", SMELT_BOOLEAN, true}};
  both.origins = {{0, 0}, {-1, 1}};
  plan.nodes.push_back(both);
  plan.nodes.push_back(sink(2, folder.path("out")));
  plan.nodes[3].sink.shapes[0].fields = {{"z", 0, "x", true}, {"w", 1, "", false}};
  runOk(plan, options(folder));
  EXPECT_EQ(readOutput(folder.path("out")), "{\"z\":1}\n{\"z\":\"a\\\"b\",\"y\":true,\"w\":true}\n");
}

static int32_t failing(smelt_context *, int64_t, const smelt_column *, const smelt_column *, const uint8_t *, int32_t *,
                       double *) {
  return SMELT_INTERNAL;
}

TEST(Executor, AKernelsErrorEndsTheRunAndLeavesNothing) {
  Folder folder;
  folder.write("in.jsonl", makeDocuments(5000));
  Plan plan;
  plan.nodes.push_back(jsonl({folder.path("in.jsonl")}, {text("text")}));
  plan.nodes.push_back(kernel(0, plan.nodes[0], failing, {0}, {}, {}));
  plan.nodes.push_back(sink(1, folder.path("made/out")));
  RunResult result = run(plan, options(folder, 2));
  EXPECT_FALSE(result.ok);
  ASSERT_EQ(result.errors.size(), 1u);
  EXPECT_EQ(result.errors[0].code, "E0811");
  EXPECT_NE(result.errors[0].text.find("where"), std::string::npos);
  EXPECT_EQ(readFolder(folder.root()).size(), 1u) << "only the input is left";
}

static std::atomic<bool> Cancel;

static int32_t cancelling(smelt_context *, int64_t, const smelt_column *, const smelt_column *, const uint8_t *,
                          int32_t *, double *) {
  Cancel = true;
  return 0;
}

TEST(Executor, CancellingLeavesNothing) {
  Folder folder;
  folder.write("in.jsonl", makeDocuments(50'000));
  Plan plan;
  plan.nodes.push_back(jsonl({folder.path("in.jsonl")}, {text("text")}));
  plan.nodes.push_back(kernel(0, plan.nodes[0], cancelling, {0}, {}, {}));
  plan.nodes.push_back(sink(1, folder.path("out")));
  Cancel = false;
  RunOptions stoppable = options(folder, 2);
  stoppable.cancelled = &Cancel;
  RunResult result = run(plan, stoppable);
  EXPECT_FALSE(result.ok);
  EXPECT_TRUE(result.cancelled);
  EXPECT_TRUE(result.errors.empty());
  EXPECT_EQ(readFolder(folder.root()).size(), 1u);
}

static int32_t slow(smelt_context *, int64_t, const smelt_column *, const smelt_column *, const uint8_t *, int32_t *,
                    double *) {
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  return 0;
}

TEST(Executor, TellsItsProgress) {
  Folder folder;
  folder.write("in.jsonl", makeDocuments(10'000));
  Plan plan;
  plan.nodes.push_back(jsonl({folder.path("in.jsonl")}, {text("text")}));
  plan.nodes.push_back(kernel(0, plan.nodes[0], slow, {0}, {}, {}));
  unsigned calls = 0;
  uint64_t total = 0;
  RunResult result = run(plan, options(folder), [&](const Progress &progress) {
    ++calls;
    total = progress.bytesTotal;
    EXPECT_EQ(progress.nodes->size(), 2u);
  });
  EXPECT_TRUE(result.ok);
  EXPECT_GE(calls, 1u);
  EXPECT_EQ(total, result.nodes[0].bytesIn);
}

TEST(Executor, RefusesPlansThatContradictThemselves) {
  Folder folder;
  Plan plan;
  plan.nodes.push_back(rows({}, {text("text")}));
  plan.nodes.push_back(dedup(0, plan.nodes[0], {7}));
  RunResult result = run(plan, options(folder));
  ASSERT_EQ(result.errors.size(), 1u);
  EXPECT_EQ(result.errors[0].code, "E0812");
}

TEST(Executor, ArenaBlocksOutliveTheContextWhileABatchUsesThem) {
  std::vector<Block> taken;
  char *text = nullptr;
  {
    smelt_context context;
    text = static_cast<char *>(context.alloc(10));
    std::memcpy(text, "0123456789", 10);
    static_cast<char *>(context.alloc(3 << 20))[0] = 'x';
    taken = context.arena.takeBlocks();
    EXPECT_TRUE(context.arena.takeBlocks().empty());
  }
  EXPECT_EQ(std::string(text, 10), "0123456789");
  EXPECT_EQ(taken.size(), 2u);
}
