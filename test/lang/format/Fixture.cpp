#include "test/lang/format/Fixture.h"
#include "lang/ast/Dump.h"
#include "lang/format/Format.h"
#include "lang/syntax/Parser.h"

namespace smelt::format::test {

namespace {

struct Parsed {
  diag::SourceMap sources;
  diag::Diagnostics diags;
  syntax::ParsedFile file;

  explicit Parsed(const std::string &source) {
    sources.add("test.recipe", source);
    file = syntax::parse(sources, 0, diags);
  }
  /// A line for each comment, without the white space at its end.
  std::string comments() const {
    std::string out;
    for (const syntax::Token &t : file.tokens) {
      bool isComment = t.kind == syntax::TokenKind::comment || t.kind == syntax::TokenKind::docComment ||
                       t.kind == syntax::TokenKind::moduleDoc;
      std::string_view text = isComment ? sources.text(t.span) : "";
      if (isComment)
        out += std::string(text.substr(0, text.find_last_not_of(" \t") + 1)) + "\n";
    }
    return out;
  }
};

} // namespace

std::string formatted(const std::string &source) {
  diag::SourceMap sources;
  diag::Diagnostics diags;
  sources.add("test.recipe", source);
  if (auto out = format(sources, 0, diags))
    return *out;
  std::string reports;
  for (const diag::Diagnostic &d : diags.all())
    reports += std::string(diag::codeName(d.code)) + " " + d.title + "\n";
  return reports;
}

bool parses(const std::string &source) { return !Parsed(source).diags.hasErrors(); }

std::string fault(const std::string &source) {
  Parsed before(source);
  if (before.diags.hasErrors())
    return "";
  std::string once = formatted(source);
  Parsed after(once);
  if (after.diags.hasErrors())
    return "it does not parse any more:\n" + once;
  if (ast::dump(*before.file.module) != ast::dump(*after.file.module))
    return "its tree has changed:\n" + once;
  if (before.comments() != after.comments())
    return "its comments have changed:\n" + once;
  std::string twice = formatted(once);
  return once == twice ? "" : "formatting it again gives another text:\n" + once + "----\n" + twice;
}

} // namespace smelt::format::test
