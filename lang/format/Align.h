// Lines to text: neighbouring lines are aligned at their marks and at their comments.
#pragma once
#include "lang/format/Layout.h"

namespace smelt::format {

/// Of neighbouring single-line bindings, outputs, parts and named arguments the `=` are aligned, of rules the values,
/// of outputs also the first `|>`; of neighbouring lines the comments. A line that alignment would make longer than
/// `width` is left out of it.
std::string aligned(std::vector<Line> lines, unsigned width);

} // namespace smelt::format
