// The one layout of a recipe. Only white space, line breaks and trailing commas are the formatter's to choose: tokens,
// strings and comments stay as they are and in order, and so does the tree.
#pragma once
#include "lang/diag/Diagnostic.h"
#include <optional>
#include <string>

namespace smelt::format {

/// Columns that a line has; what cannot be broken may be longer.
constexpr unsigned lineWidth = 100;

/// The text of file `file` of `sources` in smelt's layout, or nothing if it has syntax errors, which are reported.
/// `format(format(x))` is `format(x)`. Thread-safe for different Diagnostics.
std::optional<std::string> format(const diag::SourceMap &sources, uint32_t file, diag::Diagnostics &diags);

} // namespace smelt::format
