// Patterns against what Python's re gives, written down, and what a table of random ones (python.py) does not reach:
// long texts, automata that do not fit, mistakes.
#include "compiler/pattern/Compile.h"
#include "runtime/text/Functions.h"
#include "runtime/text/PatternSearch.h"
#include <array>
#include <chrono>
#include <cstring>
#include <gtest/gtest.h>
#include <memory>
#include <random>

using namespace smelt;

namespace {
/// A compiled pattern and a text, ready to search.
struct Search {
  explicit Search(std::string_view pattern, std::string given, size_t maxStates = 4096) {
    compiled = pattern::compile(pattern, maxStates);
    EXPECT_FALSE(compiled.error) << pattern << ": " << compiled.error->message;
    aligned.resize(compiled.table.size() / 8 + 1);
    std::memcpy(aligned.data(), compiled.table.data(), compiled.table.size());
    take(std::move(given));
  }
  void take(std::string given) {
    text = std::move(given);
    text.reserve(text.size() + SMELT_TEXT_PADDING);
  }
  const runtime::PatternTable &table() const {
    return *reinterpret_cast<const runtime::PatternTable *>(aligned.data());
  }
  int64_t count() {
    return smelt_pattern_count(context.get(), text.data(), static_cast<int64_t>(text.size()), &table());
  }
  bool any() { return smelt_pattern_any(context.get(), text.data(), static_cast<int64_t>(text.size()), &table()); }
  std::string replaced(std::string_view by) {
    smelt_text t = smelt_pattern_replace_text(context.get(), text.data(), static_cast<int64_t>(text.size()), &table(),
                                              by.data(), static_cast<int64_t>(by.size()));
    return std::string(t.data, t.size);
  }

  std::string text;
  pattern::Compiled compiled;
  std::vector<uint64_t> aligned;
  std::unique_ptr<smelt_context> context = std::make_unique<smelt_context>();
};

std::string sub(std::string_view pattern, const std::string &text, std::string_view by) {
  std::string whole = Search(pattern, text).replaced(by), lazy = Search(pattern, text, 0).replaced(by);
  EXPECT_EQ(whole, lazy) << pattern;
  return whole;
}

std::string repeat(std::string_view s, size_t n) {
  std::string out;
  for (size_t i = 0; i < n; ++i)
    out += s;
  return out;
}
} // namespace

TEST(Pattern, ReplacesAsPython) {
  EXPECT_EQ(sub(R"(a|ab)", "abab", "-"), "-b-b");
  EXPECT_EQ(sub(R"(ab|a)", "abaab", "-"), "---");
  EXPECT_EQ(sub(R"(x*)", "abxd", "-"), "-a-b--d-");
  EXPECT_EQ(sub(R"(a.*?b)", "aabab", "-"), "--");
  EXPECT_EQ(sub(R"((?i)straße)", "STRASSE Straße STRAẞE", "-"), "STRASSE - -");
  EXPECT_EQ(sub(R"(\b)", "ab, c", "|"), "|ab|, |c|");
  EXPECT_EQ(sub(R"($)", "a\n", "-"), "a-\n-");
  EXPECT_EQ(sub(R"((?m)^)", "a\nb\n", "> "), "> a\n> b\n> ");
  EXPECT_EQ(sub(R"(\s+)", "a\x1c\xc2\xa0 b", "_"), "a_b");
  EXPECT_EQ(sub(R"([^\W\d_]+)", "中文1é_ß", "-"), "-1-_-");
  EXPECT_EQ(sub(R"(\d)", "1٣²", "-"), "--²");
  EXPECT_EQ(sub(R"((?a)\w+)", "é_a1", "-"), "é-");
  EXPECT_EQ(sub(R"((?w)\w+|\s)", "e\u0301\u00b2\x1c", "-"), "-\u00b2\x1c");
  // Python's four kinds of i are alike; mrab's dotless and dotted ones are like one of the others each.
  EXPECT_EQ(sub("(?i)[a-z]", "iIıİ", "-"), "----");
  EXPECT_EQ(sub("(?iw)[a-z]", "iIıİ", "-"), "--ı-");
  EXPECT_EQ(sub("(?iw)[A-Z]", "iIıİ", "-"), "---İ");
  EXPECT_EQ(sub("(?iw)ı", "iIıİ", "-"), "i--İ");
  EXPECT_EQ(sub("(?iw)İ", "iIıİ", "-"), "-Iı-");
  EXPECT_EQ(sub(R"((?x) a \  b # comment)", "a bab", "-"), "-ab");
  EXPECT_EQ(sub(R"([]a^-]+)", "]a^-b", "-"), "-b");
  EXPECT_EQ(sub(R"(\x41\u00e9\U0001F600\N{EN DASH}\0)", std::string("Aé😀–\0", 11), "-"), "-");
}

