// Sources, whose rows are declared or sampled, sinks, and constants from files.
#include "lang/sema/Checker.h"
#include <algorithm>

namespace smelt::sema {

/// Fills `stage.settings` with the constant arguments from parameter `from` on. False after an error.
bool Checker::settingsOf(const Candidate &c, Call &call, size_t from, Stage &stage) {
  auto slots = matchArguments(c.item->params, call, nullptr);
  if (!slots)
    return false;
  TypeBindings bindings;
  for (size_t i = from; i < slots->size(); ++i) {
    const Builtin::Parameter &p = c.builtin->params[i];
    if (p.name == "row")
      continue; // names a type, see declaredRow
    bool ok = true;
    ExprRef value = builtinArgument(c, i, (*slots)[i], *call.scope, bindings, ok);
    if (!ok)
      return false;
    if (!value)
      continue;
    if (!isConstant(value)) {
      report(Code::E0216, (*slots)[i].span).label("depends on data");
      return false;
    }
    stage.settings[p.name] = value;
  }
  return true;
}

TypeRef Checker::sampledRow(const std::string &format, const std::string &path, char delimiter, Span span) {
  SampledSchema schema = world_.sampleSource(format, path, delimiter);
  bool replaced = std::any_of(evaluating_.begin(), evaluating_.end(),
                              [&](const ast::Item *item) { return givenInTests(item->name.text); });
  if (!schema.error.empty() && options_.forTests && replaced && !(test_ && givens_.empty())) {
    sourceLeftOut_ = true; // the tests that matter bring their own rows
    return nullptr;
  }
  if (!schema.error.empty()) {
    report(Code::E0301, span)
        .label(schema.error)
        .suggest("say what the rows are: `record Page { text: Text }` and `" + format + "(\"...\", row = Page)`");
    return nullptr;
  }
  return sampledRecord(schema.fields);
}

TypeRef Checker::sampledRecord(const std::vector<SampledField> &sampled) {
  std::vector<Field> fields;
  for (const SampledField &f : sampled)
    fields.push_back({f.name, sampledType(f)});
  return types_.record(std::move(fields));
}

TypeRef Checker::sampledType(const SampledField &f) {
  static constexpr TypeKind kinds[] = {TypeKind::integer, TypeKind::real, TypeKind::boolean, TypeKind::text,
                                       TypeKind::json};
  TypeRef type = f.kind == SampledField::record ? sampledRecord(f.parts)
                 : f.kind == SampledField::list ? types_.wrap(TypeKind::list, sampledType(f.parts[0]))
                                                : types_.simple(kinds[f.kind]);
  return f.optional ? optional(type) : type;
}

TypeRef Checker::declaredRow(const Call &call) {
  for (size_t i = 0; call.args && i < call.args->size(); ++i) {
    const ast::Arg &arg = (*call.args)[i];
    if (arg.name.text != "row")
      continue;
    Entity e = resolvePath(*arg.value, *call.scope);
    if (e.kind == EntityKind::record)
      return declaredRecord(*e.item, *e.module);
    if (e.kind == EntityKind::failed)
      return errorType_;
    if (!e && arg.value->kind == ast::ExprKind::name)
      return missingType(arg.value->name, *call.scope->module);
    report(Code::E0204, arg.value->span, {"the name of a `record` is", "something else"}).label("not a record");
    return errorType_;
  }
  return nullptr;
}

TypeRef Checker::sourceRow(const Candidate &c, const Stage &stage, Span span) {
  const std::string &format = c.builtin->name;
  if (format == "text") {
    auto by = stage.settings.find("by");
    bool byFile = by != stage.settings.end() && by->second->text == "file";
    return byFile ? types_.record({{"text", textType_}, {"path", textType_}}) : types_.record({{"text", textType_}});
  }
  if (format == "html")
    return types_.record({{"path", textType_}, {"title", textType_}, {"text", textType_}, {"html", textType_}});
  if (format == "folder")
    return types_.record({{"path", textType_},
                          {"name", textType_},
                          {"extension", optional(textType_)},
                          {"size", types_.quantity(Dimension::bytes)},
                          {"text", textType_}});
  auto delimiter = stage.settings.find("delimiter");
  char byte = delimiter == stage.settings.end() ? ',' : delimiter->second->text[0];
  return sampledRow(format, stage.settings.at("path")->text, byte, span);
}

/// What sampling and reading rely on. False after an error.
bool Checker::csvSettings(const Stage &stage, bool isDeclared) {
  auto delimiter = stage.settings.find("delimiter");
  if (delimiter != stage.settings.end()) {
    const std::string &text = delimiter->second->text;
    if (text.size() != 1 || text == "\"" || text == "\n" || text == "\r") {
      report(Code::E0821, delimiter->second->span).label("not one ASCII character, or one that means something else");
      return false;
    }
  }
  auto header = stage.settings.find("header");
  if (header == stage.settings.end() || header->second->intValue || isDeclared)
    return true;
  report(Code::E0822, header->second->span)
      .label("then nothing names the fields")
      .suggest("name them: `record Row { id: Int, text: Text }` and `row = Row`");
  return false;
}

Value Checker::sourceStage(const Candidate &c, Call &call) {
  if (c.builtin->name == "rows")
    return rowsSource(c, call);
  auto stage = makeStage(StageKind::source, c.builtin, nullptr, call.span);
  if (!settingsOf(c, call, 0, *stage))
    return failed();
  const std::string &path = stage->settings.at("path")->text;
  stage->label += " " + path;
  const ast::Arg *first = firstPositional(call);
  stage->row = declaredRow(call);
  if (!csvSettings(*stage, stage->row != nullptr))
    return failed();
  if (!stage->row)
    stage->row = sourceRow(c, *stage, first ? first->value->span : call.span);
  if (!stage->row || stage->row->kind == TypeKind::error)
    return failed();
  stage->row = types_.record(stage->row->fields); // the rows of a stream have no name
  return finishStage(stage);
}

Value Checker::rowsSource(const Candidate &c, Call &call) {
  auto stage = makeStage(StageKind::source, c.builtin, nullptr, call.span);
  if (!settingsOf(c, call, 0, *stage))
    return failed();
  const ExprRef &list = stage->settings.at("rows");
  TypeRef row = list->type->args[0];
  if (row->kind != TypeKind::record) {
    report(Code::E0204, list->span, {"a list of records is", foundPhrase(list->type)}).label("not records");
    return failed();
  }
  stage->row = types_.record(row->fields);
  return finishStage(stage);
}

Value Checker::sinkStage(const Candidate &c, Call &call) {
  auto stage = makeStage(StageKind::sink, c.builtin, call.receiver->stage, call.span);
  // A stream given as first argument is parameter 0 in both forms.
  Call matched = call;
  std::vector<Slot> unused;
  if (!call.method)
    matched.receiver.reset();
  if (!settingsOf(c, matched, 1, *stage))
    return failed();
  if (auto path = stage->settings.find("path"); path != stage->settings.end())
    stage->label += " " + path->second->text;
  return finishStage(stage);
}

Value Checker::constantLines(Call &call) {
  const ast::Arg *first = firstPositional(call);
  Value v = call.receiver ? *call.receiver : first ? checkAs(*first->value, *call.scope, pathType_) : failed();
  if (v.isError())
    return failed();
  Span span = call.receiver ? call.receiverSpan : first->value->span;
  if (!isConstant(v.expr)) {
    report(Code::E0216, span).label("depends on data");
    return failed();
  }
  std::string why;
  auto content = world_.readConstant(v.expr->text, why);
  if (!content) {
    report(Code::E0609, span)
        .label(why.empty() ? "not found" : why)
        .note("paths are relative to the working directory");
    return failed();
  }
  std::vector<ExprRef> lines;
  for (size_t begin = 0; begin < content->size();) {
    size_t end = std::min(content->find('\n', begin), content->size());
    size_t stop = end > begin && (*content)[end - 1] == '\r' ? end - 1 : end;
    lines.push_back(makeText(textType_, call.span, content->substr(begin, stop - begin)));
    begin = end + 1;
  }
  return of(makeExpr(ExprKind::list, types_.wrap(TypeKind::list, textType_), call.span, std::move(lines)));
}

} // namespace smelt::sema
