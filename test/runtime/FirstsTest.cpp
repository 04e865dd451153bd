// Firsts of runs against a map of them, whatever their hashes are worth.
#include "runtime/text/Firsts.h"
#include "runtime/text/Functions.h"
#include <algorithm>
#include <array>
#include <gtest/gtest.h>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

using namespace smelt::runtime;

namespace {
class FirstsOfRuns : public testing::Test {
protected:
  Sequence *sequence(Elements held, int64_t count, unsigned different) {
    elements.clear();
    for (int64_t i = 0; i < count; ++i)
      elements.push_back(&letters[random() % different]);
    Sequence *seq = smelt_seq_new(context.get());
    for (const std::string *element : elements)
      if (held == Elements::texts)
        smelt_seq_push_text(seq, element->data(), static_cast<int64_t>(element->size() - SMELT_TEXT_PADDING));
      else if (held == Elements::ints)
        smelt_seq_push_int(seq, int64_t{element - letters.data()} << 40);
      else
        smelt_seq_push_point(seq, static_cast<int32_t>(element - letters.data()));
    seq->hashElements();
    return seq;
  }

  /// Hashes of which `bits` differ: runs that are equal have the same.
  std::vector<uint32_t> hashes(int64_t n, uint32_t bits) const {
    std::vector<uint32_t> result;
    for (size_t i = 0; i + static_cast<size_t>(n) <= elements.size(); ++i) {
      uint32_t hash = 0;
      for (size_t k = i; k < i + static_cast<size_t>(n); ++k)
        hash = hash * 31 + static_cast<uint32_t>(elements[k] - letters.data()) + 1;
      result.push_back(hash * 0x9E3779B1u & bits);
    }
    return result;
  }

  void check(const Firsts &found, int64_t n) const {
    std::map<std::vector<const std::string *>, std::vector<uint32_t>> runs;
    for (uint32_t i = 0; i + static_cast<size_t>(n) <= elements.size(); ++i)
      runs[{elements.begin() + i, elements.begin() + i + n}].push_back(i);
    std::vector<uint32_t> repeated, wanted;
    for (const auto &[run, places] : runs) {
      ASSERT_EQ(found.count[places[0]], places.size());
      for (uint32_t place : places)
        ASSERT_EQ(found.first[place], places[0]);
      if (places.size() > 1)
        wanted.push_back(places[0]);
    }
    repeated.assign(found.repeatedFirsts, found.repeatedFirsts + found.repeated);
    std::sort(repeated.begin(), repeated.end());
    std::sort(wanted.begin(), wanted.end());
    ASSERT_EQ(repeated, wanted);
  }

  void SetUp() override {
    for (size_t i = 0; i < letters.size(); ++i)
      letters[i] = std::string(1 + i, static_cast<char>('a' + i)) + std::string(SMELT_TEXT_PADDING, '\0');
  }

  std::unique_ptr<smelt_context> context = std::make_unique<smelt_context>();
  std::array<std::string, 20> letters;
  std::vector<const std::string *> elements;
  std::mt19937 random{5};
};
} // namespace

TEST_F(FirstsOfRuns, WhateverTheHashesAreWorth) {
  for (Elements held : {Elements::texts, Elements::ints, Elements::points})
    for (uint32_t bits : {~0u, 0xFFFFF000u, 0xFFFu, 0xF0000000u, 1u, 0u})
      for (int64_t n : {1, 2, 3, 8, 9, 17, 40}) {
        const int64_t count = n + static_cast<int64_t>(random() % 1500);
        Sequence *seq = sequence(held, count, 2 + random() % 18);
        check(findFirsts(*seq, n, hashes(n, bits).data(), context->scratch()), n);
        if (HasFatalFailure())
          FAIL() << "runs of " << n << " of " << count << ", hashes of " << std::hex << bits;
        smelt_row(context.get());
      }
}

TEST_F(FirstsOfRuns, OfManyElements) {
  for (int64_t count : {65'533, 65'537, 200'000}) {
    Sequence *seq = sequence(Elements::points, count, 20);
    check(findFirsts(*seq, 3, hashes(3, ~0u).data(), context->scratch()), 3);
    smelt_row(context.get());
  }
}
