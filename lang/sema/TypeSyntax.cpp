// Types as written to types.
#include "lang/sema/Checker.h"
#include <algorithm>

namespace smelt::sema {
namespace {

struct NamedType {
  const char *name;
  TypeKind kind;
  size_t arguments;
};

constexpr NamedType kNamed[] = {
    {"Int", TypeKind::integer, 0},
    {"Float", TypeKind::real, 0},
    {"Bool", TypeKind::boolean, 0},
    {"Char", TypeKind::character, 0},
    {"Text", TypeKind::text, 0},
    {"Path", TypeKind::path, 0},
    {"Pattern", TypeKind::pattern, 0},
    {"Time", TypeKind::time, 0},
    {"Json", TypeKind::json, 0},
    {"Set", TypeKind::set, 1},
    {"View", TypeKind::view, 1},
    {"Stream", TypeKind::stream, 1},
    {"Map", TypeKind::map, 2},
    {"Tally", TypeKind::tally, 1},
    {"Rules", TypeKind::rules, 0},
    {"Weighted", TypeKind::weighted, 0},
    {"Tokenizer", TypeKind::tokenizer, 0},
    {"Model", TypeKind::model, 0},
    {"Run", TypeKind::run, 0},
    {"Optimizer", TypeKind::optimizer, 0},
    {"Value", TypeKind::value_fn, 0},
    {"Prune", TypeKind::prune_fn, 0},
    {"Schedule", TypeKind::schedule_fn, 0},
};

struct QuantityType {
  const char *name;
  Dimension dimension;
};

constexpr QuantityType kQuantities[] = {
    {"Ratio", Dimension::ratio}, {"Bytes", Dimension::bytes},   {"Tokens", Dimension::tokens},
    {"Steps", Dimension::steps}, {"Epochs", Dimension::epochs}, {"Documents", Dimension::documents},
    {"Flops", Dimension::flops}, {"Bits", Dimension::bits},     {"Duration", Dimension::time},
    {"Sigma", Dimension::sigma},
};

bool isVariableName(const std::string &name) { return name.size() == 1 && name[0] >= 'A' && name[0] <= 'Z'; }

} // namespace

TypeRef Checker::resolveType(const ast::TypeExpr *t, Module &m) {
  if (!t)
    return errorType_;
  switch (t->kind) {
  case ast::TypeKind::named: {
    TypeRef named = resolveNamedType(*t, m);
    // With a part that is not known nothing is known of the whole.
    bool known =
        std::none_of(named->args.begin(), named->args.end(), [](TypeRef a) { return a->kind == TypeKind::error; });
    return known ? named : errorType_;
  }
  case ast::TypeKind::list: {
    TypeRef element = resolveType(t->args[0].get(), m);
    return element->kind == TypeKind::error ? element : types_.wrap(TypeKind::list, element);
  }
  case ast::TypeKind::optional:
    return optional(resolveType(t->args[0].get(), m));
  case ast::TypeKind::function: {
    std::vector<TypeRef> params;
    for (size_t i = 0; i + 1 < t->args.size(); ++i)
      params.push_back(resolveType(t->args[i].get(), m));
    return types_.function(std::move(params), resolveType(t->args.back().get(), m));
  }
  case ast::TypeKind::row: {
    Type row;
    row.kind = TypeKind::record;
    row.rest = t->rest.text;
    for (const ast::TypeField &f : t->fields)
      row.fields.push_back({f.name.text, resolveType(f.type.get(), m)});
    return types_.get(std::move(row));
  }
  case ast::TypeKind::tensor:
    notAvailable("Tensor", t->span);
    return errorType_;
  case ast::TypeKind::error:
    return errorType_;
  }
  return errorType_;
}

TypeRef Checker::resolveNamedType(const ast::TypeExpr &t, Module &m) {
  const std::string &name = t.name.text;
  for (const QuantityType &q : kQuantities)
    if (name == q.name)
      return types_.quantity(q.dimension);
  for (const NamedType &n : kNamed) {
    if (name != n.name)
      continue;
    Type type;
    type.kind = n.kind;
    for (const auto &arg : t.args)
      type.args.push_back(resolveType(arg.get(), m));
    if (type.args.size() == n.arguments)
      return types_.get(std::move(type));
    std::string count = n.arguments == 0 ? "no" : std::to_string(n.arguments);
    report(Code::E0203, t.span, {name})
        .label("takes " + count + " types in `<>`, found " + std::to_string(t.args.size()));
    return errorType_;
  }
  return resolveDeclaredType(t, m);
}

TypeRef Checker::resolveDeclaredType(const ast::TypeExpr &t, Module &m) {
  const std::string &name = t.name.text;
  Entity e;
  // `a.b.Page` goes through modules.
  size_t start = 0;
  for (size_t dot = 0; dot != std::string::npos; start = dot + 1) {
    dot = name.find('.', start);
    std::string part = name.substr(start, dot == std::string::npos ? dot : dot - start);
    if (start == 0)
      e = lookup(m, part);
    else if (e.kind == EntityKind::module)
      e = member(e, {part, t.name.span}, true);
  }
  if (e.kind == EntityKind::record)
    return declaredRecord(*e.item, *e.module);
  if (e.kind == EntityKind::choice)
    return declaredChoice(*e.item);
  if (e.kind == EntityKind::failed)
    return errorType_;
  if (isVariableName(name)) {
    Type variable;
    variable.kind = TypeKind::variable;
    variable.name = name;
    return types_.get(std::move(variable));
  }
  if (name == "Tensor" || name == "Id") {
    notAvailable(name, t.name.span);
    return errorType_;
  }
  return missingType(t.name, m);
}

/// Types by the names of other languages.
static const char *foreignType(std::string_view name) {
  static constexpr std::pair<std::string_view, const char *> types[] = {
      {"String", "Text"}, {"string", "Text"},  {"str", "Text"},      {"Str", "Text"},     {"Integer", "Int"},
      {"integer", "Int"}, {"i64", "Int"},      {"Long", "Int"},      {"Double", "Float"}, {"double", "Float"},
      {"f64", "Float"},   {"Number", "Float"}, {"Boolean", "Bool"},  {"boolean", "Bool"}, {"char", "Char"},
      {"Dict", "Map"},    {"dict", "Map"},     {"Regex", "Pattern"},
  };
  for (const auto &[other, ours] : types)
    if (other == name)
      return ours;
  return nullptr;
}

/// Reports a name that is no type.
TypeRef Checker::missingType(const ast::Name &written, Module &m) {
  const std::string &name = written.text;
  if (isSpoiled(name) || isRepeated(Code::E0203, name, written.span))
    return errorType_;
  const bool optional = name == "Optional" || name == "Option" || name == "Nullable";
  if (optional || name == "List" || name == "Array" || name == "list" || name == "Vec") {
    report(Code::E0203, written.span, {name})
        .label("not a type")
        .suggest(optional ? "what may be null is written `Text?`" : "a list is written `[Text]`");
    return errorType_;
  }
  if (const char *ours = foreignType(name)) {
    report(Code::E0203, written.span, {name}).label("not a type").fix("it is called", written.span, ours);
    return errorType_;
  }
  std::vector<std::string> legal;
  Scope declared(nullptr, &m);
  for (const NamedType &n : kNamed)
    legal.push_back(n.name);
  for (const QuantityType &q : kQuantities)
    legal.push_back(q.name);
  for (const auto &[declared, item] : m.items)
    if (item->kind == ast::ItemKind::record || item->kind == ast::ItemKind::choice)
      legal.push_back(declared);
  suggestName(report(Code::E0203, written.span, {name}).label("not a type"), written.span, name, legal, nullptr,
              declarationsOf(declared));
  return errorType_;
}

TypeRef Checker::declaredRecord(const ast::Item &item, Module &m) {
  auto known = declaredTypes_.find(&item);
  if (known != declaredTypes_.end())
    return known->second;
  declaredTypes_[&item] = errorType_; // a record that contains itself
  if (!evaluating_.insert(&item).second)
    return errorType_;
  std::vector<Field> fields;
  for (const ast::TypeField &f : item.fields)
    fields.push_back({f.name.text, resolveType(f.type.get(), m)});
  evaluating_.erase(&item);
  return declaredTypes_[&item] = types_.record(std::move(fields), item.name.text);
}

TypeRef Checker::declaredChoice(const ast::Item &item) {
  std::vector<std::string> members;
  for (const ast::Name &n : item.choices)
    members.push_back(n.text);
  return types_.choice(item.name.text, std::move(members));
}

} // namespace smelt::sema
