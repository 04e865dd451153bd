// The tokens between the lexer and the parser. Passes over them (Foreign, Brackets, Lines, Depth) report and repair
// what a grammar cannot say well, so that the parser meets balanced brackets and only newlines that separate.
#pragma once
#include "lang/diag/Diagnostic.h"
#include "lang/syntax/Parser.h"
#include <string>
#include <unordered_map>
#include <vector>

namespace smelt::syntax {

/// A token that the parser will see; `type` is RecipeLexer's. An empty one was put in by a repair.
struct Lexeme {
  size_t type;
  uint32_t begin, end;
  uint32_t depth = 0; ///< open brackets around it; a bracket counts as outside of itself
};

struct Lexemes {
  uint32_t file = 0;
  std::string_view text;
  std::vector<Lexeme> list; ///< ends with EOF
  std::vector<Token> all;   ///< lossless
  std::string moduleDoc;
  std::unordered_map<uint32_t, std::string> docs; ///< by the offset of the token below
  /// Offsets of mistakes that were reported but not repaired: a syntax error in their line would be a consequence.
  std::vector<uint32_t> faults;
  /// Closing brackets that close nothing. They are reported last and only where nothing else is wrong: most often they
  /// are what an error above has left over.
  std::vector<Lexeme> strays;

  std::string_view textOf(const Lexeme &l) const { return text.substr(l.begin, l.end - l.begin); }
  diag::Span spanOf(const Lexeme &l) const { return {file, l.begin, l.end}; }
  bool faultBetween(uint32_t begin, uint32_t end) const {
    for (uint32_t f : faults)
      if (f >= begin && f <= end)
        return true;
    return false;
  }
};

/// Nesting that the parser, the checker and the destructors of the tree can take on a small stack.
constexpr unsigned mostNesting = 500;
/// Operators in a row: `a + b + ...`. The tree leans to the left, so this is depth too.
constexpr unsigned mostOperators = 1000;

/// What is said of mistakes between the braces of a string.
constexpr const char *braceInString = "in a string `{` begins an expression; the sign itself is written `\\{`";

/// Whether a line begins with the lexeme, without indentation.
bool beginsLine(const Lexemes &lexemes, const Lexeme &l);
/// Bytes of white space before the line of this offset.
uint32_t indentationAt(const Lexemes &lexemes, uint32_t offset);
/// A line without indentation that can only be an item with a word of its own; `list` are lexemes of `lexemes`.
bool opensItem(const Lexemes &lexemes, const std::vector<Lexeme> &list, size_t i);
/// `name =` or `name:`, the beginning of a binding, rule or field.
bool opensStatement(const std::vector<Lexeme> &list, size_t i);

/// Text to tokens: strings that their line leaves open are closed, comments taken out.
Lexemes lex(const diag::SourceMap &sources, uint32_t file, diag::Diagnostics &diags);
/// `&&`, a full-width comma and the like become what they stand for.
void translateForeign(Lexemes &lexemes, diag::Diagnostics &diags);
/// What to write in place of a word of another language; empty if there is nothing to say of it.
std::string_view adviceFor(std::string_view word);
/// Drops closing brackets without an opening one and closes those left open; sets the depths.
void matchBrackets(Lexemes &lexemes, diag::Diagnostics &diags);
/// Drops the newlines that do not separate (README.md, "Lines") and ends the last line of a body and of the file.
void dropNewlines(Lexemes &lexemes);
/// Cuts lines that nest deeper than mostNesting or chain more than mostOperators.
void limitDepth(Lexemes &lexemes, diag::Diagnostics &diags);

} // namespace smelt::syntax
