// A typed program as compact text, for tests and `--emit=check`.
#pragma once
#include "lang/sema/Typed.h"
#include <string>

namespace smelt::sema {

/// One line for each stage, rule, assignment, output and assert. Locals are `%0`, `%1` ... in order of appearance; a
/// shared part is written once as `&1=(...)` and then `&1`.
std::string dump(const Program &program);
/// One expression on its own.
std::string dump(const ExprRef &expr);

} // namespace smelt::sema
