// Type variables of builtins and generic functions: matching and substitution.
#include "lang/sema/Checker.h"
#include <algorithm>

namespace smelt::sema {

/// A variable named `N` stands for numbers only. `Q` is never matched: it follows from `N`.
static bool fitsVariable(const Type &variable, TypeRef actual) {
  if (actual->kind == TypeKind::stream || actual->kind == TypeKind::function)
    return false;
  return variable.name != "N" || isNumeric(actual);
}

int Checker::matchesPart(TypeRef pattern, TypeRef actual, TypeBindings &bindings) {
  if (pattern == actual || actual->kind == TypeKind::error || pattern->kind == TypeKind::error)
    return 2;
  if (pattern->kind == TypeKind::variable) {
    auto bound = bindings.find(pattern->name);
    if (bound != bindings.end())
      return bound->second == actual ? 2 : 0;
    if (!fitsVariable(*pattern, actual))
      return 0;
    bindings.add(pattern->name, actual);
    return 2;
  }
  if (pattern->kind != actual->kind || pattern->dimension != actual->dimension)
    return 0;
  if (pattern->kind == TypeKind::record) {
    if (pattern->rest.empty() && pattern->fields.size() != actual->fields.size())
      return 0;
    for (const Field &f : pattern->fields) {
      const Field *other = actual->field(f.name);
      if (!other || !matchesPart(f.type, other->type, bindings))
        return 0;
    }
    return 2;
  }
  if (pattern->args.empty() || pattern->args.size() != actual->args.size())
    return 0;
  for (size_t i = 0; i < pattern->args.size(); ++i)
    if (!matchesPart(pattern->args[i], actual->args[i], bindings))
      return 0;
  return 2;
}

int Checker::matches(TypeRef pattern, TypeRef actual, TypeBindings &bindings) {
  if (int exact = matchesPart(pattern, actual, bindings))
    return exact;
  TypeKind to = pattern->kind, from = actual->kind;
  if (isPlainNumber(pattern) && isPlainNumber(actual))
    return to != TypeKind::integer;
  if (to == TypeKind::boolean && from == TypeKind::rules)
    return 1;
  if (to == TypeKind::view && from == TypeKind::list) // a list is the view of its elements
    return matchesPart(pattern->args[0], actual->args[0], bindings) ? 1 : 0;
  if ((to == TypeKind::path && from == TypeKind::text) || (to == TypeKind::text && from == TypeKind::path))
    return 1;
  if ((to == TypeKind::pattern && from == TypeKind::text) || (to == TypeKind::text && from == TypeKind::pattern))
    return 1;
  if (to == TypeKind::optional)
    return from == TypeKind::null || matches(pattern->args[0], actual, bindings) ? 1 : 0;
  return 0;
}

bool Checker::hasVariables(TypeRef type) const {
  if (type->kind == TypeKind::variable || !type->rest.empty())
    return true;
  return std::any_of(type->args.begin(), type->args.end(), [&](TypeRef t) { return hasVariables(t); }) ||
         std::any_of(type->fields.begin(), type->fields.end(), [&](const Field &f) { return hasVariables(f.type); });
}

TypeRef Checker::substitute(TypeRef pattern, const TypeBindings &bindings) {
  if (pattern->kind == TypeKind::variable) {
    if (auto bound = bindings.find(pattern->name); bound != bindings.end())
      return bound->second;
    auto number = bindings.find("N");
    if (pattern->name != "Q" || number == bindings.end())
      return pattern;
    return number->second->kind == TypeKind::quantity ? number->second : realType_;
  }
  if (!hasVariables(pattern))
    return pattern;
  std::vector<const void *> key{pattern};
  for (const auto &[name, type] : bindings)
    key.insert(key.end(), {reinterpret_cast<const void *>(uintptr_t(name[0])), type}); // names are single letters
  auto [known, fresh] = substituted_.try_emplace(std::move(key));
  if (fresh)
    known->second = substituteParts(*pattern, bindings);
  return known->second;
}

TypeRef Checker::substituteParts(Type t, const TypeBindings &bindings) {
  for (TypeRef &arg : t.args)
    arg = substitute(arg, bindings);
  for (Field &f : t.fields)
    f.type = substitute(f.type, bindings);
  return t.kind == TypeKind::optional ? optional(t.args[0]) : types_.get(std::move(t));
}

} // namespace smelt::sema