TEST(Pattern, BlocksDoNotShow) {
  for (size_t n : {100u, 2047u, 2048u, 16383u, 16384u, 16385u, 100'000u}) {
    std::string text = "<" + repeat("中a", n) + ">";
    EXPECT_EQ(sub(R"((?s)<.*>)", text, "-"), "-");
    EXPECT_EQ(sub(R"(<[^x]*?a>)", text, "-"), "-");
    EXPECT_EQ(Search(R"((?s).)", text).count(), static_cast<int64_t>(2 * n + 2));
    EXPECT_EQ(Search(R"(a(?=中)|(?<=中)a)", text).count(), static_cast<int64_t>(n));
    EXPECT_EQ(Search(R"((?s).)", text, 0).count(), static_cast<int64_t>(2 * n + 2));
  }
}

TEST(Pattern, RunsOfASet) {
  EXPECT_EQ(sub("[0-9]+", "a12b3 45", "0"), "a0b0 0");
  EXPECT_EQ(sub("[0-9]+?", "a12b3 45", "0"), "a00b0 00");
  EXPECT_EQ(sub("(?a)[0-9]{2,}", "a12b3 45", "0"), "a0b3 0");
  EXPECT_EQ(sub("(?a)\\d+", "٣3\n4\n", "0"), "٣0\n0\n");
  EXPECT_EQ(sub("[0-9é]+", "1é2é", "0"), "0");
  EXPECT_EQ(sub("(?m)^[0-9]+", "12\n3 4", "0"), "0\n0 4");
  EXPECT_EQ(sub("[\n\t]+", "a\n\n\tb\n", "_"), "a_b_");
  for (size_t n : {1u, 62u, 63u, 64u, 65u, 127u, 128u, 1000u}) {
    std::string run(n, '7'), text = run + "中" + run + "a" + run;
    EXPECT_EQ(sub("[0-9]+", text, "0"), "0中0a0");
    EXPECT_EQ(sub("[0-9]+", "x" + text + "中", ""), "x中a中");
    EXPECT_EQ(Search("[0-9]+", text).count(), 3);
  }
}

TEST(Pattern, AutomataThatDoNotFitAreMadeWhileMatching) {
  // The automaton of this one has 2^20 states.
  Search large(R"(c[ab]{20}a)", "c" + repeat("abbabaabbbabaab", 20'000));
  EXPECT_EQ(large.compiled.states, 0u);
  EXPECT_EQ(large.count(), 1);
}

TEST(Pattern, TakesLinearTime) {
  auto seconds = [](std::string_view pattern, std::string text) {
    Search search(pattern, std::move(text));
    auto start = std::chrono::steady_clock::now();
    search.count();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  };
  // Each of these is quadratic or worse for matchers that search forward: a megabyte would take hours.
  EXPECT_LT(seconds(R"(a.*b|a)", repeat("a", 1 << 20)), 2);
  EXPECT_LT(seconds(R"((a*)*b)", repeat("a", 1 << 20)), 2);
  EXPECT_LT(seconds(R"((?i)\b(?:https?://|www\.)(?:[^\s()<>]+|\([^\s()<>]+\))+(?:\([^\s()<>]+\)|[^\s.!?]))",
                    "http://" + repeat(".", 1 << 20)),
            2);
  EXPECT_LT(seconds(R"(/\*[^*]*\*+(?:[^/*][^*]*\*+)*/)", repeat("/* ", 1 << 20)), 2);
}

/// What is read forward goes on backwards once too much was read in vain, with the same results.
TEST(Pattern, ForwardUntilTooMuchWasReadInVain) {
  const std::string comment = R"(/\*[^*]*\*+(?:[^/*][^*]*\*+)*/)", group = "(" + comment + ")";
  std::mt19937 random(7);
  for (int round = 0; round < 300; ++round) {
    std::string text;
    for (unsigned n = random() % 60, ends = random() % 9; n > 0; --n)
      text += std::array{"/*", "/* a ", "x", "é\n", "*", "/", "**", "*/", "/**/"}[random() % (ends ? 9 : 7)];
    Search tried(comment, text), lazy(comment, text, 0);
    ASSERT_EQ(tried.table().forward, runtime::PatternForward::tried);
    std::vector<std::pair<int64_t, int64_t>> forward, backward;
    runtime::PatternSearch first(tried.context.get(), tried.table(), tried.text.data(), int64_t(text.size()));
    while (first.next())
      forward.emplace_back(first.begin(), first.end());
    Search whole(group, text);
    runtime::PatternSearch second(whole.context.get(), whole.table(), whole.text.data(), int64_t(text.size()));
    for (std::vector<int64_t> groups(4); second.next(groups.data());)
      backward.emplace_back(second.begin(), second.end());
    ASSERT_EQ(forward, backward) << text;
    ASSERT_EQ(lazy.count(), int64_t(backward.size())) << text;
    ASSERT_EQ(tried.any(), !backward.empty()) << text;
  }
}

/// A list in a group of its own is searched for by an automaton, with the same results.
TEST(Pattern, LongListsAreLookedUp) {
  std::mt19937 random(5);
  auto make = [&](size_t most) {
    std::string text;
    for (size_t n = 1 + random() % most; n > 0; --n)
      text += std::array{"a", "b", "_", "中", " ", "é"}[random() % 6];
    return text;
  };
  using Places = std::pair<const char *, const char *>;
  for (auto [before, after] :
       {Places{"", ""}, {R"((?<!\w))", R"((?!\w))"}, {R"(\b)", R"(\b)"}, {R"((?<=\s))", ""}, {R"(\B)", R"((?=[^a]))"}})
    for (int round = 0; round < 10; ++round) {
      std::string texts = make(6);
      for (size_t n = pattern::kManyLiterals + random() % 64; n > 0; --n)
        texts += "|" + make(6);
      std::string looked = before + ("(?:" + texts + ")") + after;
      std::string automaton = before + ("(?:(?:" + texts + "))") + after;
      ASSERT_TRUE(pattern::parse(looked).literals);
      ASSERT_FALSE(pattern::parse(automaton).literals);
      Search list(looked, ""), whole(automaton, "");
      for (int text = 0; text < 20; ++text) {
        std::string given = make(40);
        list.take(given);
        whole.take(given);
        EXPECT_EQ(list.replaced("<>"), whole.replaced("<>")) << looked << given;
        EXPECT_EQ(list.any(), whole.any()) << looked << given;
      }
    }
}

TEST(Pattern, ListsMayBeLong) {
  std::string list;
  for (int i = 0; i < 100'000; ++i)
    list += (i ? "|" : "") + std::to_string(i * 7) + "\\.x";
  EXPECT_EQ(Search("(?:" + list + ")", "6.x 7.x 700000.x 699993.x 8.x").count(), 3);
  EXPECT_EQ(Search(R"((?<!\w)(?:)" + list + R"()(?!\w))", "17.x 7.xx 7.x").count(), 1);
  // With flags it is a pattern as any other.
  EXPECT_EQ(pattern::parse("(?i)(?:" + list + ")").error->message, "is too long");
}

TEST(Pattern, MistakesHaveAPlace) {
  struct Case {
    std::string_view pattern, place, message;
  };
  for (auto [pattern, place, message] :
       std::initializer_list<Case>{{"a(b", "(", "never closes this group"},
                                   {"a)b", ")", "closes a group that was never opened"},
                                   {"[a", "[", "never closes this class"},
                                   {"a{3,2}", "{3,2}", "has a repetition that runs backwards"},
                                   {"a{2000}", "{2000}", "repeats too often"},
                                   {"a*+", "*+", "has a possessive repetition"},
                                   {"(?>a)", "(?>", "has an atomic group"},
                                   {"(?(1)a|b)", "(?(", "has a conditional group"},
                                   {"a(?R)?b", "(?R)", "contains itself"},
                                   {"(a(?1)?b)", "(?1)", "contains itself"},
                                   {"(?<n>a(?&n)?b)", "(?&n)", "contains itself"},
                                   {"(?P<n>a(?P>n", "(?P>n", "contains itself"},
                                   {"(?P<n>a)(?P=n)", "(?P=n)", "has a back-reference"},
                                   {"(?P<1>a)", "1", "gives a group no proper name"},
                                   {"(?P<n>a)(?P<n>b)", "(?P<n>", "names two groups alike"},
                                   {"a(?i)b", "(?i)", "sets flags in its middle"},
                                   {"(?L)b", "L", "has an unknown flag"},
                                   {"\\", "\\", "ends in a backslash"},
                                   {"\\x4", "\\x4", "has a short escape"},
                                   {"\\uD800", "\\uD800", "names a character that does not exist"},
                                   {"\\N{NOTHING}", "\\N{NOTHING}", "names a character that does not exist"},
                                   {"\\400", "\\400", "has an octal escape that is too large"},
                                   {"[\\d-z]", "\\d-z", "has a range of something that is not a character"},
                                   {"^*", "^*", "repeats a place, not a character"},
                                   {"a||*", "*", "repeats nothing here"}}) {
    auto error = pattern::parse(pattern).error;
    ASSERT_TRUE(error) << pattern;
    EXPECT_EQ(error->message, message) << pattern;
    EXPECT_EQ(pattern.substr(error->begin, error->end - error->begin), place) << pattern;
  }
}

TEST(Pattern, BracesThatAreNoCountAreText) {
  EXPECT_EQ(sub("a{,b}{}{x}", "a{,b}{}{x}", "-"), "-");
  EXPECT_EQ(sub("a{,2}b", "aaab", "-"), "a-");
}
