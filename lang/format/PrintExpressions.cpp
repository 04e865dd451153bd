// Operators, pipes, conditions and lambdas.
#include "lang/format/Printer.h"

namespace smelt::format {

using ast::Expr;
using ast::ExprKind;
using ast::Op;

// ---- parentheses ---------------------------------------------------------------------------------------------------

unsigned Printer::parentheses(const Expr &e) const {
  uint32_t first = tokens_.indexAt(e.span.begin), last = tokens_.indexAt(e.span.end) - 1;
  unsigned pairs = 0;
  for (; token(first).text == "(" && token(first).match == last; ++first, --last)
    ++pairs;
  return e.kind == ExprKind::tuple ? pairs - 1 : pairs;
}

Doc Printer::parenthesized(const Expr &e, unsigned pairs) {
  if (pairs == 0)
    return core(e);
  Doc open = take();
  Parts inside{trailingComments(), docs_.softLine(), ownComments(false)};
  inside.push_back(parenthesized(e, pairs - 1));
  inside.push_back(comments());
  Doc middle = docs_.indent(docs_.concat(std::move(inside)));
  return docs_.group(docs_.concat({open, middle, docs_.softLine(), take()}));
}

Doc Printer::expr(const Expr &e) { return parenthesized(e, parentheses(e)); }

Doc Printer::core(const Expr &e) {
  switch (e.kind) {
  case ExprKind::number:
    return number(e);
  case ExprKind::string:
    return takeThrough(token(tokens_.indexAt(e.span.end) - 1 - parentheses(e)).end);
  case ExprKind::row_field:
    return docs_.concat({take(), fieldName()});
  case ExprKind::field:
  case ExprKind::index:
  case ExprKind::call:
    return postfix(e);
  case ExprKind::unary:
    return unary(e);
  case ExprKind::binary:
    return operators(e);
  case ExprKind::pipe:
    return pipe(e);
  case ExprKind::is_null:
    return isNull(e);
  case ExprKind::cast:
    return cast(e);
  case ExprKind::conditional:
    return conditional(e);
  case ExprKind::lambda:
    return lambda(e);
  case ExprKind::record:
  case ExprKind::set:
  case ExprKind::map:
    return collection(e, "}");
  case ExprKind::list:
    return collection(e, "]");
  case ExprKind::tuple:
    return collection(e, ")");
  case ExprKind::range:
    return range(e);
  case ExprKind::block:
    return block(e);
  case ExprKind::select_rules:
    return selectRules(e);
  default:
    return take(); // one token: a name, `it`, `true`, `null`, a character
  }
}

// ---- what follows `=` ----------------------------------------------------------------------------------------------

Assign Printer::breaking(const Expr &e, bool ofFunction) const {
  if (parentheses(e) > 0)
    return Assign::below;
  switch (e.kind) {
  case ExprKind::pipe:
    return ofFunction ? Assign::belowOrHug : Assign::hug;
  case ExprKind::record:
  case ExprKind::set:
  case ExprKind::map:
  case ExprKind::list:
  case ExprKind::tuple:
  case ExprKind::block:
  case ExprKind::lambda:
    return Assign::hug;
  case ExprKind::binary:
    return e.op == Op::concat ? Assign::hug : Assign::below;
  case ExprKind::string:
    return text_.substr(e.span.begin, e.span.end - e.span.begin).find('\n') == std::string_view::npos ? Assign::below
                                                                                                      : Assign::hug;
  case ExprKind::call: {
    const Expr *head = nullptr;
    size_t calls = 0;
    for (const Expr *link : linksOf(e, head))
      calls += link->kind == ExprKind::call;
    if (calls > 2)
      return Assign::below;
    return calls > 1 || ofFunction ? Assign::belowOrHug : Assign::hug;
  }
  default:
    return Assign::below;
  }
}

Doc Printer::value(const Expr &e, Mark mark, bool ofFunction) {
  Assign how = breaking(e, ofFunction);
  Doc at = mark == Mark::none ? 0 : docs_.mark(mark);
  return docs_.assign(docs_.concat({at, expr(e)}), how);
}

// ---- operators -----------------------------------------------------------------------------------------------------

namespace {

/// Operators of one precedence stand in one chain.
int precedence(Op op) {
  switch (op) {
  case Op::mul:
  case Op::div:
    return 7;
  case Op::add:
  case Op::sub:
    return 6;
  case Op::coalesce:
    return 5;
  case Op::and_:
    return 3;
  case Op::or_:
    return 2;
  case Op::concat:
    return 1;
  default:
    return 4; // comparisons
  }
}

bool isCollection(const Expr &e) {
  return e.kind == ExprKind::set || e.kind == ExprKind::list || e.kind == ExprKind::map;
}

} // namespace

Doc Printer::operators(const Expr &e) {
  std::vector<const Expr *> chain;
  const Expr *left = &e;
  while (left->kind == ExprKind::binary && precedence(left->op) == precedence(e.op) &&
         (left == &e || parentheses(*left) == 0)) {
    chain.push_back(left);
    left = left->operands[0].get();
  }
  Doc first = expr(*left);
  Parts rest;
  for (size_t i = chain.size(); i-- > 0;) {
    const Expr &right = *chain[i]->operands[1];
    bool member = chain[i]->op == Op::in || chain[i]->op == Op::not_in;
    rest.push_back(comments());
    // Only with `in` on its line does a line that begins with `not` go on from the one above.
    bool torn = chain[i]->op == Op::not_in && token(at_ + 1).comments > 0;
    rest.push_back(torn || (member && isCollection(right)) ? docs_.space() : docs_.line());
    rest.push_back(takeSpaced(right.span.begin));
    rest.push_back(docs_.space());
    rest.push_back(expr(right));
  }
  return docs_.group(docs_.concat({first, docs_.indent(docs_.concat(std::move(rest)))}));
}

Doc Printer::pipe(const Expr &e, bool markStage) {
  std::vector<const Expr *> stages;
  const Expr *head = &e;
  while (head->kind == ExprKind::pipe && (head == &e || parentheses(*head) == 0)) {
    stages.push_back(head);
    head = head->operands[0].get();
  }
  Doc first = expr(*head);
  Parts rest;
  bool overLines = false;
  for (size_t i = stages.size(); i-- > 0;) {
    overLines |= current().newlineBefore;
    rest.push_back(comments());
    rest.push_back(docs_.line());
    if (markStage && i + 1 == stages.size() && head->kind == ExprKind::name)
      rest.push_back(docs_.mark(Mark::firstStage));
    rest.push_back(take());
    rest.push_back(docs_.space());
    rest.push_back(expr(*stages[i]->operands[1]));
  }
  bool broken = overLines && stages.size() > 1;
  return docs_.group(docs_.concat({first, docs_.indent(docs_.concat(std::move(rest)))}), broken);
}

Doc Printer::unary(const Expr &e) {
  Doc sign = take();
  return docs_.concat({sign, e.op == Op::not_ ? docs_.space() : 0, expr(*e.operands[0])});
}

Doc Printer::range(const Expr &e) {
  Parts parts;
  if (e.operands[0])
    parts.push_back(expr(*e.operands[0]));
  parts.push_back(take());
  if (e.operands[1])
    parts.push_back(expr(*e.operands[1]));
  return docs_.concat(std::move(parts));
}

Doc Printer::cast(const Expr &e) {
  Doc operand = expr(*e.operands[0]);
  return docs_.concat({operand, docs_.space(), take(), docs_.space(), type(*e.type)});
}

Doc Printer::isNull(const Expr &e) {
  Parts parts{expr(*e.operands[0])};
  for (unsigned words = e.flag ? 3 : 2; words > 0; --words)
    parts.insert(parts.end(), {docs_.space(), take()});
  return docs_.concat(std::move(parts));
}

Doc Printer::number(const Expr &e) {
  Doc digits = take();
  if (!e.number->unit || e.number->unit.span.begin < current().begin)
    return digits;
  return docs_.concat({digits, at("%") ? 0 : docs_.space(), take()});
}

Doc Printer::selectRules(const Expr &e) {
  Doc rules = expr(*e.operands[0]);
  return docs_.concat({rules, docs_.space(), take(), docs_.space(), list("}", [&] { return take(); }, {.fill = true})});
}

// ---- conditions and lambdas ----------------------------------------------------------------------------------------

/// `else if` stands at the level of the first `if`.
Doc Printer::conditional(const Expr &e) {
  Parts parts;
  const Expr *c = &e;
  auto branch = [&](const Expr &value) {
    Doc word = take();
    parts.insert(parts.end(), {word, docs_.space()});
    parts.push_back(docs_.indent(expr(value)));
  };
  for (;;) {
    branch(*c->operands[0]);
    parts.insert(parts.end(), {comments(), docs_.line()});
    branch(*c->operands[1]);
    parts.insert(parts.end(), {comments(), docs_.line()});
    const Expr &otherwise = *c->operands[2];
    if (otherwise.kind != ExprKind::conditional || parentheses(otherwise) > 0) {
      branch(otherwise);
      return docs_.group(docs_.concat(std::move(parts)));
    }
    parts.insert(parts.end(), {take(), docs_.space()});
    c = &otherwise;
  }
}

Doc Printer::lambda(const Expr &e) {
  Doc names = at("(") ? list(")", [&] { return take(); }) : take();
  Doc arrow = docs_.concat({docs_.space(), take()});
  return docs_.concat({names, arrow, value(*e.operands[0])});
}

} // namespace smelt::format
