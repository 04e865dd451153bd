// A compact S-expression of a tree, for tests: `a + b.c` is (+ a (. b c)).
#pragma once
#include "lang/ast/Ast.h"
#include <string>

namespace smelt::ast {

/// One line for each item; members of rules, models and tests on lines of their own, indented by two.
std::string dump(const Module &module);
std::string dump(const Expr &expr);
std::string dump(const TypeExpr &type);

} // namespace smelt::ast
