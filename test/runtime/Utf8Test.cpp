#include "runtime/io/Utf8.h"
#include <gtest/gtest.h>
#include <random>

using namespace smelt::runtime;

namespace {
struct Replaced {
  std::string text;
  uint64_t count;
  bool operator==(const Replaced &) const = default;
};
Replaced replaced(std::string_view bytes) {
  std::string out;
  uint64_t count = replaceInvalidUtf8(bytes, out);
  EXPECT_EQ(count == 0, isValidUtf8(bytes));
  EXPECT_TRUE(isValidUtf8(out));
  return {out, count};
}
const std::string R = "\xEF\xBF\xBD";
} // namespace

TEST(Utf8, LeavesValidTextAlone) {
  EXPECT_EQ(replaced(""), (Replaced{"", 0}));
  EXPECT_EQ(replaced("a\u00e9\u4e2d\U0001F600"), (Replaced{"a\u00e9\u4e2d\U0001F600", 0}));
  EXPECT_EQ(replaced("\xF4\x8F\xBF\xBF\xED\x9F\xBF\xEE\x80\x80"),
            (Replaced{"\xF4\x8F\xBF\xBF\xED\x9F\xBF\xEE\x80\x80", 0}));
}

// Unicode 15, tables 3-8 to 3-11.
TEST(Utf8, ReplacesMaximalSubparts) {
  EXPECT_EQ(replaced("\xC0\xAF\xE0\x80\xBF\xF0\x81\x82\x41"), (Replaced{R + R + R + R + R + R + R + R + "A", 8}));
  EXPECT_EQ(replaced("\xED\xA0\x80\xED\xBF\xBF\xED\xAF\x41"), (Replaced{R + R + R + R + R + R + R + R + "A", 8}));
  EXPECT_EQ(replaced("\xF4\x91\x92\x93\xFF\x41\x80\xBF\x42"), (Replaced{R + R + R + R + R + "A" + R + R + "B", 7}));
  EXPECT_EQ(replaced("\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41"), (Replaced{R + R + R + R + "A", 4}));
  EXPECT_EQ(replaced("x\xE4\xB8"), (Replaced{"x" + R, 1}));
  EXPECT_EQ(replaced("\xF0\x9F\x98"), (Replaced{R, 1}));
}

TEST(Utf8, EncodesScalars) {
  std::string out;
  for (uint32_t scalar : {0x41u, 0xE9u, 0x4E2Du, 0x1F600u})
    appendUtf8(scalar, out);
  EXPECT_EQ(out, "A\u00e9\u4e2d\U0001F600");
}

/// Whether bytes are valid is decided 64 at a time, and what is not is replaced one by one.
TEST(Utf8, ChecksWhatNeedsNoReplacement) {
  static constexpr std::string_view Valid[] = {"a",
                                               "bcdefgh",
                                               "\xC2\x80",
                                               "\xDF\xBF",
                                               "\xE0\xA0\x80",
                                               "\xED\x9F\xBF",
                                               "\xEE\x80\x80",
                                               "\xE4\xB8\xAD",
                                               "\xF0\x90\x80\x80",
                                               "\xF4\x8F\xBF\xBF"};
  static constexpr std::string_view Wrong[] = {"\xE0\x9F\xBF",
                                               "\xED\xA0\x80",
                                               "\xF0\x8F\xBF\xBF",
                                               "\xF4\x90\x80\x80",
                                               "\xF5\x80\x80\x80",
                                               "\xC0\x80",
                                               "\xC1\xBF",
                                               "\xFF",
                                               "\x80",
                                               "\xE4\xB8",
                                               "\xF0\x9F\x98",
                                               "\xF0\x9F",
                                               "\xC3",
                                               "\xE4"};
  std::mt19937 random(7);
  size_t valid = 0;
  for (int round = 0; round < 200'000; ++round) {
    const unsigned wrongOnes = random() % 3;
    std::string text;
    for (unsigned n = random() % 90; n > 0; --n)
      text += random() % 100 < wrongOnes ? Wrong[random() % std::size(Wrong)] : Valid[random() % std::size(Valid)];
    std::string out;
    const bool isValid = replaceInvalidUtf8(text, out) == 0;
    for (Utf8Form form : utf8Forms())
      ASSERT_EQ(form(text.data(), text.data() + text.size()), isValid) << testing::PrintToString(text);
    valid += isValid;
  }
  EXPECT_GT(valid, 50'000u);
  EXPECT_LT(valid, 150'000u);
}
