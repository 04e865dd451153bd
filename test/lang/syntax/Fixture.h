// The one place where the syntax tests meet the parser.
#pragma once
#include "lang/syntax/Parser.h"
#include <string>

namespace smelt::syntax::test {

struct Parsed {
  diag::SourceMap sources;
  diag::Diagnostics diags;
  ParsedFile file;

  explicit Parsed(const std::string &source) {
    sources.add("test.recipe", source);
    file = parse(sources, 0, diags);
  }
  /// "E0103 `(` title" for each diagnostic, a line each; `-> text` for each edit.
  std::string reports() const;
};

/// The tree of a source without mistakes, or its reports.
std::string tree(const std::string &source);
/// The tree of an expression.
std::string expression(const std::string &source);

} // namespace smelt::syntax::test
