// Any bytes give a tree, tokens that cover each byte once, and diagnostics that can be shown.
#include "lang/syntax/Parser.h"
#include <cstdio>
#include <cstdlib>

using namespace smelt;

static void require(bool holds, const char *what) {
  if (holds)
    return;
  std::fprintf(stderr, "%s\n", what);
  std::abort();
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  diag::SourceMap sources;
  diag::Diagnostics diags;
  sources.add("fuzz.recipe", std::string(reinterpret_cast<const char *>(data), size));
  syntax::ParsedFile parsed = syntax::parse(sources, 0, diags);
  require(parsed.module != nullptr, "there is no tree");
  uint32_t at = 0;
  for (const syntax::Token &t : parsed.tokens) {
    require(t.span.begin == at && t.span.end > at, "tokens do not follow each other");
    at = t.span.end;
  }
  require(at == size, "tokens do not cover the file");
  for (const diag::Diagnostic &d : diags.all()) {
    require(d.primary.span.begin <= d.primary.span.end && d.primary.span.end <= size,
            "a span lies outside of the file");
    diag::renderTerminal(d, sources, {});
    diag::renderJson(d, sources);
  }
  return 0;
}
