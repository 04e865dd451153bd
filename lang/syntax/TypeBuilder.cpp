// Types.
#include "lang/syntax/TreeBuilder.h"

namespace smelt::syntax {

using ast::TypeExpr;
using ast::TypeKind;
using ast::TypePtr;
using diag::Code;
using diag::Span;

namespace {

TypePtr makeType(TypeKind kind, Span span) {
  auto t = std::make_unique<TypeExpr>();
  t->kind = kind;
  t->span = span;
  return t;
}

} // namespace

TypePtr TreeBuilder::type(Grammar::TypeContext *ctx) {
  if (!ctx || ctx->exception || !ctx->start)
    return makeType(TypeKind::error, ctx && ctx->start ? spanOf(ctx) : Span{lexemes_.file, 0, 0});
  std::vector<TypePtr> parameters;
  TypePtr head = typeHead(ctx->typeHead(), ctx->ARROW() != nullptr, parameters);
  if (!ctx->ARROW())
    return head;
  TypePtr t = makeType(TypeKind::function, spanOf(ctx));
  t->args = std::move(parameters);
  t->args.push_back(type(ctx->type()));
  return t;
}

/// What stands before `->` if there is one: `parameters` are then the types that a parenthesis lists, or the one type.
TypePtr TreeBuilder::typeHead(Grammar::TypeHeadContext *ctx, bool beforeArrow, std::vector<TypePtr> &parameters) {
  if (ctx->typeAtom()) {
    TypePtr t = optionalOf(typeAtom(ctx->typeAtom()), ctx->QUESTION());
    if (beforeArrow)
      parameters.push_back(std::move(t));
    return t;
  }
  for (Grammar::TypeContext *t : ctx->type())
    parameters.push_back(type(t));
  if (beforeArrow && ctx->QUESTION().empty())
    return nullptr;
  if (parameters.size() == 1) {
    TypePtr inner = std::move(parameters[0]);
    parameters.clear();
    inner->span = spanOf(ctx->LPAREN());
    inner->span.end = spanOf(ctx->RPAREN()).end;
    TypePtr t = optionalOf(std::move(inner), ctx->QUESTION());
    if (beforeArrow)
      parameters.push_back(std::move(t));
    return t;
  }
  Span end = spanOf(ctx->RPAREN());
  report(Code::E0101, {end.file, end.end, end.end}, {"`->`", "the end of the type"})
      .label("there are no tuple types")
      .suggest("a list of types in parentheses takes part in a function type: `(A, B) -> C`");
  return makeType(TypeKind::error, spanOf(ctx));
}

TypePtr TreeBuilder::optionalOf(TypePtr inner, const std::vector<Node *> &marks) const {
  for (Node *mark : marks) {
    TypePtr t = makeType(TypeKind::optional, diag::cover(inner->span, spanOf(mark)));
    t->args.push_back(std::move(inner));
    inner = std::move(t);
  }
  return inner;
}

TypePtr TreeBuilder::typeAtom(Grammar::TypeAtomContext *ctx) {
  if (auto *simple = dynamic_cast<Grammar::SimpleTypeContext *>(ctx))
    return castAtom(simple->castAtom());
  auto *tensor = dynamic_cast<Grammar::TensorTypeContext *>(ctx);
  if (!tensor)
    return makeType(TypeKind::error, spanOf(ctx));
  TypePtr t = makeType(TypeKind::tensor, spanOf(ctx));
  t->name = path(tensor->path());
  if (t->name.text != "Tensor") {
    report(Code::E0101, spanOf(tensor->LBRACKET()), {"`<`", "`[`"})
        .label("only `Tensor` has axes")
        .suggest("a type's arguments stand between `<` and `>`, a list is `[T]`");
    t->kind = TypeKind::error;
    return t;
  }
  if (tensor->axes())
    t->axes = exprs(tensor->axes()->expr());
  if (tensor->typeAtom())
    t->args.push_back(typeAtom(tensor->typeAtom()));
  return t;
}

TypePtr TreeBuilder::castAtom(Grammar::CastAtomContext *ctx) {
  TypePtr t = makeType(TypeKind::error, spanOf(ctx));
  if (auto *named = dynamic_cast<Grammar::NamedTypeContext *>(ctx)) {
    t->kind = TypeKind::named;
    t->name = path(named->path());
    for (Grammar::TypeContext *a : named->type())
      t->args.push_back(type(a));
  } else if (auto *list = dynamic_cast<Grammar::ListTypeContext *>(ctx)) {
    t->kind = TypeKind::list;
    t->args.push_back(type(list->type()));
  } else if (auto *row = dynamic_cast<Grammar::RowTypeContext *>(ctx)) {
    t->kind = TypeKind::row;
    members(row->rowMember(), t->fields, t->rest);
  }
  return t;
}

TypePtr TreeBuilder::castType(Grammar::CastTypeContext *ctx) {
  if (!ctx || ctx->exception)
    return makeType(TypeKind::error, {lexemes_.file, 0, 0});
  return optionalOf(castAtom(ctx->castAtom()), ctx->QUESTION());
}

ast::Name TreeBuilder::path(Grammar::PathContext *ctx) const {
  ast::Name out{"", spanOf(ctx)};
  for (Grammar::WordContext *w : ctx->word())
    out.text += (out.text.empty() ? "" : ".") + textOf(spanOf(w));
  return out;
}

void TreeBuilder::members(const std::vector<Grammar::RowMemberContext *> &list, std::vector<ast::TypeField> &fields,
                          ast::Name &rest) {
  for (Grammar::RowMemberContext *m : list) {
    if (m->exception)
      continue;
    if (m->RANGE()) {
      if (rest)
        report(Code::E0101, spanOf(m), {"a field", "a second `..`"})
            .label("a row has one rest")
            .cause(rest.span, "the first");
      rest = name(m->word());
      continue;
    }
    ast::TypeField field;
    field.name = m->word() ? name(m->word()) : ast::Name{literal(m->string()), spanOf(m->string())};
    field.type = type(m->type());
    field.doc = docOf(m);
    fields.push_back(std::move(field));
  }
}

} // namespace smelt::syntax
