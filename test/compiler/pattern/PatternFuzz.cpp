// pattern_fuzz [COUNT [SEED]]: random patterns over random texts match as the backtracking definition says, with the
// automaton in the table, made while matching, and forgotten all the time; random bytes never break the parser.
#include "compiler/pattern/Compile.h"
#include "runtime/text/Functions.h"
#include "runtime/text/PatternSearch.h"
#include "test/compiler/pattern/Backtracker.h"
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <random>

using namespace smelt;

namespace {
std::vector<test::Match> search(const std::string &table, const std::string &text) {
  std::vector<uint64_t> aligned(table.size() / 8 + 1);
  std::memcpy(aligned.data(), table.data(), table.size());
  auto &header = *reinterpret_cast<const runtime::PatternTable *>(aligned.data());
  // What is behind a text may be read and must not matter.
  std::string padded = text + "ab\n1" + std::string(SMELT_TEXT_PADDING, 'a');
  auto context = std::make_unique<smelt_context>();
  runtime::PatternSearch search(context.get(), header, padded.data(), static_cast<int64_t>(text.size()));
  std::vector<test::Match> matches;
  std::vector<int64_t> groups(2 * header.groups);
  while (search.next(groups.data()))
    matches.push_back({search.begin(), search.end(), groups});
  // Without groups another walk is taken.
  runtime::PatternSearch quick(context.get(), header, padded.data(), static_cast<int64_t>(text.size()));
  bool same = std::all_of(matches.begin(), matches.end(), [&](const test::Match &m) {
    return quick.next() && quick.begin() == m.begin && quick.end() == m.end;
  });
  return same && !quick.next() ? matches : std::vector<test::Match>{{-1, -1, {}}};
}

bool check(const std::string &pattern, std::mt19937 &random, int &compared) {
  auto below = [&](unsigned n) { return static_cast<unsigned>(random() % n); };
  pattern::Compiled whole = pattern::compile(pattern), lazy = pattern::compile(pattern, 0);
  if (whole.error)
    return true;
  pattern::Parsed parsed = pattern::parse(pattern);
  for (int i = 0; i < 5; ++i) {
    std::string text = test::randomText(below);
    test::Backtracker definition(parsed, text);
    std::vector<test::Match> expected = definition.all();
    if (definition.gaveUp)
      continue;
    ++compared;
    if (search(whole.table, text) == expected && search(lazy.table, text) == expected)
      continue;
    std::printf("pattern %s\ntext    %s\n", pattern.c_str(), text.c_str());
    for (const test::Match &m : expected)
      std::printf("  expected %ld to %ld\n", m.begin, m.end);
    for (const test::Match &m : search(whole.table, text))
      std::printf("  found    %ld to %ld\n", m.begin, m.end);
    return false;
  }
  return true;
}

/// Bytes that mean something to the parser, in any order.
std::string randomSyntax(std::mt19937 &random) {
  static constexpr std::string_view signs = "()[]{}|*+?.^$\\-,:=!<>#PiLmsx0129abdDwWsSBAZuUNpxé \n";
  std::string text;
  for (unsigned n = random() % 24; n-- > 0;)
    text += signs[random() % signs.size()];
  return text;
}
} // namespace

int main(int argc, char **argv) {
  int count = argc > 1 ? std::atoi(argv[1]) : 2500;
  std::mt19937 random(argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 5);
  auto below = [&](unsigned n) { return static_cast<unsigned>(random() % n); };
  int failed = 0, compared = 0;
  for (int i = 0; i < count && failed < 5; ++i) {
    failed += !check(test::randomPattern(below, 3), random, compared);
    pattern::Parsed parsed = pattern::parse(randomSyntax(random));
    failed += parsed.error ? parsed.error->begin > parsed.error->end || parsed.error->message.empty() : !parsed.root;
  }
  if (compared < count)
    std::printf("only %d of %d texts were compared\n", compared, 5 * count), ++failed;
  std::printf("%d passed, %d failed\n", compared, failed);
  return failed != 0;
}
