// Inputs that no person writes: they give diagnostics, never a crash.
#include "test/lang/syntax/Fixture.h"
#include <ctime>
#include <gtest/gtest.h>
#include <random>
#include <thread>

namespace smelt::syntax::test {
namespace {

std::string repeated(const std::string &s, size_t n) {
  std::string out;
  for (size_t i = 0; i < n; ++i)
    out += s;
  return out;
}

void expectDepthError(const std::string &source) {
  Parsed p(source + "\nlast = 1\n");
  ASSERT_EQ(p.diags.all().size(), 1u) << source.substr(0, 40) << "\n" << p.reports();
  EXPECT_EQ(p.diags.all()[0].code, diag::Code::E0113) << source.substr(0, 40);
  EXPECT_EQ(p.file.module->items.back()->name.text, "last");
}

TEST(Robustness, DepthIsBounded) {
  const size_t n = 10000;
  expectDepthError("a = " + repeated("(", n) + "b" + repeated(")", n));
  expectDepthError("a = " + repeated("[", n) + repeated("]", n));
  expectDepthError("a = " + repeated("{b = ", n) + "1" + repeated("}", n));
  expectDepthError("a = " + repeated("f(", n) + repeated(")", n));
  expectDepthError("a = " + repeated("\"{", n) + "b" + repeated("}\"", n));
  expectDepthError("a = " + repeated("not ", n) + "b");
  expectDepthError("a = " + repeated("- ", n) + "b");
  expectDepthError("a = " + repeated("x => ", n) + "b");
  expectDepthError("a = " + repeated("if b then c else ", n) + "d");
  expectDepthError("a = b" + repeated(" + b", n));
  expectDepthError("a = b" + repeated(" |> f", n));
  expectDepthError("a = b" + repeated(".c", n));
  expectDepthError("a = b" + repeated("(c)", n));
  expectDepthError("a: " + repeated("[", n) + "Int" + repeated("]", n) + " = 1");
  expectDepthError("a: " + repeated("Set<", n) + "Int" + repeated(">", n) + " = 1");
  expectDepthError("a: " + repeated("A -> ", n) + "Int = 1");
  expectDepthError("a: Int" + repeated("?", n) + " = 1");
  expectDepthError("a: " + repeated("Tensor[b] of ", n) + "Int = 1");
}

TEST(Robustness, WhatIsAllowedParses) {
  EXPECT_EQ(Parsed("a = " + repeated("(", 400) + "b" + repeated(")", 400)).reports(), "");
  EXPECT_EQ(Parsed("a = b" + repeated(" + b", 900)).reports(), "");
  EXPECT_EQ(Parsed("a = [" + repeated("1, ", 20000) + "]").reports(), "");
}

/// Found by format_fuzz: 640 bytes took 1.6 s, twice as many three times as long.
TEST(Robustness, RowsOfRangesAreCut) {
  expectDepthError("a = b" + repeated("..", 5000));
  std::clock_t begin = std::clock();
  Parsed("z = a" + repeated("..", 160) + repeated("{", 320) + repeated("..", 160));
  EXPECT_LT(std::clock() - begin, CLOCKS_PER_SEC);
}

/// 10 MB of text outside ASCII: 0.1 s of the processor, and 2.5 where every character is decided anew.
TEST(Robustness, LongTextsAreReadAtOnce) {
  std::string source = "a = \"" + repeated("中文", 1'600'000) + "\"";
  std::clock_t begin = std::clock();
  EXPECT_EQ(Parsed(source).reports(), "");
  EXPECT_LT(std::clock() - begin, 2 * CLOCKS_PER_SEC);
}

/// Each was quadratic in the length of its line or the number of mistakes: 1 MB took 2 to 20 s.
TEST(Robustness, LongLinesAndManyMistakesStayLinear) {
  std::clock_t begin = std::clock();
  EXPECT_EQ(Parsed("a = rows([" + repeated("{n = 1, t = \"x\"}, ", 30000) + "])").reports(), "");
  EXPECT_EQ(Parsed("a = 1" + repeated(";", 300'000)).diags.all().size(), 1u);
  EXPECT_EQ(Parsed(repeated("b = )\n", 10000)).diags.all().size(), 10000u);
  EXPECT_LT(std::clock() - begin, 3 * CLOCKS_PER_SEC);
}

TEST(Robustness, OpenBracketsAreOneMistake) {
  EXPECT_EQ(Parsed("a = " + repeated("(", 10000)).diags.all().size(), 1u);
  EXPECT_LE(Parsed("a = 1\n" + repeated("}", 1000)).diags.all().size(), 1u);
}

TEST(Robustness, NoiseIsReported) {
  std::mt19937 random(1);
  const std::string alphabet = "ab \n\n(){}[]\"\"'=:,.|>+-#/\\01%?!;&~<é中\xFF";
  for (int round = 0; round < 2000; ++round) {
    std::string source;
    for (int i = 0; i < 60; ++i)
      source += alphabet[random() % alphabet.size()];
    Parsed p(source);
    uint32_t at = 0;
    for (const Token &t : p.file.tokens) {
      ASSERT_EQ(t.span.begin, at);
      at = t.span.end;
    }
    ASSERT_EQ(at, source.size());
    for (const diag::Diagnostic &d : p.diags.all()) {
      ASSERT_LE(d.primary.span.begin, d.primary.span.end);
      ASSERT_LE(d.primary.span.end, source.size());
      ASSERT_FALSE(diag::renderTerminal(d, p.sources, {}).empty());
      ASSERT_FALSE(diag::renderJson(d, p.sources).empty());
    }
  }
}

TEST(Robustness, FilesParseSideBySide) {
  std::vector<std::thread> threads;
  std::vector<size_t> counts(4);
  for (size_t t = 0; t < counts.size(); ++t)
    threads.emplace_back([&counts, t] {
      for (int i = 0; i < 50; ++i)
        counts[t] += Parsed("a = b |> where(.c in 3.." + std::to_string(t) + ")\nd = f(1 2)\n").diags.all().size();
    });
  for (std::thread &thread : threads)
    thread.join();
  for (size_t count : counts)
    EXPECT_EQ(count, 50u);
}

} // namespace
} // namespace smelt::syntax::test
