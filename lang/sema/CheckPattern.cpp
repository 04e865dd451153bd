// Patterns and replacements: what is wrong with them, at its place inside of the string.
#include "lang/pattern/Pattern.h"
#include "lang/sema/Checker.h"
#include <functional>

namespace smelt::sema {

namespace {
Code codeOf(pattern::Fault fault) {
  switch (fault) {
  case pattern::Fault::syntax:
    return Code::E0270;
  case pattern::Fault::notLinear:
    return Code::E0271;
  case pattern::Fault::unknown:
    return Code::E0272;
  case pattern::Fault::tooLarge:
    return Code::E0273;
  }
  return Code::E0270;
}

/// The part of a literal that `error` is about, if the string stands in the source as it is, alone or in a longer one.
Span placeOf(const pattern::Error &error, const std::string &text, Span literal, std::string_view source) {
  size_t open = source.find('"'), close = source.rfind('"');
  if (open == std::string_view::npos || close <= open)
    return literal;
  std::string_view written = source.substr(open + 1, close - open - 1);
  size_t before = text.find(written);
  if (before == std::string::npos || error.begin < before || error.end > before + written.size())
    return literal;
  Span place = literal;
  place.begin = literal.begin + static_cast<uint32_t>(open + 1 + error.begin - before);
  place.end = literal.begin + static_cast<uint32_t>(open + 1 + std::max(error.end, error.begin) - before);
  return place;
}

/// What of a pattern an error is about, cut short.
std::string shown(const std::string &text, const pattern::Error &error) {
  constexpr size_t most = 80;
  size_t end = error.begin + std::min(most, error.end - error.begin);
  while (end < error.end && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
    --end;
  return text.substr(error.begin, end - error.begin) + (end < error.end ? "…" : "");
}
} // namespace

/// Lists that are lines of a file may be long: no expression is made for each line.
static bool forEachText(const Expr &list, const std::function<void(std::string_view)> &use) {
  if (list.lines) {
    std::string_view rest = *list.lines;
    for (; !rest.empty(); rest.remove_prefix(rest.find('\n') + 1))
      use(rest.substr(0, rest.find('\n')));
    return true;
  }
  for (const ExprRef &text : list.operands) {
    if (text->kind != ExprKind::text)
      return false;
    use(text->text);
  }
  return list.kind == ExprKind::list;
}

/// One of constant texts, as it is written in a pattern; of none, what never matches.
Value Checker::anyOf(const ExprRef &texts, Span span) {
  std::string pattern;
  bool constant = forEachText(*texts, [&](std::string_view text) {
    pattern += pattern.empty() ? "(?:" : "|";
    for (char c : text) {
      if (std::string_view("\\^$.|?*+()[]{}# \t\n\r\f\v").find(c) != std::string_view::npos)
        pattern += '\\';
      pattern += c;
    }
  });
  if (!constant) {
    report(Code::E0216, texts->span).label("depends on data");
    return failed();
  }
  return of(makeText(textType_, span, (pattern.empty() ? "(?!" : pattern) + ")"));
}

bool Checker::checkPattern(const Builtin &b, const std::vector<ExprRef> &operands) {
  size_t at = 1;
  while (at < b.params.size() && b.params[at].type->kind != TypeKind::pattern)
    ++at;
  if (at >= b.params.size() || !operands[at])
    return true;
  auto say = [&](const pattern::Error &error, const ExprRef &e, Code code) {
    Span place = placeOf(error, e->text, e->span, sources_.text(e->span));
    auto &d = report(code, place, {error.message}).label(error.label);
    if (place.begin == e->span.begin)
      d.note("in `" + shown(e->text, error) + "`");
    if (!error.help.empty())
      d.suggest(error.help);
    return false;
  };
  const ExprRef &written = operands[at];
  if (written->kind != ExprKind::text) {
    report(Code::E0216, written->span).label("a pattern is compiled with the recipe");
    return false;
  }
  pattern::Parsed parsed = pattern::parse(written->text);
  if (parsed.error)
    return say(*parsed.error, written, codeOf(parsed.error->fault));
  size_t by = at + 1;
  if (by >= operands.size() || !operands[by] || operands[by]->kind != ExprKind::text)
    return true;
  pattern::Template replacement = pattern::parseTemplate(operands[by]->text, parsed);
  return !replacement.error || say(*replacement.error, operands[by], Code::E0274);
}

} // namespace smelt::sema
