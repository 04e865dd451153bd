// The tables that decide in ANTLR's place come to what ANTLR does, over every recipe of the tree and pieces of them.
#include "BailErrorStrategy.h"
#include "RecipeParser.h"
#include "lang/syntax/DecisionTable.h"
#include "lang/syntax/Lexemes.h"
#include "lang/syntax/TokenRun.h"
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

namespace smelt::syntax::test {
namespace {

namespace fs = std::filesystem;
using antlr4::atn::ParserATNSimulator;
using antlr4::atn::PredictionMode;
using generated::RecipeParser;

void describe(const TreeContext *node, std::string &out) {
  out += std::string("(") + typeid(*node).name();
  for (const TreeContext::Child &child : node->parts())
    if (child.leaf())
      out += " " + std::to_string(child.leaf()->getSymbol()->getTokenIndex());
    else
      describe(child.rule(), out);
  out += ")";
}

/// The tree, or where the first error is.
std::string treeOf(const Lexemes &lexemes, PredictionMode mode, bool byTable) {
  TokenRun tokens(lexemes);
  std::string out;
  RecipeParser parser(&tokens);
  if (byTable)
    parser.setInterpreter(new DecisionTable(parser, *parser.getInterpreter<ParserATNSimulator>()));
  parser.removeErrorListeners();
  parser.setErrorHandler(std::make_shared<antlr4::BailErrorStrategy>());
  parser.getInterpreter<ParserATNSimulator>()->setPredictionMode(mode);
  try {
    describe(parser.module(), out);
  } catch (const antlr4::ParseCancellationException &) {
    out = "stopped at " + std::to_string(tokens.index());
  }
  return out;
}

void compare(const std::string &text, const std::string &name) {
  diag::SourceMap sources;
  diag::Diagnostics diags;
  sources.add(name, text);
  Lexemes lexemes = lex(sources, 0, diags);
  matchBrackets(lexemes, diags);
  dropNewlines(lexemes);
  limitDepth(lexemes, diags);
  for (PredictionMode mode : {PredictionMode::SLL, PredictionMode::LL})
    EXPECT_EQ(treeOf(lexemes, mode, true), treeOf(lexemes, mode, false)) << name << "\n" << text.substr(0, 2000);
}

TEST(Decisions, AreAntlrs) {
  for (const char *folder : {"stdlib", "examples", "test"})
    for (const auto &entry : fs::recursive_directory_iterator(fs::path(SMELT_SOURCE_DIR) / folder)) {
      if (entry.path().extension() != ".recipe")
        continue;
      std::stringstream text;
      text << std::ifstream(entry.path()).rdbuf();
      const std::string whole = text.str(), name = entry.path().filename();
      compare(whole, name);
      for (size_t at : {whole.size() / 3, whole.size() / 2}) {
        compare(whole.substr(at), name + " from " + std::to_string(at));
        compare(whole.substr(0, at) + whole.substr(std::min(at + 7, whole.size())),
                name + " without " + std::to_string(at));
      }
    }
}

TEST(Decisions, OperatorsBindAsWritten) {
  const char *operators[] = {"+",   "-",  "*",  "/",  "==", "<",  ">", "in", "not in",
                             "and", "or", "??", "..", "++", "|>", ".", "?."};
  for (std::string a : operators)
    for (std::string b : operators)
      compare("x = a " + a + " -b " + b + " not c(d)[e] as Int\n", a + b);
}

} // namespace
} // namespace smelt::syntax::test
