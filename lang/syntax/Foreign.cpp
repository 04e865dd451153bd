// Translates what other languages and keyboards write, so that one slip costs one message and nothing after it.
#include "lang/diag/Position.h"
#include "lang/syntax/Lexemes.h"
#include "lang/syntax/TokenSets.h"
#include <algorithm>

namespace smelt::syntax {

namespace {

struct Translation {
  std::string_view written;
  size_t type;
  std::string_view ours;
};

constexpr Translation translations[] = {
#define SMELT_FOREIGN(written, token, ours) {written, RecipeLexer::token, ours},
#define SMELT_FOREIGN_WORD(word, advice)
#include "lang/syntax/Foreign.def"
#undef SMELT_FOREIGN
#undef SMELT_FOREIGN_WORD
};

const Translation *translationOf(std::string_view written) {
  for (const Translation &t : translations)
    if (t.written == written)
      return &t;
  return nullptr;
}

class Translator {
public:
  Translator(Lexemes &lexemes, diag::Diagnostics &diags) : lexemes_(lexemes), diags_(diags) {}
  void run();

private:
  /// The lexeme to take instead, or nothing if there is none.
  bool translate(Lexeme &l);
  bool unknown(const Lexeme &l, std::string_view text);
  std::string spaced(const Lexeme &l, std::string_view ours) const;

  Lexemes &lexemes_;
  diag::Diagnostics &diags_;
  uint32_t silentUntil_ = 0; ///< end of the line whose first unknown character was reported
};

/// A word that replaces signs needs spaces around it: `a&&b`.
std::string Translator::spaced(const Lexeme &l, std::string_view ours) const {
  std::string_view text = lexemes_.text;
  auto touches = [&](size_t at) { return at < text.size() && text[at] != ' ' && text[at] != '\n' && text[at] != '('; };
  bool word = ours[0] >= 'a' && ours[0] <= 'z';
  std::string out(word && l.begin > 0 && touches(l.begin - 1) ? " " : "");
  out += ours;
  return out + (word && touches(l.end) ? " " : "");
}

bool Translator::unknown(const Lexeme &l, std::string_view text) {
  if (l.begin < silentUntil_)
    return false;
  silentUntil_ = static_cast<uint32_t>(std::min(lexemes_.text.find('\n', l.begin), lexemes_.text.size()));
  size_t at = 0;
  char32_t c = diag::decode(text, at);
  std::string shown(text);
  if (c < 0x20 || c == 0x7F || c == 0xFFFD) {
    static constexpr char digits[] = "0123456789ABCDEF";
    shown = std::string("\\x") + digits[(text[0] >> 4) & 15] + digits[text[0] & 15];
  }
  diags_.report(diag::Code::E0114, lexemes_.spanOf(l), {shown}).label("this character has no meaning here");
  lexemes_.faults.push_back(l.begin);
  return false;
}

bool Translator::translate(Lexeme &l) {
  std::string_view text = lexemes_.textOf(l);
  diag::Span span = lexemes_.spanOf(l);
  if (text == ";") {
    bool last = l.end >= lexemes_.text.size() ||
                lexemes_.text.find_first_not_of(" \t\r", l.end) == lexemes_.text.find('\n', l.end);
    diags_.report(diag::Code::E0110, span)
        .label("a new line is enough")
        .fix(last ? "leave it out" : "begin a new line", span, last ? "" : "\n");
    l.type = RecipeLexer::NEWLINE;
    return true;
  }
  if (text.starts_with("\u201C") && text.size() > 3) {
    std::string_view inner = text.substr(3, text.size() - 6);
    diags_.report(diag::Code::E0109, span, {"\u201C\u2026\u201D", "\"\u2026\""})
        .label("typographic quotes do not make a string")
        .fix("use straight quotes", span, "\"" + std::string(inner) + "\"");
    l.type = RecipeLexer::RAW_STRING;
    return true;
  }
  const Translation *t = translationOf(text);
  if (!t)
    return unknown(l, text);
  diags_.report(diag::Code::E0109, span, {std::string(text), std::string(t->ours)})
      .label("write `" + std::string(t->ours) + "`")
      .fix("write", span, spaced(l, t->ours));
  l.type = t->type;
  return true;
}

void Translator::run() {
  std::erase_if(lexemes_.list, [&](Lexeme &l) { return l.type == RecipeLexer::UNKNOWN && !translate(l); });
}

} // namespace

void translateForeign(Lexemes &lexemes, diag::Diagnostics &diags) { Translator(lexemes, diags).run(); }

} // namespace smelt::syntax
