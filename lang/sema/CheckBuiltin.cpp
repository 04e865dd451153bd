// Calls of builtins: types flow from the receiver through type variables into the other arguments.
#include "lang/sema/Checker.h"
#include <algorithm>

namespace smelt::sema {

Value Checker::callBuiltin(const Candidate &c, Call &call) {
  const Builtin &b = *c.builtin;
  if (isUnavailable(*c.item))
    notAvailable(call.name, call.nameSpan); // and checked all the same: what follows has mistakes of its own
  if (b.name == "measure")
    return measure(call);
  if (b.receiver == "Stream")
    if (auto staged = stageCall(c, call))
      return *staged;
  if (b.name == "mix")
    return mixStage(c, call);
  if (b.key == "Path.golden") {
    report(Code::E0710, call.nameSpan, {call.name}).label("only on the right of `==` in an assert");
    return failed();
  }
  if (b.result->kind == TypeKind::stream)
    return sourceStage(c, call);
  if (b.key == "Path.lines")
    return constantLines(call);
  if (b.receiver == "Function" && isUnavailable(*c.item))
    return failed(); // said already
  if (b.receiver == "Function") {
    report(Code::E0501, call.nameSpan, {call.name, "a place inside `dedup(...)`"}).label("only inside `dedup(...)`");
    return failed();
  }
  auto slots = matchArguments(c.item->params, call, nullptr);
  if (!slots)
    return failed();
  if (b.key == "View.fold")
    if (auto steps = stepsOfFold(call, *slots))
      return *steps;
  return callPlainBuiltin(c, call, std::move(*slots));
}

/// Patterns are known when the recipe is compiled: there is no view of them.
static bool hasPattern(TypeRef type) {
  return type->kind == TypeKind::pattern ||
         std::any_of(type->fields.begin(), type->fields.end(), [](const Field &f) { return hasPattern(f.type); });
}

/// A fold of a list of patterns that is written out is one step inside the other; nothing for other folds.
std::optional<Value> Checker::stepsOfFold(const Call &call, const std::vector<Slot> &slots) {
  const Slot &from = slots[1], &step = slots[2];
  const ExprRef list = slots[0].value ? slots[0].value->expr : nullptr;
  if (!list || list->kind != ExprKind::list || list->lines || !step.written ||
      !(list->operands.empty() || hasPattern(list->type->args[0])))
    return std::nullopt;
  Value value = from.value ? *from.value : check(*from.written, *call.scope);
  const TypeRef type = value.type;
  for (const ExprRef &element : list->operands) {
    ExprRef so_far = scalar(value, from.span);
    if (so_far == errorExpr_)
      return failed();
    TypeRef both = types_.record({{"so_far", type}, {"next", element->type}});
    Value next = of(makeExpr(ExprKind::record, both, element->span, {so_far, element}));
    value = applyClosure(makeClosure(*step.written, *call.scope, types_.function({both}, type)), {next}, call.span);
    value = value.isError() ? value : coerce(value, type, step.span);
  }
  return value;
}

Value Checker::callPlainBuiltin(const Candidate &c, Call &call, std::vector<Slot> slots) {
  TypeBindings bindings;
  std::vector<ExprRef> operands;
  bool ok = true;
  for (size_t i = 0; i < slots.size() && ok; ++i) {
    const size_t before = diags_.all().size();
    operands.push_back(builtinArgument(c, i, slots[i], *call.scope, bindings, ok));
    if (!ok && !slots[i].written && !slots[i].value && diags_.all().size() > before)
      blameDefault(diags_.at(before), call, c.item->params[i].name.text);
  }
  if (!ok)
    return failed();
  if (!checkPattern(*c.builtin, operands) || !checkPunkt(*c.builtin, operands))
    return failed();
  checkChunks(*c.builtin, operands, call.span);
  if (c.builtin->key == "List.count" && operands[0]->lines && !operands[1])
    return of(
        makeInteger(intType_, call.span, std::count(operands[0]->lines->begin(), operands[0]->lines->end(), '\n')));
  if (c.builtin->key == "List.any_of")
    return anyOf(operands[0], call.span);
  TypeRef result = substitute(c.builtin->result, bindings);
  auto e = makeExpr(ExprKind::builtin, result, call.span, std::move(operands));
  e->builtin = c.builtin;
  bool foldsStream = !e->operands.empty() && e->operands[0] && e->operands[0]->kind == ExprKind::stream;
  return foldsStream ? streamFold(*e, call) : of(e);
}

/// What a parameter is by default does not fit here: `mean(t.words)`.
void Checker::blameDefault(diag::Diagnostic &d, const Call &call, const std::string &parameter) {
  d.primary = {call.nameSpan, "`" + parameter + "` is needed here"};
  d.edits.clear();
  d.suggest("say what each element gives: `" + call.name + "(view, .chars.count)`");
}

ExprRef Checker::builtinArgument(const Candidate &c, size_t index, const Slot &slot, const Scope &scope,
                                 TypeBindings &bindings, bool &ok) {
  TypeRef pattern = c.builtin->params[index].type;
  Scope declared(nullptr, prelude_);
  const ast::Expr *written = slot.written ? slot.written : slot.value ? nullptr : c.item->params[index].fallback.get();
  const Scope &place = slot.written ? scope : declared;
  if (written && !slot.written && written->kind == ast::ExprKind::null)
    return nullptr; // absent
  if (pattern->kind == TypeKind::function && written) {
    ExprRef lambda = functionArgument(pattern, *written, place, bindings);
    ok = lambda != nullptr;
    return lambda;
  }
  TypeRef hint = substitute(pattern, bindings);
  Value v = slot.value ? *slot.value : check(*written, place, hint);
  Span span = slot.value ? slot.span : written->span;
  bool fits = !v.isError() && matches(pattern, v.type, bindings);
  if (!fits && !v.isError())
    mismatch(v, hasVariables(hint) ? substitute(hint, bindings) : hint, span);
  ok = fits;
  if (!ok)
    return nullptr;
  Value converted = v.stage ? v : coerce(v, substitute(pattern, bindings), span);
  ExprRef e = v.stage ? streamOperand(v, span) : scalar(converted, span);
  ok = e != errorExpr_;
  if (ok)
    checkBounds(c.builtin->params[index], e, span);
  return e;
}

/// A constant outside of what its parameter is declared to lie in. It may have come a long way: the span is where it
/// was written, the cause where it is used.
void Checker::checkBounds(const Builtin::Parameter &p, const ExprRef &value, Span span) {
  auto number = numberOf(value);
  if (!number || p.bounds.empty() || (*number >= p.low.value_or(*number) && *number <= p.high.value_or(*number)))
    return;
  std::string written = sourceText(value->span);
  auto &d = report(Code::E0231, value->span, {p.name, p.bounds, written}).label("outside of " + p.bounds);
  if (value->span.file != span.file || value->span.begin != span.begin)
    d.cause(span, "used for `" + p.name + "` here");
}

/// A piece that begins where the one before began would never end.
void Checker::checkChunks(const Builtin &b, const std::vector<ExprRef> &operands, Span call) {
  if (b.key != "Text.chunks")
    return;
  auto length = numberOf(operands[1]), overlap = numberOf(operands[2]);
  if (!length || !overlap || *length < 1 || *overlap < *length)
    return;
  Builtin::Parameter bounded = b.params[2];
  bounded.high = *length - 1;
  bounded.bounds = "0.." + std::to_string(static_cast<int64_t>(*bounded.high));
  checkBounds(bounded, operands[2], call);
}

/// A stream that a builtin folds to a value.
ExprRef Checker::streamOperand(const Value &v, Span span) {
  if (v.stage->kind == StageKind::sink) {
    report(Code::E0502, span).label("nothing comes out of a sink");
    return errorExpr_;
  }
  auto e = makeExpr(ExprKind::stream, v.type, span);
  e->stage = v.stage;
  return e;
}

/// The argument of a function parameter as a lambda; null after an error.
ExprRef Checker::functionArgument(TypeRef pattern, const ast::Expr &e, const Scope &scope, TypeBindings &bindings) {
  std::vector<TypeRef> params;
  std::vector<Value> values;
  std::vector<LocalId> locals;
  for (size_t i = 0; i + 1 < pattern->args.size(); ++i) {
    params.push_back(substitute(pattern->args[i], bindings));
    locals.push_back(freshLocal());
    values.push_back(of(makeLocal(params.back(), e.span, locals.back())));
  }
  Value closure = makeClosure(e, scope, pattern);
  Value body = applyClosure(closure, std::move(values), e.span);
  if (body.isError())
    return nullptr;
  TypeRef result = pattern->args.back();
  TypeRef known = substitute(result, bindings); // `{best = .next}` where `best` may be null
  bool converts = !hasVariables(known) && convertImplicitly(body, known);
  if (!converts && !matches(result, body.type, bindings)) {
    mismatch(body, result->name == "N" ? realType_ : known, e.span);
    return nullptr;
  }
  ExprRef value = scalar(coerce(body, substitute(result, bindings), e.span), e.span);
  if (value == errorExpr_)
    return nullptr;
  auto lambda = makeExpr(ExprKind::lambda, types_.function(params, value->type), e.span, {value});
  lambda->params = std::move(locals);
  return lambda;
}

} // namespace smelt::sema
