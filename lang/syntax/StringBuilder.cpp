// Strings: escapes, interpolation, indentation of `"""`, raw strings.
#include "lang/diag/Position.h"
#include "lang/syntax/TokenSets.h"
#include "lang/syntax/TreeBuilder.h"
#include <algorithm>

namespace smelt::syntax {

using ast::ExprKind;
using ast::ExprPtr;
using ast::StringPart;
using diag::Code;
using diag::Span;

/// The code point of `\n`, `\u{4E2D}` ...; reports what is none.
uint32_t TreeBuilder::codePoint(std::string_view escape, Span span) {
  constexpr std::string_view written = "ntr\"\\{}'", meant = "\n\t\r\"\\{}'";
  char kind = escape.size() > 1 ? escape[1] : 0;
  if (size_t at = written.find(kind); escape.size() == 2 && at != std::string_view::npos)
    return static_cast<unsigned char>(meant[at]);
  if (kind == 'u' && escape.size() > 4) {
    uint32_t c = 0;
    bool valid = true;
    for (char digit : escape.substr(3, escape.size() - 4)) {
      int value = digit >= '0' && digit <= '9'   ? digit - '0'
                  : digit >= 'a' && digit <= 'f' ? digit - 'a' + 10
                  : digit >= 'A' && digit <= 'F' ? digit - 'A' + 10
                                                 : -1;
      valid &= value >= 0;
      c = std::min<uint32_t>(c * 16 + static_cast<uint32_t>(value), 0x110000);
    }
    if (valid && c < 0x110000 && (c < 0xD800 || c >= 0xE000))
      return c;
    return noCharacter(escape, span, true);
  }
  return noCharacter(escape, span, false);
}

/// Reports an escape; of a file that is full of wrong ones, only as many as anyone could look at.
uint32_t TreeBuilder::noCharacter(std::string_view escape, Span span, bool isNumber) {
  constexpr size_t most = 1000;
  if (wrongEscapes_++ >= most)
    return 0xFFFD;
  diag::Diagnostic &d = report(Code::E0106, span, {std::string(escape)});
  if (isNumber)
    d.label("Unicode has no such character")
        .suggest("characters are `\\u{0}` to `\\u{10FFFF}`, without `\\u{D800}` to `\\u{DFFF}`");
  else
    d.label("this stands for nothing")
        .note("escapes are `\\n` `\\t` `\\r` `\\\"` `\\\\` `\\{` `\\}` and `\\u{4E2D}`")
        .suggest("a backslash itself is `\\\\`; patterns are best written as raw strings: r\"\\d+\"");
  return 0xFFFD;
}

std::string TreeBuilder::escape(Node *node) {
  Span span = spanOf(node);
  std::string out;
  diag::encode(codePoint(textOf(span), span), out);
  return out;
}

/// Raw strings, and what a repair has turned into one.
ExprPtr TreeBuilder::rawString(Grammar::StringContext *ctx) {
  ExprPtr e = make(ExprKind::string, ctx);
  std::string text = textOf(e->span);
  std::string_view inner = text;
  if (inner.starts_with('r')) {
    e->raw = true;
    inner.remove_prefix(1);
    size_t hashes = std::min(inner.find('"'), inner.size());
    size_t end = inner.rfind('"');
    bool closed = end != std::string_view::npos && end > hashes && inner.size() - end - 1 == hashes;
    inner = inner.substr(std::min(hashes + 1, inner.size()), closed ? end - hashes - 1 : std::string_view::npos);
  } else if (inner.starts_with("\u201C")) {
    inner = inner.substr(3, inner.size() - 6);
  } else if (inner.starts_with('\'')) {
    inner.remove_prefix(1);
    if (inner.ends_with('\''))
      inner.remove_suffix(1);
  }
  if (!inner.empty())
    e->parts.push_back({std::string(inner), nullptr});
  return e;
}

namespace {

bool isBlank(std::string_view s) { return s.find_first_not_of(" \t") == std::string_view::npos; }

/// Line ends become `\n`, so that a text does not depend on how the file was checked out.
std::string withoutReturns(std::string_view s) {
  std::string out;
  for (size_t i = 0; i < s.size(); ++i)
    if (s[i] != '\r' || i + 1 == s.size() || s[i + 1] != '\n')
      out += s[i];
  return out;
}

/// A piece of a `"""` text before its indentation is removed; only `fresh` text counts as layout, escapes do not.
struct Piece {
  StringPart part;
  bool fresh;
};

/// Indentation shared by all lines that are not blank, and by the closing quotes when they have a line of their own.
size_t sharedIndent(const std::vector<Piece> &pieces) {
  size_t shared = std::string::npos;
  for (size_t p = 0; p < pieces.size(); ++p) {
    if (!pieces[p].fresh)
      continue;
    std::string_view text = pieces[p].part.text;
    for (size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1)) {
      std::string_view line = text.substr(at + 1, text.find('\n', at + 1) - at - 1);
      size_t indent = std::min(line.find_first_not_of(" \t"), line.size());
      // A blank line says nothing unless it goes on in an interpolation or ends the text.
      if (indent < line.size() || text.find('\n', at + 1) == std::string_view::npos)
        shared = std::min(shared, indent);
    }
  }
  return shared == std::string::npos ? 0 : shared;
}

void removeIndent(std::string &text, size_t indent) {
  std::string out;
  for (size_t at = 0; at < text.size();) {
    size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
    std::string_view line(text.data() + at, end - at);
    if (at > 0)
      line.remove_prefix(std::min({indent, std::min(line.find_first_not_of(" \t"), line.size()), line.size()}));
    out += line;
    at = end;
  }
  text = std::move(out);
}

void removeLayout(std::vector<Piece> &pieces) {
  size_t indent = sharedIndent(pieces);
  for (Piece &p : pieces)
    if (p.fresh)
      removeIndent(p.part.text, indent);
  if (!pieces.empty() && pieces.front().fresh) {
    std::string &first = pieces.front().part.text;
    size_t end = first.find('\n');
    if (end != std::string::npos && isBlank(std::string_view(first).substr(0, end)))
      first.erase(0, end + 1);
  }
  if (!pieces.empty() && pieces.back().fresh) {
    std::string &last = pieces.back().part.text;
    size_t begin = last.rfind('\n');
    if (begin != std::string::npos && isBlank(std::string_view(last).substr(begin + 1)))
      last.erase(begin);
    else if (begin == std::string::npos && pieces.size() == 1 && isBlank(last))
      last.clear();
  }
}

/// Joins neighbouring literal text and drops what is empty.
std::vector<StringPart> joined(std::vector<Piece> pieces) {
  std::vector<StringPart> out;
  for (Piece &p : pieces) {
    if (!p.part.expr && p.part.text.empty())
      continue;
    if (!p.part.expr && !out.empty() && !out.back().expr)
      out.back().text += p.part.text;
    else
      out.push_back(std::move(p.part));
  }
  return out;
}

} // namespace

