// NAME.lock beside NAME.recipe: the fields of each source and the modules of the standard library that a recipe was
// last run or updated with.
#pragma once
#include "compiler/driver/Checked.h"

namespace smelt::driver {

/// "base.lock" for "base.recipe"; "x.lock" for any other "x".
std::string lockPathOf(const std::string &recipe);

/// Reads the text of a lock. On failure `diags` has one error with its place in `file`, which holds the text.
std::optional<Lock> parseLock(const std::string &name, uint32_t file, const diag::SourceMap &sources,
                              diag::Diagnostics &diags);

/// What the recipe's lock says now.
Lock lockOf(const Checked &checked);

/// JSON of a stable order, one field a line.
std::string print(const Lock &lock);

/// Reports what of the lock the recipe does not have, and modules of the standard library that differ.
void compareWithLock(Checked &checked, bool frozen);

/// Writes the lock if it differs from what is there; nothing for a recipe that has none. The reason on failure.
std::string saveLock(const Checked &checked);

} // namespace smelt::driver
