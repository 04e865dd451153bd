// Sieves let nothing slip that they were made of, and every form of the search says the same.
#include "runtime/text/Sieve.h"
#include <gtest/gtest.h>
#include <random>
#include <string>
#include <unicode/unistr.h>

using namespace smelt::runtime;

namespace {
bool fits(const SieveString &s, const unsigned char *p) {
  for (int i = 0; i < Sieve::places; ++i)
    if (!s[i][p[i]])
      return false;
  return true;
}

/// Bytes that strings are made of, so that many of them occur.
unsigned char byteOf(std::mt19937 &random) {
  static constexpr unsigned char few[] = {'a', 'b', 'A', '.', ' ', '@', 0xC3, 0x84, 0xE2, 0x80, 0x99, 0xE4, 0xFF, 0};
  return random() % 4 ? few[random() % sizeof few] : static_cast<unsigned char>(random());
}

std::vector<SieveString> randomStrings(std::mt19937 &random) {
  std::vector<SieveString> strings(1 + random() % (random() % 8 ? 12 : 80));
  for (SieveString &s : strings)
    for (ByteSet &set : s) {
      if (random() % 4 == 0)
        set.set();
      for (unsigned n = 1 + random() % 3; n-- > 0;)
        set.set(byteOf(random));
    }
  // Rare bytes that all begin with are looked for alone.
  if (random() % 8 == 0)
    for (SieveString &s : strings) {
      s[0] = ByteSet().set('@');
      s[1] = ByteSet().set(strings.size() % 2 ? '@' : 'a');
    }
  return strings;
}
} // namespace

TEST(Sieve, FormsAgreeAndNothingSlips) {
  std::mt19937 random(3);
  for (int round = 0; round < 2000; ++round) {
    std::vector<SieveString> strings = randomStrings(random);
    Sieve sieve = makeSieve(strings);
    std::string text(random() % 300 + 128, '\0');
    for (char &c : text)
      c = static_cast<char>(byteOf(random));
    size_t size = text.size() - 128, from = size ? random() % size : 0;
    std::vector<std::vector<size_t>> found;
    for (SieveForm form : sieveForms()) {
      auto &places = found.emplace_back();
      const char *p = text.data() + from, *end = text.data() + size;
      while (uint64_t bits = form(sieve, p, end)) {
        for (; bits; bits &= bits - 1)
          places.push_back(static_cast<size_t>(p - text.data()) + static_cast<size_t>(__builtin_ctzll(bits)));
        p += 64;
        if (p >= end)
          break;
      }
      EXPECT_EQ(places, found[0]);
    }
    size_t next = 0;
    for (size_t at = from; at < size; ++at) {
      while (next < found[0].size() && found[0][next] < at)
        ++next;
      bool isFound = next < found[0].size() && found[0][next] == at;
      for (const SieveString &s : strings)
        EXPECT_TRUE(isFound || !fits(s, reinterpret_cast<const unsigned char *>(text.data() + at)));
    }
  }
}

/// Lets one byte through.
static Sieve sieveOf(char byte) {
  SieveString string;
  string[0].set(static_cast<unsigned char>(byte));
  for (int i = 1; i < Sieve::places; ++i)
    string[static_cast<size_t>(i)].set();
  return makeSieve({string});
}

TEST(Sieve, ScanMovesOnFromAnyPlace) {
  const Sieve sieve = sieveOf('x');
  std::mt19937 random(4);
  for (int round = 0; round < 2000; ++round) {
    std::string text(random() % 400, 'a');
    for (char &c : text)
      c = random() % 30 ? 'a' : 'x';
    size_t size = text.size();
    text.append(128, 'x');
    const char *end = text.data() + size;
    SieveScan scan(sieve, text.data(), end);
    for (size_t at = 0; at < size; at += 1 + random() % 90) {
      size_t expected = text.find('x', at);
      const char *hit = scan.next(text.data() + at);
      EXPECT_EQ(hit, expected < size ? text.data() + expected : nullptr);
    }
  }
}

TEST(Sieve, RunsEndBehindTheirLastCandidate) {
  const Sieve sieve = sieveOf('x');
  std::mt19937 random(6);
  for (int round = 0; round < 5000; ++round) {
    std::string text;
    while (text.size() < 400)
      text += std::string(random() % 150, random() % 2 ? 'a' : 'x');
    text.resize(random() % 400);
    const size_t size = text.size();
    text.append(128, 'x');
    SieveScan scan(sieve, text.data(), text.data() + size);
    for (size_t at = 0;;) {
      const char *hit = at < size ? scan.next(text.data() + at) : nullptr;
      const size_t expected = std::min(text.find('x', at), size);
      ASSERT_EQ(hit, expected < size ? text.data() + expected : nullptr);
      if (!hit)
        break;
      const size_t end = std::min(text.find('a', expected), size);
      ASSERT_EQ(scan.endOfRun(hit), text.data() + end);
      at = end;
    }
  }
}

TEST(Sieve, HoldsEveryCharacterOfASet) {
  const int32_t ranges[] = {'\t', '\r', 0x84, 0x84, 0x2000, 0x200D, 0x3000, 0x3000, 0xFFF0, 0x10FF0, 0x1F600, 0x1F64F};
  Sieve sieve = makeSieve(stringsOf(ranges, std::size(ranges)));
  int in_vain = 0;
  for (int32_t c = 1; c < 0x20000; ++c) {
    if (c >= 0xD800 && c < 0xE000)
      continue;
    std::string text;
    icu::UnicodeString(c).toUTF8String(text);
    text.append(130, ' ');
    const char *p = text.data();
    bool isFound = nextSieved(sieve, p, p + 1) != 0, isIn = false;
    for (size_t i = 0; i < std::size(ranges); i += 2)
      isIn |= c >= ranges[i] && c <= ranges[i + 1];
    EXPECT_TRUE(isFound || !isIn) << c;
    in_vain += isFound && !isIn;
  }
  EXPECT_LT(in_vain, 20'000);
}
