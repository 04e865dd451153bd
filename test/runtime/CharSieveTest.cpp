// Sieves of characters tell them exactly, and every kind of machine leaves the same ones out.
#include "runtime/text/CharSieve.h"
#include "runtime/text/Unicode.h"
#include <algorithm>
#include <gtest/gtest.h>
#include <random>
#include <string>

using namespace smelt::runtime;

namespace {
using Ranges = std::vector<int32_t>;

/// As kernels carry it (Unicode.h): a bitmap for each 256 code points.
std::vector<uint16_t> tableOf(const Ranges &ranges) {
  std::vector<uint16_t> table(setBlocks + setBlocks * 16);
  auto *bits = reinterpret_cast<uint8_t *>(table.data() + setBlocks);
  for (int64_t block = 0; block < setBlocks; ++block)
    table[size_t(block)] = uint16_t(block);
  for (size_t i = 0; i < ranges.size(); i += 2)
    for (int32_t c = ranges[i]; c <= ranges[i + 1]; ++c)
      bits[c >> 3] = uint8_t(bits[c >> 3] | 1 << (c & 7));
  return table;
}

void append(std::string &text, int32_t c) {
  auto add = [&](int32_t byte) { text += char(byte); };
  if (c < 0x80)
    return add(c);
  const int tails = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
  constexpr int32_t leads[] = {0, 0xC0, 0xE0, 0xF0};
  add(leads[tails] | c >> 6 * tails);
  for (int k = tails; k-- > 0;)
    add(0x80 | (c >> 6 * k & 63));
}

int32_t someCharacter(std::mt19937 &random) {
  switch (random() % 6) {
  case 0:
    return int32_t(random() % 0x80);
  case 1:
    return int32_t(0x80 + random() % 0x780);
  case 2:
    return int32_t(0x800 + random() % 0xD000);
  case 3:
    return int32_t(0xE000 + random() % 0x2000);
  case 4:
    return int32_t(0x10000 + random() % 0x100000);
  default:
    return int32_t(0x3000 + random() % 0x40);
  }
}

std::string someText(std::mt19937 &random, const Ranges &ranges) {
  std::string text;
  const unsigned rarity = 1 + random() % 40;
  for (unsigned i = 0, n = random() % 200; i < n; ++i) {
    if (random() % rarity == 0) {
      append(text, someCharacter(random));
    } else { // near the borders of the set
      const int32_t c = ranges[random() % ranges.size()] + int32_t(random() % 3) - 1;
      append(text, std::clamp(c >= 0xD800 && c < 0xE000 ? 0xE000 : c, 0, 0x10FFFF));
    }
  }
  return text;
}

void expectAllAlike(const Ranges &ranges, unsigned seed) {
  const std::optional<CharSieve> sieve = makeCharSieve(ranges.data(), ranges.size());
  ASSERT_TRUE(sieve);
  const std::vector<uint16_t> table = tableOf(ranges);
  std::mt19937 random(seed);
  for (int round = 0; round < 500; ++round) {
    std::string text = someText(random, ranges);
    const size_t size = text.size();
    text.append(128, random() % 2 ? '\xE4' : '\x80');
    const Substitute substitute{random() % 2 ? -1 : '0', random() % 2 == 0};
    std::string expected;
    bool follows = false;
    for (const char *at = text.data(), *next = at; at < text.data() + size; at = next) {
      const bool goes = contains(table.data(), decode(next));
      if (!goes)
        expected.append(at, next);
      else if (substitute.byte >= 0 && !(substitute.ofRuns && follows))
        expected += char(substitute.byte);
      follows = goes;
    }
    for (const DropForm &form : dropForms()) {
      const char *end = text.data() + size, *changed = form.skip(*sieve, table.data(), text.data(), end);
      std::string out(size + 64, '\0');
      std::copy<const char *>(text.data(), changed, out.data());
      char *behind = form.drop(*sieve, table.data(), substitute, changed, end, out.data() + (changed - text.data()));
      ASSERT_EQ(std::string(out.data(), behind), expected);
    }
  }
}
} // namespace

TEST(CharSieve, LeavesOutWhatTheSetHas) {
  // ASCII, what Chinese text keeps and loses, marks of two to four bytes.
  expectAllAlike({'a', 'z'}, 1);
  expectAllAlike({'\n', '\n', 0x3001, 0x3002, 0xFF08, 0xFF09}, 2);
  expectAllAlike({0x4E00, 0x9FA5}, 3);
  expectAllAlike({0, '/', ':', '@', '[', 0x4DFF, 0x9FA6, 0x10FFFF}, 4);
  expectAllAlike({0xE9, 0xE9, 0x2028, 0x2029}, 5);
  expectAllAlike({0x1F300, 0x1F5FF}, 6);
  expectAllAlike({0x80, 0x10FFFF}, 7);
  expectAllAlike({0x10FFC0, 0x10FFFF}, 8);
}

TEST(CharSieve, LeavesOutWhatASetOfSomePointsHas) {
  std::mt19937 random(9);
  unsigned made = 0;
  for (int round = 0; round < 60; ++round) {
    Ranges points;
    for (unsigned i = 0, n = 1 + random() % 6; i < n; ++i)
      points.push_back(int32_t(random() % 0x3000));
    std::sort(points.begin(), points.end());
    points.erase(std::unique(points.begin(), points.end()), points.end());
    Ranges ranges;
    for (int32_t c : points)
      if (!ranges.empty() && ranges.back() + 1 == c)
        ranges.back() = c;
      else
        ranges.insert(ranges.end(), {c, c});
    if (!makeCharSieve(ranges.data(), ranges.size()))
      continue;
    ++made;
    expectAllAlike(ranges, unsigned(round));
  }
  EXPECT_GT(made, 20u);
}

TEST(CharSieve, TooManyClassesAreNone) {
  Ranges odd;
  for (int32_t c = 0x100; c < 0x3000; c += 37)
    odd.insert(odd.end(), {c, c + c % 5});
  EXPECT_FALSE(makeCharSieve(odd.data(), odd.size()));
  const Ranges last{0x1F600, 0x1F601};
  EXPECT_FALSE(makeCharSieve(last.data(), last.size()));
}
