// Literals, names, parentheses and the four meanings of braces.
#include "lang/diag/Position.h"
#include "lang/syntax/TokenSets.h"
#include "lang/syntax/TreeBuilder.h"

namespace smelt::syntax {

using ast::ExprKind;
using ast::ExprPtr;
using diag::Code;
using diag::Span;

namespace {

/// Where the letters that touch a number begin.
size_t digitsEnd(std::string_view text) {
  auto digits = [&](size_t at) {
    while (at < text.size() && ((text[at] >= '0' && text[at] <= '9') || text[at] == '_'))
      ++at;
    return at;
  };
  auto isDigit = [&](size_t at) { return at < text.size() && text[at] >= '0' && text[at] <= '9'; };
  size_t end = digits(0);
  if (end < text.size() && text[end] == '.')
    end = digits(end + 1);
  if (end < text.size() && (text[end] == 'e' || text[end] == 'E')) {
    size_t sign = end + 1 < text.size() && (text[end + 1] == '-' || text[end + 1] == '+') ? 1 : 0;
    if (isDigit(end + 1 + sign))
      end = digits(end + 1 + sign);
  }
  return end;
}

} // namespace

TreeBuilder::Any TreeBuilder::visitNumberPrimary(Grammar::NumberPrimaryContext *ctx) {
  Grammar::NumberContext *number = ctx->number();
  ExprPtr e = make(ExprKind::number, ctx);
  e->number = std::make_unique<ast::Number>();
  Span span = spanOf(number->NUMBER());
  std::string text = textOf(span);
  size_t end = digitsEnd(text);
  for (char c : text.substr(0, end))
    if (c != '_')
      e->number->digits += c;
  e->number->isFloat = e->number->digits.find_first_of(".eE") != std::string::npos;
  std::string letters = text.substr(end);
  if (letters.size() == 1 && std::string_view("kMBT").find(letters[0]) != std::string_view::npos)
    e->number->suffix = letters[0];
  else if (!letters.empty())
    e->number->unit = {letters, {span.file, span.begin + static_cast<uint32_t>(end), span.end}};
  if (!number->PERCENT() && !number->word())
    return give(std::move(e));
  ast::Name unit = number->word() ? name(number->word()) : ast::Name{"%", spanOf(number->PERCENT())};
  if (e->number->unit)
    report(Code::E0101, unit.span, {"an operator", "`" + unit.text + "`"})
        .label("a number has one unit")
        .cause(e->number->unit.span, "this is its unit");
  e->number->unit = std::move(unit);
  return give(std::move(e));
}

TreeBuilder::Any TreeBuilder::visitCharacterPrimary(Grammar::CharacterPrimaryContext *ctx) {
  ExprPtr e = make(ExprKind::character, ctx);
  std::string text = textOf(e->span);
  std::string_view inner = std::string_view(text).substr(1, text.size() - 2);
  size_t at = 0;
  e->codepoint = inner[0] == '\\' ? codePoint(inner, {e->span.file, e->span.begin + 1, e->span.end - 1})
                                  : static_cast<uint32_t>(diag::decode(inner, at));
  return give(std::move(e));
}

TreeBuilder::Any TreeBuilder::visitBooleanPrimary(Grammar::BooleanPrimaryContext *ctx) {
  ExprPtr e = make(ExprKind::boolean, ctx);
  e->flag = ctx->TRUE_() != nullptr;
  return give(std::move(e));
}

TreeBuilder::Any TreeBuilder::visitNamePrimary(Grammar::NamePrimaryContext *ctx) {
  ExprPtr e = make(ExprKind::name, ctx);
  e->name = name(ctx->word());
  return give(std::move(e));
}

ast::Name TreeBuilder::fieldName(Grammar::FieldNameContext *ctx) {
  if (!ctx || ctx->exception)
    return {};
  return ctx->word() ? name(ctx->word()) : ast::Name{literal(ctx->string()), spanOf(ctx)};
}

TreeBuilder::Any TreeBuilder::visitRowFieldPrimary(Grammar::RowFieldPrimaryContext *ctx) {
  ExprPtr e = make(ExprKind::row_field, ctx);
  e->name = fieldName(ctx->fieldName());
  return give(std::move(e));
}

/// Parentheses leave no node but widen the span, so that an edit around an expression keeps them.
TreeBuilder::Any TreeBuilder::visitParenPrimary(Grammar::ParenPrimaryContext *ctx) {
  if (ctx->expr().size() == 1 && ctx->COMMA().empty()) {
    ExprPtr inner = expr(ctx->expr(0));
    inner->span = spanOf(ctx);
    return give(std::move(inner));
  }
  ExprPtr e = make(ExprKind::tuple, ctx);
  e->operands = exprs(ctx->expr());
  return give(std::move(e));
}

TreeBuilder::Any TreeBuilder::visitListPrimary(Grammar::ListPrimaryContext *ctx) {
  ExprPtr e = make(ExprKind::list, ctx);
  e->operands = exprs(ctx->expr());
  return give(std::move(e));
}

/// What stands between braces, sorted by shape.
struct TreeBuilder::Braces {
  Grammar::BracePrimaryContext *ctx;
  std::vector<Grammar::ElementContext *> elements;
  std::vector<Grammar::ElementContext *> fields, entries, plain; ///< with `=`, with `:`, with neither
  antlr4::Token *firstComma = nullptr, *firstNewline = nullptr;

