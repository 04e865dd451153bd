#include "compiler/gen/Builtins.h"

namespace smelt::gen {

const BuiltinTable &builtins() {
  static const BuiltinTable table = [] {
    BuiltinTable t;
    for (auto add : {addViews, addFolds, addTallies, addTexts, addPatterns, addRebuilds, addChars, addNumbers})
      add(t);
    return t;
  }();
  return table;
}

const sema::Expr *Call::function(size_t index) const {
  const sema::Expr *f = index < args.size() ? args[index].expr : nullptr;
  return f && f->kind == sema::ExprKind::lambda ? f : nullptr;
}

bool Call::isSet(size_t index) const {
  const sema::ExprRef &flag = e.operands[index];
  return flag && flag->kind == sema::ExprKind::boolean && flag->intValue;
}

Val Call::result(mlir::Value v) const { return g.propagate(v, args); }

Val Generator::builtin(const sema::Expr &e) {
  if (!e.operands.empty() && e.operands[0] && e.operands[0]->kind == sema::ExprKind::stream)
    return unsupported(e, "`" + e.builtin->name + "` of a stream");
  std::vector<Val> args;
  for (const sema::ExprRef &operand : e.operands)
    args.push_back(operand ? emit(operand) : Val());
  if (!ok())
    return poison(e.type);
  auto found = builtins().find(e.builtin->key);
  if (found == builtins().end())
    return unsupported(e, "`" + e.builtin->name + "`");
  sema::TypeKind receiver = args.empty() ? sema::TypeKind::error : e.operands[0]->type->kind;
  bool isView = receiver == sema::TypeKind::view || receiver == sema::TypeKind::list;
  if (isView) {
    args[0] = listAsView(args[0], e.operands[0]->type);
    if (!args[0].value)
      return unsupported(e, "`" + e.builtin->name + "` of this list");
  }
  for (size_t i = 0; i < args.size(); ++i)
    if (e.operands[i] && e.operands[i]->type->kind == sema::TypeKind::function &&
        !(args[i].expr && args[i].expr->kind == sema::ExprKind::lambda))
      return unsupported(*e.operands[i], "a function that is chosen by data");
  return found->second({*this, e, args});
}

} // namespace smelt::gen
