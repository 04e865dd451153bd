// What a name means: a function, rules or one rule, with its documentation.
#pragma once
#include "compiler/driver/Checked.h"

namespace smelt::driver {

/// The declarations that `name` ("words", "gopher.quality", "gopher.quality.word_count") means in the files that were
/// read, or in the whole standard library; empty if there is none.
std::string explanationOf(llvm::StringRef name, const diag::SourceMap &sources);
/// What the files declare for others, for did-you-mean: with as many dots as `name` has.
std::vector<std::string> namesLike(llvm::StringRef name, const diag::SourceMap &sources);
/// The documentation of a module of the standard library, as `smelt doc` prints it.
std::string modulePage(FileWorld &world, const std::string &module);
/// The files of the standard library.
void readStandardLibrary(FileWorld &world, diag::SourceMap &sources);

} // namespace smelt::driver
