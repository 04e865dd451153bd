// Translates what other languages and keyboards write, so that one slip costs one message and nothing after it.
#include "lang/diag/Position.h"
#include "lang/syntax/Lexemes.h"
#include "lang/syntax/TokenSets.h"
#include <algorithm>
#include <optional>
#include <utility>

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

struct Advice {
  std::string_view word, advice;
};

constexpr Advice foreignWords[] = {
#define SMELT_FOREIGN(written, token, ours)
#define SMELT_FOREIGN_WORD(word, advice) {word, advice},
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
  /// False if the lexeme stands for nothing.
  bool translate(Lexeme &l);
  void report(diag::Span span, std::string written, std::string ours, const char *help, std::string edit);
  bool unknown(const Lexeme &l, std::string_view text);
  std::string spaced(const Lexeme &l, std::string_view ours) const;

  Lexemes &lexemes_;
  diag::Diagnostics &diags_;
  size_t innermost_ = 0;        ///< type of the bracket that is open
  bool afterFirstWord_ = false; ///< `name;` with more behind it
  size_t semicolon_ = 0;        ///< the last report of one
  uint32_t semicolonEnd_ = 0;
  std::optional<size_t> first_; ///< the first report of the line
  uint32_t firstAt_ = 0;
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
  diag::Diagnostic &d = diags_.report(diag::Code::E0114, lexemes_.spanOf(l), {shown});
  d.label("this character has no meaning here");
  if (text == "**" || text == "^")
    d.suggest("powers are written as products; there are `sqrt`, `exp` and `log2`");
  else if (text == "\\")
    d.suggest("a pattern is a raw string: `r\"\\d+\"`");
  lexemes_.faults.push_back(l.begin);
  return false;
}

/// Signs of one line are one mistake: who writes one full-width comma has an input method that writes all of them.
void Translator::report(diag::Span span, std::string written, std::string ours, const char *help, std::string edit) {
  bool sameLine = first_ && lexemes_.text.substr(firstAt_, span.begin - firstAt_).find('\n') == std::string_view::npos;
  if (sameLine) {
    diag::Diagnostic &d = diags_.at(*first_);
    d.cause(span, "write `" + ours + "`").edits.push_back({span, std::move(edit)});
    return;
  }
  first_ = diags_.all().size();
  firstAt_ = span.begin;
  diags_.report(diag::Code::E0109, span, {std::move(written), ours})
      .label("write `" + ours + "`")
      .fix(help, span, std::move(edit));
}

bool Translator::translate(Lexeme &l) {
  std::string_view text = lexemes_.textOf(l);
  diag::Span span = lexemes_.spanOf(l);
  if (text == ";" && innermost_ == RecipeLexer::INTERPOLATION) {
    const size_t before = diags_.all().size();
    unknown(l, text);
    if (diags_.all().size() > before)
      diags_.at(before).suggest(braceInString);
    return false;
  }
  if (text == ";" && (innermost_ == RecipeLexer::LPAREN || innermost_ == RecipeLexer::LBRACKET)) {
    report(span, ";", ",", "separate arguments with commas", ",");
    lexemes_.faults.push_back(l.begin);
    l.type = RecipeLexer::COMMA;
    return true;
  }
  if (text == ";" && afterFirstWord_) {
    report(span, ";", ":", "write", ":");
    l.type = RecipeLexer::COLON;
    return true;
  }
  if (text == ";") {
    if (semicolonEnd_ == l.begin && l.begin > 0) { // of several in a row the first says it all
      semicolonEnd_ = diags_.at(semicolon_).edits.back().span.end = l.end;
      return false;
    }
    semicolon_ = diags_.all().size();
    semicolonEnd_ = l.end;
    size_t next = lexemes_.text.find_first_not_of(" \t\r;", l.end);
    bool last = next == lexemes_.text.npos || lexemes_.text[next] == '\n';
    diags_.report(diag::Code::E0110, span)
        .label("a new line is enough")
        .fix(last ? "leave it out" : "begin a new line", span, last ? "" : "\n");
    l.type = RecipeLexer::NEWLINE;
    return true;
  }
  if (text.starts_with("\u201C") && text.size() > 3) {
    std::string_view inner = text.substr(3, text.size() - 6);
    report(span, "\u201C\u2026\u201D", "\"\u2026\"", "use straight quotes", "\"" + std::string(inner) + "\"");
    l.type = RecipeLexer::RAW_STRING;
    return true;
  }
  const Translation *t = translationOf(text);
  if (!t)
    return unknown(l, text);
  // Between conditions in parentheses, as pandas and Spark have it.
  size_t next = std::min(lexemes_.text.find_first_not_of(" \t\r\n", l.end), lexemes_.text.size() - 1);
  if (text == "|" && innermost_ == RecipeLexer::LPAREN &&
      !std::isalpha(static_cast<unsigned char>(lexemes_.text[next])))
    t = translationOf("||");
  report(span, std::string(text), std::string(t->ours), "write", spaced(l, t->ours));
  // `View<>` is a type without its arguments, not a comparison.
  if (text == "<>")
    lexemes_.faults.push_back(l.begin);
  l.type = t->type;
  return true;
}

