// Any bytes are checked: a program or errors, never a crash.
#include "test/lang/sema/Fixture.h"
#include <cstdint>

using namespace smelt;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  // The prelude is parsed once: a hundred times as many recipes are tried.
  static const auto prelude = std::make_shared<sema::PreludeCache>();
  sema::test::Compilation compilation;
  compilation.options.prelude = prelude;
  compilation.check(std::string(reinterpret_cast<const char *>(data), size));
  for (const diag::Diagnostic &d : compilation.diags.all())
    diag::renderTerminal(d, compilation.sources, {});
  return 0;
}
