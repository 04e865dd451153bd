// Decides which newlines separate (README.md, "Lines"). Brackets are balanced here.
#include "lang/syntax/Lexemes.h"
#include "lang/syntax/TokenSets.h"

namespace smelt::syntax {

namespace {

/// A line that begins with this token continues the one above.
bool continues(const std::vector<Lexeme> &list, size_t i) {
  size_t type = list[i].type, next = i + 1 < list.size() ? list[i + 1].type : endOfFile;
  switch (type) {
  case RecipeLexer::DOT:
  case RecipeLexer::THEN:
  case RecipeLexer::ELSE:
  case RecipeLexer::COMMA:
  case RecipeLexer::COLON:
  case RecipeLexer::TILDE:
  case RecipeLexer::PERCENT:
  case RecipeLexer::QUESTION:
  case endOfFile:
    return true;
  case RecipeLexer::NOT:
    return next == RecipeLexer::IN;
  // Only with their braces are these words operators.
  case RecipeLexer::EXCEPT:
  case RecipeLexer::ONLY:
    return next == RecipeLexer::LBRACE;
  default:
    return isBinaryOperator(type) || isClosing(type);
  }
}

/// An expression or a type can end with the last of these. A reserved word behind a dot is a mistaken field name.
bool canEndLine(const std::vector<Lexeme> &before) {
  if (before.empty())
    return false;
  size_t last = before.back().type, second = before.size() > 1 ? before[before.size() - 2].type : endOfFile;
  return canEnd(last) || (isReserved(last) && (second == RecipeLexer::DOT || second == RecipeLexer::QDOT));
}

/// The file's end, or the brace that ends an item's body: its last line needs no newline of its own. Braces inside of
/// expressions are left alone, there a newline at the end would mean nothing.
bool endsLastLine(const Lexeme &l, const std::vector<Lexeme> &before) {
  if (before.empty() || before.back().type == RecipeLexer::NEWLINE)
    return false;
  return l.type == endOfFile || (l.type == RecipeLexer::RBRACE && l.depth == 0 && canEnd(before.back().type));
}

/// What begins an item, or a binding, rule or field in braces, never continues the line above: there an operand is
/// missing.
bool beginsAnew(const Lexemes &lexemes, size_t next, const std::vector<Lexeme> &before) {
  if (before.empty() || before.back().type == RecipeLexer::NEWLINE)
    return false;
  const std::vector<Lexeme> &in = lexemes.list;
  if (in[next].depth == 0 && opensItem(lexemes, in, next))
    return true;
  // `{a = 1,` and below `b = 2}`; `->` and below `Text =`.
  size_t last = before.back().type;
  bool goesOn =
      last == RecipeLexer::COMMA || last == RecipeLexer::ARROW || last == RecipeLexer::COLON || isOpening(last);
  return !goesOn && opensStatement(in, next);
}

} // namespace

void dropNewlines(Lexemes &lexemes) {
  const std::vector<Lexeme> &in = lexemes.list;
  std::vector<Lexeme> out;
  out.reserve(in.size());
  std::vector<size_t> open;
  for (size_t i = 0; i < in.size(); ++i) {
    const Lexeme &l = in[i];
    if (l.type == RecipeLexer::NEWLINE) {
      size_t next = i + 1;
      while (next < in.size() && in[next].type == RecipeLexer::NEWLINE)
        ++next;
      bool inLines = open.empty() || open.back() == RecipeLexer::LBRACE;
      if (inLines && ((canEndLine(out) && !continues(in, next)) || beginsAnew(lexemes, next, out)))
        out.push_back(l);
      i = next - 1;
      continue;
    }
    if (endsLastLine(l, out))
      out.push_back({RecipeLexer::NEWLINE, l.begin, l.begin, l.type == endOfFile ? 0 : l.depth + 1});
    if (isClosing(l.type) && !open.empty())
      open.pop_back();
    if (isOpening(l.type))
      open.push_back(l.type);
    out.push_back(l);
  }
  lexemes.list = std::move(out);
}

} // namespace smelt::syntax
