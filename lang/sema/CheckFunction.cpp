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
  return true;
}

Value Checker::streamArgument(const Value &v, TypeRef wanted, Span span) {
  TypeBindings bindings;
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
                              const Scope &inner) {
  const ast::Expr *written = slot.written ? slot.written : slot.value ? nullptr : p.fallback.get();
  const Scope &place = slot.written ? *call.scope : inner;
  Span span = written ? written->span : slot.span;
  if (wanted->kind == TypeKind::function && written)
    return makeClosure(*written, place, wanted);
  Value v = slot.value ? *slot.value : check(*written, place, wanted);
  if (v.isError())
    return v;
  if (wanted->kind == TypeKind::stream)
    return streamArgument(v, wanted, span);
  TypeBindings bindings;
  if (hasVariables(wanted))
    return matches(wanted, v.type, bindings) ? v : mismatch(v, wanted, span);
  Value converted = coerce(v, wanted, span);
  if (converted.isError() || converted.closure)
    return converted;
  ExprRef e = scalar(converted, span);
  return e == errorExpr_ ? failed() : of(e);
}

bool Checker::bindParameters(const Candidate &c, const std::vector<Slot> &slots, const Call &call, Scope &inner) {
  bool ok = true;
  for (size_t i = 0; i < slots.size(); ++i) {
    const ast::Param &p = c.item->params[i];
    TypeRef wanted = resolveType(p.type.get(), *c.entity.module);
    Value v = parameterValue(p, slots[i], wanted, call, inner);
    ok = ok && !v.isError();
    inner.names.push_back({p.name.text, std::move(v), p.name.span, true});
  }
  return ok;
}

Value Checker::callFunction(const Candidate &c, Call &call) {
  auto slots = matchArguments(c.item->params, call, nullptr);
  if (!slots)
    return failed();
  Scope inner(nullptr, c.entity.module);
  if (!bindParameters(c, *slots, call, inner))
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
  Value v = check(*c.item->value, inner);
  TypeRef result = c.item->type ? resolveType(c.item->type.get(), *c.entity.module) : v.type;
  if (result->kind != TypeKind::stream && !hasVariables(result))
    v = coerce(std::move(v), result, c.item->value->span);
  else if (c.item->type && result->kind == TypeKind::stream)
    v = streamArgument(v, result, c.item->value->span);
  active_.pop_back();
  if (!shared)
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
  if (!bindParameters(c, *slots, call, inner) || !enter(*c.item, call))
    return failed();
  Value v = failed();
  if (auto rules = expandRules(c, call, inner, overrides)) {
    v.type = rulesType_;
    v.expr = nullptr;
    v.rules = std::move(rules);
  }
  active_.pop_back();
  return v;
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
  for (size_t i = 0; i < args.size(); ++i)
    inner.names.push_back({body.params[i].text, std::move(args[i]), body.params[i].span, true});
  return check(*body.operands[0], inner);
}

void Checker::checkFunctionAlone(Module &m, const ast::Item &item) {
  Scope inner(nullptr, &m);
  for (const ast::Param &p : item.params) {
    TypeRef type = resolveType(p.type.get(), m);
    if (type->kind == TypeKind::stream || hasVariables(type))
      return; // checked at each call, with its types
    Value v = of(makeLocal(type, p.name.span, freshLocal()));
    if (type->kind == TypeKind::function) {
      auto opaque = std::make_shared<Closure>();
      opaque->opaqueResult = type->args.back();
      v = {type, nullptr, nullptr, nullptr, opaque};
    } else if (p.fallback) {
      checkAs(*p.fallback, inner, type);
    }
    inner.names.push_back({p.name.text, v, p.name.span, true});
  }
  Candidate c{{EntityKind::function, &m, &item, nullptr, item.name.text}, nullptr, &item, nullptr};
  Call call;
  call.name = item.name.text;
  call.nameSpan = item.name.span;
  call.span = item.span;
  call.scope = &inner;
  if (!enter(item, call))
    return;
  if (item.kind == ast::ItemKind::rules) {
    c.entity.kind = EntityKind::rules;
    expandRules(c, call, inner, {});
  } else if (item.value) {
    Value v = check(*item.value, inner);
    TypeRef result = item.type ? resolveType(item.type.get(), m) : v.type;
    if (!hasVariables(result))
      coerce(v, result, item.value->span);
  }
  active_.pop_back();
}

} // namespace smelt::sema
