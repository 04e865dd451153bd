// Advice for people who know the names of other languages.
#include "lang/sema/Checker.h"

namespace smelt::sema {

namespace {

struct ForeignName {
  std::string_view name, receiver, ours, advice;
};

constexpr ForeignName foreignNames[] = {
#define SMELT_FOREIGN_NAME(name, receiver, ours, advice) {name, receiver, ours, advice},
#include "lang/sema/Foreign.def"
#undef SMELT_FOREIGN_NAME
};

std::string_view kindOf(TypeRef receiver) {
  if (!receiver)
    return "";
  if (receiver->kind == TypeKind::optional)
    receiver = receiver->args[0];
  switch (receiver->kind) {
  case TypeKind::text:
    return "Text";
  case TypeKind::view:
    return "View";
  case TypeKind::list:
    return "List";
  case TypeKind::stream:
    return "Stream";
  default:
    return "-";
  }
}

} // namespace

bool Checker::adviseForeigner(diag::Diagnostic &d, const std::string &name, Span span, TypeRef receiver) const {
  std::vector<std::string> names;
  bool known = false;
  for (const ForeignName &f : foreignNames)
    if (f.receiver == kindOf(receiver)) {
      names.emplace_back(f.name);
      known |= f.name == name;
    }
  // `lenght` is `length` first and then ours; short names are near to too many.
  auto near = !known && name.size() > 4 ? diag::didYouMean(name, names) : std::nullopt;
  for (const ForeignName &f : foreignNames) {
    if (f.receiver != kindOf(receiver) || (f.name != name && (!near || f.name != *near)))
      continue;
    f.ours.empty() ? d.suggest(std::string(f.advice)) : d.fix(std::string(f.advice), span, std::string(f.ours));
    return true;
  }
  return false;
}

} // namespace smelt::sema
