// All code points of a text, as every kind of machine reads them.
#include "runtime/text/Decode.h"
#include "runtime/text/Unicode.h"
#include <gtest/gtest.h>
#include <random>
#include <string>

using namespace smelt::runtime;

TEST(Decode, FormsAgreeWithOneByOne) {
  static constexpr std::string_view Pieces[] = {"a",      "plain text", "\n",           "\u00e9",
                                                "\u07ff", "\u0800",     "\u4e2d\u6587", "\uff0c\u3002",
                                                "\uffff", "\U00010000", "\U0001F600",   "\U0010FFFF"};
  std::mt19937 random(5);
  for (int round = 0; round < 20'000; ++round) {
    std::string text;
    const unsigned kinds = 1 + random() % std::size(Pieces);
    for (unsigned n = random() % 60; n > 0; --n)
      text += Pieces[random() % kinds];
    const auto size = int64_t(text.size());
    text.append(128, random() % 2 ? 'x' : '\xE4');
    std::vector<uint32_t> expected;
    for (const char *p = text.data(); p < text.data() + size;)
      expected.push_back(static_cast<uint32_t>(decode(p)));
    for (DecodeForm form : decodeForms()) {
      std::vector<uint32_t> points(size_t(decodeBound(size)), ~0u);
      points.resize(size_t(form(text.data(), size, points.data())));
      ASSERT_EQ(points, expected);
    }
  }
}
