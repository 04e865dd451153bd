// Rows that are passed on as they came are what they would be as copies.
#include "runtime/io/EncodedRows.h"
#include <gtest/gtest.h>
#include <random>

using namespace smelt::runtime;

static std::string collected(const EncodedRows &rows, uint64_t begin, uint64_t end) {
  std::vector<std::string_view> pieces;
  rows.collect(begin, end, pieces);
  std::string all;
  for (std::string_view piece : pieces) {
    EXPECT_FALSE(piece.empty());
    all += piece;
  }
  return all;
}

TEST(EncodedRows, PassedRowsAreAsCopiedOnes) {
  std::mt19937 random(5);
  for (int round = 0; round < 200; ++round) {
    // Records one behind the other, with other bytes than a line feed between some.
    std::string block;
    std::vector<std::pair<size_t, size_t>> records;
    for (unsigned i = 0, count = random() % 40; i < count; ++i) {
      const size_t size = random() % 3 ? random() % 200 : random() % 9000;
      records.emplace_back(block.size(), size);
      block += std::string(size, char('a' + i % 26)) + (random() % 5 ? "\n" : "\r\n");
    }
    EncodedRows rows;
    std::string expected;
    std::vector<uint64_t> ends;
    for (auto [at, size] : records) {
      const std::string_view record = std::string_view(block).substr(at, size);
      if (random() % 4 == 0)
        continue; // dropped
      if (random() % 4) {
        rows.passRow(record, 7);
      } else {
        rows.endRun();
        rows.bytes += record;
        rows.bytes += '\n';
        rows.endRow(7);
      }
      expected.append(record) += '\n';
      ends.push_back(expected.size());
    }
    rows.endRun();
    ASSERT_EQ(rows.ends, ends);
    ASSERT_EQ(rows.splits, std::vector<uint32_t>(ends.size(), 7));
    ASSERT_EQ(collected(rows, 0, expected.size()), expected);
    for (int cut = 0; cut < 20 && !ends.empty(); ++cut) {
      const uint64_t begin = random() % (expected.size() + 1), end = begin + random() % (expected.size() + 1 - begin);
      ASSERT_EQ(collected(rows, begin, end), expected.substr(begin, end - begin));
    }
    rows.clear();
    ASSERT_EQ(collected(rows, 0, 100), "");
  }
}

TEST(EncodedRows, LargeRecordsAreNotCopied) {
  const std::string block = std::string(10'000, 'a') + "\n" + std::string(10'000, 'b') + "\n";
  EncodedRows rows;
  rows.passRow(std::string_view(block).substr(0, 10'000), 0);
  rows.passRow(std::string_view(block).substr(10'001, 10'000), 0);
  rows.endRun();
  EXPECT_EQ(rows.bytes, "\n");
  EXPECT_EQ(collected(rows, 0, rows.ends.back()), block);
}
