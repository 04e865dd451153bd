// Which lines can only be the beginning of something: what a missing bracket or operand must not swallow.
#include "lang/syntax/Lexemes.h"
#include "lang/syntax/TokenSets.h"
#include <algorithm>

namespace smelt::syntax {

bool beginsLine(const Lexemes &lexemes, const Lexeme &l) { return l.begin == 0 || lexemes.text[l.begin - 1] == '\n'; }

uint32_t indentationAt(const Lexemes &lexemes, uint32_t offset) {
  size_t newline = offset > 0 ? lexemes.text.rfind('\n', offset - 1) : std::string_view::npos;
  size_t begin = newline == std::string_view::npos ? 0 : newline + 1;
  size_t word = lexemes.text.find_first_not_of(" \t", begin);
  return static_cast<uint32_t>(std::min(word, lexemes.text.size()) - begin);
}

bool opensItem(const Lexemes &lexemes, const std::vector<Lexeme> &list, size_t i) {
  const Lexeme &l = list[i];
  if (!beginsLine(lexemes, l) || !isWord(l.type) || i + 2 >= list.size())
    return false;
  size_t next = list[i + 1].type, after = list[i + 2].type;
  switch (l.type) {
  case RecipeLexer::USE:
    return isWord(next) || next == RecipeLexer::STRING_START;
  case RecipeLexer::TEST:
    return next == RecipeLexer::STRING_START;
  case RecipeLexer::EXTERNAL:
    return next == RecipeLexer::FN;
  case RecipeLexer::PARAM:
    return isWord(next) && after == RecipeLexer::COLON;
  case RecipeLexer::OUTPUT:
    return isWord(next) && after == RecipeLexer::ASSIGN;
  case RecipeLexer::FN:
  case RecipeLexer::RULES:
  case RecipeLexer::MODEL:
    return isWord(next) && after == RecipeLexer::LPAREN;
  case RecipeLexer::RECORD:
  case RecipeLexer::CHOICE:
    return isWord(next) && after == RecipeLexer::LBRACE;
  default:
    return false;
  }
}

bool opensStatement(const std::vector<Lexeme> &list, size_t i) {
  if (!isWord(list[i].type) || i + 1 >= list.size())
    return false;
  size_t next = list[i + 1].type;
  return next == RecipeLexer::ASSIGN || next == RecipeLexer::COLON;
}

} // namespace smelt::syntax
