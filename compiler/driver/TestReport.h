// What `smelt test` says: a diagnostic for each failed assert, or a JSON line for each test.
#pragma once
#include "compiler/driver/TestFile.h"

namespace smelt::driver {

/// Shows one file: what checker and compiler said, then its failures.
void showTests(FileResult &file, Console &console);
/// The closing line.
void showTally(size_t passed, size_t failed, Console &console);

} // namespace smelt::driver
