// Exact dedup: the definition, the streaming and the partitioned execution, and the files between.
#include "Fixture.h"
#include "runtime/state/ExactDedup.h"
#include "runtime/state/Exchange.h"
#include <filesystem>
#include <random>
#include <set>

using namespace smelt::runtime;
using namespace smelt::runtime::test;

static std::vector<KeyedOrdinal> randomPairs(unsigned count, unsigned keys, unsigned seed) {
  std::mt19937_64 random(seed);
  std::vector<KeyedOrdinal> pairs;
  for (uint64_t i = 0; i < count; ++i) {
    uint64_t key = random() % keys;
    pairs.push_back({{key * 0x9E3779B97F4A7C15, key * 0xC2B2AE3D27D4EB4F}, i});
  }
  return pairs;
}

TEST(Dedup, DropsAllButTheSmallestOrdinal) {
  std::vector<KeyedOrdinal> pairs = {{{1, 1}, 5}, {{1, 1}, 2}, {{2, 1}, 3}, {{1, 2}, 4}, {{1, 1}, 9}};
  EXPECT_EQ(droppedOrdinals(pairs), (std::vector<uint64_t>{5, 9}));
  EXPECT_TRUE(droppedOrdinals({}).empty());
}

TEST(Dedup, AllExecutionsAgreeWithTheDefinition) {
  Folder folder;
  std::vector<KeyedOrdinal> pairs = randomPairs(20'000, 3000, 1);
  std::vector<uint64_t> expected = droppedOrdinals(pairs);
  for (uint64_t budget : {uint64_t(0), uint64_t(17'000), uint64_t(60'000), uint64_t(1) << 30}) {
    StateFolder state(folder.path("state"));
    ExactDedup dedup(budget, state);
    std::vector<uint64_t> dropped, later;
    for (const KeyedOrdinal &pair : pairs) {
      ExactDedup::Answer answer;
      ASSERT_TRUE(dedup.add(pair.key, answer).ok());
      if (answer == ExactDedup::Answer::repeated)
        dropped.push_back(pair.ordinal);
      else if (answer == ExactDedup::Answer::later)
        later.push_back(pair.ordinal);
    }
    EXPECT_EQ(dedup.hasSpilled(), budget < 100'000);
    std::vector<bool> resolved;
    ASSERT_TRUE(dedup.resolve(resolved).ok());
    ASSERT_EQ(resolved.size(), later.size());
    for (size_t i = 0; i < later.size(); ++i)
      if (resolved[i])
        dropped.push_back(later[i]);
    std::sort(dropped.begin(), dropped.end());
    EXPECT_EQ(dropped, expected) << budget;
  }
  EXPECT_FALSE(std::filesystem::exists(folder.path("state"))) << "nothing is left";
}

TEST(KeySet, HoldsTheKeyThatLooksLikeAnEmptySlot) {
  KeySet keys(1 << 20);
  EXPECT_EQ(keys.insert({}), KeySet::Result::added);
  EXPECT_EQ(keys.insert({}), KeySet::Result::found);
  EXPECT_FALSE(keys.contains({1, 0}));
}

TEST(KeySet, KeepsToItsBudget) {
  KeySet keys(1024 * 16);
  uint64_t added = 0;
  while (keys.insert({added + 1, 7}) == KeySet::Result::added)
    ++added;
  EXPECT_EQ(added, 768u);
  EXPECT_TRUE(keys.contains({1, 7}));
}

/// Passes `records` through a dedup over all of `columns`.
static std::string deduped(std::vector<std::string> records, std::vector<Column> columns) {
  Folder folder;
  Plan plan;
  plan.nodes.push_back(rows(std::move(records), columns));
  std::vector<uint32_t> keys;
  for (uint32_t i = 0; i < columns.size(); ++i)
    keys.push_back(i);
  plan.nodes.push_back(dedup(0, plan.nodes[0], keys));
  plan.nodes.push_back(sink(1, folder.path("out")));
  runOk(plan, options(folder));
  return readOutput(folder.path("out"));
}

TEST(Dedup, KeysAreTheValuesOfAllColumns) {
  EXPECT_EQ(
      deduped({R"({"a":"ab","b":"c"})", R"({"a":"a","b":"bc"})", R"({"b":"c","a":"\u0061b"})"}, {text("a"), text("b")}),
      "{\"a\":\"ab\",\"b\":\"c\"}\n{\"a\":\"a\",\"b\":\"bc\"}\n");
}

TEST(Dedup, NullIsAKeyAndAbsentIsNull) {
  EXPECT_EQ(deduped({R"({"a":null})", R"({"a":""})", R"({})", R"({"a":""})"}, {text("a", true)}),
            "{\"a\":null}\n{\"a\":\"\"}\n");
  EXPECT_EQ(deduped({R"({"r":0.0})", R"({"r":-0.0})", R"({"r":1})", R"({"r":1.0})"}, {{"r", SMELT_REAL, false}}),
            "{\"r\":0.0}\n{\"r\":1}\n");
}

static int32_t failShort(smelt_context *, int64_t count, const smelt_column *in, const smelt_column *out,
                         const uint8_t *, int32_t *, double *) {
  for (int64_t row = 0; row < count; ++row) {
    int64_t size = static_cast<const smelt_text *>(in[0].values)[row].size;
    static_cast<int64_t *>(out[0].values)[row] = size;
    out[0].state[row] = size < 3 ? SMELT_FAILED : SMELT_OK;
  }
  return 0;
}

TEST(Dedup, RejectsRowsWhoseKeyFailed) {
  Folder folder;
  Plan plan;
  plan.nodes.push_back(rows({R"({"text":"a"})", R"({"text":"abc"})", R"({"text":"xyz"})"}, {text("text")}));
  plan.nodes.push_back(kernel(0, plan.nodes[0], failShort, {0}, {integer("length")}, {}));
  plan.nodes.push_back(dedup(1, plan.nodes[1], {1}));
  plan.nodes.push_back(sink(2, folder.path("out")));
  RunResult result = runOk(plan, options(folder));
  EXPECT_EQ(readOutput(folder.path("out")), "{\"text\":\"abc\"}\n");
  auto rejects = readRejects(folder.path("out"));
  ASSERT_EQ(rejects.size(), 1u);
  EXPECT_EQ(rejects[0]["reason"], "failed value in field \"length\"");
  EXPECT_EQ(rejects[0]["file"], "rows");
  EXPECT_EQ(result.nodes[2].rejected, 1u);
}

/// Two sources, a dedup on one, a concatenation, a dedup over both, a kernel and a sink with small shards.
static std::map<std::string, std::string> runLarge(const Folder &folder, uint64_t memory, unsigned threads) {
  Plan plan;
  plan.nodes.push_back(jsonl({folder.path("a*.jsonl")}, {text("text"), integer("n")}));
  plan.nodes.push_back(dedup(0, plan.nodes[0], {0}));
  plan.nodes.push_back(jsonl({folder.path("b*.jsonl")}, {text("text"), integer("n")}));
  plan.nodes.push_back(concat({2, 1}, plan.nodes[0]));
  plan.nodes.push_back(kernel(3, plan.nodes[3], failShort, {0}, {integer("length")}, {}));
  plan.nodes.push_back(dedup(4, plan.nodes[4], {0, 1}));
  plan.nodes.push_back(kernel(5, plan.nodes[5], keepLong, {0}, {}, {"long"}));
  plan.nodes.push_back(sink(6, folder.path("out")));
  plan.nodes[7].sink.shardBytes = 50'000;
  plan.nodes[7].sink.compression = Compression::zstd;
  plan.nodes[7].sink.shapes[0].fields = {{"length", 2, "", false}};
  RunOptions small = options(folder, threads);
  small.memoryBytes = memory;
  runOk(plan, small);
  return readFolder(folder.path("out"));
}

TEST(Dedup, SpillingChangesNoByte) {
  Folder folder;
  for (int i = 0; i < 3; ++i) {
    folder.write("a" + std::to_string(i) + ".jsonl", makeDocuments(7000, unsigned(i)));
    folder.write("b" + std::to_string(i) + ".jsonl", makeDocuments(7000, unsigned(i + 2)) + "{broken\n");
  }
  auto inMemory = runLarge(folder, 1'000'000'000, 1);
  EXPECT_GT(inMemory.size(), 10u);
  for (uint64_t memory : {uint64_t(1), uint64_t(100'000), uint64_t(1'500'000)})
    EXPECT_EQ(runLarge(folder, memory, 1), inMemory) << memory;
  EXPECT_EQ(runLarge(folder, 1, 4), inMemory);
  EXPECT_FALSE(std::filesystem::exists(folder.path(".smelt")));
}

TEST(Dedup, AStateFolderThatCannotBeWrittenIsAnError) {
  Folder folder;
  folder.write("in.jsonl", makeDocuments(3000));
  Plan plan;
  plan.nodes.push_back(jsonl({folder.path("in.jsonl")}, {text("text")}));
  plan.nodes.push_back(dedup(0, plan.nodes[0], {0}));
  RunOptions tiny = options(folder);
  tiny.memoryBytes = 1;
  tiny.stateFolder = folder.write("file", "") + "/state";
  RunResult result = run(plan, tiny);
  ASSERT_EQ(result.errors.size(), 1u);
  EXPECT_EQ(result.errors[0].code, "E0810");
}

TEST(Exchange, GivesBackWhatWasWritten) {
  Folder folder;
  Batch batch;
  batch.rows = 2;
  for (smelt_column_type type : {SMELT_TEXT, SMELT_INTEGER, SMELT_REAL, SMELT_BOOLEAN, SMELT_JSON})
    batch.columns.emplace_back(type, 2);
  batch.columns[0].texts()[0] = {"hello", 5};
  batch.columns[0].texts()[1] = {"", 0};
  batch.columns[1].integers()[1] = -7;
  batch.columns[2].reals()[0] = 0.1;
  batch.columns[3].booleans()[1] = 1;
  batch.columns[4].texts()[0] = {"[1]", 3};
  batch.columns[4].texts()[1] = {"", 0};
  batch.columns[4].state()[1] = SMELT_NULL;
  auto info = std::make_shared<std::vector<RowInfo>>(2);
  (*info)[0] = {{1, 2, 3, 4}, 5, RowTouched, 7, 6, "{\"a\":1}"};
  batch.info = info;
  ExchangeWriter writer;
  ASSERT_TRUE(writer.create(folder.path("rows.zst")).ok());
  ASSERT_TRUE(writer.write(batch).ok());
  ASSERT_TRUE(writer.write(batch).ok());
  ASSERT_TRUE(writer.close().ok());
  EXPECT_EQ(writer.rows(), 4u);
  ExchangeReader reader;
  ASSERT_TRUE(reader.open(folder.path("rows.zst")).ok());
  for (int i = 0; i < 2; ++i) {
    BatchPtr read;
    ASSERT_TRUE(reader.next(read).ok());
    ASSERT_TRUE(read);
    EXPECT_EQ(read->columns[0].text(0), "hello");
    EXPECT_EQ(read->columns[1].integers()[1], -7);
    EXPECT_EQ(read->columns[2].reals()[0], 0.1);
    EXPECT_EQ(read->columns[3].booleans()[1], 1);
    EXPECT_EQ(read->columns[4].text(0), "[1]");
    EXPECT_EQ(read->columns[4].state()[1], SMELT_NULL);
    EXPECT_EQ((*read->info)[0].ordinal, (Ordinal{1, 2, 3, 4}));
    EXPECT_EQ((*read->info)[0].split, 5u);
    EXPECT_EQ((*read->info)[0].flags, RowTouched);
    EXPECT_EQ((*read->info)[0].shape, 7u);
    EXPECT_EQ((*read->info)[0].offset, 6u);
    EXPECT_EQ((*read->info)[0].record, "{\"a\":1}");
    EXPECT_EQ((*read->info)[1].record.data(), nullptr);
  }
  BatchPtr end;
  ASSERT_TRUE(reader.next(end).ok());
  EXPECT_FALSE(end);
}

TEST(Exchange, NoticesDamage) {
  Folder folder;
  Batch batch;
  batch.rows = 1;
  batch.info = std::make_shared<std::vector<RowInfo>>(1);
  ExchangeWriter writer;
  ASSERT_TRUE(writer.create(folder.path("rows.zst")).ok());
  ASSERT_TRUE(writer.write(batch).ok());
  ASSERT_TRUE(writer.close().ok());
  std::filesystem::resize_file(folder.path("rows.zst"), 30);
  ExchangeReader reader;
  ASSERT_TRUE(reader.open(folder.path("rows.zst")).ok());
  BatchPtr read;
  EXPECT_EQ(reader.next(read).code(), "E0810");
}
