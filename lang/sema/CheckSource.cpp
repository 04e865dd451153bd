// Sources, whose rows are declared or sampled, sinks, and constants from files.
#include "lang/sema/Checker.h"
#include <algorithm>

namespace smelt::sema {

/// Puts a constant argument into `stage.settings`. False after an error.
bool Checker::settingOf(const Candidate &c, size_t index, const Slot &slot, const Call &call, Stage &stage) {
  const Builtin::Parameter &p = c.builtin->params[index];
  TypeBindings bindings;
  bool ok = true;
  ExprRef value = builtinArgument(c, index, slot, *call.scope, bindings, ok);
  if (!ok || !value)
    return ok;
  if (!isConstant(value)) {
    report(Code::E0216, slot.span).label("depends on data");
    return false;
  }
  if (p.name == "path" && value->kind == ExprKind::text && value->text.empty()) {
    report(Code::E0501, slot.span, {call.name, "a path"})
        .label("an empty path")
        .suggest("name a file, a pattern or a folder");
    return false;
  }
  stage.settings[p.name] = value;
  return true;
}

/// Fills `stage.settings` with the constant arguments from parameter `from` on. False after an error.
bool Checker::settingsOf(const Candidate &c, Call &call, size_t from, Stage &stage) {
  auto slots = matchArguments(c.item->params, call, nullptr);
  bool ok = slots.has_value();
  for (size_t i = from; slots && i < slots->size(); ++i) {
    const Slot &slot = (*slots)[i];
    if (c.builtin->params[i].name != "row")
      ok = settingOf(c, i, slot, call, stage) && ok;
    else if (slot.written) // names a type, see declaredRow
      stage.settings["row"] = makeText(textType_, slot.span, sourceText(slot.span));
  }
  return ok;
}

TypeRef Checker::sampledRow(const std::string &format, const std::string &path, char delimiter, const std::string &key,
                            Span span) {
  SampledSchema schema = world_.sampleSource(format, path, delimiter);
  if (!schema.error.empty()) {
    if (TypeRef pinned = pinnedRow(key)) { // a run says that the data is not there
      program_.sources[key] = *world_.pinned(key);
      return pinned;
    }
    if (options_.forTests && (!test_ || fitting_)) {
      sourceLeftOut_ = true; // tests bring their own rows; one that does not is told below
      return nullptr;
    }
    auto &d = report(Code::E0301, span).label(schema.error);
    if (options_.forTests) {
      std::string name = context_.empty() || !context_.back()->name ? "NAME" : context_.back()->name.text;
      d.cause(test_->span, "this test needs its rows").suggest("give it some: `given " + name + " = rows([...])`");
    } else
      d.suggest("say what the rows are: `record Page { text: Text }` and `" + format + "(\"...\", row = Page)`");
    return nullptr;
  }
  std::map<std::string, std::string> seen;
  for (const SampledField &f : schema.fields)
    seen[f.name] = f.seen;
  TypeRef row = sampledRecord(schema.fields);
  pinSource(key, row, seen, span);
  return row;
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
    report(Code::E0204, arg.value->span, {"the name of a `record` is", "something else"})
        .label("not a record")
        .suggest("declare the fields, `record Row { text: Text }`, and write `row = Row`");
    return errorType_;
  }
  return nullptr;
}

/// The rows of a source: those of the format, those of a `record`, or those of the first records.
TypeRef Checker::sourceRow(const Candidate &c, const Call &call, const Stage &stage, Span span) {
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
  const std::string &path = stage.settings.at("path")->text;
  TypeRef declared = declaredRow(call);
  if (!csvSettings(stage, declared != nullptr))
    return nullptr;
  if (!declared && isUnavailable(*c.item))
    return nullptr; // said already
  auto delimiter = stage.settings.find("delimiter");
  char byte = delimiter == stage.settings.end() ? ',' : delimiter->second->text[0];
  if (!declared)
    return sampledRow(format, path, byte, sourceKey(format, call, path), span);
  if (declared->kind == TypeKind::record)
    pinSource(sourceKey(format, call, path), declared, {}, span);
  return declared;
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
  auto path = stage->settings.find("path");
  if (path == stage->settings.end())
    return failed(); // `generate`, which is not available yet
  stage->label += " " + path->second->text;
  const ast::Arg *first = firstPositional(call);
  stage->row = sourceRow(c, call, *stage, first ? first->value->span : call.span);
  if (!stage->row || stage->row->kind == TypeKind::error)
    return failed();
  stage->row = types_.record(stage->row->fields); // the rows of a stream have no name
  return finishStage(stage);
}

Value Checker::rowsSource(const Candidate &c, Call &call) {
  auto stage = makeStage(StageKind::source, c.builtin, nullptr, call.span);
  inRows_ = InRows::list;
  bool ok = settingsOf(c, call, 0, *stage);
  inRows_ = InRows::no;
  if (!ok)
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
  if (!content && options_.forTests && (!test_ || fitting_)) {
    sourceLeftOut_ = true; // as with sources: a test that needs the lines is told so
    return failed();
  }
  if (!content) {
    auto &d = report(Code::E0609, span)
                  .label(why.empty() ? "not found" : why)
                  .note("the path is `" + v.expr->text + "`, relative to the working directory");
    if (test_) {
      std::string name = context_.empty() || !context_.back()->name ? "NAME" : context_.back()->name.text;
      d.cause(test_->span, "this test needs its lines").suggest("give it some: `given " + name + " = [\"...\"]`");
    }
    return failed();
  }
  auto lines = std::make_shared<std::string>();
  size_t count = 0;
  lines->reserve(content->size() + 1);
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  for (size_t begin = content->starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0; begin < content->size();) {
    size_t end = std::min(content->find('\n', begin), content->size());
    size_t stop = end > begin && (*content)[end - 1] == '\r' ? end - 1 : end;
    if (stop > begin) {
      lines->append(*content, begin, stop - begin) += '\n';
      ++count;
    }
    begin = end + 1;
  }
  auto list = makeExpr(ExprKind::list, types_.wrap(TypeKind::list, textType_), call.span);
  list->lines = std::move(lines);
  if (constexpr size_t kMany = 4096; count < kMany) {
    list->operands = elementsOf(*list);
    list->lines = nullptr;
  }
  return of(list);
}

} // namespace smelt::sema
