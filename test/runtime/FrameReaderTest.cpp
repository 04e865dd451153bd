// Decompressing ahead gives what streaming gives, for any number of threads: bytes, rejects and damage.
#include "runtime/io/FrameReader.h"
#include "Fixture.h"
#include <random>
#include <zlib.h>

using namespace smelt::runtime;
using namespace smelt::runtime::test;

namespace {

/// A member that holds its bytes as they are, so that what looks like headers can be put into it.
std::string storedGzip(std::string_view bytes) {
  z_stream stream = {};
  EXPECT_EQ(deflateInit2(&stream, 0, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(deflateBound(&stream, bytes.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(bytes.data()));
  stream.avail_in = uInt(bytes.size());
  stream.next_out = reinterpret_cast<Bytef *>(out.data());
  stream.avail_out = uInt(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

/// Members need not end with lines.
std::string packed(const std::string &documents, size_t piece, std::string (*pack)(std::string_view)) {
  std::string out;
  for (size_t at = 0; at < documents.size(); at += piece)
    out += pack(std::string_view(documents).substr(at, piece));
  return out;
}

struct Outcome {
  std::map<std::string, std::string> files;
  std::vector<std::string> warnings;
  bool operator==(const Outcome &) const = default;
};

Outcome outcome(const std::string &name, const std::string &stored, unsigned threads,
                Compression compression = Compression::none) {
  Folder folder;
  Plan plan;
  plan.nodes.push_back(jsonl({folder.write(name, stored)}, {}));
  plan.nodes.push_back(sink(0, folder.path("out")));
  plan.nodes[1].sink.compression = compression;
  plan.nodes[1].sink.shardBytes = 1'000'000;
  RunResult result = runOk(plan, options(folder, threads));
  Outcome outcome{readFolder(folder.path("out")), {}};
  outcome.files.erase("manifest.json"); // tells the time
  size_t at = 0;
  std::string &rejects = outcome.files["rejects.jsonl"];
  while ((at = rejects.find(folder.root())) != rejects.npos)
    rejects.erase(at, folder.root().size());
  for (const RunError &warning : result.warnings)
    outcome.warnings.push_back(warning.text.substr(warning.text.find(folder.root()) + folder.root().size()));
  return outcome;
}

/// The same for 1, 2 and 3 threads; returns the shards' bytes.
std::string checkSame(const std::string &name, const std::string &stored) {
  Outcome one = outcome(name, stored, 1);
  for (unsigned threads : {2u, 3u}) {
    Outcome other = outcome(name, stored, threads);
    EXPECT_TRUE(other.files == one.files) << name << " with " << threads << " threads";
    EXPECT_EQ(other.warnings, one.warnings);
  }
  std::string all;
  for (const auto &[file, bytes] : one.files)
    if (file.starts_with("part-"))
      all += bytes;
  return all;
}

} // namespace

TEST(FrameReader, MembersAndFramesOfAnySize) {
  std::string documents = makeDocuments(25'000);
  for (size_t piece : {size_t(1000), size_t(70'000), size_t(1'500'000)}) {
    EXPECT_EQ(checkSame("a.jsonl.gz", packed(documents, piece, gzip)), documents) << piece;
    EXPECT_EQ(checkSame("a.jsonl.zst", packed(documents, piece, zstd)), documents) << piece;
  }
}

TEST(FrameReader, LargeMembersAmongSmallOnes) {
  std::string documents = makeDocuments(15'000);
  auto stored = [&](std::string (*pack)(std::string_view)) {
    std::string large;
    for (int i = 0; i < 4; ++i)
      large += documents;
    return packed(documents, 50'000, pack) + pack(large) + packed(documents, 50'000, pack);
  };
  EXPECT_EQ(checkSame("a.jsonl.gz", stored(gzip)).size(), 6 * documents.size());
  EXPECT_EQ(checkSame("a.jsonl.zst", stored(zstd)).size(), 6 * documents.size());
}

TEST(FrameReader, WhatLooksLikeAHeaderAndIsNone) {
  // Whole members as the content of a stored one, among random bytes.
  std::string inner = gzip("inner\n"), content;
  std::mt19937 random(7);
  while (content.size() < 900'000) {
    for (int i = 0; i < 40'000; ++i)
      content += char(random());
    content += inner;
  }
  checkSame("a.jsonl.gz", packed(makeDocuments(20'000), 30'000, storedGzip) + storedGzip(content) +
                              packed(makeDocuments(20'000), 30'000, storedGzip));
}

TEST(FrameReader, PaddingAndDamage) {
  std::string documents = makeDocuments(25'000), gz = packed(documents, 40'000, gzip);
  EXPECT_EQ(checkSame("a.jsonl.gz", gz + std::string(100'000, '\0')), documents);
  EXPECT_EQ(checkSame("a.jsonl.gz", gz + std::string(5'000'000, '\0') + gz), documents + documents);
  std::string zst = packed(documents, 40'000, zstd);
  for (std::string *stored : {&gz, &zst}) {
    const char *name = stored == &gz ? "a.jsonl.gz" : "a.jsonl.zst";
    checkSame(name, stored->substr(0, stored->size() - 1000));
    checkSame(name, *stored + "tail");
    for (size_t i = 0; i < 64; ++i)
      (*stored)[stored->size() / 2 + i] ^= char(0x5A);
    checkSame(name, *stored);
  }
}

/// What a member of a few kilobytes becomes must not be kept in memory whole: it is streamed.
TEST(FrameReader, MembersThatGrowALot) {
  std::string line = "{\"text\":\"" + std::string(990, 'a') + "\"}\n", documents;
  for (int i = 0; i < 12'000; ++i)
    documents += line;
  std::string member = gzip(documents), stored;
  for (int i = 0; i < 4; ++i)
    stored += member + storedGzip(makeDocuments(3000));
  EXPECT_GT(checkSame("a.jsonl.gz", stored).size(), 4 * documents.size());
}

TEST(FrameReader, ShardsAreCompressedInParallelToTheSameBytes) {
  std::string documents = makeDocuments(25'000);
  for (Compression compression : {Compression::gzip, Compression::zstd}) {
    Outcome one = outcome("a.jsonl", documents, 1, compression);
    EXPECT_TRUE(outcome("a.jsonl", documents, 2, compression).files == one.files);
    EXPECT_TRUE(outcome("a.jsonl", documents, 3, compression).files == one.files);
    EXPECT_GT(one.files.size(), 3u);
  }
}
