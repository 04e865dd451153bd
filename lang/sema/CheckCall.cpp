// Calls: which callee a name means, and which argument goes to which parameter.
#include "lang/sema/Checker.h"
#include <algorithm>
#include <utility>

namespace smelt::sema {

Value Checker::checkCall(const ast::Expr &e, const Scope &scope, TypeRef expected) {
  const ast::Expr &callee = *e.operands[0];
  Call call;
  call.name = callee.name.text;
  call.nameSpan = callee.name.span;
  call.span = e.span;
  call.scope = &scope;
  call.args = &e.args.all();
  call.expected = expected;
  switch (callee.kind) {
  case ast::ExprKind::name:
    return callNamed(std::move(call));
  case ast::ExprKind::field: {
    if (Entity entity = callee.flag ? Entity() : resolvePath(callee, scope))
      return callEntity(entity, std::move(call));
    Value base = check(*callee.operands[0], scope);
    if (base.isError())
      return failed();
    if (callee.flag)
      return callSafely(base, callee, std::move(call));
    call.receiver = std::move(base);
    call.receiverSpan = callee.operands[0]->span;
    break;
  }
  case ast::ExprKind::row_field: {
    const Value *it = scope.findIt();
    if (!it) {
      report(Code::E0210, callee.span, {"." + call.name}).label("no row here");
      return failed();
    }
    call.receiver = *it;
    call.receiverSpan = callee.span;
    break;
  }
  case ast::ExprKind::error:
    return failed();
  default:
    report(Code::E0204, callee.span, {"a function is", "a value"}).label("not a function");
    return failed();
  }
  call.method = true;
  return callNamed(std::move(call));
}

Value Checker::checkPipe(const ast::Expr &e, const Scope &scope, TypeRef expected) {
  const ast::Expr &right = *e.operands[1];
  bool isCall = right.kind == ast::ExprKind::call;
  const ast::Expr &callee = isCall ? *right.operands[0] : right;
  if (callee.kind == ast::ExprKind::error)
    return failed();
  Value left = check(*e.operands[0], scope);
  if (left.isError())
    return failed();
  Call call;
  call.name = callee.name.text;
  call.nameSpan = callee.name.span;
  call.span = right.span;
  call.scope = &scope;
  call.method = true;
  call.receiver = std::move(left);
  call.receiverSpan = e.operands[0]->span;
  call.args = isCall ? &right.args.all() : nullptr;
  call.expected = expected;
  if (callee.kind == ast::ExprKind::name)
    return callNamed(std::move(call));
  if (Entity entity = callee.kind == ast::ExprKind::field ? resolvePath(callee, scope) : Entity())
    return callEntity(entity, std::move(call));
  report(Code::E0204, callee.span, {"a function is", "a value"}).label("not a function");
  return failed();
}

/// `a?.f(x)`: null if `a` is, else the call.
Value Checker::callSafely(const Value &base, const ast::Expr &callee, Call call) {
  call.method = true;
  call.receiver = base;
  call.receiverSpan = callee.operands[0]->span;
  if (base.type->kind != TypeKind::optional || !base.expr)
    return callNamed(std::move(call));
  TypeRef inner = base.type->args[0];
  call.receiver = of(makeExpr(ExprKind::convert, inner, call.receiverSpan, {base.expr}));
  Span span = call.span;
  Value v = callNamed(std::move(call));
  ExprRef result = scalar(v, span);
  if (result == errorExpr_)
    return failed();
  TypeRef type = optional(result->type);
  ExprRef null = makeExpr(ExprKind::null, type, span);
  if (result->type != type)
    result = makeExpr(ExprKind::convert, type, span, {result});
  ExprRef isNull = makeExpr(ExprKind::is_null, boolType_, span, {base.expr});
  return of(makeExpr(ExprKind::conditional, type, span, {isNull, null, result}));
}

Value Checker::callEntity(const Entity &entity, Call call) {
  if (entity.kind == EntityKind::failed)
    return failed();
  std::vector<Candidate> found = candidatesOf(entity);
  if (found.empty()) {
    report(Code::E0204, call.nameSpan, {"a function is", "something else"}).label("not a function");
    return failed();
  }
  call.name = entity.path;
  return choose(std::move(found), std::move(call));
}

/// Called as a function: a module, whose rules were meant, or a value.
void Checker::noFunction(const Entity &e, Span span) {
  const bool module = e.kind == EntityKind::module;
  auto &d = report(Code::E0204, span, {"a function is", module ? "a module" : "a value"}).label("not a function");
  std::vector<std::string> names;
  if (module)
    for (const std::string &name : publicNames(*e.module))
      if (Entity member = own(*e.module, name); member.kind == EntityKind::rules || member.kind == EntityKind::function)
        names.push_back(name);
  auto ranked = [&](const std::string &name) {
    return std::pair(own(*e.module, name).kind != EntityKind::rules, name);
  };
  std::sort(names.begin(), names.end(),
            [&](const std::string &a, const std::string &b) { return ranked(a) < ranked(b); });
  names.erase(std::unique(names.begin(), names.end()), names.end());
  if (!names.empty() && names.size() <= 24)
    d.suggest("name what it has: `" + sourceText(span) + "." + names.front() + "(...)`")
        .note("it has " + listed(names));
}

Value Checker::callNamed(Call call) {
  const std::string name = call.name;
  auto item = call.scope->module->items.find(name);
  if (item != call.scope->module->items.end() && item->second->broken && !call.scope->find(name)) {
    own(*call.scope->module, name); // it is used
    return failed();                // and a builtin of that name is not what was meant
  }
  std::vector<Candidate> found = candidates(name, *call.scope);
  if (found.empty() && !call.method) {
    bool isValue = call.scope->find(name) || lookup(*call.scope->module, name);
    if (!isValue)
      return unknownName({name, call.nameSpan}, *call.scope);
    Entity e = call.scope->find(name) ? Entity() : lookup(*call.scope->module, name);
    if (e.kind != EntityKind::failed)
      noFunction(e, call.nameSpan);
    return failed();
  }
  return choose(std::move(found), std::move(call));
}

const ast::Arg *Checker::firstPositional(const Call &call) const {
  if (!call.args || call.args->empty() || call.args->front().name)
    return nullptr;
  return &call.args->front();
}

/// `lines("stop.txt")` reads a file, `"a\nb".lines` cuts a text: a literal in a plain call is a path if one may stand
/// there.
bool Checker::preferPath(const std::vector<Candidate> &found, const Call &call) const {
  const ast::Arg *first = firstPositional(call);
  if (call.method || !first || first->value->kind != ast::ExprKind::string)
    return false;
  return std::any_of(found.begin(), found.end(),
                     [](const Candidate &c) { return c.builtin && c.builtin->receiver == "Path"; });
}

TypeRef Checker::firstParameter(const Candidate &c) {
  if (c.builtin)
    return c.builtin->params.empty() ? nullptr : c.builtin->params[0].type;
  return c.item->params.empty() ? nullptr : resolveType(c.item->params[0].type.get(), *c.entity.module);
}

Value Checker::choose(std::vector<Candidate> found, Call call) {
  if (preferPath(found, call))
    std::erase_if(found, [](const Candidate &c) { return c.builtin && c.builtin->receiver != "Path"; });
  const ast::Arg *first = firstPositional(call);
  if (!call.receiver && found.size() == 1)
    return invoke(found[0], call);
  const Value own = call.receiver ? Value() : first ? check(*first->value, *call.scope) : failed();
  const Value &receiver = call.receiver ? *call.receiver : own;
  Span span = call.receiver ? call.receiverSpan : first ? first->value->span : call.span;
  if (receiver.isError() && (call.receiver || first))
    return failed();
  if (!call.receiver && first)
    call.checked.emplace_back(first->value.get(), receiver);
  if (found.size() == 1 && !found[0].builtin)
    return invoke(found[0], call);
  std::vector<const Candidate *> best;
  int bestScore = 0;
  for (const Candidate &c : found) {
    TypeBindings bindings;
    TypeRef parameter = c.local ? nullptr : firstParameter(c);
    int score = c.local ? 2 : parameter ? matches(parameter, receiver.type, bindings) : 0;
    if (score > bestScore)
      best.clear();
    if (score && score >= bestScore)
      best.push_back(&c);
    bestScore = std::max(score, bestScore);
  }
  if (best.empty())
    return noCandidate(found, call, receiver, span);
  // Overloads with one receiver, such as `starts_with(Text)` and `starts_with(Set<Text>)`, differ in what comes next.
  size_t second = call.receiver ? 0 : 1;
  if (best.size() > 1 && best[0]->builtin && call.args && call.args->size() > second && !(*call.args)[second].name) {
    const ast::Expr *next = (*call.args)[second].value.get();
    Value v = check(*next, *call.scope);
    call.checked.emplace_back(next, v);
    if (v.isError())
      return failed();
    const Candidate *chosen = best[0];
    int chosenScore = 0;
    for (const Candidate *c : best) {
      TypeBindings bindings;
      bool second = c->builtin && c->builtin->params.size() > 1;
      int score = second ? matches(c->builtin->params[1].type, v.type, bindings) : 0;
      if (score > chosenScore)
        chosen = c;
      chosenScore = std::max(score, chosenScore);
    }
    return invoke(*chosen, call);
  }
  return invoke(*best[0], call);
}

/// What a name that is known here can be called with; false if it is not known.
bool Checker::noteReceivers(diag::Diagnostic &d, const std::vector<Candidate> &found, const std::string &name) {
  std::vector<std::string> types;
  for (const Candidate &c : found)
    if (TypeRef type = c.local ? nullptr : firstParameter(c))
      if (std::string text = toString(type); std::find(types.begin(), types.end(), text) == types.end())
        types.push_back(text);
  if (!types.empty())
    d.suggest("`" + name + "` takes " + listed(types));
  return !types.empty();
}

Value Checker::noCandidate(const std::vector<Candidate> &found, const Call &call, const Value &receiver, Span span) {
  TypeRef type = receiver.type;
  if (type->kind == TypeKind::optional) {
    for (const Candidate &c : found) {
      TypeBindings bindings;
      TypeRef parameter = c.local ? nullptr : firstParameter(c);
      if (parameter && matches(parameter, type->args[0], bindings))
        return mismatch(receiver, type->args[0], span);
    }
    if (type->args[0]->kind == TypeKind::record && type->args[0]->field(call.name))
      return mismatch(receiver, type->args[0], span);
  }
  bool bare = call.nameSpan.begin == call.span.begin && call.nameSpan.end == call.span.end;
  if (type->kind == TypeKind::record && !call.args && bare && type->field(call.name))
    return fieldWithoutDot(call.name, call.span);
  if (type->kind == TypeKind::record && !call.args)
    return unknownField(type, {call.name, call.nameSpan});
  bool unknown = found.empty();
  if (unknown && (isSpoiled(call.name) || isRepeated(Code::E0205, call.name, call.nameSpan)))
    return failed();
  // A constant that is called like a module, whose name it has taken.
  const bool constant = type->kind == TypeKind::set || type->kind == TypeKind::map;
  if (unknown && constant && isRepeated(Code::E0205, "of " + sourceText(span), call.nameSpan))
    return failed();
  std::vector<std::string> legal;
  for (const auto &[name, items] : prelude_ ? prelude_->externals : decltype(prelude_->externals)())
    for (const Builtin *b : builtins(name)) {
      TypeBindings bindings;
      if (!b->params.empty() && b->receiver.size() > 1 && matches(b->params[0].type, type, bindings))
        legal.push_back(name);
    }
  for (const auto &[name, item] : call.scope->module->items)
    if (item->kind == ast::ItemKind::function)
      legal.push_back(name);
  auto &d = report(Code::E0205, call.nameSpan, {call.name, foundPhrase(type)});
  d.label(unknown ? "not known" : "not for " + foundPhrase(type)).cause(span, "this is " + foundPhrase(type));
  if (type->kind == TypeKind::json)
    d.suggest("say what it is with `as`: `(" + sourceText(span) + " as {" + call.name + ": Text})." + call.name + "`");
  else if (!unknown && type->kind == TypeKind::text && std::all_of(found.begin(), found.end(), [](const Candidate &f) {
             return f.builtin && f.builtin->receiver == "View";
           }))
    adviseView(d, call.name, span);
  else if (!adviseForeigner(d, call.name, call.nameSpan, type) && !noteReceivers(d, found, call.name))
    suggestName(d, call.nameSpan, call.name, legal, nullptr, declarationsOf(*call.scope));
  return failed();
}

Value Checker::invoke(const Candidate &c, Call &call) {
  if (c.builtin)
    return callBuiltin(c, call);
  if (c.local)
    return callClosure(c, call);
  switch (c.entity.kind) {
  case EntityKind::function:
    return callFunction(c, call);
  case EntityKind::rules:
  case EntityKind::rule:
    return callRules(c, call);
  case EntityKind::model:
    return notAvailable("model", call.nameSpan);
  default:
    return failed();
  }
}

void Checker::unknownParameter(const ast::Arg &arg, const std::vector<std::string> &legal, const std::string &callee,
                               const Declared &declared) {
  if (isSpoiled(arg.name.text) || isRepeated(Code::E0212, callee + " " + arg.name.text, arg.name.span))
    return;
  auto &d = report(Code::E0212, arg.name.span, {callee, arg.name.text}).label("not a parameter");
  suggestName(d, arg.name.span, arg.name.text, legal, "its parameters are", declared);
}

void Checker::tooMany(const std::vector<ast::Param> &params, const Call &call, Span span) {
  if (isRepeated(Code::E0214, call.name, span))
    return;
  size_t parameters = params.size();
  std::string count = parameters == 0   ? "no arguments"
                      : parameters == 1 ? "one argument"
                                        : std::to_string(parameters) + " arguments";
  auto &d = report(Code::E0214, span, {call.name, count}).label("one too many");
  adviseRules(d, call);
  if (!params.empty())
    declaredAt(d, params.back().name, "its last parameter");
}

static std::vector<std::string> namesOf(const std::vector<ast::Param> &params) {
  std::vector<std::string> names;
  for (const ast::Param &p : params)
    names.push_back(p.name.text);
  return names;
}

std::optional<std::vector<Slot>> Checker::matchArguments(const std::vector<ast::Param> &params, const Call &call,
                                                         std::vector<const ast::Arg *> *others) {
  std::vector<Slot> slots(params.size());
  size_t next = 0;
  bool ok = true;
  auto place = [&](Slot slot) {
    if (next < slots.size())
      slots[next++] = std::move(slot);
    else if (std::exchange(ok, false))
      tooMany(params, call, slot.span);
  };
  if (call.receiver)
    place({nullptr, call.receiver, call.receiverSpan});
  for (const Value &v : call.extra)
    place({nullptr, v, call.span});
  for (size_t a = 0; call.args && a < call.args->size(); ++a) {
    const ast::Arg &arg = (*call.args)[a];
    if (arg.isRule)
      report(Code::E0101, {arg.name.span.file, arg.name.span.end, arg.name.span.end + 1}, {"`=`", "`:`"})
          .label("an argument is named with `=`; `:` names a rule of `where`")
          .fix("write", {arg.name.span.file, arg.name.span.end, arg.value->span.begin}, " = ");
    if (!arg.name) {
      const Value *known = call.checkedValue(arg.value.get());
      place({known ? nullptr : arg.value.get(), known ? std::optional(*known) : std::nullopt, arg.value->span});
      continue;
    }
    size_t i = std::find_if(params.begin(), params.end(), [&](const auto &p) { return p.name.text == arg.name.text; }) -
               params.begin();
    if (i == params.size()) {
      const bool isAgain = others && std::any_of(others->begin(), others->end(), [&](const ast::Arg *other) {
                             return other->name.text == arg.name.text;
                           });
      if (isAgain)
        report(Code::E0215, arg.name.span, {arg.name.text}).label("given already");
      else if (others)
        others->push_back(&arg);
      else
        unknownParameter(arg, namesOf(params), call.name, declarationsOf(params));
      ok = ok && others && !isAgain;
    } else if (slots[i].written || slots[i].value) {
      report(Code::E0215, arg.name.span, {arg.name.text}).label("given already");
      ok = false;
    } else {
      slots[i] = {arg.value.get(), std::nullopt, arg.value->span};
    }
  }
  for (size_t i = 0; ok && i < params.size(); ++i)
    if (!slots[i].written && !slots[i].value && !params[i].fallback) {
      if (!isRepeated(Code::E0213, call.name + " " + params[i].name.text, call.nameSpan)) {
        auto &d = report(Code::E0213, call.nameSpan, {call.name, params[i].name.text});
        declaredAt(d.label("`" + params[i].name.text + "` is missing"), params[i].name);
        adviseMissing(d, call);
      }
      ok = false;
    }
  return ok ? std::optional(std::move(slots)) : std::nullopt;
}

} // namespace smelt::sema
