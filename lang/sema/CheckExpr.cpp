// Expressions: names, fields, conditionals, blocks, casts.
#include "lang/sema/Checker.h"
#include <algorithm>

namespace smelt::sema {

/// Half of what a thread has; what is nested deeper is refused instead of running out of stack.
static constexpr uintptr_t kMaxStack = 4u << 20;

Value Checker::check(const ast::Expr &e, const Scope &scope, TypeRef expected) {
  auto here = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  if (stackBase_ - here > kMaxStack) {
    report(Code::E0219, e.span).label("give a part of this a name");
    return failed();
  }
  Value v = dispatch(e, scope, expected);
  bool tooDeep = (v.expr && v.expr->depth > kMaxDepth) || (v.stage && v.stage->depth > kMaxDepth);
  if (!tooDeep)
    return v;
  report(Code::E0219, e.span).label("this builds on more than " + std::to_string(kMaxDepth) + " steps");
  return failed();
}

Value Checker::checkAs(const ast::Expr &e, const Scope &scope, TypeRef wanted) {
  return coerce(check(e, scope, wanted), wanted, e.span);
}

Value Checker::dispatch(const ast::Expr &e, const Scope &scope, TypeRef expected) {
  switch (e.kind) {
  case ast::ExprKind::string:
    return checkString(e, scope, expected);
  case ast::ExprKind::name:
    return checkName(e, scope, expected);
  case ast::ExprKind::field:
    return checkField(e, scope, expected);
  case ast::ExprKind::call:
    return checkCall(e, scope, expected);
  case ast::ExprKind::unary:
    return checkUnary(e, scope, expected);
  case ast::ExprKind::binary:
    return checkBinary(e, scope, expected);
  case ast::ExprKind::pipe:
    return checkPipe(e, scope, expected);
  case ast::ExprKind::is_null:
    return checkIsNull(e, scope);
  case ast::ExprKind::cast:
    return checkCast(e, scope);
  case ast::ExprKind::conditional:
    return checkConditional(e, scope, expected);
  case ast::ExprKind::record:
    return checkRecord(e, scope, expected);
  case ast::ExprKind::set:
  case ast::ExprKind::list:
    return checkElements(e, scope, expected);
  case ast::ExprKind::map:
    return checkMap(e, scope, expected);
  case ast::ExprKind::block:
    return checkBlock(e, scope, expected);
  case ast::ExprKind::index:
    return checkIndex(e, scope);
  case ast::ExprKind::select_rules:
    return checkSelectRules(e, scope);
  default:
    return checkLeaf(e, scope);
  }
}

/// Literals, the row, and what is no value.
Value Checker::checkLeaf(const ast::Expr &e, const Scope &scope) {
  switch (e.kind) {
  case ast::ExprKind::number:
    return checkNumber(e);
  case ast::ExprKind::character: {
    auto c = makeExpr(ExprKind::character, charType_, e.span);
    c->intValue = e.codepoint;
    return of(c);
  }
  case ast::ExprKind::boolean:
    return of(makeBoolean(boolType_, e.span, e.flag));
  case ast::ExprKind::null:
    return of(makeExpr(ExprKind::null, nullType_, e.span));
  case ast::ExprKind::it:
    return checkIt(e, scope);
  case ast::ExprKind::row_field:
    if (const Value *it = scope.findIt())
      return it->type == textType_ && readsFiles(e.name.text, scope) ? noFieldHere(e)
                                                                     : fieldOf(*it, e.span, e.name, scope, e.span);
    adviseParameter(report(Code::E0210, e.span, {"." + e.name.text}).label("no row here"), "." + e.name.text, scope);
    return failed();
  case ast::ExprKind::lambda:
  case ast::ExprKind::tuple: {
    const char *what = e.kind == ast::ExprKind::lambda ? "a function" : "several values";
    auto &d = report(Code::E0204, e.span, {"a value is", what}).label(what);
    std::string text = sourceText(e.span);
    if (test_ && e.kind == ast::ExprKind::tuple && e.operands.back()->kind == ast::ExprKind::string)
      d.suggest("an assert has no message of its own: the title of the test says what it is about");
    else if (e.kind == ast::ExprKind::tuple && text.size() > 2)
      d.fix("several values are a list", e.span, "[" + text.substr(1, text.size() - 2) + "]");
    return failed();
  }
  case ast::ExprKind::range:
    report(Code::E0223, e.span).label("a range").suggest("write `x in a..b`");
    return failed();
  default:
    return failed();
  }
}

/// Where no type says which choice is meant: the only one of the file that has this member; null if there is none.
ExprRef Checker::memberOfOnlyChoice(const ast::Name &name, Module &m) {
  const ast::Item *found = nullptr;
  for (const auto &item : m.tree->items)
    for (const ast::Name &choice : item->choices)
      if (choice.text == name.text) {
        if (found)
          return nullptr;
        found = item.get();
      }
  if (!found || found->broken)
    return nullptr;
  auto member = makeExpr(ExprKind::choice, declaredChoice(*found), name.span);
  member->text = name.text;
  return member;
}

Value Checker::checkName(const ast::Expr &e, const Scope &scope, TypeRef expected) {
  TypeRef wanted = expected && expected->kind == TypeKind::optional ? expected->args[0] : expected;
  bool wantsChoice = wanted && wanted->kind == TypeKind::choice;
  const std::string &name = e.name.text;
  if (wantsChoice && std::find(wanted->members.begin(), wanted->members.end(), name) != wanted->members.end()) {
    auto member = makeExpr(ExprKind::choice, wanted, e.span);
    member->text = name;
    return of(member);
  }
  if (const LocalName *local = scope.find(name)) {
    local->used = true;
    return local->value.expr ? narrowed(local->value.expr, scope) : local->value;
  }
  if (Entity entity = lookup(*scope.module, name))
    return entityValue(entity, e.span, &scope);
  if (ExprRef member = wantsChoice ? nullptr : memberOfOnlyChoice(e.name, *scope.module))
    return of(member);
  if (wanted && wanted->kind == TypeKind::error)
    return failed(); // may be a member of the type that is not known
  if (!wantsChoice) {
    const size_t before = diags_.all().size();
    Value v = unknownName(e.name, scope);
    bool path = wanted && (wanted->kind == TypeKind::path || wanted->kind == TypeKind::text);
    if (path && diags_.all().size() > before && diags_.at(before).help.empty())
      diags_.at(before).propose("a text stands in quotes", e.span, "\"" + name + "\"");
    return v;
  }
  suggestName(report(Code::E0218, e.span, {name, wanted->name}).label("not a choice"), e.span, name, wanted->members,
              "the choices are");
  return failed();
}

Value Checker::entityValue(const Entity &entity, Span span, const Scope *scope) {
  const char *what = "a module";
  switch (entity.kind) {
  case EntityKind::binding:
  case EntityKind::param:
    if (!isTable(*entity.item))
      return globalValue(entity, span);
    what = "a table for tests";
    break;
  case EntityKind::failed:
    return failed();
  case EntityKind::builtin:
  case EntityKind::function:
    what = "a function";
    break;
  case EntityKind::rules:
  case EntityKind::rule:
    what = "a set of rules";
    break;
  case EntityKind::choice:
  case EntityKind::record:
    what = "a type";
    break;
  case EntityKind::model:
    return notAvailable("model", span);
  case EntityKind::output:
    what = "an output";
    break;
  default:
    break;
  }
  if (isRepeated(Code::E0211, entity.path, span))
    return failed();
  auto &d = report(Code::E0211, span, {entity.path, what}).label(what);
  // `text` where `.text` was meant: the function of that name hides the mistake.
  const Value *it = scope ? scope->findIt() : nullptr;
  if (it && it->type->kind == TypeKind::record && it->type->field(entity.path))
    d.fix("a field of the current row is written with a dot", span, "." + entity.path);
  else if (entity.kind == EntityKind::function || entity.kind == EntityKind::builtin ||
           entity.kind == EntityKind::rules || entity.kind == EntityKind::rule)
    d.suggest("call it: `" + entity.path + "(...)`");
  return failed();
}

Value Checker::unknownName(const ast::Name &name, const Scope &scope) {
  if (isSpoiled(name.text) || isRepeated(Code::E0201, name.text, name.span))
    return failed();
  auto &d = report(Code::E0201, name.span, {name.text}).label("not known");
  if (const Value *it = scope.findIt(); it && it->type->kind == TypeKind::record && it->type->field(name.text)) {
    d.fix("a field of the current row is written with a dot", name.span, "." + name.text);
    return failed();
  }
  for (const std::string &module : world_.stdModules())
    if (module.size() > name.text.size() && module.ends_with("." + name.text)) {
      d.suggest("import it: `use " + module + "`");
      return failed();
    }
  if (!adviseForeigner(d, name.text, name.span))
    suggestName(d, name.span, name.text, visibleNames(scope), nullptr, declarationsOf(scope));
  if (d.help.empty() && scope.findIt() && scope.findIt()->type->kind != TypeKind::record)
    d.suggest("the current value is called `it`");
  return failed();
}

Value Checker::checkIt(const ast::Expr &e, const Scope &scope) {
  if (const Value *it = scope.findIt())
    return it->expr ? narrowed(it->expr, scope) : *it;
  report(Code::E0210, e.span, {"it"}).label("no row here");
  return failed();
}

Value Checker::narrowed(ExprRef e, const Scope &scope) {
  if (e->type->kind == TypeKind::optional && scope.isNarrowed(placeOf(e))) {
    TypeRef inner = e->type->args[0];
    return of(makeExpr(ExprKind::convert, inner, e->span, {std::move(e)}));
  }
  return of(std::move(e));
}

Value Checker::checkField(const ast::Expr &e, const Scope &scope, TypeRef expected) {
  if (Entity entity = e.flag ? Entity() : resolvePath(e, scope))
    return entityValue(entity, e.name.span);
  Value base = check(*e.operands[0], scope);
  if (base.isError())
    return failed();
  return e.flag ? safeField(base, e, scope) : fieldOf(base, e.operands[0]->span, e.name, scope, e.span);
}

Value Checker::fieldOf(const Value &base, Span baseSpan, const ast::Name &name, const Scope &scope, Span span) {
  if (base.isError())
    return failed();
  if (base.expr && base.type->kind == TypeKind::record) {
    Value row = narrowed(base.expr, scope);
    if (const Field *f = row.type->field(name.text)) {
      warnIfFunction(row.type, name, scope);
      if (row.expr->kind == ExprKind::record)
        if (auto part = convertImplicitly(of(row.expr->operands[f - row.type->fields.data()]), f->type))
          return part->expr ? narrowed(part->expr, scope) : *part;
      auto field = makeExpr(ExprKind::field, f->type, span, {row.expr});
      field->text = name.text;
      return f->type->kind == TypeKind::error ? failed() : narrowed(field, scope);
    }
    if (name.text == "origin" && base.type->name.empty())
      return notAvailable(".origin", name.span);
  }
  Call call;
  call.name = name.text;
  call.nameSpan = name.span;
  call.span = span;
  call.scope = &scope;
  call.method = true;
  call.receiver = base;
  call.receiverSpan = baseSpan;
  return callNamed(std::move(call));
}

/// Whether a name means sources only, which would take any text for a path.
bool Checker::readsFiles(const std::string &name, const Scope &scope) {
  std::vector<Candidate> found = candidates(name, scope);
  return !found.empty() && std::all_of(found.begin(), found.end(),
                                       [](const Candidate &c) { return c.builtin && c.builtin->receiver == "Path"; });
}

/// `edit(.text, lower(.text))`: where `it` is a text, `.text` is no field any more.
Value Checker::noFieldHere(const ast::Expr &e) {
  report(Code::E0205, e.span, {e.name.text, foundPhrase(textType_)})
      .label("the current value is a text, not a row")
      .propose("the value itself is", e.span, "it");
  return failed();
}

/// A field wins over a function that would take the record.
void Checker::warnIfFunction(TypeRef record, const ast::Name &name, const Scope &scope) {
  auto item = scope.module->items.find(name.text);
  if (item == scope.module->items.end() || item->second->kind != ast::ItemKind::function ||
      item->second->params.empty())
    return;
  TypeBindings bindings;
  if (matches(resolveType(item->second->params[0].type.get(), *scope.module), record, bindings))
    report(Code::W0904, name.span, {name.text})
        .label("the field is taken")
        .cause(item->second->name.span, "this function would take the record too")
        .suggest("call the function by its name: `" + name.text + "(it)`");
}

Value Checker::safeField(const Value &base, const ast::Expr &e, const Scope &scope) {
  if (base.type->kind != TypeKind::optional || !base.expr)
    return fieldOf(base, e.operands[0]->span, e.name, scope, e.span);
  TypeRef inner = base.type->args[0];
  if (const Field *f = inner->kind == TypeKind::record ? inner->field(e.name.text) : nullptr) {
    auto field = makeExpr(ExprKind::safe_field, optional(f->type), e.span, {base.expr});
    field->text = e.name.text;
    return narrowed(field, scope);
  }
  Call call;
  call.name = e.name.text;
  call.nameSpan = e.name.span;
  call.span = e.span;
  call.scope = &scope;
  return callSafely(base, e, std::move(call));
}

void Checker::addFacts(const ExprRef &condition, bool holds, std::vector<std::string> &places) {
  if (condition->kind == ExprKind::is_null && condition->flag == holds)
    places.push_back(placeOf(condition->operands[0]));
  if (condition->kind != ExprKind::logic)
    return;
  if (condition->op == Op::not_)
    return addFacts(condition->operands[0], !holds, places);
  if ((condition->op == Op::and_) != holds)
    return;
  addFacts(condition->operands[0], holds, places);
  addFacts(condition->operands[1], holds, places);
}

Value Checker::checkConditional(const ast::Expr &e, const Scope &scope, TypeRef expected) {
  Value condition = checkAs(*e.operands[0], scope, boolType_);
  Scope whenTrue(&scope, scope.module), whenFalse(&scope, scope.module);
  if (condition.expr) {
    addFacts(condition.expr, true, whenTrue.narrowed);
    addFacts(condition.expr, false, whenFalse.narrowed);
  }
  Value a = check(*e.operands[1], whenTrue, expected);
  Value b = check(*e.operands[2], whenFalse, expected);
  if (condition.isError() || a.isError() || b.isError())
    return failed();
  TypeRef type = common(a.type, b.type);
  if (a.stage && b.stage) {
    report(Code::E0204, e.operands[2]->span, {"a value is", "a stream"})
        .label("a stream")
        .suggest("`if` chooses values: choose the path of the source, or rows with `where`");
    return failed();
  }
  if (!type || a.stage || b.stage) {
    report(Code::E0204, e.operands[2]->span, {neededPhrase(a.type), foundPhrase(b.type)})
        .label(foundPhrase(b.type))
        .cause(e.operands[1]->span, "because this is " + foundPhrase(a.type));
    return failed();
  }
  a = coerce(a, type, e.operands[1]->span);
  b = coerce(b, type, e.operands[2]->span);
  ExprRef left = scalar(a, e.operands[1]->span), right = scalar(b, e.operands[2]->span);
  return of(fold(makeExpr(ExprKind::conditional, type, e.span, {condition.expr, left, right})));
}

Value Checker::checkBlock(const ast::Expr &e, const Scope &scope, TypeRef expected) {
  Scope inner(&scope, scope.module);
  for (const ast::Binding &b : e.bindings) {
    TypeRef type = b.type ? resolveType(b.type.get(), *scope.module) : nullptr;
    Value v = type ? checkAs(*b.value, inner, type) : check(*b.value, inner);
    warnShadowed(b.name, inner);
    inner.names.push_back({b.name.text, v, b.name.span, false});
  }
  Value v = check(*e.operands[0], inner, expected);
  if (!v.isError()) // else some of it was not looked at
    warnUnusedLocals(inner);
  return v;
}

Value Checker::checkIsNull(const ast::Expr &e, const Scope &scope) {
  Value v = check(*e.operands[0], scope);
  ExprRef operand = scalar(v, e.operands[0]->span);
  if (operand == errorExpr_)
    return failed();
  auto test = makeExpr(ExprKind::is_null, boolType_, e.span, {operand});
  test->flag = e.flag;
  return of(fold(test));
}

/// Of `Json?`, `as T?` gives null where it is null.
Value Checker::castUnlessNull(const ExprRef &e, TypeRef to, Span span) {
  auto isNull = makeExpr(ExprKind::is_null, boolType_, span, {e});
  auto there = makeExpr(ExprKind::convert, e->type->args[0], span, {e});
  auto read = makeExpr(ExprKind::convert, to, span, {there});
  return of(makeExpr(ExprKind::conditional, to, span, {isNull, makeExpr(ExprKind::null, to, span), read}));
}

Value Checker::checkCast(const ast::Expr &e, const Scope &scope) {
  Value v = check(*e.operands[0], scope);
  TypeRef to = resolveType(e.type.get(), *scope.module);
  ExprRef operand = scalar(v, e.operands[0]->span);
  if (operand == errorExpr_ || to->kind == TypeKind::error)
    return failed();
  TypeRef from = operand->type;
  if (from->kind == TypeKind::optional && to->kind == TypeKind::optional && from->args[0]->kind == TypeKind::json)
    return castUnlessNull(operand, to, e.span);
  if (from->kind == TypeKind::optional)
    return mismatch(v, from->args[0], e.operands[0]->span);
  bool parses = from->kind == TypeKind::text && (to->kind == TypeKind::integer || to->kind == TypeKind::real ||
                                                 to->kind == TypeKind::boolean || to == textType_);
  bool readsJson = from->kind == TypeKind::json && to->kind != TypeKind::stream && to->kind != TypeKind::view &&
                   to->kind != TypeKind::function;
  if (parses || readsJson)
    return of(from == to ? operand : makeExpr(ExprKind::convert, to, e.span, {operand}));
  if (auto converted = convertImplicitly(of(operand), to))
    return *converted;
  auto &d =
      report(Code::E0217, e.span, {foundPhrase(from), foundPhrase(to)}).label("`as` reads `Json` and parses `Text`");
  if (to == intType_ && isNumeric(from))
    d.suggest("take a whole number with `round`, `floor` or `ceil`");
  return failed();
}

} // namespace smelt::sema
