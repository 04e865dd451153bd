#include "lang/sema/Units.h"

namespace smelt::sema {
namespace {

constexpr Unit kUnits[] = {
#define SMELT_UNIT(name, dimension, factor) {name, Dimension::dimension, factor},
#include "lang/sema/Units.def"
#undef SMELT_UNIT
};

/// Words for a dimension: the plural noun, or the noun with its article.
const char *dimensionNoun(Dimension d) {
  switch (d) {
  case Dimension::none:
    return "a number";
  case Dimension::ratio:
    return "a ratio";
  case Dimension::bytes:
    return "bytes";
  case Dimension::tokens:
    return "tokens";
  case Dimension::documents:
    return "documents";
  case Dimension::steps:
    return "steps";
  case Dimension::epochs:
    return "epochs";
  case Dimension::flops:
    return "flops";
  case Dimension::bits:
    return "bits";
  case Dimension::time:
    return "a duration";
  case Dimension::sigma:
    return "sigmas";
  }
  return "a number";
}

} // namespace

const Unit *findUnit(std::string_view name) {
  for (const Unit &u : kUnits)
    if (name == u.name)
      return &u;
  return nullptr;
}

std::vector<std::string> unitNames() {
  std::vector<std::string> names;
  for (const Unit &u : kUnits)
    names.push_back(u.name);
  return names;
}

const char *exampleUnit(Dimension d) {
  if (d == Dimension::bytes)
    return "MB";
  if (d == Dimension::time)
    return "min";
  for (const Unit &u : kUnits)
    if (u.dimension == d)
      return u.name;
  return "";
}

Dimension dimensionOf(TypeRef type) { return type->kind == TypeKind::quantity ? type->dimension : Dimension::none; }

bool isNumeric(TypeRef type) {
  return type->kind == TypeKind::integer || type->kind == TypeKind::real || type->kind == TypeKind::quantity;
}

bool isPlainNumber(TypeRef type) {
  Dimension d = dimensionOf(type);
  return isNumeric(type) && (d == Dimension::none || d == Dimension::ratio);
}

std::string foundPhrase(TypeRef type) {
  switch (type->kind) {
  case TypeKind::quantity:
    return dimensionNoun(type->dimension);
  case TypeKind::integer:
    return "a plain number";
  case TypeKind::real:
    return "a plain number";
  case TypeKind::null:
    return "null";
  case TypeKind::stream:
    return "a stream";
  case TypeKind::rules:
    return "the verdict of rules";
  case TypeKind::function:
    return "a function";
  case TypeKind::variable:
    return type->name == "N" ? "a number" : "a value";
  default:
    return "`" + toString(type) + "`";
  }
}

std::string neededPhrase(TypeRef type) {
  std::string noun = foundPhrase(type);
  if (type->kind == TypeKind::integer)
    return "a whole number is";
  bool plural = type->kind == TypeKind::quantity && noun.rfind("a ", 0) != 0;
  return noun + (plural ? " are" : " is");
}

} // namespace smelt::sema
