// Functions and rules blocks are expanded at their calls; closures are applied where they are used.
#include "lang/sema/Checker.h"
#include <algorithm>

namespace smelt::sema {

/// More expansions than any sensible recipe needs; a tower of functions that call twice would double forever.
static constexpr unsigned kMaxExpansions = 20000;

bool Checker::spendExpansion(Span span) {
  if (++expanded_ <= kMaxExpansions)
    return true;
  if (expanded_ == kMaxExpansions + 1)
    report(Code::E0221, span).label("more than " + std::to_string(kMaxExpansions) + " calls when expanded");
  return false;
}

bool Checker::enter(const ast::Item &item, const Call &call) {
  if (recursive_.count(&item))
    return false;
  auto first = std::find(active_.begin(), active_.end(), &item);
  if (first != active_.end()) {
    recursive_.insert(first, active_.end()); // one report for the whole circle
    report(Code::E0220, call.nameSpan, {item.name.text})
        .label("called while it is being worked out")
        .note("functions are expanded where they are called, so they cannot be recursive");
    return false;
  }
  if (!spendExpansion(call.nameSpan))
    return false;
  active_.push_back(&item);
  context_.push_back(&item);
  return true;
}

void Checker::leave() {
  active_.pop_back();
  context_.pop_back();
}

Value Checker::streamArgument(const Value &v, TypeRef wanted, Span span, TypeBindings &bindings) {
  if (v.isError())
    return v;
  if (!v.stage)
    return mismatch(v, wanted, span);
  if (matches(wanted, v.type, bindings))
    return v;
  for (const Field &f : wanted->args[0]->fields)
    if (!v.type->args[0]->field(f.name))
      return unknownField(v.type->args[0], {f.name, span});
  return mismatch(v, wanted, span);
}

Value Checker::parameterValue(const ast::Param &p, const Slot &slot, TypeRef wanted, const Call &call,
                              const Scope &inner, TypeBindings &bindings) {
  const ast::Expr *written = slot.written ? slot.written : slot.value ? nullptr : p.fallback.get();
  const Scope &place = slot.written ? *call.scope : inner;
  Span span = written ? written->span : slot.span;
  if (wanted->kind == TypeKind::function && written)
    return makeClosure(*written, place, substitute(wanted, bindings));
  TypeRef hint = substitute(wanted, bindings);
  Value v = slot.value ? *slot.value : check(*written, place, hint);
  if (v.isError())
    return v;
  if (wanted->kind == TypeKind::stream)
    return streamArgument(v, wanted, span, bindings);
  if (hasVariables(wanted)) {
    if (!matches(wanted, v.type, bindings))
      return mismatch(v, substitute(wanted, bindings), span);
    hint = substitute(wanted, bindings);
  }
  Value converted = coerce(v, hint, span);
  if (converted.isError() || converted.closure)
    return converted;
  ExprRef e = scalar(converted, span);
  return e == errorExpr_ ? failed() : of(e);
}

bool Checker::bindParameters(const Candidate &c, const std::vector<Slot> &slots, const Call &call, Scope &inner,
                             TypeBindings &bindings) {
  bool ok = true;
  for (size_t i = 0; i < slots.size(); ++i) {
    const ast::Param &p = c.item->params[i];
    TypeRef wanted = resolveType(p.type.get(), *c.entity.module);
    Value v = parameterValue(p, slots[i], wanted, call, inner, bindings);
    ok = ok && !v.isError();
    inner.names.push_back({p.name.text, std::move(v), p.name.span, true});
  }
  return ok;
}

/// The body's value as what the function says it gives.
Value Checker::resultOf(const Candidate &c, Value v, const TypeBindings &bindings) {
  if (!c.item->type || v.isError())
    return v;
  TypeRef result = substitute(resolveType(c.item->type.get(), *c.entity.module), bindings);
  if (result->kind != TypeKind::stream)
    return coerce(std::move(v), result, c.item->value->span);
  TypeBindings rest = bindings;
  return streamArgument(v, result, c.item->value->span, rest);
}

Value Checker::callFunction(const Candidate &c, Call &call) {
  if (c.entity.module->isStd && isUnavailable(*c.item))
    return notAvailable(call.name, call.nameSpan);
  auto slots = matchArguments(c.item->params, call, nullptr);
  if (!slots)
    return failed();
  Scope inner(nullptr, c.entity.module);
  TypeBindings bindings;
  if (!bindParameters(c, *slots, call, inner, bindings))
    return failed();
  std::vector<const void *> key = {c.item};
  bool shared = true;
  for (const LocalName &l : inner.names) {
    shared = shared && !l.value.closure;
    key.push_back(l.value.expr ? static_cast<const void *>(l.value.expr.get()) : l.value.stage.get());
  }
  if (auto known = expansions_.find(key); shared && known != expansions_.end())
    return known->second;
  if (!enter(*c.item, call))
    return failed();
  Value v = resultOf(c, check(*c.item->value, inner), bindings);
  leave();
  if (!shared || (v.isError() && sourceLeftOut_)) // a test that calls it is told what is not there
    return v;
  for (const LocalName &l : inner.names)
    if (l.value.expr)
      keepAlive_.push_back(l.value.expr);
  return expansions_[key] = v;
}

Value Checker::callRules(const Candidate &c, Call &call) {
  std::vector<const ast::Arg *> overrides;
  auto slots = matchArguments(c.item->params, call, &overrides);
  if (!slots)
    return failed();
  Scope inner(nullptr, c.entity.module);
  TypeBindings bindings;
  if (!bindParameters(c, *slots, call, inner, bindings) || !enter(*c.item, call))
    return failed();
  Value v = failed();
  std::shared_ptr<RuleSet> rules = overrides.empty() ? instantiateRules(c, call, inner) : nullptr;
  if (!rules)
    rules = expandRules(c, call, inner, overrides);
  if (rules) {
    v.type = rulesType_;
    v.expr = nullptr;
    v.rules = std::move(rules);
  }
  leave();
  return v;
}

/// A call of a parameter that is a function: `f(t)` with `f: Text -> Bool`.
Value Checker::callClosure(const Candidate &c, const Call &call) {
  c.local->used = true;
  const Value &f = c.local->value;
  std::vector<Value> values;
  std::vector<Span> spans;
  auto add = [&](const Value &v, Span span) {
    values.push_back(v);
    spans.push_back(span);
  };
  if (call.receiver)
    add(*call.receiver, call.receiverSpan);
  for (const Value &v : call.extra)
    add(v, call.span);
  for (size_t i = 0; call.args && i < call.args->size(); ++i) {
    const ast::Expr &e = *(*call.args)[i].value;
    const Value *known = call.checkedValue(&e);
    add(known ? *known : check(e, *call.scope), e.span);
  }
  size_t wanted = f.type->args.size() - 1;
  if (values.size() != wanted) {
    std::string count = wanted == 1 ? "one argument" : std::to_string(wanted) + " arguments";
    report(Code::E0214, call.nameSpan, {call.name, count}).label("given " + std::to_string(values.size()));
    return failed();
  }
  for (size_t i = 0; i < wanted; ++i) {
    if (!hasVariables(f.type->args[i]))
      values[i] = coerce(values[i], f.type->args[i], spans[i]);
    if (values[i].isError())
      return failed();
  }
  Value v = applyClosure(f, std::move(values), call.span);
  TypeRef result = f.type->args.back();
  bool opaque = f.closure->opaqueResult || hasVariables(result);
  return opaque ? v : coerce(v, result, f.closure->body->span);
}

Value Checker::makeClosure(const ast::Expr &e, const Scope &scope, TypeRef type) {
  if (e.kind == ast::ExprKind::name)
    if (const LocalName *local = scope.find(e.name.text); local && local->value.closure) {
      local->used = true;
      return local->value;
    }
  auto closure = std::make_shared<Closure>();
  closure->body = &e;
  closure->scope = &scope;
  closure->isName = namesFunction(e, scope);
  return {type, nullptr, nullptr, nullptr, closure};
}

Value Checker::applyClosure(const Value &f, std::vector<Value> args, Span span) {
  const Closure &closure = *f.closure;
  if (closure.opaqueResult)
    return of(makeLocal(closure.opaqueResult, span, freshLocal()));
  if (!spendExpansion(span))
    return failed();
  const ast::Expr &body = *closure.body;
  if (closure.isName) {
    Call call;
    call.name = body.name.text;
    call.nameSpan = body.name.span;
    call.span = span;
    call.scope = closure.scope;
    call.method = true;
    call.receiver = args[0];
    call.receiverSpan = span;
    call.extra.assign(args.begin() + 1, args.end());
    if (body.kind == ast::ExprKind::name)
      return callNamed(std::move(call));
    return callEntity(resolvePath(body, *closure.scope), std::move(call));
  }
  Scope inner(closure.scope, closure.scope->module);
  if (body.kind != ast::ExprKind::lambda) {
    if (!args.empty())
      inner.it = args[0];
    return check(body, inner);
  }
  if (body.params.size() != args.size()) {
    report(Code::E0225, body.span, {args.size() == 1 ? "one value" : std::to_string(args.size()) + " values"})
        .label("names " + std::to_string(body.params.size()));
    return failed();
  }
  for (size_t i = 0; i < args.size(); ++i) {
    warnShadowed(body.params[i], inner);
    inner.names.push_back({body.params[i].text, std::move(args[i]), body.params[i].span, true});
  }
  return check(*body.operands[0], inner);
}

/// What stands for a type variable or the unnamed fields of a row while a function is checked on its own: a type that
/// is only equal to itself. Numbers are tried as `Float`.
TypeRef Checker::opaqueType(TypeRef type) {
  if (type->kind == TypeKind::variable)
    return type->name == "N" ? realType_ : types_.choice(type->name, {});
  if (!hasVariables(type))
    return type;
  Type t = *type;
  for (TypeRef &arg : t.args)
    arg = opaqueType(arg);
  for (Field &f : t.fields)
    f.type = opaqueType(f.type);
  return types_.get(std::move(t));
}

/// A value of `type` that nothing is known about.
Value Checker::opaqueValue(TypeRef type, Span span) {
  Value local = of(makeLocal(type, span, freshLocal()));
  if (type->kind == TypeKind::function) {
    auto opaque = std::make_shared<Closure>();
    opaque->opaqueResult = type->args.back();
    return {type, nullptr, nullptr, nullptr, opaque};
  }
  if (type->kind != TypeKind::stream)
    return local;
  auto stage = makeStage(StageKind::source, nullptr, nullptr, span);
  stage->row = type->args[0];
  return finishStage(stage);
}

bool Checker::opaqueParameters(Module &m, const ast::Item &item, Scope &inner) {
  for (const ast::Param &p : item.params) {
    TypeRef type = opaqueType(resolveType(p.type.get(), m));
    if (type->kind == TypeKind::stream && type->args[0]->kind != TypeKind::record)
      return false; // a row that nothing is known about is checked at each call
    if (p.fallback && type->kind != TypeKind::function)
      checkAs(*p.fallback, inner, type);
    inner.names.push_back({p.name.text, opaqueValue(type, p.name.span), p.name.span, false});
  }
  return true;
}

/// A function or rules block before any call: with values that nothing is known about but their types.
void Checker::checkFunctionAlone(Module &m, const ast::Item &item) {
  Scope inner(nullptr, &m);
  if (!opaqueParameters(m, item, inner))
    return;
  Candidate c{{EntityKind::function, &m, &item, nullptr, item.name.text}, nullptr, &item, nullptr};
  Call call;
  call.name = item.name.text;
  call.nameSpan = item.name.span;
  call.span = item.span;
  call.scope = &inner;
  if (!enter(item, call))
    return;
  alone_ = true;
  bool isWhole = true; // nothing was left for the calls to check
  if (item.kind == ast::ItemKind::rules) {
    c.entity.kind = EntityKind::rules;
    checkRulesAlone(c, call, inner);
  } else if (item.value) {
    Value v = check(*item.value, inner);
    isWhole = !v.isError();
    TypeRef result = item.type ? opaqueType(resolveType(item.type.get(), m)) : v.type;
    TypeBindings none;
    if (result->kind == TypeKind::stream)
      streamArgument(v, result, item.value->span, none);
    else
      coerce(v, result, item.value->span);
  }
  alone_ = false;
  leave();
  if (isWhole)
    warnUnusedLocals(inner);
}

} // namespace smelt::sema
