// Runs the generated lexer over a file: sorts tokens from trivia, collects documentation, and closes strings that their
// line leaves open.
#include "lang/syntax/Characters.h"
#include "lang/syntax/Lexemes.h"
#include "lang/syntax/LexerTable.h"
#include "lang/syntax/TokenSets.h"
#include <optional>

namespace smelt::syntax {

namespace {

/// The generated lexer without its own error messages; a `}` too many leaves the mode alone.
class ModalLexer : public RecipeLexer {
public:
  explicit ModalLexer(Characters *input)
      : RecipeLexer(input), table_(this, *getInterpreter<antlr4::atn::LexerATNSimulator>(), *input) {
    removeErrorListeners();
  }
  /// The type of the next token, which ends where the input then stands. No token is made: most would be thrown away.
  size_t nextType() {
    type = antlr4::Token::INVALID_TYPE;
    size_t matched = table_.match(_input, mode);
    return type == antlr4::Token::INVALID_TYPE ? matched : type;
  }
  size_t popMode() override { return modeStack.empty() ? mode : RecipeLexer::popMode(); }

  size_t nesting() const { return modeStack.size(); }
  /// Leaves all modes inside the one that was current when `nesting()` was `depth`.
  void leaveTo(size_t depth) {
    while (modeStack.size() > depth)
      RecipeLexer::popMode();
  }

private:
  LexerTable table_;
};

/// A string whose end has not been seen.
struct OpenString {
  size_t type;
  size_t lexeme;   ///< index of its first token
  size_t nesting;  ///< the lexer's modes around it
  size_t comments; ///< odd comments before it
};

class Lexing {
public:
  Lexing(const diag::SourceMap &sources, uint32_t file, diag::Diagnostics &diags)
      : diags_(diags), characters_(sources.file(file).text), lexer_(&characters_) {
    out_.file = file;
    out_.text = sources.file(file).text;
    // Memory that stays untouched costs nothing, and long lists are not copied while they grow.
    out_.list.reserve(out_.text.size() / 3 + 16);
    out_.all.reserve(out_.text.size() / 3 + 16);
  }
  Lexemes run();

private:
  struct Raw {
    size_t type;
    uint32_t begin, end;
  };

  Raw next();
  void take(const Raw &raw);
  void trivia(const Raw &raw);
  void record(const Raw &raw);
  void newline(const Raw &raw);
  void endOfText(uint32_t at);
  void closeString(const OpenString &open, uint32_t at);
  void brokenLiteral(const Raw &raw);
  void reportComments();

