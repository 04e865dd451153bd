// Streams in tests: `given` puts rows in the place of a binding, comparisons look at what comes out. The driver runs
// the streams before the asserts; here a result is a value that is known only then (TestCase::Input).
#include "lang/sema/Checker.h"
#include <algorithm>

namespace smelt::sema {

// ---- given ---------------------------------------------------------------------------------------------------------

/// The givens are checked over the recipe as it is; then everything that was worked out is forgotten.
bool Checker::applyGivens(Module &m, const ast::Item &item) {
  std::vector<std::pair<const ast::Item *, Value>> made;
  for (const ast::TestStatement &s : item.statements) {
    if (s.kind != ast::TestStatement::given || !s.value)
      continue;
    Entity entity = lookup(m, s.name.text);
    if (entity.kind != EntityKind::binding && entity.kind != EntityKind::param) {
      if (entity.kind == EntityKind::failed || isSpoiled(s.name.text))
        return false; // a mistake of its own
      std::vector<std::string> legal;
      for (const auto &other : m.tree->items)
        if (other->kind == ast::ItemKind::binding || other->kind == ast::ItemKind::param)
          legal.push_back(other->name.text);
      auto &d = report(Code::E0707, s.name.span, {s.name.text}).label("nothing to replace");
      suggestName(d, s.name.span, s.name.text, legal, "the bindings are");
      return false;
    }
    if (!givens_.emplace(entity.item, s.span).second) {
      report(Code::E0215, s.name.span, {s.name.text}).label("a second time");
      return false;
    }
    Scope scope(nullptr, &m);
    Value given = check(*s.value, scope);
    fitting_ = true;
    Value original = given.isError() ? given : globalValue(entity, s.name.span);
    fitting_ = false;
    Value fitted = given.isError() ? given : fitGiven(given, original, s);
    if (fitted.isError())
      return false;
    if (fitted.stage && fitted.stage->binding.empty())
      fitted.stage->binding = s.name.text;
    made.push_back({entity.item, std::move(fitted)});
  }
  if (made.empty())
    return true;
  globals_.clear();
  expansions_.clear();
  for (auto &[replaced, value] : made) {
    used_.insert(replaced);
    globals_[replaced] = std::move(value);
  }
  return true;
}

Value Checker::fitGiven(const Value &given, const Value &original, const ast::TestStatement &s) {
  if (original.isError())
    return given; // a source that does not exist: nothing to fit
  if (!original.stage != !given.stage) {
    auto &d =
        report(Code::E0708, s.value->span, {s.name.text})
            .label(given.stage ? "a stream" : foundPhrase(given.type))
            .note("the recipe has " + std::string(original.stage ? "a stream" : foundPhrase(original.type)) + " here");
    if (original.stage && given.type->kind == TypeKind::list)
      d.suggest("rows are written `rows(" + sourceText(s.value->span) + ")`");
    return failed();
  }
  return original.stage ? fitRows(given, original.stage->row, s.value->span)
                        : coerce(given, original.type, s.value->span);
}

static bool isWrittenAsJson(TypeRef type) {
  return (type->kind == TypeKind::optional ? type->args[0] : type)->kind == TypeKind::json;
}

/// The fields of the given rows have the types that the recipe knows; those it may leave out are null.
Value Checker::fitRows(const Value &given, TypeRef original, Span span) {
  std::vector<Field> fields = given.stage->row->fields;
  for (Field &f : fields) {
    const Field *known = original->field(f.name);
    if (!known || known->type == f.type)
      continue;
    if (isWrittenAsJson(known->type)) { // whatever is given
      f.type = known->type;
      continue;
    }
    auto converted = convertImplicitly(of(makeLocal(f.type, span, 0)), known->type);
    bool isNull = f.type->kind == TypeKind::null && known->type->kind == TypeKind::optional;
    if (!converted && !isNull) {
      report(Code::E0708, span, {"." + f.name})
          .label("`." + f.name + "` is " + foundPhrase(f.type))
          .note("in the recipe it is " + foundPhrase(known->type));
      return failed();
    }
    f.type = known->type;
  }
  for (const Field &f : original->fields)
    if (f.type->kind == TypeKind::optional && !given.stage->row->field(f.name))
      fields.push_back(f);
  auto stage = std::make_shared<Stage>(*given.stage);
  stage->row = types_.record(std::move(fields));
  return finishStage(stage);
}

// ---- values --------------------------------------------------------------------------------------------------------

Value Checker::testInput(TestCase::Input input) {
  input.local = freshLocal();
  Value v = of(makeLocal(input.type, input.span, input.local));
  test_->inputs.push_back(std::move(input));
  return v;
}

/// A sink over the stream; `closed` leaves out fields that the recipe does not know.
std::shared_ptr<Stage> Checker::collected(const std::shared_ptr<Stage> &stream, bool closed) {
  std::shared_ptr<Stage> rows = stream;
  if (closed) {
    rows = makeStage(StageKind::select, nullptr, stream, stream->span);
    rows->label = "select";
    for (const Field &f : stream->row->fields)
      rows->assignments.push_back({f.name, "", 0, nullptr, stream->span});
  }
  return makeStage(StageKind::sink, builtins("to_jsonl").front(), rows, stream->span);
}

/// `corpus.map(.text)`: a stream of one value a row, for comparisons.
Value Checker::streamMap(Call &call, size_t first) {
  if (!test_) {
    report(Code::E0710, call.nameSpan, {call.name})
        .label("rows are mapped to values only in tests")
        .suggest("a field is made with `with(name = ...)` and changed with `edit(.name, ...)`");
    return failed();
  }
  const ast::Expr *f = call.args && call.args->size() > first ? (*call.args)[first].value.get() : nullptr;
  if (!f) {
    report(Code::E0213, call.nameSpan, {call.name, "f"}).label("no function");
    return failed();
  }
  Value row = of(makeLocal(call.receiver->stage->row, call.span, freshLocal()));
  ExprRef value = rowExpr(*f, *call.scope, row);
  if (value == errorExpr_)
    return failed();
  return finishStage(withValue(call.receiver->stage, value, row.expr->local, call.span));
}

// ---- comparisons ---------------------------------------------------------------------------------------------------

static bool isCallOf(const ast::Expr &e, std::string_view name) {
  return e.kind == ast::ExprKind::call && e.operands[0]->kind == ast::ExprKind::name &&
         e.operands[0]->name.text == name;
}

/// Outputs are named in tests for the rows they write.
static const ast::Item *outputNamed(const ast::Expr &e, const Module &m) {
  if (e.kind == ast::ExprKind::name)
    for (const auto &item : m.tree->items)
      if (item->kind == ast::ItemKind::output && item->name.text == e.name.text && item->value)
        return item.get();
  return nullptr;
}

bool Checker::isStreamComparison(const ast::Expr &e, const Scope &scope) {
  bool equality = e.kind == ast::ExprKind::binary && (e.op == ast::Op::eq || e.op == ast::Op::ne);
  if (!equality || !test_)
    return false;
  if (isCallOf(*e.operands[1], "golden") || isCallOf(*e.operands[1], "rows") || outputNamed(*e.operands[0], *root_))
    return true;
  return check(*e.operands[0], scope).stage != nullptr;
}

/// What stands on the right of `stream == ...`: other rows, or a list of the values of `map`.
std::shared_ptr<Stage> Checker::expectedRows(const ast::Expr &e, const Value &stream, const Scope &scope) {
  const Type &row = *stream.stage->row;
  bool mapped = row.fields.size() == 1 && row.fields[0].name == "it";
  const bool json = mapped && isWrittenAsJson(row.fields[0].type);
  inRows_ = json ? InRows::row : InRows::no; // its values may be of any kind
  Value v = check(e, scope, mapped ? types_.wrap(TypeKind::list, row.fields[0].type) : nullptr);
  inRows_ = InRows::no;
  if (v.isError())
    return nullptr;
  if (v.stage && v.stage->kind != StageKind::sink)
    return v.stage;
  TypeRef bare = mapped && row.fields[0].type->kind == TypeKind::optional ? row.fields[0].type->args[0]
                 : mapped                                                 ? row.fields[0].type
                                                                          : errorType_;
  bool list = mapped && v.expr && v.expr->kind == ExprKind::list && isConstant(v.expr);
  if (!list) {
    report(Code::E0711, e.span)
        .label(foundPhrase(v.type))
        .suggest(mapped ? "write a list: `[\"a\", \"b\"]`"
                        : "write `rows([{text = \"a\"}])`, or compare values: `.map(.text) == [\"a\"]`");
    return nullptr;
  }
  auto source = makeStage(StageKind::source, builtins("rows").front(), nullptr, e.span);
  std::vector<ExprRef> records;
  for (const ExprRef &element : elementsOf(*v.expr)) {
    bool isNull = element->type->kind == TypeKind::null;
    Value fitted = isNull || json ? of(element) : coerce(of(element), bare, element->span);
    if (fitted.isError())
      return nullptr;
    records.push_back(makeExpr(ExprKind::record, types_.record({{"it", fitted.type}}), element->span, {fitted.expr}));
  }
  source->settings["rows"] = makeExpr(ExprKind::list, types_.wrap(TypeKind::list, stream.stage->row), e.span, records);
  source->row = stream.stage->row;
  return source;
}

Value Checker::compareStreams(const ast::Expr &e, const Scope &scope) {
  const ast::Expr &l = *e.operands[0], &r = *e.operands[1];
  const ast::Item *output = outputNamed(l, *root_);
  Value left = check(output ? *output->value : l, scope);
  if (left.isError())
    return failed();
  if (left.stage && left.stage->kind == StageKind::sink)
    left = finishStage(std::const_pointer_cast<Stage>(left.stage->inputs[0]));
  if (!left.stage) {
    report(Code::E0503, l.span, {foundPhrase(left.type)}).label("not a stream");
    return failed();
  }
  TestCase::Input input;
  input.kind = TestCase::Input::equal;
  input.name = sourceText(e.span);
  input.type = boolType_;
  input.span = e.span;
  bool golden = isCallOf(r, "golden");
  if (golden) {
    if (r.args.size() != 1) {
      report(Code::E0213, r.span, {"golden", "path"}).label("one path is needed");
      return failed();
    }
    Value path = checkAs(*r.args[0].value, scope, pathType_);
    if (path.isError())
      return failed();
    if (!isConstant(path.expr) || path.expr->text.empty()) {
      report(Code::E0216, r.args[0].value->span).label("depends on data");
      return failed();
    }
    input.golden = path.expr->text;
  } else {
    std::shared_ptr<Stage> expected = expectedRows(r, left, scope);
    if (!expected)
      return failed();
    input.expected = collected(expected, true);
  }
  input.stream = collected(left.stage, !golden);
  Value equal = testInput(std::move(input));
  if (e.op == ast::Op::eq)
    return equal;
  auto negation = makeExpr(ExprKind::logic, boolType_, e.span, {equal.expr});
  negation->op = Op::not_;
  return of(negation);
}

} // namespace smelt::sema