  explicit Braces(Grammar::BracePrimaryContext *c) : ctx(c), elements(c->element()) {
    for (Grammar::ElementContext *e : elements)
      (e->ASSIGN() ? fields : e->COLON() ? entries : plain).push_back(e);
    const std::vector<Grammar::SeparatorContext *> separators = ctx->separator(); // asking for one walks all children
    for (size_t i = 0; i < separators.size(); ++i) {
      Grammar::SeparatorContext *s = separators[i];
      // A newline behind the last element separates nothing.
      antlr4::Token *&first = s->COMMA() ? firstComma : firstNewline;
      if (!first && (s->COMMA() || i + 1 < elements.size()))
        first = s->getStart();
    }
  }
};

TreeBuilder::Any TreeBuilder::visitBracePrimary(Grammar::BracePrimaryContext *ctx) {
  Braces braces(ctx);
  if (braces.elements.empty())
    return give(emptyBraces(ctx));
  size_t fields = braces.fields.size(), all = braces.elements.size();
  if (fields == all)
    return give(record(braces));
  if (fields == 0 && (braces.entries.empty() || braces.plain.empty()))
    return give(collection(braces));
  bool blockLike = fields > 0 && braces.entries.empty() && !braces.firstComma;
  return give(blockLike ? block(braces) : mixedBraces(braces));
}

ExprPtr TreeBuilder::emptyBraces(Rule *ctx) {
  report(Code::E0108, spanOf(ctx))
      .label("nothing tells which is meant")
      .note("a record is `{a = 1, b = 2}`, a set `{\"a\", \"b\"}`, a map `{\"zh\": 30%, \"en\": 20%}`")
      .note("a block is bindings, one per line, then the expression that is its value")
      .suggest("put in what belongs there; an empty list is `[]`");
  return make(ExprKind::error, ctx);
}

/// The name before `=`: a name, or a string for fields that are no identifiers.
ast::Name TreeBuilder::memberName(Grammar::ElementContext *ctx) {
  ExprPtr left = expr(ctx->expr(0));
  bool typed = ctx->COLON() != nullptr;
  if (left->kind == ExprKind::name && !typed)
    return left->name;
  if (left->kind == ExprKind::string && !typed && left->parts.size() == 1 && !left->parts[0].expr)
    return {left->parts[0].text, left->span};
  if (typed)
    report(Code::E0123, spanOf(ctx->expr(1)), {"="})
        .label("a name in braces takes no type")
        .suggest("leave the type out; it follows from the value");
  else if (left->kind != ExprKind::error)
    report(Code::E0123, left->span, {"="}).label("this is not a name").suggest("values are compared with `==`");
  return left->name;
}

/// The sign of a line that was meant as a block's value but continues the binding above: `{ h = x` and below `-h }`.
antlr4::Token *TreeBuilder::continuedLine(Grammar::ElementContext *field) const {
  auto *value = field->parts().back().rule();
  bool binary = dynamic_cast<Grammar::BinaryExprContext *>(value) || dynamic_cast<Grammar::FieldExprContext *>(value);
  Node *sign = binary ? value->parts()[1].leaf() : nullptr;
  if (!sign || (sign->getSymbol()->getType() != RecipeLexer::MINUS && sign->getSymbol()->getType() != RecipeLexer::DOT))
    return nullptr;
  Span left = spanOf(value->parts()[0].rule());
  std::string_view between = lexemes_.text.substr(left.end, spanOf(sign).begin - left.end);
  return between.find('\n') == std::string_view::npos ? nullptr : sign->getSymbol();
}

ExprPtr TreeBuilder::record(Braces &braces) {
  ExprPtr e = make(ExprKind::record, braces.ctx);
  antlr4::Token *sign = braces.firstComma ? nullptr : continuedLine(braces.elements.back());
  if (sign) {
    bool dot = sign->getType() == RecipeLexer::DOT;
    report(Code::E0117, spanOf(sign))
        .label("this continues the line above")
        .suggest(dot ? "write `it.name` for a field of the row"
                     : "put parentheses around a value that begins with `-`");
    e->kind = ExprKind::error;
  } else if (braces.firstNewline) {
    report(Code::E0117, spanOf(braces.elements.back()))
        .label("the last line binds a name, too")
        .suggest("add a line with the value; if a record is meant, put commas between its fields");
    e->kind = ExprKind::error;
  }
  for (Grammar::ElementContext *field : braces.fields) {
    ast::Arg arg;
    arg.name = memberName(field);
    arg.value = expr(field->expr(field->COLON() ? 2 : 1));
    e->args.push_back(std::move(arg));
  }
  return e;
}

ExprPtr TreeBuilder::block(Braces &braces) {
  if (braces.elements.back()->ASSIGN() || braces.plain.size() > 1) {
    Grammar::ElementContext *idle = braces.plain.front();
    report(Code::E0117, spanOf(idle))
        .label("this line binds nothing and is not the last")
        .suggest("give it a name with `name = ...`, or leave it out");
    return make(ExprKind::error, braces.ctx);
  }
  ExprPtr e = make(ExprKind::block, braces.ctx);
  for (Grammar::ElementContext *field : braces.fields) {
    ast::Binding binding;
    binding.name = memberName(field);
    binding.value = expr(field->expr(field->COLON() ? 2 : 1));
    e->bindings.push_back(std::move(binding));
  }
  e->operands.push_back(expr(braces.plain.front()->expr(0)));
  return e;
}

/// A set or a map.
ExprPtr TreeBuilder::collection(Braces &braces) {
  if (braces.firstNewline) {
    Span at = spanOf(braces.firstNewline);
    at.end = at.begin;
    report(Code::E0127, at).label("a comma is missing here").fix("separate elements with commas", at, ",");
  }
  ExprPtr e = make(braces.entries.empty() ? ExprKind::set : ExprKind::map, braces.ctx);
  for (Grammar::ElementContext *element : braces.elements)
    for (ExprPtr &part : exprs(element->expr()))
      e->operands.push_back(std::move(part));
  return e;
}

ExprPtr TreeBuilder::mixedBraces(Braces &braces) {
  bool fields = !braces.fields.empty();
  bool entries = !braces.entries.empty();
  const char *one = fields ? "fields (`a = 1`)" : "entries (`a: 1`)";
  const char *other = fields && entries ? "entries (`a: 1`)" : "elements";
  Grammar::ElementContext *first = fields ? braces.fields.front() : braces.entries.front();
  Grammar::ElementContext *second = fields && entries ? braces.entries.front() : braces.plain.front();
  diag::Diagnostic &d = report(Code::E0120, spanOf(second), {one, other});
  d.label("this is not like the first").cause(spanOf(first), "the first");
  if (fields && !entries)
    d.suggest("a block has one binding per line and no commas");
  return make(ExprKind::error, braces.ctx);
}

} // namespace smelt::syntax
