// Warnings for what nothing uses. A module without outputs is a library: what it declares and imports is for others.
#include "lang/sema/Checker.h"
#include <algorithm>

namespace smelt::sema {

void Checker::warnUnusedLocals(const Scope &scope) {
  for (const LocalName &l : scope.names)
    if (!l.used && !diags_.hasErrors() && l.name.substr(0, 1) != "_" && !l.value.isError())
      report(Code::W0901, l.span, {std::string(l.name)}).label("not used");
}

void Checker::warnUnused(Module &m) {
  bool makesOutputs = std::any_of(m.tree->items.begin(), m.tree->items.end(),
                                  [](const auto &item) { return item->kind == ast::ItemKind::output; });
  for (const auto &item : m.tree->items) {
    bool named = item->kind == ast::ItemKind::binding || item->kind == ast::ItemKind::param ||
                 item->kind == ast::ItemKind::function || item->kind == ast::ItemKind::rules;
    bool isPrivate = !item->name.text.empty() && item->name.text[0] == '_';
    if (named && item->name && !used_.count(item.get()) && (makesOutputs || isPrivate))
      report(Code::W0901, item->name.span, {item->name.text}).label(makesOutputs ? "no output needs this" : "not used");
  }
  for (const auto &[name, import] : m.imports)
    if (makesOutputs && !import.used && import.entity.kind != EntityKind::failed)
      report(Code::W0901, import.span, {name}).label("imported, not used");
}

} // namespace smelt::sema
