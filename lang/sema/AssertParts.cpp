// What a failed assert shows: the parts of its condition that may be to blame, with the values they look at.
#include "lang/sema/Checker.h"
#include "lang/sema/Operators.h"

namespace smelt::sema {

/// `1 + 1 == 3` shows 2 and 3, so its outermost operators stay; everything below is folded as elsewhere.
Value Checker::checkCondition(const ast::Expr &e, const Scope &scope) {
  if (isStreamComparison(e, scope))
    return compareStreams(e, scope);
  if (e.kind == ast::ExprKind::binary && isComparison(e.op)) {
    std::vector<ExprRef> sides(2);
    if (!comparisonSides(e, scope, sides[0], sides[1]))
      return failed();
    auto made = makeExpr(ExprKind::compare, boolType_, e.span, std::move(sides));
    made->op = typedOp(e.op);
    return of(made);
  }
  bool isNot = e.kind == ast::ExprKind::unary && e.op == ast::Op::not_;
  if (!isNot && !(e.kind == ast::ExprKind::binary && (e.op == ast::Op::and_ || e.op == ast::Op::or_)))
    return checkAs(e, scope, boolType_);
  Value left = checkCondition(*e.operands[0], scope);
  Scope after(&scope, scope.module);
  if (left.expr && !isNot)
    addFacts(left.expr, e.op == ast::Op::and_, after.narrowed);
  Value right = isNot ? left : checkCondition(*e.operands[1], after);
  if (left.isError() || right.isError())
    return failed();
  std::vector<ExprRef> operands{left.expr};
  if (!isNot)
    operands.push_back(right.expr);
  auto made = makeExpr(ExprKind::logic, boolType_, e.span, std::move(operands));
  made->op = isNot ? Op::not_ : e.op == ast::Op::and_ ? Op::and_ : Op::or_;
  return of(made);
}

void Checker::addParts(const ExprRef &e, bool wanted, std::vector<TestCase::Part> &parts) {
  TestCase::Part part;
  part.holds = e;
  part.wanted = wanted;
  part.text = sourceText(e->span);
  if (auto rule = ruleOf_.find(e.get()); rule != ruleOf_.end()) {
    part.kind = TestCase::Part::rule;
    part.text = rule->second.name;
    part.bound = rule->second.bound;
    if (rule->second.metric)
      part.values = {rule->second.metric};
  } else if (e->kind == ExprKind::logic) {
    for (const ExprRef &operand : e->operands)
      addParts(operand, e->op == Op::not_ ? !wanted : wanted, parts);
    return;
  } else if (e->kind == ExprKind::compare) {
    part.kind = TestCase::Part::comparison;
    part.values = e->operands;
  } else if (e->kind == ExprKind::contains || e->kind == ExprKind::in_range) {
    part.kind = TestCase::Part::membership;
    part.values = {e->operands[0]};
  } else if (e->kind == ExprKind::builtin || e->kind == ExprKind::is_null) {
    if (!e->operands.empty() && e->operands[0])
      part.values = {e->operands[0]};
  }
  parts.push_back(std::move(part));
  // `quality(t) == true` is about rules too.
  for (const ExprRef &side : e->kind == ExprKind::compare ? e->operands : std::vector<ExprRef>())
    if (ruleOf_.contains(side.get()) || (side->kind == ExprKind::logic && side->type == boolType_))
      addParts(side, true, parts);
}

} // namespace smelt::sema
