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

/// The part of a literal that `error` is about, if the string stands in the source as it is.
Span placeOf(const pattern::Error &error, const std::string &text, Span literal, std::string_view source) {
  size_t at = source.find('"');
  at = at == std::string_view::npos ? 0 : at + 1;
  if (source.substr(at, text.size()) != text)
    return literal;
  Span place = literal;
  place.begin = literal.begin + static_cast<uint32_t>(at + error.begin);
  place.end = literal.begin + static_cast<uint32_t>(at + std::max(error.end, error.begin));
  return place;
}
} // namespace

bool Checker::checkPattern(const Builtin &b, const std::vector<ExprRef> &operands) {
  if (b.params.size() < 2 || b.params[1].type->kind != TypeKind::pattern || !operands[1])
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
  const ExprRef &written = operands[1];
  if (written->kind != ExprKind::text) {
    report(Code::E0216, written->span).label("a pattern is compiled with the recipe");
    return false;
  }
  pattern::Parsed parsed = pattern::parse(written->text);
  if (parsed.error)
    return say(*parsed.error, written, codeOf(parsed.error->fault));
  if (operands.size() < 3 || !operands[2] || operands[2]->kind != ExprKind::text)
    return true;
  pattern::Template by = pattern::parseTemplate(operands[2]->text, parsed);
  return !by.error || say(*by.error, operands[2], Code::E0274);
}

} // namespace smelt::sema
