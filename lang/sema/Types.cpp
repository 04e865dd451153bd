// Interning and printing of types.
#include "lang/sema/Type.h"
#include <unordered_map>
#include <utility>

namespace smelt::sema {

const Field *Type::field(std::string_view wanted) const {
  for (const Field &f : fields)
    if (f.name == wanted)
      return &f;
  return nullptr;
}

struct Types::Impl {
  std::unordered_map<std::string, std::unique_ptr<Type>> interned;
};

Types::Types() : impl_(std::make_unique<Impl>()) {}
Types::~Types() = default;

namespace {

void appendPointer(std::string &key, TypeRef type) { key.append(reinterpret_cast<const char *>(&type), sizeof type); }

/// A string that is equal for structurally equal types; parts are interned already, so their addresses stand for them.
std::string structuralKey(const Type &t) {
  std::string key;
  key.push_back(static_cast<char>(t.kind));
  key.push_back(static_cast<char>(t.dimension));
  key.append(t.name).push_back('\0');
  key.append(t.rest).push_back('\0');
  for (TypeRef arg : t.args)
    appendPointer(key, arg);
  key.push_back('\1');
  for (const Field &f : t.fields) {
    key.append(f.name).push_back('\0');
    appendPointer(key, f.type);
  }
  key.push_back('\2');
  for (const std::string &m : t.members)
    key.append(m).push_back('\0');
  return key;
}

const char *dimensionName(Dimension d) {
  switch (d) {
  case Dimension::none:
    return "Float";
  case Dimension::ratio:
    return "Ratio";
  case Dimension::bytes:
    return "Bytes";
  case Dimension::tokens:
    return "Tokens";
  case Dimension::documents:
    return "Documents";
  case Dimension::steps:
    return "Steps";
  case Dimension::epochs:
    return "Epochs";
  case Dimension::flops:
    return "Flops";
  case Dimension::bits:
    return "Bits";
  case Dimension::time:
    return "Duration";
  case Dimension::sigma:
    return "Sigma";
  }
  return "Float";
}

std::string functionString(const Type &t) {
  std::string params;
  size_t count = t.args.size() - 1;
  for (size_t i = 0; i < count; ++i)
    params += (i ? ", " : "") + toString(t.args[i]);
  bool parenthesize = count != 1 || t.args[0]->kind == TypeKind::function;
  return (parenthesize ? "(" + params + ")" : params) + " -> " + toString(t.args.back());
}

std::string recordString(const Type &t) {
  std::string text = "{";
  for (const Field &f : t.fields)
    text += (text.size() > 1 ? ", " : "") + f.name + ": " + toString(f.type);
  if (!t.rest.empty())
    text += (text.size() > 1 ? ", .." : "..") + t.rest;
  return text + "}";
}

/// Names of the types without parts, by kind; null for those that have parts.
const char *simpleName(TypeKind kind) {
  static constexpr std::pair<TypeKind, const char *> names[] = {
      {TypeKind::error, "?"},
      {TypeKind::null, "null"},
      {TypeKind::integer, "Int"},
      {TypeKind::real, "Float"},
      {TypeKind::boolean, "Bool"},
      {TypeKind::character, "Char"},
      {TypeKind::text, "Text"},
      {TypeKind::path, "Path"},
      {TypeKind::pattern, "Pattern"},
      {TypeKind::time, "Time"},
      {TypeKind::json, "Json"},
      {TypeKind::rules, "Rules"},
      {TypeKind::weighted, "Weighted"},
      {TypeKind::tokenizer, "Tokenizer"},
      {TypeKind::model, "Model"},
      {TypeKind::run, "Run"},
      {TypeKind::optimizer, "Optimizer"},
      {TypeKind::value_fn, "Value"},
      {TypeKind::prune_fn, "Prune"},
      {TypeKind::schedule_fn, "Schedule"},
      {TypeKind::tensor, "Tensor"},
  };
  for (const auto &[named, name] : names)
    if (named == kind)
      return name;
  return nullptr;
}

} // namespace

TypeRef Types::get(Type t) {
  std::string key = structuralKey(t);
  auto found = impl_->interned.find(key);
  if (found != impl_->interned.end())
    return found->second.get();
  return impl_->interned.emplace(std::move(key), std::make_unique<Type>(std::move(t))).first->second.get();
}

TypeRef Types::simple(TypeKind kind) {
  Type t;
  t.kind = kind;
  return get(std::move(t));
}

TypeRef Types::quantity(Dimension d) {
  if (d == Dimension::none)
    return simple(TypeKind::real);
  Type t;
  t.kind = TypeKind::quantity;
  t.dimension = d;
  return get(std::move(t));
}

TypeRef Types::wrap(TypeKind kind, TypeRef element) {
  if (kind == TypeKind::optional &&
      (element->kind == TypeKind::optional || element->kind == TypeKind::error || element->kind == TypeKind::null))
    return element;
  Type t;
  t.kind = kind;
  t.args = {element};
  return get(std::move(t));
}

TypeRef Types::map(TypeRef key, TypeRef value) {
  Type t;
  t.kind = TypeKind::map;
  t.args = {key, value};
  return get(std::move(t));
}

TypeRef Types::function(std::vector<TypeRef> params, TypeRef result) {
  Type t;
  t.kind = TypeKind::function;
  t.args = std::move(params);
  t.args.push_back(result);
  return get(std::move(t));
}

TypeRef Types::record(std::vector<Field> fields, std::string name) {
  Type t;
  t.kind = TypeKind::record;
  t.fields = std::move(fields);
  t.name = std::move(name);
  return get(std::move(t));
}

TypeRef Types::choice(std::string name, std::vector<std::string> members) {
  Type t;
  t.kind = TypeKind::choice;
  t.name = std::move(name);
  t.members = std::move(members);
  return get(std::move(t));
}

std::string toString(TypeRef type) {
  const Type &t = *type;
  if (const char *name = simpleName(t.kind))
    return name;
  switch (t.kind) {
  case TypeKind::quantity:
    return dimensionName(t.dimension);
  case TypeKind::list:
    return "[" + toString(t.args[0]) + "]";
  case TypeKind::set:
    return "Set<" + toString(t.args[0]) + ">";
  case TypeKind::view:
    return "View<" + toString(t.args[0]) + ">";
  case TypeKind::stream:
    return "Stream<" + toString(t.args[0]) + ">";
  case TypeKind::tally:
    return "Tally<" + toString(t.args[0]) + ">";
  case TypeKind::optional:
    return t.args[0]->kind == TypeKind::function ? "(" + toString(t.args[0]) + ")?" : toString(t.args[0]) + "?";
  case TypeKind::map:
    return "Map<" + toString(t.args[0]) + ", " + toString(t.args[1]) + ">";
  case TypeKind::function:
    return functionString(t);
  case TypeKind::record:
    return t.name.empty() ? recordString(t) : t.name;
  default:
    return t.name; // choices, variables
  }
}

} // namespace smelt::sema
