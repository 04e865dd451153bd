// Row stages, `dedup` and `++`. Their arguments have forms of their own (docs in stdlib/prelude.recipe).
#include "lang/sema/Checker.h"
#include "lang/sema/SourceLine.h"
#include <algorithm>

namespace smelt::sema {

std::shared_ptr<Stage> Checker::makeStage(StageKind kind, const Builtin *decl, const std::shared_ptr<Stage> &input,
                                          Span span) {
  auto stage = std::make_shared<Stage>();
  stage->kind = kind;
  stage->decl = decl;
  stage->span = span;
  stage->label = decl ? decl->name : "++";
  if (input) {
    stage->inputs.push_back(input);
    stage->row = input->row;
    stage->depth = input->depth + 1;
  }
  return stage;
}

Value Checker::finishStage(std::shared_ptr<Stage> stage) {
  TypeRef type = types_.wrap(TypeKind::stream, stage->row);
  return {type, nullptr, std::move(stage), nullptr, nullptr};
}

std::optional<Value> Checker::stageCall(const Candidate &c, Call &call) {
  const std::string &name = c.builtin->name;
  if (c.builtin->result->kind != TypeKind::stream && !name.starts_with("to_"))
    return std::nullopt; // a fold over the rows: a plain call
  // The stream may come as the first argument: `where(books, ...)` is `books |> where(...)`.
  size_t first = 0;
  if (!call.receiver) {
    const ast::Arg *arg = firstPositional(call);
    if (!arg) {
      report(Code::E0213, call.nameSpan, {call.name, c.builtin->params[0].name}).label("no stream");
      return failed();
    }
    call.receiver = check(*arg->value, *call.scope);
    call.receiverSpan = arg->value->span;
    first = 1;
  }
  if (call.receiver->isError())
    return failed();
  if (!call.receiver->stage)
    return mismatch(*call.receiver, c.builtin->params[0].type, call.receiverSpan);
  if (call.receiver->stage->kind == StageKind::sink) {
    report(Code::E0502, call.nameSpan).label("nothing comes out of a sink").cause(call.receiverSpan, "this is a sink");
    return failed();
  }
  using Handler = Value (Checker::*)(const Builtin *, Call &, size_t);
  static const std::map<std::string, Handler> handlers = {
      {"where", &Checker::whereStage},   {"with", &Checker::withStage},   {"edit", &Checker::editStage},
      {"select", &Checker::selectStage}, {"drop", &Checker::selectStage}, {"rename", &Checker::renameStage},
      {"expand", &Checker::expandStage}, {"dedup", &Checker::dedupStage},
  };
  if (name == "map")
    return streamMap(call, first);
  auto handler = handlers.find(name);
  if (handler == handlers.end())
    return c.builtin->name.starts_with("to_") ? sinkStage(c, call) : otherStage(c, call);
  static const std::vector<ast::Arg> noArgs;
  if (!call.args)
    call.args = &noArgs;
  if (call.args->size() == first) {
    report(Code::E0501, call.nameSpan, {call.name, "at least one argument"}).label("nothing to do");
    return failed();
  }
  return (this->*handler->second)(c.builtin, call, first);
}

/// What a row holds of a value of this type: of a view, the list of its elements.
TypeRef Checker::storedType(TypeRef type) {
  Type t = *type;
  for (TypeRef &arg : t.args)
    arg = storedType(arg);
  for (Field &f : t.fields)
    f.type = storedType(f.type);
  if (t.kind == TypeKind::view)
    t.kind = TypeKind::list;
  bool same = t.kind == type->kind && t.args == type->args &&
              std::equal(t.fields.begin(), t.fields.end(), type->fields.begin(),
                         [](const Field &a, const Field &b) { return a.type == b.type; });
  return same ? type : types_.get(std::move(t));
}

ExprRef Checker::stored(const ExprRef &e) {
  TypeRef type = storedType(e->type);
  if (type == e->type)
    return e;
  if (e->kind != ExprKind::record)
    return makeExpr(ExprKind::convert, type, e->span, {e});
  std::vector<ExprRef> values;
  for (const ExprRef &value : e->operands)
    values.push_back(stored(value));
  return makeExpr(ExprKind::record, type, e->span, std::move(values));
}

ExprRef Checker::rowExpr(const ast::Expr &e, const Scope &scope, const Value &row, bool viewsToo) {
  TypeRef type = types_.function({row.type}, errorType_);
  Value v = applyClosure(makeClosure(e, scope, type), {row}, e.span);
  ExprRef value = scalar(v, e.span);
  TypeKind kind = value->type->kind;
  if (kind == TypeKind::tally && !viewsToo) {
    report(Code::E0204, e.span, {"a value is", foundPhrase(value->type)})
        .label(foundPhrase(value->type))
        .suggest("fold it to a value, or make a text of it with `.join(sep)`");
    return errorExpr_;
  }
  return viewsToo ? value : stored(value);
}

std::string Checker::ruleLabel(const ast::Arg &arg) const {
  const ast::Expr *e = arg.value.get();
  if (arg.isRule)
    return arg.name.text;
  while (e->kind == ast::ExprKind::select_rules)
    e = e->operands[0].get();
  return sourceText(e->kind == ast::ExprKind::call ? e->operands[0]->span : e->span);
}

Value Checker::whereStage(const Builtin *b, Call &call, size_t first) {
  auto stage = makeStage(StageKind::where, b, call.receiver->stage, call.span);
  size_t errors = diags_.errorCount();
  Value row = of(makeLocal(stage->row, call.span, freshLocal()));
  Scope rows(call.scope, call.scope->module);
  rows.it = row;
  Scope narrowing(&rows, rows.module);
  std::string label;
  for (size_t i = first; i < call.args->size(); ++i) {
    const ast::Arg &arg = (*call.args)[i];
    label += (label.empty() ? " " : ", ") + ruleLabel(arg);
    if (arg.name && !arg.isRule) {
      std::string text = arg.name.text;
      report(Code::E0404, arg.name.span)
          .label("`where` has no parameters")
          .fix("compare with `==`, or name a rule with `" + text + ": ...`",
               diag::cover(arg.name.span, arg.value->span), "." + text + " == " + sourceText(arg.value->span));
    } else if (arg.isRule) {
      Rule rule = predicate(*arg.value, check(*arg.value, narrowing, boolType_), arg.name.text);
      rule.useSpan = arg.value->span;
      rule.row = row.expr->local;
      if (rule.holds)
        addFacts(rule.holds, true, narrowing.narrowed);
      stage->rules.push_back(std::move(rule));
    } else {
      rulesOfExpr(*arg.value, rows, arg.value->span, stage->rules, narrowing);
    }
  }
  if (diags_.errorCount() != errors)
    return finishStage(stage); // the rows are known all the same
  std::vector<Field> fields = stage->row->fields;
  for (Field &f : fields)
    if (f.type->kind == TypeKind::optional &&
        narrowing.isNarrowed("%" + std::to_string(row.expr->local) + "." + f.name))
      f.type = f.type->args[0];
  stage->row = rowType(std::move(fields), stage->row);
  stage->label += cutLine(onOneLine(label), 60);
  return finishStage(stage);
}

Value Checker::withStage(const Builtin *b, Call &call, size_t first) {
  auto stage = makeStage(StageKind::with, b, call.receiver->stage, call.span);
  std::vector<Field> fields = stage->row->fields;
  for (size_t i = first; i < call.args->size(); ++i) {
    const ast::Arg &arg = (*call.args)[i];
    if (!arg.name || arg.isRule) {
      report(Code::E0501, arg.value->span, {call.name, "a name for each new field"})
          .label("no name")
          .suggest("write `with(name = expression)`");
      return failed();
    }
    Value row = of(makeLocal(stage->row, call.span, freshLocal()));
    ExprRef value = rowExpr(*arg.value, *call.scope, row);
    bool known = std::any_of(fields.begin(), fields.end(), [&](const Field &f) { return f.name == arg.name.text; });
    if (known) {
      auto &d = report(Code::E0303, arg.name.span, {arg.name.text}).label("a field of the rows");
      d.suggest("change a field with `edit(." + arg.name.text + ", ...)`, or choose another name");
      continue;
    }
    if (value->type->kind == TypeKind::null)
      value = retype(value, optional(types_.simple(TypeKind::json)));
    fields.push_back({arg.name.text, value->type});
    stage->label += (i == first ? " " : ", ") + arg.name.text;
    stage->assignments.push_back({arg.name.text, "", row.expr->local, value, arg.value->span});
  }
  stage->row = rowType(std::move(fields), stage->row);
  return finishStage(stage);
}

bool Checker::plainField(const ast::Arg &arg, const std::string &stage, TypeRef row) {
  if (arg.value->kind != ast::ExprKind::row_field) {
    if (arg.value->kind != ast::ExprKind::error)
      adviseField(report(Code::E0304, arg.value->span, {stage}).label("not a field"), arg, row);
    return false;
  }
  if (row->field(arg.value->name.text))
    return true;
  unknownField(row, arg.value->name);
  return false;
}

Value Checker::unknownField(TypeRef row, const ast::Name &name) {
  std::vector<std::string> legal;
  for (const Field &f : row->fields)
    legal.push_back(f.name);
  if (isSpoiled(name.text) || isRepeated(Code::E0302, name.text, name.span))
    return failed();
  auto &d = report(Code::E0302, name.span, {name.text}).label("not a field");
  suggestName(d, name.span, name.text, legal, "the fields are");
  if (!row->rest.empty())
    d.note("a generic function sees only the fields that it declares; `.." + row->rest + "` are the caller's");
  return failed();
}

Value Checker::editStage(const Builtin *b, Call &call, size_t first) {
  auto stage = makeStage(StageKind::edit, b, call.receiver->stage, call.span);
  if (call.args->size() != first + 2 || (*call.args)[first].name || (*call.args)[first + 1].name) {
    report(Code::E0501, call.nameSpan, {call.name, "a field and what to make of it"})
        .label("two arguments")
        .suggest("write `edit(.text, it.trim)`");
    return failed();
  }
  const ast::Arg &target = (*call.args)[first], &change = (*call.args)[first + 1];
  if (!plainField(target, call.name, stage->row))
    return failed();
  const std::string &name = target.value->name.text;
  Value row = of(makeLocal(stage->row, call.span, freshLocal()));
  auto field = makeExpr(ExprKind::field, stage->row->field(name)->type, target.value->span, {row.expr});
  field->text = name;
  // Inside the change, `it` is the field and nothing else is reachable but by a named lambda outside.
  ExprRef value = rowExpr(*change.value, *call.scope, of(field));
  std::vector<Field> fields = stage->row->fields;
  for (Field &f : fields)
    if (f.name == name)
      f.type = value->type;
  stage->assignments.push_back({name, "", row.expr->local, value, change.value->span});
  stage->label += " " + name;
  stage->row = rowType(std::move(fields), stage->row);
  return finishStage(stage);
}

/// `select` and `drop`.
Value Checker::selectStage(const Builtin *b, Call &call, size_t first) {
  bool select = b->name == "select";
  auto stage = makeStage(select ? StageKind::select : StageKind::drop, b, call.receiver->stage, call.span);
  std::vector<Field> chosen;
  bool ok = true;
  for (size_t i = first; i < call.args->size(); ++i) {
    const ast::Arg &arg = (*call.args)[i];
    ok &= plainField(arg, call.name, stage->row);
    if (!ok)
      continue; // the others may have mistakes of their own
    const std::string &name = arg.value->name.text;
    for (const Field &f : chosen)
      if (f.name == name) {
        report(Code::E0215, arg.value->span, {"." + name}).label("a second time");
        return failed();
      }
    chosen.push_back(*stage->row->field(name));
    stage->label += (i == first ? " " : ", ") + name;
    stage->assignments.push_back({name, "", 0, nullptr, arg.value->span});
  }
  if (!ok)
    return failed();
  if (select) {
    stage->row = types_.record(std::move(chosen));
    return finishStage(stage);
  }
  std::vector<Field> left;
  for (const Field &f : stage->row->fields)
    if (std::none_of(chosen.begin(), chosen.end(), [&](const Field &c) { return c.name == f.name; }))
      left.push_back(f);
  stage->row = rowType(std::move(left), stage->row);
  return finishStage(stage);
}

Value Checker::renameStage(const Builtin *b, Call &call, size_t first) {
  auto stage = makeStage(StageKind::rename, b, call.receiver->stage, call.span);
  std::vector<Field> fields = stage->row->fields;
  for (size_t i = first; i < call.args->size(); ++i) {
    const ast::Arg &arg = (*call.args)[i];
    if (!arg.name || arg.isRule) {
      report(Code::E0501, arg.value->span, {call.name, "the new name of each field"})
          .label("no name")
          .suggest("write `rename(new = .old)`");
      return failed();
    }
    if (!plainField(arg, call.name, stage->row))
      return failed();
    const std::string &from = arg.value->name.text;
    if (stage->row->field(arg.name.text)) {
      report(Code::E0303, arg.name.span, {arg.name.text}).label("a field of the rows");
      return failed();
    }
    for (Field &f : fields)
      if (f.name == from)
        f.name = arg.name.text;
    stage->label += (i == first ? " " : ", ") + arg.name.text;
    stage->assignments.push_back({arg.name.text, from, 0, nullptr, arg.value->span});
  }
  stage->row = rowType(std::move(fields), stage->row);
  return finishStage(stage);
}

Value Checker::expandStage(const Builtin *b, Call &call, size_t first) {
  auto stage = makeStage(StageKind::expand, b, call.receiver->stage, call.span);
  const ast::Arg &target = (*call.args)[first];
  if (call.args->size() > first + 1 || target.name) {
    Span extra = target.name ? target.name.span : (*call.args)[first + 1].value->span;
    report(Code::E0501, extra, {call.name, "one field that is a list"})
        .label("one argument is all")
        .suggest("write `expand(.sentences)`");
    return failed();
  }
  if (!plainField(target, call.name, stage->row))
    return failed();
  const std::string &name = target.value->name.text;
  TypeRef list = stage->row->field(name)->type;
  if (list->kind != TypeKind::list) {
    auto field = makeExpr(ExprKind::field, list, target.value->span);
    if (list->kind == TypeKind::optional && list->args[0]->kind == TypeKind::list)
      return mismatch(of(field), list->args[0], target.value->span);
    auto &d = report(Code::E0204, target.value->span, {"a list is", foundPhrase(list)}).label(foundPhrase(list));
    if (list->kind == TypeKind::text)
      d.suggest("make a list of it first: `with(line = ." + name + ".lines)`, then `expand(.line)`");
    return failed();
  }
  std::vector<Field> fields = stage->row->fields;
  for (Field &f : fields)
    if (f.name == name)
      f.type = list->args[0];
  stage->assignments.push_back({name, "", 0, nullptr, target.value->span});
  stage->label += " " + name;
  stage->row = rowType(std::move(fields), stage->row);
  return finishStage(stage);
}

/// `dedup(exact(.text))`: what makes rows the same is a builtin from a key and settings to a key.
Value Checker::dedupStage(const Builtin *b, Call &call, size_t first) {
  const ast::Arg &arg = (*call.args)[first];
  const ast::Expr &method = *arg.value;
  bool isCall = method.kind == ast::ExprKind::call && method.operands[0]->kind == ast::ExprKind::name;
  if (call.args->size() > first + 1) {
    const ast::Arg &extra = (*call.args)[first + 1];
    Span span = extra.name ? extra.name.span : extra.value->span;
    return extra.name.text == "keep"
               ? notAvailable("keep", span)
               : (unknownParameter({{sourceText(span), span}, false, nullptr}, {"by", "keep"}, call.name), failed());
  }
  const Candidate *chosen = nullptr;
  std::vector<Candidate> found =
      isCall ? candidates(method.operands[0]->name.text, *call.scope) : std::vector<Candidate>();
  for (const Candidate &c : found)
    if (c.builtin && c.builtin->receiver == "Function")
      chosen = &c;
  if (!chosen) {
    auto &d = report(Code::E0501, method.span, {call.name, "what makes two rows the same"});
    d.label("not a way to compare rows");
    if (method.kind == ast::ExprKind::row_field)
      d.fix("compare its values with `exact`", method.span, "exact(" + sourceText(method.span) + ")");
    else
      d.suggest("write `dedup(exact(.text))`");
    return failed();
  }
  auto stage = makeStage(StageKind::dedup, b, call.receiver->stage, call.span);
  stage->label += " " + chosen->builtin->name;
  Call inner;
  inner.name = chosen->builtin->name;
  inner.nameSpan = method.operands[0]->name.span;
  inner.span = method.span;
  inner.scope = call.scope;
  inner.args = &method.args.all();
  if (isUnavailable(*chosen->item))
    notAvailable(inner.name, inner.nameSpan);
  stageArguments(*chosen, inner, *stage, 0);
  return finishStage(stage); // rows are known all the same
}

/// Fills inputs, keys and settings of a stage from the arguments from parameter `from` on. False after an error.
bool Checker::stageArguments(const Candidate &c, Call &call, Stage &stage, size_t from) {
  auto slots = matchArguments(c.item->params, call, nullptr);
  bool ok = slots.has_value();
  for (size_t i = from; slots && i < slots->size(); ++i) {
    const Builtin::Parameter &p = c.builtin->params[i];
    const Slot &slot = (*slots)[i];
    if (p.type->kind == TypeKind::function && slot.written) {
      Value row = of(makeLocal(stage.row, call.span, freshLocal()));
      ExprRef key = rowExpr(*slot.written, *call.scope, row, c.builtin->name != "exact");
      if (key != errorExpr_ && isConstant(key)) { // all rows would be the same
        auto &d = report(Code::E0304, slot.span, {c.builtin->name}).label("the same for every row");
        adviseField(d, (*call.args)[0], stage.row);
        key = errorExpr_;
      }
      ok = ok && key != errorExpr_;
      if (key != errorExpr_)
        stage.assignments.push_back({p.name == "key" ? "" : p.name, "", row.expr->local, key, slot.span});
    } else if (p.type->kind == TypeKind::stream) {
      Value v = slot.value ? *slot.value : check(*slot.written, *call.scope);
      if (!v.stage)
        ok = !mismatch(v, p.type, slot.span).isError();
      else
        stage.inputs.push_back(v.stage);
    } else {
      ok = settingOf(c, i, slot, call, stage) && ok;
    }
  }
  return ok;
}

/// A stage that only its declaration says anything about. Rows come out as they went in, but for what is named here.
Value Checker::otherStage(const Candidate &c, Call &call) {
  const Builtin *b = c.builtin;
  auto stage = makeStage(StageKind::other, b, call.receiver->stage, call.span);
  Call matched = call;
  if (!call.method)
    matched.receiver.reset();
  stageArguments(c, matched, *stage, 1);
  std::vector<Field> fields = stage->row->fields;
  if (b->name == "extract" && !stage->row->field("text")) {
    fields.push_back({"text", textType_});
  } else if (b->name == "join" || b->name == "group_by" || b->name == "tokenize") {
    return failed(); // what comes out is settled with the stage
  }
  stage->row = rowType(std::move(fields), stage->row);
  return finishStage(stage);
}

/// `mix(a |> weight(30%), b |> weight(70%))`: the rows of all parts.
Value Checker::mixStage(const Candidate &c, Call &call) {
  auto stage = makeStage(StageKind::other, c.builtin, nullptr, call.span);
  std::vector<std::pair<Value, Span>> parts;
  if (call.receiver)
    parts.emplace_back(*call.receiver, call.receiverSpan);
  for (size_t i = 0; call.args && i < call.args->size(); ++i) {
    const ast::Expr &e = *(*call.args)[i].value;
    const Value *known = call.checkedValue(&e);
    parts.emplace_back(known ? *known : check(e, *call.scope), e.span);
  }
  bool ok = !parts.empty();
  for (const auto &[v, span] : parts) {
    Value weighted = coerce(v, types_.simple(TypeKind::weighted), span);
    const StageRef part =
        weighted.expr && !weighted.expr->operands.empty() ? weighted.expr->operands[0]->stage : nullptr;
    ok = ok && part;
    if (!part)
      continue;
    stage->inputs.push_back(part);
    stage->depth = std::max(stage->depth, part->depth + 1);
    stage->row = stage->row ? mergedRow(stage->row, part->row) : part->row;
  }
  return ok ? finishStage(stage) : failed();
}

/// A row of `fields` that has the unnamed rest of `like`, if it has one.
TypeRef Checker::rowType(std::vector<Field> fields, TypeRef like) {
  Type row;
  row.kind = TypeKind::record;
  row.fields = std::move(fields);
  row.rest = like->rest;
  return types_.get(std::move(row));
}

TypeRef Checker::mergedRow(TypeRef left, TypeRef right) {
  std::vector<Field> fields;
  for (const Field &f : left->fields) {
    const Field *other = right->field(f.name);
    TypeRef type = other ? common(f.type, other->type) : optional(f.type);
    if (!type) {
      bool nullable = f.type->kind == TypeKind::optional || other->type->kind == TypeKind::optional;
      type = types_.simple(TypeKind::json);
      type = nullable ? optional(type) : type;
    }
    fields.push_back({f.name, type});
  }
  for (const Field &f : right->fields)
    if (!left->field(f.name))
      fields.push_back({f.name, optional(f.type)});
  return left->rest == right->rest ? rowType(std::move(fields), left) : types_.record(std::move(fields));
}

Value Checker::concatStreams(const ast::Expr &e, const Scope &scope) {
  Value left = check(*e.operands[0], scope), right = check(*e.operands[1], scope);
  if (left.isError() || right.isError())
    return failed();
  for (int i = 0; i < 2; ++i) {
    const Value &v = i ? right : left;
    Span span = e.operands[i]->span;
    if (v.stage && v.stage->kind == StageKind::sink) {
      report(Code::E0502, span).label("nothing comes out of a sink");
      return failed();
    }
    if (v.stage)
      continue;
    auto &d = report(Code::E0503, span, {foundPhrase(v.type)}).label(foundPhrase(v.type));
    if (v.type == textType_)
      d.suggest("put texts together in a string: `\"{a}{b}\"`");
    return failed();
  }
  auto stage = makeStage(StageKind::concat, nullptr, left.stage, e.span);
  stage->inputs.push_back(right.stage);
  stage->depth = std::max(stage->depth, right.stage->depth + 1);
  stage->row = mergedRow(left.stage->row, right.stage->row);
  return finishStage(stage);
}

} // namespace smelt::sema
