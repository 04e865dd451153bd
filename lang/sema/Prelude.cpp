// Builtins: the `external fn` declarations of stdlib/prelude.recipe, made into types when first called.
#include "lang/sema/Checker.h"

namespace smelt::sema {

bool Checker::isUnavailable(const ast::Item &item) const {
  return item.doc.find("Not available yet.") != std::string::npos;
}

std::string Checker::receiverKind(TypeRef type) const {
  switch (type->kind) {
  case TypeKind::list:
    return "List";
  case TypeKind::set:
    return "Set";
  case TypeKind::map:
    return "Map";
  case TypeKind::view:
    return "View";
  case TypeKind::stream:
    return "Stream";
  case TypeKind::tally:
    return "Tally";
  case TypeKind::function:
    return "Function";
  case TypeKind::record:
    return "Record";
  case TypeKind::optional:
    return receiverKind(type->args[0]);
  default:
    return toString(type);
  }
}

const Builtin *Checker::makeBuiltin(const ast::Item &item) {
  auto b = std::make_shared<Builtin>();
  b->name = item.name.text;
  b->doc = item.doc;
  b->span = item.name.span;
  for (const ast::Param &p : item.params) {
    Builtin::Parameter parameter;
    parameter.name = p.name.text;
    parameter.type = resolveType(p.type.get(), *prelude_);
    parameter.hasDefault = p.fallback != nullptr;
    b->params.push_back(std::move(parameter));
  }
  b->result = resolveType(item.type.get(), *prelude_);
  b->receiver = b->params.empty() ? "" : receiverKind(b->params[0].type);
  b->key = b->receiver.empty() ? b->name : b->receiver + "." + b->name;
  bool pattern = b->params.size() > 1 && b->params[1].type->kind == TypeKind::pattern;
  b->key += pattern ? "(Pattern)" : "";
  declarations_[b.get()] = &item;
  program_.builtins.push_back(b);
  return b.get();
}

const std::vector<const Builtin *> &Checker::builtins(const std::string &name) {
  auto [it, fresh] = builtins_.try_emplace(name);
  if (!fresh || !prelude_)
    return it->second;
  auto declared = prelude_->externals.find(name);
  if (declared == prelude_->externals.end())
    return it->second;
  std::vector<const Builtin *> made;
  for (const ast::Item *item : declared->second)
    made.push_back(makeBuiltin(*item));
  return builtins_[name] = std::move(made);
}

} // namespace smelt::sema
