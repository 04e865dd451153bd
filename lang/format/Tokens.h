// The tokens of a file without its white space: what the printer walks beside the tree. Every comment hangs on the
// token that follows it.
#pragma once
#include "lang/syntax/Parser.h"
#include <string_view>
#include <vector>

namespace smelt::format {

struct Comment {
  enum Place : uint8_t {
    own,         ///< on a line of its own
    trailing,    ///< behind a token on its line
    continuation ///< below a trailing comment, in its column: its text goes on
  };
  std::string_view text;
  Place place = own;
  bool isDoc = false;       ///< `///`: documents the token that follows, so it never moves over one
  bool blankBefore = false; ///< a blank line stands above
};

struct Token {
  std::string_view text;
  uint32_t begin = 0, end = 0;
  uint32_t firstComment = 0, comments = 0; ///< those in front of it, of `Tokens::comments`
  bool newlineBefore = false;              ///< a line ends between this and the token before
  bool blankBefore = false;                ///< a blank line stands right above
  uint32_t match = 0;                      ///< of a bracket: the index of its partner
};

struct Tokens {
  std::vector<Token> list; ///< ends with an empty token at the end of the file
  std::vector<Comment> comments;

  /// The index of the first token at or behind a byte.
  uint32_t indexAt(uint32_t byte) const;
};

/// `tokens` are those of a file without syntax errors.
Tokens collect(std::string_view text, const std::vector<syntax::Token> &tokens);

} // namespace smelt::format
