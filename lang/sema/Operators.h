// Operators as they are written, and as the typed tree has them.
#pragma once
#include "lang/ast/Ast.h"
#include "lang/sema/Typed.h"

namespace smelt::sema {

/// `none` for what is no operator of the typed tree.
Op typedOp(ast::Op op);
/// `==` `!=` `<` `<=` `>` `>=`.
bool isComparison(ast::Op op);

} // namespace smelt::sema
