// Long lists of texts to the section that LiteralSearch reads (runtime/text/LiteralTable.h).
#pragma once
#include "compiler/pattern/Program.h"
#include <string>

namespace smelt::pattern {

/// The program is that of the list's outline; the rows of its sets are those of the table.
std::string literalTable(const Literals &literals, const Program &outline);

} // namespace smelt::pattern
