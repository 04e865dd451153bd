// Patterns and replacements: what is wrong with them, at its place inside of the string.
#include "lang/pattern/Pattern.h"
#include "lang/sema/Checker.h"

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
} // namespace

/// One of constant texts, as it is written in a pattern; of none, what never matches.
Value Checker::anyOf(const ExprRef &texts, Span span) {
  bool constant = texts->kind == ExprKind::list;
  const std::vector<ExprRef> elements = elementsOf(*texts);
  for (const ExprRef &text : constant ? elements : std::vector<ExprRef>())
    constant &= text->kind == ExprKind::text;
  if (!constant) {
    report(Code::E0216, texts->span).label("depends on data");
    return failed();
  }
  std::string pattern = elements.empty() ? "(?!" : "(?:";
  for (const ExprRef &text : elements) {
    pattern += &text == &elements.front() ? "" : "|";
    for (char c : text->text) {
      if (std::string_view("\\^$.|?*+()[]{}# \t\n\r\f\v").find(c) != std::string_view::npos)
        pattern += '\\';
      pattern += c;
    }
  }
  return of(makeText(textType_, span, pattern + ")"));
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
      d.note("in `" + e->text.substr(error.begin, error.end - error.begin) + "`");
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
