// Spellings of operators.
#include "lang/ast/Ast.h"

namespace smelt::ast {

const char *spelling(Op op) {
  static constexpr const char *spellings[] = {"",   "+",   "-", "*",  "/",  "==",     "!=",
                                              "<",  "<=",  ">", ">=", "in", "not in", "and",
                                              "or", "not", "-", "??", "++", "except", "only"};
  return spellings[static_cast<size_t>(op)];
}

} // namespace smelt::ast
