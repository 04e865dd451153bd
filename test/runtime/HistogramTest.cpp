#include "runtime/core/Histogram.h"
#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <vector>

using smelt::runtime::Histogram;

static std::vector<std::pair<double, uint64_t>> bucketsOf(const Histogram &histogram) {
  std::vector<std::pair<double, uint64_t>> buckets;
  histogram.forEach([&](double edge, uint64_t count) { buckets.emplace_back(edge, count); });
  return buckets;
}

TEST(Histogram, CountsSmallWholeNumbersExactly) {
  Histogram histogram;
  for (int i = 0; i <= 64; ++i)
    for (int k = 0; k <= i; ++k)
      histogram.add(i);
  auto buckets = bucketsOf(histogram);
  ASSERT_EQ(buckets.size(), 65u);
  for (int i = 0; i <= 64; ++i)
    EXPECT_EQ(buckets[size_t(i)], std::make_pair(double(i), uint64_t(i) + 1));
}

TEST(Histogram, OrdersNegativeValuesAndKeepsEdgesNear) {
  Histogram histogram;
  std::vector<double> values = {-1e9, -2.5, -0.001, -0.0, 0.0, 1e-9, 0.1, 0.30000001, 12345.678, 1e300};
  for (double value : values)
    histogram.add(value);
  auto buckets = bucketsOf(histogram);
  ASSERT_EQ(buckets.size(), values.size() - 1); // both zeros are one
  EXPECT_TRUE(std::is_sorted(buckets.begin(), buckets.end()));
  for (size_t i = 0; i < buckets.size(); ++i) {
    double value = values[i < 3 ? i : i + 1];
    EXPECT_LE(std::abs(buckets[i].first), std::abs(value));
    EXPECT_NEAR(buckets[i].first, value, std::abs(value) / 32);
  }
}