void Translator::run() {
  std::vector<size_t> open;
  size_t before[2] = {RecipeLexer::NEWLINE, RecipeLexer::NEWLINE};
  std::erase_if(lexemes_.list, [&](Lexeme &l) {
    if (isOpening(l.type))
      open.push_back(l.type);
    else if (isClosing(l.type) && !open.empty())
      open.pop_back();
    innermost_ = open.empty() ? 0 : open.back();
    size_t next = l.type == RecipeLexer::UNKNOWN ? lexemes_.text.find_first_not_of(" \t", l.end) : lexemes_.text.npos;
    bool more = next != lexemes_.text.npos && lexemes_.text[next] != '\r' && lexemes_.text[next] != '\n';
    afterFirstWord_ =
        more && isWord(before[0]) && (before[1] == RecipeLexer::NEWLINE || before[1] == RecipeLexer::LBRACE);
    before[1] = std::exchange(before[0], l.type);
    return l.type == RecipeLexer::UNKNOWN && !translate(l);
  });
}

/// The end of `= web | book` behind `choice Kind`, where that is what stands at `i`; else `i`. The names go to `names`.
size_t endOfAlternatives(const Lexemes &lexemes, size_t i, std::vector<Lexeme> &names) {
  const std::vector<Lexeme> &list = lexemes.list;
  auto isBar = [&](size_t at) { return list[at].type == RecipeLexer::UNKNOWN && lexemes.textOf(list[at]) == "|"; };
  auto skipLines = [&](size_t at) {
    while (list[at].type == RecipeLexer::NEWLINE)
      ++at;
    return at;
  };
  size_t at = i + 1;
  if (size_t bar = skipLines(at); isBar(bar))
    at = bar + 1;
  for (;; ++at) {
    if (!isWord(list[at].type))
      return i;
    names.push_back(list[at++]);
    const size_t bar = skipLines(at);
    if (!isBar(bar) && list[at].type != RecipeLexer::COMMA)
      return list[at].type == RecipeLexer::NEWLINE || list[at].type == endOfFile ? at : i;
    at = isBar(bar) ? bar : at;
  }
}

/// `choice Kind = web | book`, as type unions and enumerations are written elsewhere, becomes `choice Kind { web, book
/// }`.
void translateAlternatives(Lexemes &lexemes, diag::Diagnostics &diags) {
  std::vector<Lexeme> &list = lexemes.list;
  for (size_t i = 2; i < list.size(); ++i) {
    if (list[i].type != RecipeLexer::ASSIGN || list[i - 2].type != RecipeLexer::CHOICE ||
        !beginsLine(lexemes, list[i - 2]))
      continue;
    std::vector<Lexeme> names;
    const size_t end = endOfAlternatives(lexemes, i, names);
    if (end == i)
      continue;
    std::string ours = "{ ";
    std::vector<Lexeme> repaired{{RecipeLexer::LBRACE, list[i].begin, list[i].end}};
    for (const Lexeme &name : names) {
      if (repaired.size() > 1)
        repaired.push_back({RecipeLexer::COMMA, name.begin, name.begin});
      ours += std::string(repaired.size() > 1 ? ", " : "") + std::string(lexemes.textOf(name));
      repaired.push_back(name);
    }
    const uint32_t last = names.back().end;
    repaired.push_back({RecipeLexer::RBRACE, last, last});
    diags.report(diag::Code::E0101, lexemes.spanOf(list[i]), {"`{`", "`=`"})
        .label("the names of a choice stand in braces")
        .fix("write", {lexemes.file, list[i].begin, last}, ours + " }");
    list.erase(list.begin() + static_cast<ptrdiff_t>(i), list.begin() + static_cast<ptrdiff_t>(end));
    list.insert(list.begin() + static_cast<ptrdiff_t>(i), repaired.begin(), repaired.end());
    i += repaired.size();
  }
}

} // namespace

void translateForeign(Lexemes &lexemes, diag::Diagnostics &diags) {
  translateAlternatives(lexemes, diags);
  Translator(lexemes, diags).run();
}

std::string_view adviceFor(std::string_view word) {
  for (const Advice &a : foreignWords)
    if (a.word == word)
      return a.advice;
  return {};
}

} // namespace smelt::syntax
