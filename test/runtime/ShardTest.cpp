#include "Fixture.h"
#include "runtime/io/ShardWriter.h"
#include <filesystem>

using namespace smelt::runtime;
using namespace smelt::runtime::test;

static std::vector<std::string> shardNames(const std::string &folder) {
  std::vector<std::string> names;
  for (const auto &[name, bytes] : readFolder(folder))
    if (name.starts_with("part-"))
      names.push_back(name);
  return names;
}

TEST(Shards, AreCutAtTheFirstRecordThatReachesTheSize) {
  Folder folder;
  Plan plan;
  plan.nodes.push_back(rows({R"({"a":1})", R"({"a":2})", R"({"a":3})", R"({"a":4})", R"({"a":5})"}, {}));
  plan.nodes.push_back(sink(0, folder.path("out")));
  plan.nodes[1].sink.shardBytes = 15;
  runOk(plan, options(folder));
  auto files = readFolder(folder.path("out"));
  EXPECT_EQ(files["part-00000-0000.jsonl"], "{\"a\":1}\n{\"a\":2}\n");
  EXPECT_EQ(files["part-00000-0001.jsonl"], "{\"a\":3}\n{\"a\":4}\n");
  EXPECT_EQ(files["part-00000-0002.jsonl"], "{\"a\":5}\n");
  EXPECT_EQ(files.size(), 6u);
  auto shards = readManifest(folder.path("out"))["shards"];
  EXPECT_EQ(shards[1]["name"], "part-00000-0001.jsonl");
  EXPECT_EQ(shards[1]["rows"], 2);
  EXPECT_EQ(shards[1]["bytes"], 16);
}

TEST(Shards, AreNamedInTheOrderOfTheirRows) {
  EXPECT_EQ(shardName(7, 1, 12), "part-00007-0012");
  EXPECT_EQ(shardName(7, 100'000, 9999), "part-00007-9999");
  EXPECT_EQ(shardName(7, 100'001, 0), "part-000007-0000");
  EXPECT_EQ(shardName(0, 1, 10'000), std::nullopt);
}

TEST(Shards, NeverHoldTwoSplits) {
  Folder folder;
  // A split ends where 64 MiB of stored bytes would be passed.
  std::string path = folder.write("b.jsonl", "{\"n\":2}\n");
  std::filesystem::resize_file(path, (64u << 20) - 4);
  folder.write("a.jsonl", "{\"n\":1}\n");
  folder.write("c.jsonl", "{\"n\":3}\n");
  Plan plan;
  plan.nodes.push_back(jsonl({folder.path("*.jsonl")}, {}));
  plan.nodes[0].source.maxDocument = 100;
  plan.nodes.push_back(sink(0, folder.path("out")));
  runOk(plan, options(folder));
  auto files = readFolder(folder.path("out"));
  EXPECT_EQ(files["part-00000-0000.jsonl"], "{\"n\":1}\n");
  EXPECT_EQ(files["part-00001-0000.jsonl"], "{\"n\":2}\n");
  EXPECT_EQ(files["part-00002-0000.jsonl"], "{\"n\":3}\n");
}

TEST(Shards, CompressedOnesHoldTheSameRows) {
  Folder folder;
  std::string documents = makeDocuments(8000);
  folder.write("in.jsonl", documents);
  for (auto [compression, suffix] : {std::pair(Compression::gzip, ".gz"), std::pair(Compression::zstd, ".zst")}) {
    std::map<std::string, std::string> first;
    for (unsigned threads : {1u, 3u}) {
      Plan plan;
      plan.nodes.push_back(jsonl({folder.path("in.jsonl")}, {text("text")}));
      plan.nodes.push_back(sink(0, folder.path("out")));
      plan.nodes[1].sink.compression = compression;
      plan.nodes[1].sink.shardBytes = 400'000;
      runOk(plan, options(folder, threads));
      EXPECT_EQ(readOutput(folder.path("out")), documents);
      EXPECT_TRUE(shardNames(folder.path("out"))[0].ends_with(std::string(".jsonl") + suffix));
      auto files = readFolder(folder.path("out"));
      if (threads == 1)
        first = files;
      EXPECT_EQ(files, first);
    }
  }
}

TEST(Shards, ManifestNamesWhatWasReadAndDone) {
  Folder folder;
  folder.write("in.jsonl", "{\"text\":\"abcdef\"}\n{\"text\":\"a\"}\nbroken\n");
  Plan plan;
  plan.manifest = R"({"recipe":"clean.recipe"})";
  plan.nodes.push_back(jsonl({folder.path("in.jsonl")}, {text("text")}));
  plan.nodes.push_back(kernel(0, plan.nodes[0], keepLong, {0}, {}, {"long"}));
  plan.nodes.push_back(sink(1, folder.path("out")));
  plan.nodes.push_back(rows({}, {}));
  plan.nodes.push_back(sink(3, folder.path("other")));
  RunResult result = runOk(plan, options(folder));
  nlohmann::json manifest = readManifest(folder.path("out"));
  EXPECT_EQ(manifest["recipe"], "clean.recipe");
  EXPECT_EQ(manifest["seed"], 0);
  EXPECT_EQ(manifest["report"], "sample");
  ASSERT_EQ(manifest["inputs"].size(), 1u);
  EXPECT_EQ(manifest["inputs"][0]["path"], "in.jsonl");
  EXPECT_EQ(manifest["inputs"][0]["bytes"], 38);
  EXPECT_EQ(manifest["inputs"][0]["xxh3_128"], result.inputs[0].hash);
  EXPECT_EQ(manifest["nodes"].size(), 3u) << "only what reaches this output";
  EXPECT_EQ(manifest["nodes"][0]["rejected"], 1);
  EXPECT_EQ(manifest["nodes"][1]["rules"][0]["dropped"], 1);
  EXPECT_EQ(manifest["nodes"][1]["parts"][0]["rows_in"], 2);
  EXPECT_EQ(readFile(folder.path("out/manifest.json")).find(folder.root()), std::string::npos) << "no absolute paths";
  EXPECT_EQ(readManifest(folder.path("other"))["inputs"].size(), 0u);
  EXPECT_EQ(result.nodes[2].bytesOut, readOutput(folder.path("out")).size());
}
