// Builtins: the `external fn` declarations of stdlib/prelude.recipe, made into types when first called.
#include "lang/sema/Checker.h"
#include "lang/syntax/Parser.h"

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
  readBounds(*b);
  bool pattern = b->params.size() > 1 && b->params[1].type->kind == TypeKind::pattern;
  b->key += pattern ? "(Pattern)" : "";
  declarations_[b.get()] = &item;
  program_.builtins.push_back(b);
  return b.get();
}

/// The docs' line "Bounds: `similarity in 0%..100%`, `ngram in 1..`." is part of the declaration.
void Checker::readBounds(Builtin &b) {
  size_t at = b.doc.find("Bounds:");
  while (at != std::string::npos && (at = b.doc.find('`', at)) != std::string::npos) {
    size_t end = b.doc.find('`', at + 1);
    std::string text = b.doc.substr(at + 1, end - at - 1);
    at = end == std::string::npos ? end : end + 1;
    uint32_t file = sources_.add("bounds of " + b.name, "value = " + text);
    auto parsed = syntax::parse(sources_, file, diags_);
    const ast::Expr *e = parsed.module->items.size() == 1 ? parsed.module->items[0]->value.get() : nullptr;
    if (!e || e->operands.size() != 2 || e->operands[1]->kind != ast::ExprKind::range)
      continue;
    Scope scope(nullptr, prelude_);
    auto bound = [&](size_t i) -> std::optional<double> {
      const ast::Expr *side = e->operands[1]->operands[i].get();
      return side ? numberOf(check(*side, scope).expr) : std::nullopt;
    };
    for (Builtin::Parameter &p : b.params)
      if (p.name == e->operands[0]->name.text) {
        p.low = bound(0);
        p.high = bound(1);
        p.bounds = sourceText(e->operands[1]->span);
      }
  }
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
