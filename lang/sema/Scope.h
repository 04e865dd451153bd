// What names stand for while checking: values, entities of modules, and the scopes that hold them.
#pragma once
#include "lang/ast/Ast.h"
#include "lang/sema/Typed.h"
#include <list>
#include <unordered_map>

namespace smelt::sema {

struct Scope;
struct Value;
struct Module;

enum class EntityKind : uint8_t {
  none,
  module,   ///< `module`
  builtin,  ///< the overloads of `name` in the prelude
  function, ///< item of `module`
  rules,    ///< item of `module`
  rule,     ///< one rule of `item`
  binding,
  param,
  choice,
  record,
  model,
  output,
  failed ///< an import that was reported already
};

/// What a name of a module stands for.
struct Entity {
  EntityKind kind = EntityKind::none;
  Module *module = nullptr; ///< the module itself, or the one that declares `item`
  const ast::Item *item = nullptr;
  const ast::Rule *rule = nullptr;
  std::string path; ///< as written at the use: "gopher.quality"
  explicit operator bool() const { return kind != EntityKind::none; }
};

/// One name that a `use` brings in; looked up when first needed so that unused modules are not even parsed.
struct Import {
  const ast::Item *item = nullptr;
  std::string name; ///< in the other module; empty for the module itself
  diag::Span span;
  bool resolved = false;
  mutable bool used = false;
  Entity entity;
};

struct Module {
  std::string path; ///< canonical: "std.quality.gopher" or a file
  uint32_t file = 0;
  bool isStd = false;
  bool loading = false;
  std::shared_ptr<ast::Module> tree;
  std::unordered_map<std::string, const ast::Item *> items;
  std::unordered_map<std::string, std::vector<const ast::Item *>> externals; ///< overloads by name
  std::unordered_map<std::string, Import> imports;
};

/// A rule of a verdict, with what is needed to give it another bound or a longer name.
struct NamedRule {
  std::string shortName;
  Rule rule;
};

/// The verdict of `gopher.quality(.text)`: its rules over the caller's row.
struct RuleSet {
  std::string path; ///< "gopher.quality"
  std::vector<NamedRule> rules;
};

/// A function given to a function: an expression over `it`, a lambda, or the name of a function.
struct Closure {
  const ast::Expr *body = nullptr; ///< null if opaque
  const Scope *scope = nullptr;    ///< outlives the closure: closures never leave the call they are given to
  bool isName = false;             ///< `body` names a function
  TypeRef opaqueResult = nullptr;  ///< a parameter of a function that is checked on its own
};

/// The result of checking an expression: exactly one of the parts is set, none if `type` is the error type.
struct Value {
  TypeRef type = nullptr;
  ExprRef expr;
  std::shared_ptr<Stage> stage;
  std::shared_ptr<const RuleSet> rules;
  std::shared_ptr<const Closure> closure;
  bool isError() const { return type->kind == TypeKind::error; }
};

/// A name bound inside an expression: a parameter or a binding of a block.
struct LocalName {
  std::string_view name;
  Value value;
  Span span;
  mutable bool used = false;
};

/// The names of one frame, which stay where they are; the last of those that are equal is found. Most frames have none
/// or a few, a block may have thousands.
class LocalNames {
public:
  void push_back(LocalName name) {
    list_.push_back(std::move(name));
    if (list_.size() == kFew)
      for (const LocalName &l : list_)
        index_[l.name] = &l;
    else if (list_.size() > kFew)
      index_[list_.back().name] = &list_.back();
  }
  const LocalName *find(std::string_view name) const {
    if (list_.size() >= kFew) {
      auto found = index_.find(name);
      return found == index_.end() ? nullptr : found->second;
    }
    for (auto l = list_.rbegin(); l != list_.rend(); ++l)
      if (l->name == name)
        return &*l;
    return nullptr;
  }
  auto begin() const { return list_.begin(); }
  auto end() const { return list_.end(); }

private:
  static constexpr size_t kFew = 16;
  std::list<LocalName> list_;
  std::unordered_map<std::string_view, const LocalName *> index_; ///< from `kFew` names on
};

/// A frame of local names. Lives on the stack of the checker.
struct Scope {
  const Scope *parent = nullptr;
  Module *module = nullptr;
  LocalNames names;
  std::optional<Value> it;
  std::vector<std::string> narrowed; ///< places that a null test has dealt with, see placeOf

  Scope(const Scope *parent, Module *module) : parent(parent), module(module) {}
  const LocalName *find(std::string_view name) const {
    for (const Scope *s = this; s; s = s->parent)
      if (const LocalName *found = s->names.find(name))
        return found;
    return nullptr;
  }
  const Value *findIt() const {
    for (const Scope *s = this; s; s = s->parent)
      if (s->it)
        return &*s->it;
    return nullptr;
  }
  bool isNarrowed(const std::string &place) const {
    for (const Scope *s = this; s; s = s->parent)
      for (const std::string &p : s->narrowed)
        if (p == place)
          return true;
    return false;
  }
};

} // namespace smelt::sema