  diag::Diagnostics &diags_;
  Characters characters_;
  ModalLexer lexer_;
  Lexemes out_;
  std::vector<OpenString> strings_;
  std::vector<Raw> oddComments_; ///< `#` and block comments
  std::string doc_;
};

TokenKind kindOf(size_t type) {
  switch (type) {
  case RecipeLexer::SPACE:
    return TokenKind::space;
  case RecipeLexer::NEWLINE:
    return TokenKind::newline;
  case RecipeLexer::MODULE_DOC:
    return TokenKind::moduleDoc;
  case RecipeLexer::DOC:
    return TokenKind::docComment;
  case RecipeLexer::COMMENT:
  case RecipeLexer::HASH_COMMENT:
  case RecipeLexer::BLOCK_COMMENT:
    return TokenKind::comment;
  case RecipeLexer::NUMBER:
    return TokenKind::number;
  case RecipeLexer::CHARACTER:
    return TokenKind::character;
  case RecipeLexer::CHARACTER_BROKEN:
  case RecipeLexer::RAW_BROKEN:
  case RecipeLexer::UNKNOWN:
    return TokenKind::error;
  case RecipeLexer::RAW_STRING:
  case RecipeLexer::STRING_START:
  case RecipeLexer::STRING_END:
  case RecipeLexer::TEXT_START:
  case RecipeLexer::TEXT_END:
  case RecipeLexer::CHUNK:
  case RecipeLexer::ESCAPE:
  case RecipeLexer::BAD_ESCAPE:
    return TokenKind::string;
  default:
    return isWord(type) || isReserved(type) ? TokenKind::word : TokenKind::punctuation;
  }
}

bool isTrivia(size_t type) { return type >= RecipeLexer::SPACE && type <= RecipeLexer::BLOCK_COMMENT; }

Lexing::Raw Lexing::next() {
  size_t begin = characters_.index();
  if (begin >= characters_.length())
    return {endOfFile, static_cast<uint32_t>(out_.text.size()), static_cast<uint32_t>(out_.text.size())};
  size_t type = lexer_.nextType();
  Raw raw{type, characters_.byteOf(begin), characters_.byteOf(characters_.index())};
  // An open `r#"` is cut at its line, as other strings are.
  if (raw.type == RecipeLexer::RAW_BROKEN) {
    while (characters_.LA(1) != '\n' && characters_.LA(1) != '\r' && characters_.LA(1) != antlr4::IntStream::EOF)
      characters_.consume();
    raw.end = characters_.byteOf(characters_.index());
  }
  return raw;
}

/// Adds to the lossless list; the pieces of a string between interpolations are one token.
void Lexing::record(const Raw &raw) {
  TokenKind kind = kindOf(raw.type);
  bool joins = kind == TokenKind::string && raw.type != RecipeLexer::STRING_START &&
               raw.type != RecipeLexer::TEXT_START && raw.type != RecipeLexer::RAW_STRING;
  if (joins && !out_.all.empty() && out_.all.back().kind == TokenKind::string)
    out_.all.back().span.end = raw.end;
  else
    out_.all.push_back({kind, {out_.file, raw.begin, raw.end}});
}

void appendLine(std::string &doc, std::string_view comment) {
  comment.remove_prefix(3);
  if (comment.starts_with(' '))
    comment.remove_prefix(1);
  if (!doc.empty())
    doc += '\n';
  doc += comment;
}

void Lexing::trivia(const Raw &raw) {
  std::string_view text = out_.text.substr(raw.begin, raw.end - raw.begin);
  if (raw.type == RecipeLexer::MODULE_DOC)
    appendLine(out_.moduleDoc, text);
  else if (raw.type == RecipeLexer::DOC)
    appendLine(doc_, text);
  else if (raw.type == RecipeLexer::HASH_COMMENT || raw.type == RecipeLexer::BLOCK_COMMENT)
    oddComments_.push_back(raw);
}

/// Puts an end in at `at`. What stood behind the quote is dropped: it may have been meant as text or as code.
void Lexing::closeString(const OpenString &open, uint32_t at) {
  const Lexeme start = out_.list[open.lexeme];
  bool text = open.type == RecipeLexer::TEXT_START;
  diag::Diagnostic &d = diags_.report(diag::Code::E0105, {out_.file, start.begin, text ? start.end : at});
  d.label(text ? "`\"\"\"` opens here and the file ends before it closes" : "the line ends before the closing `\"`");
  for (size_t i = open.lexeme; i < out_.list.size(); ++i)
    if (!text && out_.list[i].type == RecipeLexer::INTERPOLATION && at > out_.list[i].begin) {
      d.cause(out_.spanOf(out_.list[i]), "an interpolation begins here; a plain brace is written `\\{`");
      break;
    }
  d.suggest(text ? "close it with `\"\"\"`" : "close it with `\"`; a text over several lines stands between `\"\"\"`");
  out_.list.resize(open.lexeme + 1);
  out_.list.push_back({closingOf(open.type), at, at});
  out_.faults.push_back(start.begin);
  oddComments_.resize(open.comments);
  strings_.resize(static_cast<size_t>(&open - strings_.data()));
}

void Lexing::newline(const Raw &raw) {
  for (const OpenString &open : strings_)
    if (open.type == RecipeLexer::STRING_START) {
      lexer_.leaveTo(open.nesting);
      closeString(open, raw.begin);
      break;
    }
  out_.list.push_back({RecipeLexer::NEWLINE, raw.begin, raw.end});
}

void Lexing::endOfText(uint32_t at) {
  if (!strings_.empty())
    closeString(strings_.front(), at);
  out_.list.push_back({endOfFile, at, at});
}

/// Open raw strings and text between single quotes: reported here, strings from here on.
void Lexing::brokenLiteral(const Raw &raw) {
  diag::Span span{out_.file, raw.begin, raw.end};
  std::string_view text = out_.text.substr(raw.begin, raw.end - raw.begin);
  if (raw.type == RecipeLexer::RAW_BROKEN) {
    diags_.report(diag::Code::E0105, span)
        .label("this raw string has no end")
        .suggest("close it with `\"` and as many `#` as it began with");
    out_.faults.push_back(raw.begin);
  } else {
    diag::Diagnostic &d = diags_.report(diag::Code::E0116, span);
    bool closed = text.size() > 1 && text.ends_with('\'');
    if (closed && text.size() > 2 && text.find_first_of("\"\\{") == std::string_view::npos)
      d.label("this is more than one character")
          .fix("a text stands between double quotes", span, "\"" + std::string(text.substr(1, text.size() - 2)) + "\"");
    else
      d.label(closed ? "this is not one character" : "the closing `'` is missing");
    if (closed && d.edits.empty())
      d.suggest("a text stands between double quotes");
    if (d.edits.empty())
      out_.faults.push_back(raw.begin);
  }
  out_.list.push_back({RecipeLexer::RAW_STRING, raw.begin, raw.end});
}

void Lexing::take(const Raw &raw) {
  record(raw);
  if (isTrivia(raw.type))
    return trivia(raw);
  if (raw.type == RecipeLexer::NEWLINE)
    return newline(raw);
  if (!doc_.empty()) {
    out_.docs.emplace(raw.begin, std::move(doc_));
    doc_.clear();
  }
  if (raw.type == RecipeLexer::RAW_BROKEN || raw.type == RecipeLexer::CHARACTER_BROKEN)
    return brokenLiteral(raw);
  if (raw.type == RecipeLexer::STRING_START || raw.type == RecipeLexer::TEXT_START)
    strings_.push_back({raw.type, out_.list.size(), lexer_.nesting() - 1, oddComments_.size()});
  if ((raw.type == RecipeLexer::STRING_END || raw.type == RecipeLexer::TEXT_END) && !strings_.empty())
    strings_.pop_back();
  out_.list.push_back({raw.type, raw.begin, raw.end});
}

void Lexing::reportComments() {
  for (const Raw &raw : oddComments_) {
    if (raw.type == RecipeLexer::HASH_COMMENT)
      diags_.report(diag::Code::E0102, {out_.file, raw.begin, raw.begin + 1})
          .label("`#` begins no comment here")
          .fix("write", {out_.file, raw.begin, raw.begin + 1}, "//");
    else
      diags_.report(diag::Code::E0102, {out_.file, raw.begin, raw.begin + 2})
          .label("there are no block comments")
          .suggest("begin every line of the comment with `//`");
  }
}

Lexemes Lexing::run() {
  if (!characters_.isValid())
    diags_.report(diag::Code::E0115, {out_.file, characters_.firstInvalid(), characters_.firstInvalid() + 1})
        .label("this byte belongs to no character")
        .suggest("save the recipe as UTF-8");
  for (Raw raw = next(); raw.type != endOfFile; raw = next())
    take(raw);
  endOfText(static_cast<uint32_t>(out_.text.size()));
  reportComments();
  return std::move(out_);
}

} // namespace

Lexemes lex(const diag::SourceMap &sources, uint32_t file, diag::Diagnostics &diags) {
  return Lexing(sources, file, diags).run();
}

} // namespace smelt::syntax
