#include "lang/format/Tokens.h"
#include "lang/format/Doc.h"
#include <algorithm>

namespace smelt::format {

namespace {

class Collector {
public:
  Collector(std::string_view text, Tokens &out) : text_(text), out_(out) {}

  void add(const syntax::Token &t);
  void finish();

private:
  void comment(const syntax::Token &t);
  void token(std::string_view text, uint32_t begin, uint32_t end);
  void bracket(Token &t);
  unsigned column(uint32_t at) const;

  std::string_view text_;
  Tokens &out_;
  std::vector<uint32_t> open_;
  unsigned newlines_ = 0; ///< since the last token or comment
  uint32_t firstComment_ = 0;
  unsigned trailingColumn_ = 0; ///< of the trailing comment whose text may go on below, else 0
};

/// Cells before a byte on its line.
unsigned Collector::column(uint32_t at) const {
  size_t line = text_.find_last_of("\r\n", at);
  size_t begin = line == std::string_view::npos ? 0 : line + 1;
  return widthOf(text_.substr(begin, at - begin));
}

void Collector::comment(const syntax::Token &t) {
  Comment c;
  c.text = text_.substr(t.span.begin, t.span.end - t.span.begin);
  c.isDoc = t.kind == syntax::TokenKind::docComment;
  c.blankBefore = newlines_ > 1;
  bool plain = t.kind == syntax::TokenKind::comment;
  // White space at the end of documentation is part of its text.
  if (plain)
    c.text = c.text.substr(0, c.text.find_last_not_of(" \t") + 1);
  unsigned column = plain ? this->column(t.span.begin) : 0;
  bool first = firstComment_ == out_.comments.size();
  if (plain && newlines_ == 0 && first && !out_.list.empty())
    c.place = Comment::trailing;
  else if (plain && newlines_ == 1 && trailingColumn_ > 0 && column == trailingColumn_)
    c.place = Comment::continuation;
  trailingColumn_ = c.place == Comment::own ? 0 : column;
  newlines_ = 0;
  out_.comments.push_back(c);
}

void Collector::bracket(Token &t) {
  uint32_t index = static_cast<uint32_t>(out_.list.size());
  if (t.text == "(" || t.text == "[" || t.text == "{") {
    open_.push_back(index);
  } else if ((t.text == ")" || t.text == "]" || t.text == "}") && !open_.empty()) {
    t.match = open_.back();
    out_.list[open_.back()].match = index;
    open_.pop_back();
  }
}

void Collector::token(std::string_view text, uint32_t begin, uint32_t end) {
  Token t;
  t.text = text;
  t.begin = begin;
  t.end = end;
  t.firstComment = firstComment_;
  t.comments = static_cast<uint32_t>(out_.comments.size()) - firstComment_;
  t.newlineBefore = newlines_ > 0 || t.comments > 0;
  t.blankBefore = newlines_ > 1;
  bracket(t);
  out_.list.push_back(t);
  firstComment_ = static_cast<uint32_t>(out_.comments.size());
  newlines_ = 0;
  trailingColumn_ = 0;
}

void Collector::add(const syntax::Token &t) {
  using syntax::TokenKind;
  switch (t.kind) {
  case TokenKind::space:
    return;
  case TokenKind::newline:
    ++newlines_;
    return;
  case TokenKind::comment:
  case TokenKind::docComment:
  case TokenKind::moduleDoc:
    return comment(t);
  default:
    return token(text_.substr(t.span.begin, t.span.end - t.span.begin), t.span.begin, t.span.end);
  }
}

void Collector::finish() {
  uint32_t end = static_cast<uint32_t>(text_.size());
  token({}, end, end);
}

} // namespace

uint32_t Tokens::indexAt(uint32_t byte) const {
  auto found = std::lower_bound(list.begin(), list.end() - 1, byte,
                                [](const Token &t, uint32_t offset) { return t.begin < offset; });
  return static_cast<uint32_t>(found - list.begin());
}

Tokens collect(std::string_view text, const std::vector<syntax::Token> &tokens) {
  Tokens out;
  out.list.reserve(tokens.size() + 1);
  Collector collector(text, out);
  for (const syntax::Token &t : tokens)
    collector.add(t);
  collector.finish();
  return out;
}

} // namespace smelt::format
