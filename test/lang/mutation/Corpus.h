// Every recipe of the tree, as a corpus for tests that break recipes.
#pragma once
#include "test/lang/sema/Fixture.h"
#include <map>
#include <string>
#include <vector>

namespace smelt::mutation {

/// One recipe that checks without errors, or at least parses.
struct Recipe {
  std::string name; ///< path in the tree; a block of a page or a section of a test adds `#n` or its own name
  std::string text;
  std::map<std::string, std::string> files; ///< what stands beside it: other sections of its test
  bool checks = false;                      ///< false: only its parse is without errors
  size_t warnings = 0;                      ///< of the recipe as it is
};

/// All of stdlib/, examples/ and test/, and the blocks of the pages that parse.
std::vector<Recipe> corpus();

struct Verdict {
  std::shared_ptr<diag::SourceMap> sources;
  std::vector<diag::Diagnostic> diagnostics; ///< in the order in which they are shown
  size_t errors = 0;
};

/// Checks `text` in place of the recipe's own.
Verdict judge(const Recipe &recipe, const std::string &text);

} // namespace smelt::mutation
