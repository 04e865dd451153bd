// Classes of tokens. Only lang/syntax/*.cpp include this.
#pragma once
#include "RecipeLexer.h"

namespace smelt::syntax {

using generated::RecipeLexer;
constexpr size_t endOfFile = antlr4::Token::EOF;

/// A name, item words included.
constexpr bool isWord(size_t type) {
  return type == RecipeLexer::IDENTIFIER || (type >= RecipeLexer::USE && type <= RecipeLexer::OF);
}
constexpr bool isReserved(size_t type) { return type >= RecipeLexer::IF && type <= RecipeLexer::AS; }
constexpr bool isOpening(size_t type) {
  return type == RecipeLexer::LPAREN || type == RecipeLexer::LBRACKET || type == RecipeLexer::LBRACE ||
         type == RecipeLexer::INTERPOLATION || type == RecipeLexer::STRING_START || type == RecipeLexer::TEXT_START;
}
constexpr bool isClosing(size_t type) {
  return type == RecipeLexer::RPAREN || type == RecipeLexer::RBRACKET || type == RecipeLexer::RBRACE ||
         type == RecipeLexer::STRING_END || type == RecipeLexer::TEXT_END;
}
constexpr size_t closingOf(size_t opening) {
  switch (opening) {
  case RecipeLexer::LPAREN:
    return RecipeLexer::RPAREN;
  case RecipeLexer::LBRACKET:
    return RecipeLexer::RBRACKET;
  case RecipeLexer::STRING_START:
    return RecipeLexer::STRING_END;
  case RecipeLexer::TEXT_START:
    return RecipeLexer::TEXT_END;
  default:
    return RecipeLexer::RBRACE;
  }
}
/// An operator between two expressions, `|>` and `=` of a binding included.
constexpr bool isBinaryOperator(size_t type) {
  return (type >= RecipeLexer::PIPE && type <= RecipeLexer::RANGE) ||
         (type >= RecipeLexer::ARROW && type <= RecipeLexer::SLASH) || type == RecipeLexer::AND ||
         type == RecipeLexer::OR || type == RecipeLexer::IN || type == RecipeLexer::IS || type == RecipeLexer::AS;
}
/// The token can be the last of an expression or a type. `>` may close a type's arguments.
constexpr bool canEnd(size_t type) {
  switch (type) {
  case RecipeLexer::NUMBER:
  case RecipeLexer::RAW_STRING:
  case RecipeLexer::CHARACTER:
  case RecipeLexer::NULL_:
  case RecipeLexer::TRUE_:
  case RecipeLexer::FALSE_:
  case RecipeLexer::IT:
  case RecipeLexer::PERCENT:
  case RecipeLexer::QUESTION:
  case RecipeLexer::RANGE:
  case RecipeLexer::GT:
    return true;
  default:
    return isWord(type) || isClosing(type);
  }
}
/// The token can be the first of an expression.
constexpr bool canBegin(size_t type) {
  switch (type) {
  case RecipeLexer::NUMBER:
  case RecipeLexer::RAW_STRING:
  case RecipeLexer::CHARACTER:
  case RecipeLexer::NULL_:
  case RecipeLexer::TRUE_:
  case RecipeLexer::FALSE_:
  case RecipeLexer::IT:
  case RecipeLexer::IF:
  case RecipeLexer::NOT:
  case RecipeLexer::DOT:
    return true;
  default:
    return isWord(type) || (isOpening(type) && type != RecipeLexer::INTERPOLATION);
  }
}

} // namespace smelt::syntax
