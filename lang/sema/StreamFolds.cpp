// Folds of streams: `docs.mean(.n)` is a value that the stages which use it wait for. The driver runs the streams that
// are folded before all else, round after round; here a fold is a local that nothing binds (StreamFold).
#include "lang/sema/StreamFolds.h"
#include "lang/sema/Checker.h"
#include <algorithm>
#include <map>

namespace smelt::sema {

// ---- what waits for what -------------------------------------------------------------------------------------------

void References::add(const ExprRef &value) {
  if (!value || !seen_.insert(value.get()).second)
    return;
  if (value->kind == ExprKind::local)
    used_.insert(value->local);
  if (value->kind == ExprKind::let)
    bound_.insert(value->local);
  bound_.insert(value->params.begin(), value->params.end());
  add(value->stage);
  for (const ExprRef &operand : value->operands)
    add(operand);
}

void References::add(const StageRef &stage) {
  if (!stage || !seen_.insert(stage.get()).second)
    return;
  for (const StageRef &input : stage->inputs)
    add(input);
  for (const Rule &rule : stage->rules) {
    bound_.insert(rule.row);
    add(rule.holds);
    add(rule.metric);
  }
  for (const Assignment &assignment : stage->assignments) {
    bound_.insert(assignment.row);
    add(assignment.value);
  }
  auto path = stage->settings.find("path");
  if (stage->kind == StageKind::source && path != stage->settings.end() && path->second->text == "-")
    standardInput_ = stage.get();
}

std::set<LocalId> References::free() const {
  std::set<LocalId> left;
  std::set_difference(used_.begin(), used_.end(), bound_.begin(), bound_.end(), std::inserter(left, left.end()));
  return left;
}

std::vector<size_t> foldsOf(const Program &program, const References &references) {
  std::map<LocalId, size_t> byLocal;
  for (size_t i = 0; i < program.folds.size(); ++i)
    byLocal[program.folds[i].local] = i;
  std::set<size_t> found;
  std::vector<LocalId> open;
  auto look = [&](const References &in) {
    for (LocalId local : in.free())
      open.push_back(local);
  };
  look(references);
  while (!open.empty()) {
    auto fold = byLocal.find(open.back());
    open.pop_back();
    if (fold == byLocal.end() || !found.insert(fold->second).second)
      continue;
    References above;
    above.add(program.folds[fold->second].sink);
    look(above);
  }
  return {found.begin(), found.end()};
}

std::vector<size_t> foldsOfOutputs(const Program &program, const std::vector<std::string> &names) {
  References all;
  for (const Output &output : program.outputs)
    if (names.empty() || std::find(names.begin(), names.end(), output.name) != names.end())
      all.add(output.sink);
  return foldsOf(program, all);
}

std::vector<size_t> foldsOfTest(const Program &program, const TestCase &test) {
  References all;
  for (const TestCase::Input &input : test.inputs) {
    all.add(input.stream);
    all.add(input.expected);
  }
  for (const TestCase::Assert &assertion : test.asserts) {
    all.add(assertion.condition);
    for (const TestCase::Part &part : assertion.parts)
      for (const ExprRef &value : part.values)
        all.add(value);
  }
  return foldsOf(program, all);
}

// ---- from calls to folds -------------------------------------------------------------------------------------------

/// `input` with nothing but the field `it`, which no field that is written by name can be called.
std::shared_ptr<Stage> Checker::withValue(const std::shared_ptr<Stage> &input, ExprRef value, LocalId row, Span span) {
  auto with = makeStage(StageKind::with, nullptr, input, span);
  with->label = "with it";
  std::vector<Field> fields = input->row->fields;
  std::erase_if(fields, [](const Field &f) { return f.name == "it"; });
  fields.push_back({"it", value->type});
  with->row = types_.record(std::move(fields));
  with->assignments.push_back({"it", "", row, std::move(value), span});
  auto select = makeStage(StageKind::select, nullptr, with, span);
  select->label = "select it";
  select->row = types_.record({*with->row->field("it")});
  select->assignments.push_back({"it", "", 0, nullptr, span});
  return select;
}

/// The rows without those whose `it` came before.
std::shared_ptr<Stage> Checker::withoutRepeats(const std::shared_ptr<Stage> &rows, Span span) {
  auto dedup = makeStage(StageKind::dedup, nullptr, rows, span);
  dedup->label = "distinct";
  LocalId row = freshLocal();
  auto it = makeExpr(ExprKind::field, rows->row->field("it")->type, span, {makeLocal(rows->row, span, row)});
  it->text = "it";
  dedup->assignments.push_back({"", "", row, std::move(it), span});
  auto sound = withValue(dedup, makeBoolean(boolType_, span, true), freshLocal(), span);
  return sound;
}

static std::optional<StreamFold::Kind> kindOf(const std::string &name) {
  static const std::map<std::string, StreamFold::Kind> kinds = {{"count", StreamFold::count},
                                                                {"distinct", StreamFold::distinct},
                                                                {"any", StreamFold::some},
                                                                {"all", StreamFold::every},
                                                                {"sum", StreamFold::sum},
                                                                {"mean", StreamFold::mean},
                                                                {"fraction", StreamFold::fraction},
                                                                {"min", StreamFold::least},
                                                                {"max", StreamFold::greatest},
                                                                {"median", StreamFold::median},
                                                                {"percentile", StreamFold::percentile}};
  auto found = kinds.find(name);
  return found == kinds.end() ? std::nullopt : std::optional(found->second);
}

/// What a fold takes can depend on other folds, but on nothing of what stands around it: it is one value for all rows.
bool Checker::dependsOnFoldsAlone(const StreamFold &fold) {
  if (alone_)
    return true; // the parameters of a function are known where it is called
  References references;
  references.add(fold.sink);
  for (LocalId local : references.free())
    if (std::none_of(program_.folds.begin(), program_.folds.end(),
                     [&](const StreamFold &other) { return other.local == local; }))
      return false;
  return true;
}

/// The fold that `call`, a builtin over a stream, asks for, as a value. What trains a tokenizer is none.
Value Checker::streamFold(const Expr &call, const Call &written) {
  const std::string &name = call.builtin->name;
  std::optional<StreamFold::Kind> kind = kindOf(name);
  if (!kind)
    return of(std::make_shared<Expr>(call));
  const std::shared_ptr<Stage> input = std::const_pointer_cast<Stage>(call.operands[0]->stage);
  const ExprRef function = call.operands.size() > 1 ? call.operands[1] : nullptr;
  StreamFold fold;
  fold.kind = *kind;
  fold.name = sourceText(call.span);
  fold.type = call.type;
  fold.span = call.span;
  if (fold.kind == StreamFold::percentile) {
    auto at = numberOf(call.operands[2]);
    if (!at) {
      report(Code::E0216, call.operands[2]->span).label("depends on data");
      return failed();
    }
    fold.at = *at;
  }
  ExprRef value = function ? stored(function->operands[0]) : makeBoolean(boolType_, call.span, true);
  std::shared_ptr<Stage> rows = withValue(input, value, function ? function->params[0] : freshLocal(), call.span);
  if (fold.kind == StreamFold::distinct)
    rows = withoutRepeats(rows, call.span);
  auto sink = makeStage(StageKind::sink, builtins("to_jsonl").front(), rows, call.span);
  sink->label = fold.name;
  fold.sink = sink;
  if (!dependsOnFoldsAlone(fold)) {
    report(Code::E0713, written.nameSpan, {name})
        .label("what it takes depends on one row or one made-up value")
        .suggest("a value that each row has is compared outside of the fold: `where(.n < docs.max(.n))`");
    return failed();
  }
  References references;
  references.add(fold.sink);
  for (size_t above : foldsOf(program_, references))
    fold.round = std::max(fold.round, program_.folds[above].round + 1);
  fold.local = freshLocal();
  Value v = of(makeLocal(fold.type, fold.span, fold.local));
  program_.folds.push_back(std::move(fold));
  return v;
}

/// Whether the value is known before the stages that use it run, although it is no constant.
bool Checker::isFolded(const ExprRef &e) const {
  if (program_.folds.empty())
    return false;
  References references;
  references.add(e);
  std::set<LocalId> free = references.free();
  return !free.empty() && std::all_of(free.begin(), free.end(), [&](LocalId local) {
    return std::any_of(program_.folds.begin(), program_.folds.end(),
                       [&](const StreamFold &fold) { return fold.local == local; });
  });
}

static ExprRef settled(const ExprRef &e, const std::map<LocalId, ExprRef> &values) {
  if (!e)
    return e;
  if (e->kind == ExprKind::local) {
    auto value = values.find(e->local);
    return value == values.end() ? e : value->second;
  }
  auto known = std::make_shared<Expr>(*e);
  for (ExprRef &operand : known->operands)
    operand = settled(operand, values);
  return fold(std::move(known));
}

std::optional<double> settledBound(const ExprRef &bound, const std::map<LocalId, ExprRef> &values) {
  return numberOf(settled(bound, values));
}

/// Standard input can be read in one pass alone: by the outputs, or by the folds of one round.
void Checker::checkStandardInput() {
  if (program_.folds.empty())
    return;
  struct Pass {
    const Stage *source;
    Span fold;
  };
  std::map<uint32_t, Pass> folds;
  for (size_t index : foldsOfOutputs(program_, {})) {
    References references;
    references.add(program_.folds[index].sink);
    if (const Stage *source = references.standardInput())
      folds.try_emplace(program_.folds[index].round, Pass{source, program_.folds[index].span});
  }
  References outputs;
  for (const Output &output : program_.outputs)
    outputs.add(output.sink);
  if (folds.empty() || (folds.size() == 1 && !outputs.standardInput()))
    return;
  const Pass &pass = folds.rbegin()->second;
  report(Code::E0714, pass.source->span)
      .label("read more than once")
      .cause(pass.fold, "this value needs a pass over it of its own, before the stages that use it")
      .suggest("put the input into a file, or take the value from a run before as a `param`");
}

} // namespace smelt::sema
