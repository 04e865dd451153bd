// Operators, calls and lambdas.
#include "lang/syntax/TokenSets.h"
#include "lang/syntax/TreeBuilder.h"

namespace smelt::syntax {

using ast::Expr;
using ast::ExprKind;
using ast::ExprPtr;
using ast::Op;
using diag::Code;
using diag::Span;

ExprPtr TreeBuilder::make(ExprKind kind, const Rule *ctx) const {
  auto e = std::make_unique<Expr>();
  e->kind = kind;
  e->span = spanOf(ctx);
  return e;
}

ExprPtr TreeBuilder::expr(Rule *ctx) {
  if (!ctx || ctx->exception || !ctx->start)
    return ctx && ctx->start ? make(ExprKind::error, ctx) : std::make_unique<Expr>();
  // Most expressions are a word or a number: one visit will do.
  if (ctx->getRuleIndex() == Grammar::RuleExpr && ctx->parts().size() == 1)
    if (auto *primary = static_cast<Grammar::ExprContext *>(ctx)->getRuleContext<Grammar::PrimaryContext>(0))
      return expr(primary);
  result_ = nullptr;
  ctx->accept(this);
  return result_ ? std::move(result_) : make(ExprKind::error, ctx);
}

std::vector<ExprPtr> TreeBuilder::exprs(const std::vector<Grammar::ExprContext *> &list) {
  std::vector<ExprPtr> out;
  for (Grammar::ExprContext *e : list)
    out.push_back(expr(e));
  return out;
}

TreeBuilder::Any TreeBuilder::giveBinary(Rule *ctx, ExprKind kind, Op op, Node *sign, Grammar::ExprContext *left,
                                         Grammar::ExprContext *right) {
  ExprPtr e = make(kind, ctx);
  e->op = op;
  e->opSpan = spanOf(sign);
  e->operands.push_back(left ? expr(left) : nullptr);
  e->operands.push_back(right ? expr(right) : nullptr);
  return give(std::move(e));
}

TreeBuilder::Any TreeBuilder::visitFieldExpr(Grammar::FieldExprContext *ctx) {
  ExprPtr e = make(ExprKind::field, ctx);
  e->operands.push_back(expr(ctx->expr()));
  e->name = fieldName(ctx->fieldName());
  e->flag = ctx->QDOT() != nullptr;
  e->opSpan = spanOf(e->flag ? ctx->QDOT() : ctx->DOT());
  return give(std::move(e));
}

TreeBuilder::Any TreeBuilder::visitCallExpr(Grammar::CallExprContext *ctx) {
  ExprPtr e = make(ExprKind::call, ctx);
  e->operands.push_back(expr(ctx->expr()));
  if (ctx->arguments())
    e->args = arguments(ctx->arguments());
  return give(std::move(e));
}

/// Whether an argument further left has something other than a name before its `:` too: entries of a map whose `{` is
/// missing are one mistake.
static bool followsNamelessRule(generated::RecipeParser::ArgumentContext *ctx) {
  auto *all = dynamic_cast<generated::RecipeParser::ArgumentsContext *>(ctx->parent);
  if (!all)
    return false;
  for (generated::RecipeParser::ArgumentContext *a : all->argument()) {
    if (a == ctx)
      return false;
    if (a->COLON() && a->expr(0) && a->expr(0)->getStart()->getType() != RecipeLexer::IDENTIFIER)
      return true;
  }
  return false;
}

/// The last name of what an argument is given to.
std::string TreeBuilder::calleeOf(Grammar::ArgumentContext *ctx) const {
  auto *call = dynamic_cast<Grammar::CallExprContext *>(ctx->parent ? ctx->parent->parent : nullptr);
  std::string callee = call && call->expr() ? textOf(spanOf(call->expr())) : "";
  return callee.substr(callee.rfind('.') + 1);
}

/// The name in front of `=` or `:` of an argument, of a new field also a string; without one, what was meant is said.
ast::Name TreeBuilder::argumentName(Grammar::ArgumentContext *ctx) {
  ExprPtr left = expr(ctx->expr(0));
  if (left->kind == ExprKind::name)
    return left->name;
  const std::string callee = calleeOf(ctx);
  bool makesFields = callee == "with" || callee == "rename"; // whose names become fields
  bool constant = left->kind == ExprKind::string && left->parts.size() == 1 && !left->parts[0].expr;
  if (ctx->ASSIGN() && constant && makesFields)
    return {left->parts[0].text, left->span};
  if (ctx->ASSIGN() && left->kind == ExprKind::row_field && makesFields)
    report(Code::E0123, left->span, {"="}).label("a new field has no dot").fix("name it", left->span, left->name.text);
  else if (ctx->ASSIGN() && left->kind == ExprKind::it)
    report(Code::E0123, left->span, {"="})
        .label("the current value has no other name")
        .fix("what becomes of it stands alone", {left->span.file, left->span.begin, spanOf(ctx->expr(1)).begin}, "");
  else if (ctx->ASSIGN() && left->kind == ExprKind::row_field && callee == "edit")
    report(Code::E0123, left->span, {"="})
        .label("a field and what becomes of it are two arguments")
        .fix("separate them with a comma", {left->span.file, left->span.end, spanOf(ctx->ASSIGN()).end}, ",");
  else if (ctx->ASSIGN())
    report(Code::E0112, spanOf(ctx->ASSIGN()))
        .label("`=` names an argument, and what stands before it is no name")
        .fix("compare with", spanOf(ctx->ASSIGN()), "==");
  else if (left->kind != ExprKind::error && !followsNamelessRule(ctx))
    report(Code::E0123, left->span, {":"}).label("this is not a name").suggest("`name: predicate` names a rule");
  return {};
}

std::vector<ast::Arg> TreeBuilder::arguments(Grammar::ArgumentsContext *ctx) {
  const std::vector<Grammar::ArgumentContext *> list = ctx->argument();
  std::vector<ast::Arg> args;
  args.reserve(list.size());
  Span named;
  for (Grammar::ArgumentContext *a : list) {
    ast::Arg &arg = args.emplace_back();
    bool hasName = a->ASSIGN() || a->COLON();
    if (hasName)
      arg.name = argumentName(a);
    arg.isRule = a->COLON() != nullptr;
    arg.value = expr(a->expr(hasName ? 1 : 0));
    if (a->ASSIGN())
      named = spanOf(a);
    else if (named.end > 0 && !arg.isRule)
      report(Code::E0121, spanOf(a))
          .label("this argument has no name")
          .cause(named, "this one has")
          .suggest("put positional arguments first, or give this one its name");
  }
  return args;
}

TreeBuilder::Any TreeBuilder::visitIndexExpr(Grammar::IndexExprContext *ctx) {
  ExprPtr e = make(ExprKind::index, ctx);
  e->operands.push_back(expr(ctx->expr()));
  for (ExprPtr &i : exprs(ctx->axes()->expr()))
    e->operands.push_back(std::move(i));
  return give(std::move(e));
}

TreeBuilder::Any TreeBuilder::visitNegateExpr(Grammar::NegateExprContext *ctx) {
  ExprPtr e = make(ExprKind::unary, ctx);
  e->op = Op::neg;
  e->opSpan = spanOf(ctx->MINUS());
  e->operands.push_back(expr(ctx->expr()));
  return give(std::move(e));
}

TreeBuilder::Any TreeBuilder::visitNotExpr(Grammar::NotExprContext *ctx) {
  ExprPtr e = make(ExprKind::unary, ctx);
  e->op = Op::not_;
  e->opSpan = spanOf(ctx->NOT());
  e->operands.push_back(expr(ctx->expr()));
  return give(std::move(e));
}

TreeBuilder::Any TreeBuilder::visitCastExpr(Grammar::CastExprContext *ctx) {
  ExprPtr e = make(ExprKind::cast, ctx);
  e->opSpan = spanOf(ctx->AS());
  e->operands.push_back(expr(ctx->expr()));
  e->type = castType(ctx->castType());
  return give(std::move(e));
}

TreeBuilder::Any TreeBuilder::visitBinaryExpr(Grammar::BinaryExprContext *ctx) {
  Node *sign = ctx->parts()[1].leaf();
  Op op = Op::none;
  switch (sign->getSymbol()->getType()) {
  case RecipeLexer::STAR:
    op = Op::mul;
    break;
  case RecipeLexer::SLASH:
    op = Op::div;
    break;
  case RecipeLexer::PLUS:
    op = Op::add;
    break;
  case RecipeLexer::MINUS:
    op = Op::sub;
    break;
  case RecipeLexer::COALESCE:
    op = Op::coalesce;
    break;
  case RecipeLexer::AND:
    op = Op::and_;
    break;
  case RecipeLexer::OR:
    op = Op::or_;
    break;
  default:
    op = Op::concat;
    break;
  }
  return giveBinary(ctx, ExprKind::binary, op, sign, ctx->expr(0), ctx->expr(1));
}

namespace {

using Grammar = generated::RecipeParser;

bool isRange(antlr4::ParserRuleContext *ctx) {
  return dynamic_cast<Grammar::RangeExprContext *>(ctx) || dynamic_cast<Grammar::FromExprContext *>(ctx) ||
         dynamic_cast<Grammar::ToExprContext *>(ctx);
}

Op comparison(size_t type) {
  switch (type) {
  case RecipeLexer::EQ:
    return Op::eq;
  case RecipeLexer::NE:
    return Op::ne;
  case RecipeLexer::LT:
    return Op::lt;
  case RecipeLexer::LE:
    return Op::le;
  case RecipeLexer::GT:
    return Op::gt;
  case RecipeLexer::GE:
    return Op::ge;
  case RecipeLexer::NOT:
    return Op::not_in;
  default:
    return Op::in;
  }
}

antlr4::tree::TerminalNode *signOf(Grammar::CompareExprContext *ctx) { return ctx->parts()[1].leaf(); }

} // namespace

TreeBuilder::Any TreeBuilder::visitRangeExpr(Grammar::RangeExprContext *ctx) {
  if (isRange(ctx->expr(0)) || isRange(ctx->expr(1)))
    report(Code::E0107, spanOf(ctx->RANGE()), {"ranges"})
        .label("a second `..`")
        .suggest("a range has one `..`: `a..b`, `a..` or `..b`");
  return giveBinary(ctx, ExprKind::range, Op::none, ctx->RANGE(), ctx->expr(0), ctx->expr(1));
}

TreeBuilder::Any TreeBuilder::visitFromExpr(Grammar::FromExprContext *ctx) {
  return giveBinary(ctx, ExprKind::range, Op::none, ctx->RANGE(), ctx->expr(), nullptr);
}

TreeBuilder::Any TreeBuilder::visitToExpr(Grammar::ToExprContext *ctx) {
  return giveBinary(ctx, ExprKind::range, Op::none, ctx->RANGE(), nullptr, ctx->expr());
}

/// `3 <= x <= 10` and its like; `ctx` is the second comparison.
void TreeBuilder::reportChain(Grammar::CompareExprContext *ctx) {
  auto *first = dynamic_cast<Grammar::CompareExprContext *>(ctx->expr(0));
  diag::Diagnostic &d = report(Code::E0107, spanOf(signOf(ctx)), {"comparisons"});
  d.label("a second comparison").cause(spanOf(signOf(first)), "the first");
  std::string low = textOf(spanOf(first->expr(0))), middle = textOf(spanOf(first->expr(1))),
              high = textOf(spanOf(ctx->expr(1)));
  Op one = comparison(signOf(first)->getSymbol()->getType()), two = comparison(signOf(ctx)->getSymbol()->getType());
  if (one == Op::ge && two == Op::ge)
    std::swap(low, high);
  // A longer chain has no fix of one edit.
  if (dynamic_cast<Grammar::CompareExprContext *>(ctx->parent))
    return;
  if (one == two && (one == Op::le || one == Op::ge))
    d.fix("a range includes both ends", spanOf(ctx), middle + " in " + low + ".." + high);
  else
    d.fix("compare twice", spanOf(ctx),
          textOf(spanOf(first)) + " and " + middle + " " + ast::spelling(two) + " " + textOf(spanOf(ctx->expr(1))));
}

TreeBuilder::Any TreeBuilder::visitCompareExpr(Grammar::CompareExprContext *ctx) {
  bool chains = dynamic_cast<Grammar::CompareExprContext *>(ctx->expr(0)) != nullptr;
  // Of a longer chain the first two are enough to say.
  if (chains &&
      !dynamic_cast<Grammar::CompareExprContext *>(dynamic_cast<Grammar::CompareExprContext *>(ctx->expr(0))->expr(0)))
    reportChain(ctx);
  Node *sign = signOf(ctx);
  return giveBinary(ctx, ExprKind::binary, comparison(sign->getSymbol()->getType()), sign, ctx->expr(0), ctx->expr(1));
}

TreeBuilder::Any TreeBuilder::visitIsNullExpr(Grammar::IsNullExprContext *ctx) {
  ExprPtr e = make(ExprKind::is_null, ctx);
  e->opSpan = spanOf(ctx->IS());
  e->flag = ctx->NOT() != nullptr;
  e->operands.push_back(expr(ctx->expr()));
  return give(std::move(e));
}

TreeBuilder::Any TreeBuilder::visitSelectRulesExpr(Grammar::SelectRulesExprContext *ctx) {
  ExprPtr e = make(ExprKind::select_rules, ctx);
  e->op = ctx->ONLY() ? Op::only : Op::except_;
  e->opSpan = spanOf(ctx->ONLY() ? ctx->ONLY() : ctx->EXCEPT());
  e->operands.push_back(expr(ctx->expr()));
  e->names = names(ctx->word());
  return give(std::move(e));
}

TreeBuilder::Any TreeBuilder::visitPipeExpr(Grammar::PipeExprContext *ctx) {
  ExprPtr e = make(ExprKind::pipe, ctx);
  e->opSpan = spanOf(ctx->PIPE());
  ExprPtr left = expr(ctx->expr(0)), right = expr(ctx->expr(1));
  bool callable = right->kind == ExprKind::name || right->kind == ExprKind::field || right->kind == ExprKind::call;
  if (!callable && right->kind != ExprKind::error) {
    diag::Diagnostic &d = report(Code::E0122, right->span);
    d.label("this is neither").cause(e->opSpan, "what is on the left becomes its first argument");
    if (right->kind == ExprKind::binary && right->op == Op::concat)
      d.suggest("`++` binds more tightly than `|>`: put parentheses around the pipe on the left of `++`");
    else if (right->kind == ExprKind::binary &&
             textOf(right->span).find(' ') < textOf(right->span).find_first_of("(.=<>"))
      d.suggest("what a stage takes stands in parentheses: `where(.n > 3)`");
    else if (right->kind == ExprKind::row_field)
      d.suggest("a field of every row is read with `map(." + right->name.text + ")`");
  }
  e->operands.push_back(std::move(left));
  e->operands.push_back(std::move(right));
  return give(std::move(e));
}

TreeBuilder::Any TreeBuilder::visitConditionalExpr(Grammar::ConditionalExprContext *ctx) {
  ExprPtr e = make(ExprKind::conditional, ctx);
  e->opSpan = spanOf(ctx->IF());
  e->operands = exprs(ctx->expr());
  return give(std::move(e));
}

TreeBuilder::Any TreeBuilder::visitLambdaExpr(Grammar::LambdaExprContext *ctx) {
  ExprPtr e = make(ExprKind::lambda, ctx);
  e->opSpan = spanOf(ctx->FATARROW());
  e->params = names(ctx->word());
  e->operands.push_back(expr(ctx->expr()));
  return give(std::move(e));
}

} // namespace smelt::syntax
