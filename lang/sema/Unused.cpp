// Warnings for what nothing uses. A module without outputs is a library: what it declares and imports is for others.
#include "lang/sema/Checker.h"
#include <algorithm>

namespace smelt::sema {

/// Kept until the whole recipe is checked: in one with errors, what is unused may be a consequence.
void Checker::warnUnusedLocals(const Scope &scope) {
  for (const LocalName &l : scope.names)
    if (!l.used && l.name.substr(0, 1) != "_" && !l.value.isError())
      unused_.emplace(std::make_pair(l.span.file, l.span.begin), std::make_pair(l.span, std::string(l.name)));
}

/// A name of a block or lambda that hides another name, which is seldom what was meant.
void Checker::warnShadowed(const ast::Name &name, const Scope &scope) {
  if (name.text.substr(0, 1) == "_")
    return;
  Span hidden;
  if (const LocalName *local = scope.find(name.text))
    hidden = local->span;
  else if (auto item = scope.module->items.find(name.text); item != scope.module->items.end() && !item->second->broken)
    hidden = item->second->name.span;
  else
    return;
  if (hidden.file == name.span.file && hidden.begin == name.span.begin)
    return;
  report(Code::W0906, name.span, {name.text})
      .label("hides the other one")
      .cause(hidden, "the other `" + name.text + "`");
}

/// Everything that `item` leads to by the names it uses.
void Checker::reach(const ast::Item *item, std::set<const ast::Item *> &reached) const {
  std::vector<const ast::Item *> open = {item};
  while (!open.empty()) {
    const ast::Item *next = open.back();
    open.pop_back();
    auto uses = uses_.find(next);
    if (!reached.insert(next).second || uses == uses_.end())
      continue;
    open.insert(open.end(), uses->second.begin(), uses->second.end());
  }
}

void Checker::warnUnused(Module &m) {
  for (const auto &[place, unused] : unused_)
    report(Code::W0901, unused.first, {unused.second}).label("not used");
  bool makesOutputs = std::any_of(m.tree->items.begin(), m.tree->items.end(),
                                  [](const auto &item) { return item->kind == ast::ItemKind::output; });
  auto isPrivate = [](const ast::Item &item) { return !item.name.text.empty() && item.name.text[0] == '_'; };
  auto isRoot = [&](const ast::Item &item) {
    bool acts =
        item.kind == ast::ItemKind::output || item.kind == ast::ItemKind::test || item.kind == ast::ItemKind::resources;
    return acts || (!makesOutputs && !isPrivate(item));
  };
  std::set<const ast::Item *> needed;
  reach(nullptr, needed); // examples in docs
  for (const auto &item : m.tree->items)
    if (isRoot(*item))
      reach(item.get(), needed);
  for (const auto &item : m.tree->items) {
    bool named = item->kind == ast::ItemKind::binding || item->kind == ast::ItemKind::param ||
                 item->kind == ast::ItemKind::function || item->kind == ast::ItemKind::rules;
    if (!named || !item->name || needed.count(item.get()))
      continue;
    if (used_.count(item.get()))
      report(Code::W0905, item->name.span, {item->name.text}).label("only used by what is not needed itself");
    else
      report(Code::W0901, item->name.span, {item->name.text}).label(makesOutputs ? "no output needs this" : "not used");
  }
  for (const auto &[name, import] : m.imports)
    if (makesOutputs && !import.used && import.entity.kind != EntityKind::failed)
      report(Code::W0901, import.span, {name}).label("imported, not used");
}

} // namespace smelt::sema
