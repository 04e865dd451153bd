// The k-th smallest of more numbers than memory may hold, against a sort of all.
#include "runtime/state/Ranks.h"
#include "Fixture.h"
#include <algorithm>
#include <gtest/gtest.h>
#include <random>

namespace smelt::runtime {
namespace {

void hold(uint64_t memoryBudget, const std::vector<uint64_t> &keys) {
  StateFolder state(::testing::TempDir() + "ranks");
  Ranks ranks(memoryBudget, state);
  for (uint64_t key : keys)
    ASSERT_TRUE(ranks.add(key).ok());
  ASSERT_EQ(ranks.count(), keys.size());
  std::vector<uint64_t> sorted = keys;
  std::sort(sorted.begin(), sorted.end());
  for (size_t place : {size_t(0), keys.size() / 3, keys.size() / 2, keys.size() - 1}) {
    uint64_t key = 0;
    ASSERT_TRUE(ranks.at(place, key).ok());
    EXPECT_EQ(key, sorted[place]) << "of " << keys.size() << " at " << place;
  }
}

TEST(Ranks, AreThoseOfASortInMemoryAndOnDisk) {
  std::mt19937_64 random(7);
  for (size_t count : {size_t(1), size_t(4095), size_t(4096), size_t(4097), size_t(20000)})
    for (uint64_t range : {~uint64_t(0), uint64_t(1) << 17, uint64_t(3)}) {
      std::vector<uint64_t> keys(count);
      for (uint64_t &key : keys)
        key = random() % range + (range == 3 ? uint64_t(1) << 63 : 0);
      hold(0, keys);
      hold(1 << 20, keys);
    }
}

TEST(Ranks, TakesMoreAfterAnAnswer) {
  StateFolder state(::testing::TempDir() + "ranks");
  Ranks ranks(0, state);
  uint64_t key = 0;
  for (uint64_t i = 0; i < 5000; ++i)
    ASSERT_TRUE(ranks.add(10000 - i).ok());
  ASSERT_TRUE(ranks.at(0, key).ok());
  EXPECT_EQ(key, 5001u);
  for (uint64_t i = 0; i < 5000; ++i)
    ASSERT_TRUE(ranks.add(i).ok());
  ASSERT_TRUE(ranks.at(1, key).ok());
  EXPECT_EQ(key, 1u);
}

} // namespace
} // namespace smelt::runtime
