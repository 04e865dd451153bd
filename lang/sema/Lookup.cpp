// From names to entities: the module's own, its imports, the prelude.
#include "lang/sema/Checker.h"
#include <algorithm>

namespace smelt::sema {
namespace {

EntityKind kindOf(ast::ItemKind kind) {
  switch (kind) {
  case ast::ItemKind::param:
    return EntityKind::param;
  case ast::ItemKind::binding:
    return EntityKind::binding;
  case ast::ItemKind::function:
    return EntityKind::function;
  case ast::ItemKind::choice:
    return EntityKind::choice;
  case ast::ItemKind::record:
    return EntityKind::record;
  case ast::ItemKind::rules:
    return EntityKind::rules;
  case ast::ItemKind::model:
    return EntityKind::model;
  case ast::ItemKind::output:
    return EntityKind::output;
  default:
    return EntityKind::none;
  }
}

bool isCallable(EntityKind kind) {
  return kind == EntityKind::builtin || kind == EntityKind::function || kind == EntityKind::rules ||
         kind == EntityKind::rule || kind == EntityKind::model;
}

} // namespace

Entity Checker::own(Module &m, const std::string &name) {
  Entity e;
  auto item = m.items.find(name);
  if (item != m.items.end()) {
    used_.insert(item->second);
    uses_[context_.empty() ? nullptr : context_.back()].insert(item->second);
    if (item->second->broken)
      return {EntityKind::failed, &m, item->second, nullptr, name};
    return {kindOf(item->second->kind), &m, item->second, nullptr, name};
  }
  auto external = m.externals.find(name);
  if (external != m.externals.end())
    return {EntityKind::builtin, &m, external->second.front(), nullptr, name};
  auto import = m.imports.find(name);
  if (import == m.imports.end())
    return e;
  import->second.used = true;
  e = resolveImport(m, import->second);
  e.path = name;
  return e;
}

Entity Checker::lookup(Module &m, const std::string &name) {
  if (Entity e = own(m, name))
    return e;
  return prelude_ && &m != prelude_ ? own(*prelude_, name) : Entity();
}

Entity Checker::member(const Entity &base, const ast::Name &name, bool reportMissing) {
  Entity e;
  if (base.kind == EntityKind::rules) {
    for (const ast::Rule &rule : base.item->rules)
      if (rule.name.text == name.text)
        return {EntityKind::rule, base.module, base.item, &rule, base.path + "." + name.text};
    if (!reportMissing)
      return e;
    std::vector<std::string> legal;
    for (const ast::Rule &rule : base.item->rules)
      legal.push_back(rule.name.text);
    e.kind = EntityKind::failed;
    if (!isSpoiled(name.text) && !isRepeated(Code::E0402, base.path + " " + name.text, name.span))
      suggestName(report(Code::E0402, name.span, {base.path, name.text}).label("no such rule"), name.span, name.text,
                  legal, "its rules are", declarationsOf(base.item->rules));
    return e;
  }
  if (!name.text.empty() && name.text[0] == '_') {
    report(Code::E0604, name.span, {name.text})
        .label("names with `_` in front belong to `" + base.module->path + "` alone");
    e.kind = EntityKind::failed;
    return e;
  }
  e = own(*base.module, name.text);
  e.path = base.path + "." + name.text;
  if (!e && reportMissing) {
    e.kind = EntityKind::failed;
    if (isSpoiled(name.text) || isRepeated(Code::E0603, base.path + " " + name.text, name.span))
      return e;
    auto &d = report(Code::E0603, name.span, {base.path, name.text}).label("not in `" + base.module->path + "`");
    suggestName(d, name.span, name.text, publicNames(*base.module), "it has");
    for (std::string_view kind : {"_filter", "_mapper"}) // as Data-Juicer names them
      if (std::string bare = name.text.substr(0, name.text.size() - std::min(kind.size(), name.text.size()));
          name.text.ends_with(kind) && own(*base.module, bare))
        d.fix("operators stand without `" + std::string(kind) + "`", name.span, bare);
  }
  return e;
}

Entity Checker::resolvePath(const ast::Expr &e, const Scope &scope, bool reportMissing) {
  if (e.kind == ast::ExprKind::name)
    return scope.find(e.name.text) ? Entity() : lookup(*scope.module, e.name.text);
  if (e.kind != ast::ExprKind::field || e.flag)
    return {};
  Entity base = resolvePath(*e.operands[0], scope, reportMissing);
  if (base.kind == EntityKind::failed)
    return base;
  if (base.kind != EntityKind::module && base.kind != EntityKind::rules)
    return {};
  return member(base, e.name, reportMissing);
}

std::vector<Candidate> Checker::candidatesOf(const Entity &entity) {
  std::vector<Candidate> found;
  if (entity.kind == EntityKind::builtin) {
    const std::vector<const Builtin *> &known = builtins(entity.item->name.text);
    found.reserve(known.size());
    for (const Builtin *b : known)
      found.push_back({entity, b, declarations_[b], nullptr});
  } else if (isCallable(entity.kind)) {
    found.push_back({entity, nullptr, entity.item, nullptr});
  }
  return found;
}

std::vector<Candidate> Checker::candidates(const std::string &name, const Scope &scope) {
  std::vector<Candidate> found;
  if (const LocalName *local = scope.find(name); local && local->value.closure)
    found.push_back({{}, nullptr, nullptr, local});
  Entity mine = own(*scope.module, name);
  std::vector<Candidate> owned = candidatesOf(mine);
  std::move(owned.begin(), owned.end(), std::back_inserter(found));
  if (mine.kind == EntityKind::builtin || !prelude_)
    return found;
  const std::vector<Candidate> &known = builtinCandidates(name);
  found.insert(found.end(), known.begin(), known.end());
  return found;
}

const std::vector<Candidate> &Checker::builtinCandidates(const std::string &name) {
  auto [made, fresh] = builtinCandidates_.try_emplace(name);
  if (fresh)
    for (const Builtin *b : builtins(name))
      made->second.push_back(
          {{EntityKind::builtin, prelude_, declarations_[b], nullptr, name}, b, declarations_[b], nullptr});
  return made->second;
}

const std::vector<std::string> &Checker::namesOfModule(const Module &m) {
  auto [known, fresh] = namesOfModule_.try_emplace(&m);
  if (!fresh)
    return known->second;
  std::vector<std::string> &names = known->second;
  for (const auto &[name, item] : m.items)
    if (item->kind != ast::ItemKind::output)
      names.push_back(name);
  for (const auto &[name, import] : m.imports)
    names.push_back(name);
  if (prelude_)
    for (const auto &[name, items] : prelude_->externals)
      names.push_back(name);
  std::sort(names.begin(), names.end());
  return names;
}

/// Valid until it is asked again.
const std::vector<std::string> &Checker::visibleNames(const Scope &scope) {
  const std::vector<std::string> &outer = namesOfModule(*scope.module);
  visible_.clear();
  for (const Scope *s = &scope; s; s = s->parent)
    for (const LocalName &l : s->names)
      visible_.emplace_back(l.name);
  if (visible_.empty())
    return outer;
  visible_.insert(visible_.end(), outer.begin(), outer.end());
  std::sort(visible_.begin(), visible_.end());
  return visible_;
}

bool Checker::namesFunction(const ast::Expr &e, const Scope &scope) {
  if (e.kind == ast::ExprKind::name) {
    if (const LocalName *local = scope.find(e.name.text))
      return local->value.closure != nullptr;
    Entity entity = lookup(*scope.module, e.name.text);
    return isCallable(entity.kind);
  }
  return e.kind == ast::ExprKind::field && isCallable(resolvePath(e, scope, false).kind);
}

} // namespace smelt::sema
