#include "test/lang/syntax/Fixture.h"
#include "lang/ast/Dump.h"

namespace smelt::syntax::test {

std::string Parsed::reports() const {
  std::string out;
  for (const diag::Diagnostic &d : diags.all()) {
    out += std::string(diag::codeName(d.code)) + " `" + std::string(sources.text(d.primary.span)) + "` " + d.title;
    for (const diag::Edit &e : d.edits)
      out += " -> " + e.text;
    out += "\n";
  }
  return out;
}

std::string tree(const std::string &source) {
  Parsed p(source);
  return p.diags.all().empty() ? ast::dump(*p.file.module) : p.reports();
}

std::string expression(const std::string &source) {
  Parsed p("x = " + source);
  if (!p.diags.all().empty() || p.file.module->items.size() != 1)
    return p.reports() + ast::dump(*p.file.module);
  return ast::dump(*p.file.module->items[0]->value);
}

} // namespace smelt::syntax::test
