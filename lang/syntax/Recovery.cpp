// Panic mode at the level of lines: an error unwinds to the rule that reads a line, the rest of the line is skipped,
// and the next is read. Brackets are balanced and depths known, so where a line ends is certain.
#include "lang/syntax/Recovery.h"
#include "Exceptions.h"
#include "InputMismatchException.h"
#include "NoViableAltException.h"
#include "Parser.h"
#include "TokenStream.h"
#include "lang/syntax/TokenSets.h"
#include <algorithm>

namespace smelt::syntax {

using generated::RecipeParser;

namespace {

bool readsLine(size_t rule) {
  return rule == RecipeParser::RuleLine || rule == RecipeParser::RuleRuleLine || rule == RecipeParser::RuleModelLine ||
         rule == RecipeParser::RuleTestLine;
}

/// Whether a line can begin with this token in the body that `rule` reads.
bool fitsBody(size_t rule, size_t type) {
  switch (rule) {
  case RecipeParser::RuleModule:
    return isWord(type);
  case RecipeParser::RuleRulesBody:
  case RecipeParser::RuleTestBody:
    return isWord(type);
  case RecipeParser::RuleModelBody:
    return type == RecipeLexer::WEIGHT || type == RecipeLexer::PART || type == RecipeLexer::FN;
  default:
    return true;
  }
}

antlr4::ParserRuleContext *lineOf(antlr4::ParserRuleContext *ctx) {
  while (ctx && !readsLine(ctx->getRuleIndex()))
    ctx = dynamic_cast<antlr4::ParserRuleContext *>(ctx->parent);
  return ctx;
}

size_t beginOf(const antlr4::ParserRuleContext *line) { return line && line->start ? line->start->getTokenIndex() : 0; }

} // namespace

antlr4::Token *Recovery::recoverInline(antlr4::Parser *parser) { throw antlr4::InputMismatchException(parser); }

/// `process:` or `- clean_email_mapper:` outside of all braces.
static bool looksLikeYaml(const Lexemes &lexemes, const Lexeme &first) {
  const Lexeme *next = &first + 1;
  if (first.type == endOfFile || first.depth > 0 || !beginsLine(lexemes, first))
    return false;
  return isWord(first.type) ? next->type == RecipeLexer::COLON
                            : first.type == RecipeLexer::MINUS && next->begin > first.end;
}

/// After an error, lines that are indented deeper belong to what failed: its body may have lost its brace.
bool Recovery::endsUnit(const Lexeme &first, const Lexeme &next) const {
  if (next.type == endOfFile || next.depth < first.depth)
    return true;
  if (first.depth == 0)
    return beginsLine(lexemes_, next) && !(looksLikeYaml(lexemes_, first) && looksLikeYaml(lexemes_, next));
  return indentationAt(lexemes_, next.begin) <= indentationAt(lexemes_, first.begin);
}

Recovery::Unit Recovery::unitOf(size_t begin, size_t offending) const {
  const std::vector<Lexeme> &list = lexemes_.list;
  const uint32_t depth = list[begin].depth;
  size_t end = std::max(begin, offending);
  for (; list[end].type != endOfFile; ++end) {
    if (list[end].depth < depth)
      break; // the bracket that closes the body
    if (list[end].depth == depth && list[end].type == RecipeLexer::NEWLINE && endsUnit(list[begin], list[end + 1])) {
      ++end;
      break;
    }
  }
  return {begin, end};
}

void Recovery::skipTo(antlr4::Parser *parser, size_t index) const {
  while (parser->getTokenStream()->index() < index && parser->getTokenStream()->LA(1) != endOfFile)
    parser->consume();
}

void Recovery::report(antlr4::Parser *parser, size_t offending, const antlr4::misc::IntervalSet &expected, Unit unit) {
  if (!diags_)
    throw antlr4::ParseCancellationException();
  const std::vector<Lexeme> &list = lexemes_.list;
  // A fault right behind the line's newline belongs to the next line.
  bool newline = unit.end > unit.begin && list[unit.end - 1].type == RecipeLexer::NEWLINE;
  uint32_t begin = list[unit.begin].begin, end = list[newline ? unit.end - 1 : unit.end].begin;
  spoiled_.push_back({begin, list[unit.end].begin});
  if (lexemes_.faultBetween(begin, end))
    return;
  auto *ctx = parser->getRuleContext();
  reportSurprise(lexemes_, {offending, unit.begin, list[unit.begin].depth > 0, ctx->getRuleIndex(), expected}, *diags_);
}

void Recovery::reportError(antlr4::Parser *parser, const antlr4::RecognitionException &error) {
  if (unwinding_)
    return;
  unwinding_ = true;
  size_t offending = error.getOffendingToken()->getTokenIndex();
  antlr4::misc::IntervalSet expected;
  auto *noWay = dynamic_cast<const antlr4::NoViableAltException *>(&error);
  // A decision that failed behind its first token knows only what could have been at its beginning.
  if (!noWay || noWay->getStartToken()->getTokenIndex() == offending)
    expected = error.getExpectedTokens();
  report(parser, offending, expected, unitOf(beginOf(lineOf(parser->getRuleContext())), offending));
}

void Recovery::recover(antlr4::Parser *parser, std::exception_ptr error) {
  antlr4::ParserRuleContext *ctx = parser->getRuleContext();
  if (ctx->getRuleIndex() == RecipeParser::RuleModule)
    skipTo(parser, lexemes_.list.size() - 1);
  else if (readsLine(ctx->getRuleIndex()))
    skipTo(parser, unitOf(beginOf(ctx), parser->getTokenStream()->index()).end);
  else
    std::rethrow_exception(error);
  unwinding_ = false;
}

/// Called before each turn of a loop: a body's loop must not end at a line that begins with something odd.
void Recovery::sync(antlr4::Parser *parser) {
  antlr4::ParserRuleContext *ctx = parser->getRuleContext();
  size_t rule = ctx->getRuleIndex();
  if (fitsBody(rule, 0))
    return;
  for (size_t type = parser->getTokenStream()->LA(1); type != endOfFile; type = parser->getTokenStream()->LA(1)) {
    size_t index = parser->getTokenStream()->index();
    bool ends = rule != RecipeParser::RuleModule && type == RecipeLexer::RBRACE;
    if (ends || fitsBody(rule, type))
      return;
    Unit unit = unitOf(index, index);
    if (type != RecipeLexer::NEWLINE)
      report(parser, index, {}, unit);
    skipTo(parser, std::max(unit.end, index + 1));
  }
}

} // namespace smelt::syntax
