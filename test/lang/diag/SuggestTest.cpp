#include "lang/diag/Diagnostic.h"
#include <gtest/gtest.h>

namespace smelt::diag {
namespace {

TEST(DidYouMean, TakesTheNearest) {
  std::vector<std::string> names = {"language", "langs", "text", "GB", "MB", "url"};
  EXPECT_EQ(didYouMean("langauge", names), "language");
  EXPECT_EQ(didYouMean("lang", names), "langs");
  EXPECT_EQ(didYouMean("TEXT", names), "text");
  EXPECT_EQ(didYouMean("gb", names), "GB");
  EXPECT_EQ(didYouMean("ulr", names), "url");
  EXPECT_EQ(didYouMean("quality", names), std::nullopt);
  EXPECT_EQ(didYouMean("x", {"y", "z"}), std::nullopt);
  EXPECT_EQ(didYouMean("a", {}), std::nullopt);
}

} // namespace
} // namespace smelt::diag
