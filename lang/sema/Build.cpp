#include "lang/sema/Build.h"
#include <algorithm>
#include <charconv>

namespace smelt::sema {

std::shared_ptr<Expr> makeExpr(ExprKind kind, TypeRef type, Span span, std::vector<ExprRef> operands) {
  auto e = std::make_shared<Expr>();
  e->kind = kind;
  e->type = type;
  e->span = span;
  for (const ExprRef &operand : operands)
    if (operand)
      e->depth = std::max(e->depth, operand->depth + 1);
  e->operands = std::move(operands);
  return e;
}

ExprRef makeInteger(TypeRef type, Span span, int64_t value) {
  auto e = makeExpr(ExprKind::integer, type, span);
  e->intValue = value;
  return e;
}

ExprRef makeReal(TypeRef type, Span span, double value) {
  auto e = makeExpr(ExprKind::real, type, span);
  e->realValue = value;
  return e;
}

ExprRef makeBoolean(TypeRef type, Span span, bool value) {
  auto e = makeExpr(ExprKind::boolean, type, span);
  e->intValue = value;
  return e;
}

ExprRef makeText(TypeRef type, Span span, std::string value) {
  auto e = makeExpr(ExprKind::text, type, span);
  e->text = std::move(value);
  return e;
}

ExprRef makeLocal(TypeRef type, Span span, LocalId id) {
  auto e = makeExpr(ExprKind::local, type, span);
  e->local = id;
  return e;
}

ExprRef retype(const ExprRef &e, TypeRef type) {
  if (e->type == type)
    return e;
  auto copy = std::make_shared<Expr>(*e);
  copy->type = type;
  return copy;
}

std::vector<ExprRef> elementsOf(const Expr &list) {
  if (!list.lines)
    return list.operands;
  std::vector<ExprRef> elements;
  for (size_t begin = 0; begin < list.lines->size();) {
    size_t end = list.lines->find('\n', begin);
    elements.push_back(makeText(list.type->args[0], list.span, list.lines->substr(begin, end - begin)));
    begin = end + 1;
  }
  return elements;
}

bool isConstant(const ExprRef &e) {
  if (!e)
    return true;
  switch (e->kind) {
  case ExprKind::integer:
  case ExprKind::real:
  case ExprKind::boolean:
  case ExprKind::character:
  case ExprKind::text:
  case ExprKind::null:
  case ExprKind::choice:
    return true;
  case ExprKind::set:
  case ExprKind::list:
  case ExprKind::map:
  case ExprKind::record:
    return std::all_of(e->operands.begin(), e->operands.end(), isConstant);
  default:
    return false;
  }
}

std::optional<double> numberOf(const ExprRef &e) {
  if (e && e->kind == ExprKind::integer)
    return static_cast<double>(e->intValue);
  if (e && e->kind == ExprKind::real)
    return e->realValue;
  return std::nullopt;
}

std::string shortest(double value) {
  char buffer[32];
  auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
  return std::string(buffer, end);
}

std::string constantText(const ExprRef &e) {
  switch (e->kind) {
  case ExprKind::integer:
    return std::to_string(e->intValue);
  case ExprKind::real:
    return shortest(e->realValue);
  case ExprKind::boolean:
    return e->intValue ? "true" : "false";
  case ExprKind::null:
    return "null";
  case ExprKind::character: {
    std::string utf8;
    auto c = static_cast<uint32_t>(e->intValue);
    if (c < 0x80) {
      utf8.push_back(static_cast<char>(c));
    } else if (c < 0x800) {
      utf8.push_back(static_cast<char>(0xC0 | c >> 6));
      utf8.push_back(static_cast<char>(0x80 | (c & 63)));
    } else {
      if (c < 0x10000) {
        utf8.push_back(static_cast<char>(0xE0 | c >> 12));
      } else {
        utf8.push_back(static_cast<char>(0xF0 | c >> 18));
        utf8.push_back(static_cast<char>(0x80 | (c >> 12 & 63)));
      }
      utf8.push_back(static_cast<char>(0x80 | (c >> 6 & 63)));
      utf8.push_back(static_cast<char>(0x80 | (c & 63)));
    }
    return utf8;
  }
  case ExprKind::text:
  case ExprKind::choice:
    return e->text;
  default: {
    std::string text;
    for (const ExprRef &operand : e->operands)
      text += (text.empty() ? "" : ", ") + (operand ? constantText(operand) : std::string("null"));
    return "{" + text + "}";
  }
  }
}

std::string placeOf(const ExprRef &e) {
  switch (e->kind) {
  case ExprKind::local:
    return "%" + std::to_string(e->local);
  case ExprKind::field: {
    std::string base = placeOf(e->operands[0]);
    return base + "." + e->text;
  }
  case ExprKind::convert:
    // A narrowed or widened value is still the same place.
    if (e->type->kind == TypeKind::optional || e->operands[0]->type->kind == TypeKind::optional)
      return placeOf(e->operands[0]);
    break;
  default:
    break;
  }
  return "#" + std::to_string(reinterpret_cast<uintptr_t>(e.get()));
}

} // namespace smelt::sema
