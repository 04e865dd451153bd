// Only lang/syntax/*.cpp include this.
#pragma once
#include "lang/ast/Ast.h"
#include "lang/syntax/Lexemes.h"

namespace smelt::syntax {

/// Sets Item::broken and Module::spoiled from the errors found so far. `units` are the offsets of lines that the parser
/// has given up.
void markBroken(ast::Module &module, const Lexemes &lexemes, const std::vector<std::pair<uint32_t, uint32_t>> &units,
                const diag::Diagnostics &found);

} // namespace smelt::syntax
