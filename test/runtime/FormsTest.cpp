// Case and normal forms against ICU's over every character, in texts that take the quick ways and in texts that do not.
#include "runtime/core/Context.h"
#include "runtime/text/Functions.h"
#include <cctype>
#include <gtest/gtest.h>
#include <memory>
#include <random>
#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

namespace {

class Forms : public testing::Test {
protected:
  std::string lower(std::string_view text) {
    return call([&](auto *d, auto n) { return smelt_case(context.get(), 0, d, n); }, text);
  }
  std::string nfc(std::string_view text) {
    return call([&](auto *d, auto n) { return smelt_normalize(context.get(), 0, d, n); }, text);
  }

private:
  template <class F> std::string call(F f, std::string_view text) {
    smelt_row(context.get());
    std::string padded(text);
    padded.append(SMELT_TEXT_PADDING, '\0');
    smelt_text out = f(padded.data(), static_cast<int64_t>(text.size()));
    return {out.data, static_cast<size_t>(out.size)};
  }
  std::unique_ptr<smelt_context> context = std::make_unique<smelt_context>();
};

std::string encoded(int32_t c) {
  std::string out;
  icu::UnicodeString(static_cast<UChar32>(c)).toUTF8String(out);
  return out;
}

std::string lowerByIcu(const std::string &text) {
  std::string out;
  icu::UnicodeString::fromUTF8(text).toLower(icu::Locale::getRoot()).toUTF8String(out);
  return out;
}

std::string nfcByIcu(const std::string &text) {
  UErrorCode status = U_ZERO_ERROR;
  std::string out;
  icu::Normalizer2::getNFCInstance(status)->normalize(icu::UnicodeString::fromUTF8(text), status).toUTF8String(out);
  return out;
}

bool isScalar(int32_t c) { return c < 0xD800 || c > 0xDFFF; }

TEST_F(Forms, LowerCaseOfEveryCharacter) {
  for (int32_t c = 1; c <= 0x10FFFF; ++c)
    if (isScalar(c)) {
      std::string text = "Ab " + encoded(c) + "\xE5\xAD\x97 Z";
      ASSERT_EQ(lower(text), lowerByIcu(text)) << std::hex << c;
    }
}

TEST_F(Forms, ComposedFormOfEveryCharacter) {
  for (int32_t c = 1; c <= 0x10FFFF; ++c)
    if (isScalar(c)) {
      std::string text = "e" + encoded(c) + "\xE5\xAD\x97";
      ASSERT_EQ(nfc(text), nfcByIcu(text)) << std::hex << c;
    }
}

// Long enough for several blocks; characters from where case and composition happen.
TEST_F(Forms, RandomTexts) {
  std::mt19937 random(1);
  const std::pair<int32_t, int32_t> ranges[] = {{0x20, 0x7E},     {0xC0, 0x24F},    {0x300, 0x345},    {0x370, 0x3FF},
                                                {0x1E00, 0x1FFF}, {0x2000, 0x2130}, {0x3041, 0x309A},  {0x4E00, 0x4FFF},
                                                {0xAC00, 0xAD00}, {0xFF00, 0xFF5E}, {0x10400, 0x1044F}};
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    auto length = random() % 200;
    // Few kinds at a time, so that some texts have nothing to change.
    size_t kinds = 1 + random() % std::size(ranges), first = random() % std::size(ranges);
    for (size_t i = 0; i < length; ++i) {
      auto [from, to] = ranges[(first + random() % kinds) % std::size(ranges)];
      text += encoded(from + static_cast<int32_t>(random() % static_cast<uint32_t>(to - from + 1)));
    }
    ASSERT_EQ(lower(text), lowerByIcu(text)) << text;
    ASSERT_EQ(nfc(text), nfcByIcu(text)) << text;
  }
}

// Where the first and the last byte of a literal fit often, the search changes its way.
TEST(Literals, FoundWhereTheyStand) {
  std::mt19937 random(2);
  for (int round = 0; round < 4000; ++round) {
    std::string text, literal;
    uint32_t letters = 1 + random() % 3;
    for (auto n = random() % 3000; n > 0; --n)
      text += static_cast<char>('a' + random() % letters);
    for (auto n = 1 + random() % 40; n > 0; --n)
      literal += static_cast<char>('a' + random() % letters);
    if (random() % 2 && text.size() > literal.size())
      text.replace(random() % (text.size() - literal.size()), literal.size(), literal);
    std::string padded = text + std::string(SMELT_TEXT_PADDING, 'a');
    int64_t found = smelt_contains(padded.data(), static_cast<int64_t>(text.size()), literal.data(),
                                   static_cast<int64_t>(literal.size()));
    ASSERT_EQ(found != 0, text.find(literal) != std::string::npos) << text << " " << literal;
    int64_t count = 0;
    for (size_t at = 0; (at = text.find(literal, at)) != std::string::npos; at += literal.size())
      ++count;
    ASSERT_EQ(smelt_find_all(padded.data(), static_cast<int64_t>(text.size()), literal.data(),
                             static_cast<int64_t>(literal.size())),
              count);
  }
}

} // namespace

TEST(SameButCase, LettersOfAsciiAlone) {
  auto same = [](std::string_view a, std::string_view b) {
    return smelt_same_but_case(a.data(), static_cast<int64_t>(a.size()), b.data(), static_cast<int64_t>(b.size())) != 0;
  };
  std::string all;
  for (int c = 0; c < 256; ++c)
    all += static_cast<char>(c);
  for (int c = 0; c < 256; ++c)
    for (int d = 0; d < 256; ++d) {
      std::string other = all;
      other[static_cast<size_t>(c)] = static_cast<char>(d);
      bool isCase = c < 128 && d < 128 && std::isalpha(c) && std::tolower(c) == std::tolower(d);
      EXPECT_EQ(same(all, other), c == d || isCase) << c << " " << d;
    }
  EXPECT_TRUE(same("", ""));
  EXPECT_FALSE(same("a", "ab"));
}