std::vector<StringPart> TreeBuilder::pieces(Grammar::StringContext *ctx) {
  std::vector<Piece> pieces;
  for (Grammar::StringPartContext *part : ctx->stringPart()) {
    if (part->CHUNK()) {
      std::string text = withoutReturns(textOf(spanOf(part->CHUNK())));
      // The lexer cuts a text at lone quotes; layout is a matter of whole lines.
      if (!pieces.empty() && pieces.back().fresh)
        pieces.back().part.text += text;
      else
        pieces.push_back({{std::move(text), nullptr}, true});
    } else if (part->INTERPOLATION()) {
      if (!part->expr() && !part->exception)
        report(Code::E0125, spanOf(part))
            .label("nothing stands between the braces")
            .suggest("the value stands between them: `\"{x}\"`; a brace itself is written `\\{`");
      pieces.push_back({{"", expr(part->expr())}, false});
    } else
      pieces.push_back({{escape(part->ESCAPE() ? part->ESCAPE() : part->BAD_ESCAPE()), nullptr}, false});
  }
  if (ctx->TEXT_START())
    removeLayout(pieces);
  return joined(std::move(pieces));
}

ExprPtr TreeBuilder::string(Grammar::StringContext *ctx) {
  if (!ctx || ctx->exception)
    return std::make_unique<ast::Expr>();
  if (ctx->RAW_STRING())
    return rawString(ctx);
  ExprPtr e = make(ExprKind::string, ctx);
  e->parts = pieces(ctx);
  return e;
}

/// The text of a string in a place where names and paths stand; interpolation is no part of those.
std::string TreeBuilder::literal(Grammar::StringContext *ctx) {
  ExprPtr e = string(ctx);
  std::string out;
  for (const StringPart &p : e->parts) {
    if (p.expr && p.expr->kind != ExprKind::error)
      report(Code::E0101, p.expr->span, {"plain text", "an interpolation"})
          .label("this text must be known as it stands");
    out += p.text;
  }
  return out;
}

} // namespace smelt::syntax
