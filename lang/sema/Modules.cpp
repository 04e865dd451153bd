// Loading modules and resolving what `use` brings in.
#include "lang/sema/Checker.h"
#include "lang/syntax/Parser.h"
#include <algorithm>

namespace smelt::sema {
namespace {

std::string lastComponent(const std::string &path) {
  size_t dot = path.find_last_of("./");
  return dot == std::string::npos ? path : path.substr(dot + 1);
}

/// The name a file import gets without `as`: "./my_rules.recipe" is `my_rules`.
std::string stemOf(const std::string &path) {
  size_t slash = path.find_last_of('/');
  std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
  return name.substr(0, name.find('.'));
}

/// Modules of the standard library that the language has and this release does not.
constexpr const char *kPlanned[] = {"std.web", "std.language", "std.safety", "std.models", "std.nn", "std.train"};

bool isPlanned(const std::string &path) {
  return std::any_of(std::begin(kPlanned), std::end(kPlanned),
                     [&](const std::string &planned) { return path == planned || path.rfind(planned + ".", 0) == 0; });
}

bool isPrivate(const std::string &name) { return !name.empty() && name[0] == '_'; }

} // namespace

Module *Checker::addModule(std::string canonical, std::string text, bool isStd) {
  uint32_t file = sources_.add(canonical, std::move(text));
  return addParsed(std::move(canonical), file, syntax::parse(sources_, file, diags_).module, isStd);
}

Module *Checker::addParsed(std::string canonical, uint32_t file, std::shared_ptr<ast::Module> tree, bool isStd) {
  auto owned = std::make_unique<Module>();
  Module *m = owned.get();
  m->path = canonical;
  m->isStd = isStd;
  m->file = file;
  m->tree = std::move(tree);
  program_.modules.push_back(canonical);
  modules_[canonical] = std::move(owned);
  for (const auto &item : m->tree->items)
    declare(*m, *item);
  spoiled_.insert(m->tree->spoiled.begin(), m->tree->spoiled.end());
  for (const auto &[name, import] : m->imports)
    if (auto own = m->items.find(name); own != m->items.end())
      report(Code::E0605, own->second->name.span, {name})
          .label("declared a second time")
          .cause(import.span, "`" + name + "` is imported here");
  if (isStd)
    return m; // the standard library has no cycles; its imports are loaded when needed
  m->loading = true;
  std::vector<std::pair<std::string, Import *>> imports;
  for (auto &[name, import] : m->imports)
    imports.emplace_back(name, &import);
  std::sort(imports.begin(), imports.end(),
            [](const auto &a, const auto &b) { return a.second->span.begin < b.second->span.begin; });
  for (auto &[name, import] : imports)
    if (resolveImport(*m, *import).kind == EntityKind::failed)
      spoiled_.insert(name); // so that `x.name` is no second mistake
  m->loading = false;
  return m;
}

Module *Checker::load(const std::string &importer, const std::string &path, bool isFile) {
  if (!isFile) {
    auto known = modules_.find(path);
    if (known != modules_.end())
      return known->second.get();
    if (path.rfind("std.", 0) != 0)
      return nullptr; // other modules are files
    if (path == kPrelude)
      return loadPrelude();
  }
  std::string canonical = path;
  auto text = world_.readModule(importer, path, isFile, canonical);
  if (!text)
    return nullptr;
  if (canonical.empty())
    canonical = path;
  // Modules of the standard library are known by their dotted names wherever they lie.
  std::string key = isFile ? canonical : path;
  auto known = modules_.find(key);
  return known != modules_.end() ? known->second.get() : addModule(key, std::move(*text), !isFile);
}

void Checker::declare(Module &m, const ast::Item &item) {
  if (item.broken && item.kind == ast::ItemKind::use)
    return; // its words are among the module's spoiled ones
  refuseRepeats(item);
  switch (item.kind) {
  case ast::ItemKind::use:
    return declareImports(m, item);
  case ast::ItemKind::external:
    if (!m.isStd)
      misplaced_.push_back(&item);
    m.externals[item.name.text].push_back(&item);
    return;
  case ast::ItemKind::test:
  case ast::ItemKind::resources:
    return;
  default:
    break;
  }
  if (!item.name)
    return; // the parser has reported it
  std::string key = (item.kind == ast::ItemKind::output ? "output " : "") + item.name.text;
  auto [it, fresh] = m.items.emplace(key, &item);
  if (fresh || item.broken || it->second->broken)
    return;
  auto &d = report(Code::E0605, item.name.span, {item.name.text});
  d.label("declared a second time").cause(it->second->name.span, "`" + item.name.text + "` is declared here first");
  if (item.kind == ast::ItemKind::binding)
    d.suggest("a name stands for one value for good: give this one another name");
}

/// Parameters, rules, fields and choices of one item have different names; a rule may be called as the parameter that
/// is its bound.
void Checker::refuseRepeats(const ast::Item &item) {
  std::map<std::string, Span> seen, rules;
  auto addTo = [&](std::map<std::string, Span> &seen, const ast::Name &name) {
    auto [first, fresh] = seen.emplace(name.text, name.span);
    if (name && !fresh)
      report(Code::E0605, name.span, {name.text})
          .label("declared a second time")
          .cause(first->second, "`" + name.text + "` is declared here first");
  };
  auto add = [&](const ast::Name &name) { addTo(seen, name); };
  for (const ast::Param &p : item.params)
    add(p.name);
  for (const ast::Rule &r : item.rules)
    addTo(rules, r.name);
  for (const ast::TypeField &f : item.fields)
    add(f.name);
  for (const ast::Name &choice : item.choices)
    add(choice);
  for (const ast::Name &name : item.tableNames)
    add(name);
}

void Checker::declareImports(Module &m, const ast::Item &item) {
  if (item.useNames.empty()) {
    std::string local = item.alias       ? item.alias.text
                        : item.useIsFile ? stemOf(item.usePath)
                                         : lastComponent(item.usePath);
    addImport(m, local, {&item, "", item.alias ? item.alias.span : item.usePathSpan, false, false, {}});
    return;
  }
  for (const ast::UseName &use : item.useNames)
    addImport(m, use.alias ? use.alias.text : use.name.text, {&item, use.name.text, use.name.span, false, false, {}});
}

void Checker::addImport(Module &m, const std::string &local, Import import) {
  Span span = import.span;
  auto [it, fresh] = m.imports.emplace(local, std::move(import));
  if (!fresh)
    report(Code::E0605, span, {local})
        .label("imported a second time")
        .cause(it->second.span, "`" + local + "` is imported here first");
}

Module *Checker::loadForImport(Module &m, const std::string &path, const ast::Item &item) {
  Module *loaded = load(m.path, path, item.useIsFile);
  if (!loaded || !loaded->loading)
    return loaded;
  report(Code::E0602, item.usePathSpan, {m.path, loaded->path})
      .label(loaded == &m ? "a file cannot import itself" : "`" + loaded->path + "` imports this file, directly or not")
      .note("move what both need into a third file");
  return loaded;
}

Entity Checker::resolveImport(Module &m, Import &import) {
  if (import.resolved)
    return import.entity;
  import.resolved = true;
  const ast::Item &item = *import.item;
  import.entity.kind = EntityKind::failed;
  Module *found = loadForImport(m, item.usePath, item);
  if (found && found->loading)
    return import.entity;
  if (found && import.name.empty())
    return import.entity = {EntityKind::module, found, nullptr, nullptr, ""};
  if (found)
    return import.entity = importedName(m, import, *found);
  if (!item.useIsFile && !import.name.empty())
    if (Module *inner = load(m.path, item.usePath + "." + import.name, false))
      return import.entity = {EntityKind::module, inner, nullptr, nullptr, ""};
  // `use std.text.trim`: the last part may be a name inside a module.
  size_t dot = item.usePath.rfind('.');
  if (!item.useIsFile && import.name.empty() && dot != std::string::npos)
    if (Module *outer = load(m.path, item.usePath.substr(0, dot), false)) {
      import.name = item.usePath.substr(dot + 1);
      return import.entity = importedName(m, import, *outer);
    }
  std::string path = item.usePath + (item.useIsFile || import.name.empty() ? "" : "." + import.name);
  Span span = import.name.empty() ? item.usePathSpan : import.span;
  if (!item.useIsFile && isPlanned(path)) {
    notAvailable(path, span);
    return import.entity;
  }
  if (!item.useIsFile && world_.stdModules().empty())
    return import.entity; // the whole library is missing, which is said once
  // The names of `{...}` are blamed where the path leads to a folder of modules, else the path is.
  if (!item.useIsFile && !import.name.empty() && !isFolder(item.usePath)) {
    path = item.usePath;
    span = item.usePathSpan;
    if (isRepeated(Code::E0601, path, span))
      return import.entity;
    import.name.clear();
  }
  auto &d = report(Code::E0601, item.useIsFile ? item.usePathSpan : span, {path}).label("not found");
  if (item.useIsFile && (path == "std" || path.starts_with("std.")))
    d.fix("modules of the standard library stand without quotes", item.usePathSpan, path);
  else if (item.useIsFile)
    d.note("imports are relative to the file that imports");
  else if (auto whole = libraryModule(path))
    d.fix("the module is", span, *whole);
  else if (auto near = diag::didYouMean(path, world_.stdModules()))
    d.propose("did you mean `" + *near + "`?", span, import.name.empty() ? *near : lastComponent(*near));
  return import.entity;
}

/// The module of the library that ends in this name: `use gopher`, `use datatrove.pipeline.filters`.
std::optional<std::string> Checker::libraryModule(const std::string &path) {
  const std::string first = "std." + path.substr(0, path.find('.'));
  const std::vector<std::string> modules = world_.stdModules();
  if (path.find('.') != path.npos && std::find(modules.begin(), modules.end(), first) != modules.end())
    return first;
  const std::string &name = path;
  for (const std::string &module : world_.stdModules())
    if (module.size() > name.size() && module.ends_with("." + name))
      return module;
  return std::nullopt;
}

/// `std.quality` holds `std.quality.gopher` and is no module itself.
bool Checker::isFolder(const std::string &path) {
  std::vector<std::string> modules = world_.stdModules();
  return std::any_of(modules.begin(), modules.end(), [&](const std::string &m) { return m.rfind(path + ".", 0) == 0; });
}

Entity Checker::importedName(Module &m, Import &import, Module &from) {
  Entity e;
  if (isPrivate(import.name)) {
    report(Code::E0604, import.span, {import.name})
        .label("names with `_` in front belong to `" + from.path + "` alone");
    e.kind = EntityKind::failed;
    return e;
  }
  if (Entity found = own(from, import.name))
    return found;
  if (Module *inner = from.isStd ? load(m.path, from.path + "." + import.name, false) : nullptr)
    return {EntityKind::module, inner, nullptr, nullptr, ""};
  e.kind = EntityKind::failed;
  if (isSpoiled(import.name))
    return e;
  auto &d = report(Code::E0603, import.span, {from.path, import.name}).label("not in `" + from.path + "`");
  suggestName(d, import.span, import.name, publicNames(from), "it has");
  return e;
}

std::vector<std::string> Checker::publicNames(const Module &m) const {
  std::vector<std::string> names;
  for (const auto &item : m.tree->items)
    if (item->name && !isPrivate(item->name.text) && item->kind != ast::ItemKind::output &&
        item->kind != ast::ItemKind::test)
      names.push_back(item->name.text);
  for (const auto &[name, import] : m.imports)
    if (!isPrivate(name))
      names.push_back(name);
  return names;
}

} // namespace smelt::sema
