// Text to syntax tree. Parsing never fails: it gives a tree of what was understood and reports every syntax error of
// the file, in order, once. ANTLR stays behind this header.
#pragma once
#include "lang/ast/Ast.h"
#include "lang/diag/Diagnostic.h"
#include <memory>
#include <vector>

namespace smelt::syntax {

enum class TokenKind : uint8_t {
  word,
  number,
  string,
  character,
  punctuation,
  comment,
  docComment,
  moduleDoc,
  newline,
  space,
  error
};

/// A token or a piece of trivia. All tokens of a file in order cover every byte of it.
struct Token {
  TokenKind kind;
  diag::Span span;
};

struct ParsedFile {
  std::unique_ptr<ast::Module> module; ///< never null
  std::vector<Token> tokens;           ///< lossless
};

/// Parses file `file` of `sources`. Thread-safe for different Diagnostics.
ParsedFile parse(const diag::SourceMap &sources, uint32_t file, diag::Diagnostics &diags);

} // namespace smelt::syntax
