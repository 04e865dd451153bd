// Characters, tallies and trimmed parts of random texts against their definitions.
#include "runtime/text/Sequence.h"
#include "runtime/text/Functions.h"
#include "runtime/text/Tally.h"
#include <gtest/gtest.h>
#include <memory>
#include <random>
#include <unicode/unistr.h>

using namespace smelt::runtime;

namespace {
class Sequences : public testing::Test {
protected:
  static constexpr int64_t chars = 5; // the kind of cut

  void SetUp() override { smelt_row(context.get()); }
  Sequence *charactersOf(const std::string &text) {
    padded = text + std::string(SMELT_TEXT_PADDING, '\0');
    return smelt_seq_cut(context.get(), chars, padded.data(), static_cast<int64_t>(text.size()), nullptr);
  }

  std::unique_ptr<smelt_context> context = std::make_unique<smelt_context>();
  std::string padded;
  std::mt19937 random{11};
};
} // namespace

TEST_F(Sequences, CharactersOfAnyLength) {
  constexpr int32_t few[] = {'a', ' ', 0xE9, 0x7FF, 0x800, 0x3002, 0x4E2D, 0xFFFD, 0xFFFF, 0x10000, 0x1F600};
  for (int round = 0; round < 3000; ++round) {
    icu::UnicodeString wanted;
    size_t kinds = 1 + random() % std::size(few), first = random() % std::size(few);
    for (size_t size = random() % 80; size-- > 0;)
      wanted.append(static_cast<UChar32>(few[(first + random() % kinds) % std::size(few)]));
    std::string text;
    wanted.toUTF8String(text);
    Sequence *seq = charactersOf(text);
    ASSERT_EQ(seq->count, wanted.countChar32());
    for (int32_t i = 0, at = 0; i < seq->count; ++i, at = wanted.moveIndex32(at, 1))
      ASSERT_EQ(static_cast<int32_t>(seq->points[i]), wanted.char32At(at)) << text;
    smelt_row(context.get());
  }
}

TEST_F(Sequences, TalliesOfLongTextsAndLongRuns) {
  for (int64_t n : {1, 2, 3, 7, 10, 600, 1500})
    for (unsigned letters : {1u, 2u, 40u}) {
      std::string text;
      for (int64_t size = 1 + random() % 4000; size-- > 0;)
        text += static_cast<char>('A' + random() % letters);
      text += text.substr(0, random() % text.size());
      Tally *chain = smelt_tally_chain(context.get(), charactersOf(text), n);
      Tally *wanted = smelt_tally_reference(context.get(), charactersOf(text), n);
      for (int64_t kind = 0; kind < 3; ++kind)
        EXPECT_EQ(smelt_tally_get(chain, kind), smelt_tally_get(wanted, kind)) << n << " of " << letters;
      EXPECT_EQ(smelt_tally_top(chain), smelt_tally_top(wanted));
      EXPECT_EQ(smelt_tally_largest(chain, 17), smelt_tally_largest(wanted, 17));
      smelt_row(context.get());
    }
}

TEST_F(Sequences, TrimmedParts) {
  constexpr int64_t both = 0, start = 1, end = 2;
  for (int round = 0; round < 3000; ++round) {
    int64_t characters = 1 + random() % 120;
    std::string text;
    std::vector<uint64_t> bitmap(characters / 16 + 3); // of first bytes of what stays: up to 4 bytes a character
    std::vector<int64_t> places;
    for (int64_t i = 0; i < characters; ++i) {
      places.push_back(static_cast<int64_t>(text.size()));
      if (random() % 6 == 0)
        bitmap[text.size() / 64] |= 1ull << text.size() % 64;
      text += std::array{"a", "é", "中", "😀"}[random() % 4];
    }
    places.push_back(static_cast<int64_t>(text.size()));
    size_t from = random() % places.size(), to = from + random() % (places.size() - from);
    auto stays = [&](size_t i) { return bitmap[places[i] / 64] >> places[i] % 64 & 1; };
    size_t first = from, last = to;
    while (first < last && !stays(first))
      ++first;
    while (last > first && !stays(last - 1))
      --last;
    auto trimmed = [&](int64_t kind) {
      smelt_text part = smelt_span_trim(kind, bitmap.data(), text.data(), places[from], places[to] - places[from]);
      return std::string(part.data, static_cast<size_t>(part.size));
    };
    auto part = [&](size_t a, size_t b) { return text.substr(places[a], places[b] - places[a]); };
    ASSERT_EQ(trimmed(both), part(first, last));
    ASSERT_EQ(trimmed(start), first == last ? "" : part(first, to));
    ASSERT_EQ(trimmed(end), first == last ? "" : part(from, last));
  }
}
