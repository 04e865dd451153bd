// Streams: stages and outputs.
#include "compiler/gen/Gen.h"
#include "compiler/gen/Generator.h"
#include "compiler/gen/TestStages.h"
#include "lang/sema/Build.h"
#include "lang/sema/StreamFolds.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Verifier.h"
#include "llvm/Support/JSON.h"

using namespace mlir;
using smelt::sema::StageKind;

namespace smelt::gen {

namespace {

/// A constant of a `rows([...])` source or a setting, as JSON text.
void appendJson(const sema::ExprRef &constant, std::string &out) {
  const sema::Expr &e = *constant;
  auto quoted = [&](StringRef s) { llvm::raw_string_ostream(out) << llvm::json::Value(s); };
  auto list = [&](char open, char close, function_ref<void(size_t)> item, size_t n) {
    out += open;
    for (size_t i = 0; i < n; ++i) {
      out += i ? ", " : "";
      item(i);
    }
    out += close;
  };
  switch (e.kind) {
  case sema::ExprKind::integer:
    out += std::to_string(e.intValue);
    break;
  case sema::ExprKind::real: {
    char number[40];
    std::snprintf(number, sizeof number, "%.17g", e.realValue);
    out += number;
    break;
  }
  case sema::ExprKind::boolean:
    out += e.intValue ? "true" : "false";
    break;
  case sema::ExprKind::text:
  case sema::ExprKind::choice:
    quoted(e.text);
    break;
  case sema::ExprKind::record:
    list(
        '{', '}',
        [&](size_t i) {
          quoted(e.type->fields[i].name);
          out += ": ";
          appendJson(e.operands[i], out);
        },
        e.operands.size());
    break;
  case sema::ExprKind::character:
    quoted(sema::constantText(constant));
    break;
  case sema::ExprKind::list: {
    const std::vector<sema::ExprRef> elements = sema::elementsOf(e);
    list('[', ']', [&](size_t i) { appendJson(elements[i], out); }, elements.size());
    break;
  }
  case sema::ExprKind::convert:
    appendJson(e.operands[0], out);
    break;
  default:
    out += "null";
  }
}

class StreamGenerator {
public:
  StreamGenerator(const sema::Program &program, const diag::SourceMap &sources, OpBuilder &b, LineLists &lists)
      : program(program), b(b), g(sources, b, lists, program.folds) {}

  Value stream(const sema::StageRef &stage);
  void sink(const sema::Output &output);
  void fold(size_t index);
  bool ok() const { return g.ok(); }

private:
  Value make(const sema::Stage &s);
  Value where(const sema::Stage &s, Value input);
  Value with(const sema::Stage &s, Value input);
  Value expand(const sema::Stage &s, Value input);
  Value dedup(const sema::Stage &s, Value input);
  Type typeOf(const sema::Stage &s) { return flow::StreamType::get(b.getContext(), g.rowOf(s.row)); }
  DictionaryAttr settings(const sema::Stage &s);
  StringAttr label(const sema::Stage &s) { return b.getStringAttr(s.label); }
  /// Starts the region of a row stage; its rows are bound to `rows`.
  template <class Op> Value openRow(Op op);

  const sema::Program &program;
  OpBuilder &b;
  Generator g;
  llvm::DenseMap<const sema::Stage *, Value> made;
};

DictionaryAttr StreamGenerator::settings(const sema::Stage &s) {
  SmallVector<NamedAttribute> attributes;
  for (const auto &[name, e] : s.settings) {
    Attribute value;
    if (e->kind == sema::ExprKind::list && name == "rows") {
      SmallVector<Attribute> rows;
      for (const sema::ExprRef &row : e->operands) {
        std::string json;
        appendJson(row, json);
        rows.push_back(b.getStringAttr(json));
      }
      value = b.getArrayAttr(rows);
    } else if (e->kind == sema::ExprKind::real) {
      value = b.getF64FloatAttr(e->realValue);
    } else if (e->kind == sema::ExprKind::integer) {
      value = b.getI64IntegerAttr(e->intValue);
    } else if (e->kind == sema::ExprKind::boolean) {
      value = b.getBoolAttr(e->intValue != 0);
    } else {
      value = b.getStringAttr(e->text);
    }
    attributes.push_back(b.getNamedAttr(name, value));
  }
  return b.getDictionaryAttr(attributes);
}

Value StreamGenerator::stream(const sema::StageRef &stage) {
  if (auto it = made.find(stage.get()); it != made.end())
    return it->second;
  return made[stage.get()] = make(*stage);
}

Value StreamGenerator::make(const sema::Stage &s) {
  SmallVector<Value> inputs;
  for (const sema::StageRef &input : s.inputs)
    inputs.push_back(stream(input));
  Location loc = g.locationOf(s.span);
  auto names = [&](bool old) {
    SmallVector<StringRef> list;
    for (const sema::Assignment &a : s.assignments)
      list.push_back(old ? a.from : a.field);
    return b.getStrArrayAttr(list);
  };
  switch (s.kind) {
  case StageKind::source:
    return b.create<flow::SourceOp>(loc, typeOf(s), b.getStringAttr(s.decl->name), settings(s), label(s));
  case StageKind::concat:
    return b.create<flow::ConcatOp>(loc, typeOf(s), inputs[0], inputs[1]);
  case StageKind::where:
    return where(s, inputs[0]);
  case StageKind::with:
  case StageKind::edit:
    return with(s, inputs[0]);
  case StageKind::select:
    return b.create<flow::SelectOp>(loc, typeOf(s), inputs[0], label(s), names(false));
  case StageKind::drop:
    return b.create<flow::DropOp>(loc, typeOf(s), inputs[0], label(s), names(false));
  case StageKind::rename:
    return b.create<flow::RenameOp>(loc, typeOf(s), inputs[0], label(s), names(true), names(false));
  case StageKind::expand:
    return expand(s, inputs[0]);
  case StageKind::dedup:
    return dedup(s, inputs[0]);
  case StageKind::other: // the checker has said that it is not compiled yet
  case StageKind::sink:
    break;
  }
  return nullptr;
}

template <class Op> Value StreamGenerator::openRow(Op op) {
  Type row = cast<flow::StreamType>(op.getInput().getType()).getRow();
  Block *block = b.createBlock(&op.getBody(), {}, {row}, {op.getLoc()});
  return block->getArgument(0);
}

/// Whether a field of type `type` can hold the value: no view, character or record has a place in a row.
static bool isColumn(const Val &v, Type type) {
  bool fits = isa<text::StrType, text::JsonType>(type) || type.isInteger(64) || type.isInteger(1) || type.isF64();
  return fits && v.value && v.value.getType() == type;
}

Value StreamGenerator::where(const sema::Stage &s, Value input) {
  auto op = b.create<flow::WhereOp>(g.locationOf(s.span), typeOf(s), input, label(s));
  OpBuilder::InsertionGuard guard(b);
  Value row = openRow(op);
  Generator::Scope scope(g);
  for (const sema::Rule &rule : s.rules) {
    Val bound;
    bound.row = row;
    g.bind(rule.row, bound);
    Val metric = rule.metric ? g.emit(rule.metric) : Val();
    Val holds = g.emit(rule.holds);
    Location loc = g.locationOf(rule.span);
    g.loc = loc;
    auto t = g.triple(holds);
    // A null predicate does not hold.
    Value good = holds.null ? g.both(t[0], g.negate(t[1])) : t[0];
    Type i64 = b.getI64Type();
    bool measured = metric.value && (metric.value.getType() == i64 || metric.value.getType().isF64());
    auto made = b.create<flow::RuleOp>(loc, b.getStringAttr(rule.name), good, t[2], measured ? metric.value : Value(),
                                       b.getStringAttr(rule.bound), b.getI64IntegerAttr(0));
    if (rule.low)
      made->setAttr("low", b.getF64FloatAttr(*rule.low));
    if (rule.high)
      made->setAttr("high", b.getF64FloatAttr(*rule.high));
    if (rule.lowFolded)
      made->setAttr("low_folded", b.getI64IntegerAttr(*rule.lowFolded));
    if (rule.highFolded)
      made->setAttr("high_folded", b.getI64IntegerAttr(*rule.highFolded));
  }
  b.create<flow::EndOp>(op.getLoc());
  return op.getResult();
}

Value StreamGenerator::with(const sema::Stage &s, Value input) {
  SmallVector<StringRef> fields;
  for (const sema::Assignment &a : s.assignments)
    fields.push_back(a.field);
  auto op = b.create<flow::WithOp>(g.locationOf(s.span), typeOf(s), input, label(s), b.getStrArrayAttr(fields),
                                   s.kind == StageKind::edit);
  OpBuilder::InsertionGuard guard(b);
  Value row = openRow(op);
  Generator::Scope scope(g);
  SmallVector<Value> values;
  flow::RowType made = g.rowOf(s.row);
  for (const sema::Assignment &a : s.assignments) {
    Val bound;
    bound.row = row;
    g.bind(a.row, bound);
    Val v = g.emit(a.value);
    Type column = made.getTypes()[made.indexOf(a.field)];
    if (isa<text::JsonType>(column))
      v = g.encode(v, a.value->type, *a.value);
    if (!isColumn(v, column))
      v = g.unsupported(*a.value, "a field of this type");
    values.append(g.triple(v));
  }
  b.create<flow::YieldOp>(op.getLoc(), values);
  return op.getResult();
}

/// Texts come as they are, other elements as raw JSON; the kernel after it gives them their type.
Value StreamGenerator::expand(const sema::Stage &s, Value input) {
  Location loc = g.locationOf(s.span);
  StringAttr field = b.getStringAttr(s.assignments[0].field);
  sema::TypeRef element = s.row->field(s.assignments[0].field)->type;
  flow::RowType row = g.rowOf(s.row);
  const bool isWhole =
      element->kind == sema::TypeKind::text || isa<text::JsonType>(row.getTypes()[row.indexOf(field.getValue())]);
  auto expand = b.create<flow::ExpandOp>(loc, isWhole ? typeOf(s) : input.getType(), input, label(s), field);
  if (isWhole)
    return expand.getResult();
  auto op = b.create<flow::WithOp>(loc, typeOf(s), expand.getResult(), b.getStringAttr("as " + sema::toString(element)),
                                   b.getStrArrayAttr({field.getValue()}), true);
  OpBuilder::InsertionGuard guard(b);
  Generator::Scope scope(g);
  Value read = openRow(op);
  g.loc = loc;
  auto get = b.create<flow::GetOp>(loc, text::JsonType::get(b.getContext()), b.getI1Type(), b.getI1Type(), read, field);
  Val raw = g.plain(get.getValue());
  raw.failed = get.getFailed();
  sema::Expr place;
  place.type = element;
  place.span = s.span;
  b.create<flow::YieldOp>(loc, g.triple(g.decode(raw, element, place)));
  return op.getResult();
}

Value StreamGenerator::dedup(const sema::Stage &s, Value input) {
  auto op = b.create<flow::DedupOp>(g.locationOf(s.span), typeOf(s), input, label(s));
  OpBuilder::InsertionGuard guard(b);
  Value row = openRow(op);
  Generator::Scope scope(g);
  SmallVector<Value> values;
  for (const sema::Assignment &a : s.assignments) {
    Val bound;
    bound.row = row;
    g.bind(a.row, bound);
    Val key = g.emit(a.value);
    bool isRecord = key.isRecord();
    for (size_t i = 0; i < (isRecord ? key.fields.size() : 1); ++i) {
      Val part = isRecord ? key.fields[i] : key;
      if (!part.value || isa<text::ViewType>(part.value.getType()))
        part = g.encode(part, isRecord ? a.value->type->fields[i].type : a.value->type, *a.value);
      if (!part.value || !isColumn(part, part.value.getType()))
        part = g.unsupported(*a.value, "a key of this type");
      values.append(g.triple(part));
    }
  }
  b.create<flow::YieldOp>(op.getLoc(), values);
  return op.getResult();
}

static bool isCounted(sema::TypeRef type) {
  using sema::Dimension;
  while (type->kind == sema::TypeKind::optional)
    type = type->args[0];
  return type->kind == sema::TypeKind::quantity &&
         llvm::is_contained({Dimension::bytes, Dimension::tokens, Dimension::documents, Dimension::steps},
                            type->dimension);
}

/// A type as a sink with a schema of its own writes it: a name, or an array that begins with one and holds the parts.
static Attribute schemaAttr(OpBuilder &b, sema::TypeRef type) {
  using sema::TypeKind;
  SmallVector<Attribute> parts;
  switch (type->kind) {
  case TypeKind::integer:
    return b.getStringAttr("int");
  case TypeKind::real:
  case TypeKind::quantity:
    return b.getStringAttr("float");
  case TypeKind::boolean:
    return b.getStringAttr("bool");
  case TypeKind::text:
    return b.getStringAttr("text");
  case TypeKind::optional:
    return b.getArrayAttr({b.getStringAttr("optional"), schemaAttr(b, type->args[0])});
  case TypeKind::list:
    return b.getArrayAttr({b.getStringAttr("list"), schemaAttr(b, type->args[0])});
  case TypeKind::record:
    parts.push_back(b.getStringAttr("record"));
    for (const sema::Field &field : type->fields) {
      parts.push_back(b.getStringAttr(field.name));
      parts.push_back(schemaAttr(b, field.type));
    }
    return b.getArrayAttr(parts);
  default:
    return b.getStringAttr("json");
  }
}

void StreamGenerator::sink(const sema::Output &output) {
  const sema::Stage &s = *output.sink;
  Value input = stream(s.inputs[0]);
  // What counts is written without a fraction, although every quantity is a real.
  SmallVector<StringRef> whole;
  for (const sema::Field &field : s.row->fields)
    if (isCounted(field.type))
      whole.push_back(field.name);
  NamedAttrList all(settings(s));
  if (!whole.empty())
    all.set("whole", b.getStrArrayAttr(whole));
  if (s.decl->name == "to_parquet")
    all.set("schema", schemaAttr(b, s.row));
  b.create<flow::SinkOp>(g.locationOf(s.span), input, b.getStringAttr(s.decl->name), b.getStringAttr(output.name),
                         all.getDictionary(b.getContext()), label(s));
}

static StringRef nameOf(sema::StreamFold::Kind kind) {
  static constexpr StringRef names[] = {"count", "distinct", "some",     "every",  "fraction",  "sum",
                                        "mean",  "least",    "greatest", "median", "percentile"};
  return names[kind];
}

void StreamGenerator::fold(size_t index) {
  const sema::StreamFold &fold = program.folds[index];
  Value input = stream(fold.sink->inputs[0]);
  SmallVector<NamedAttribute> settings{b.getNamedAttr("fold", b.getStringAttr(nameOf(fold.kind))),
                                       b.getNamedAttr("symbol", b.getStringAttr(foldSymbol(index)))};
  if (fold.kind == sema::StreamFold::percentile)
    settings.push_back(b.getNamedAttr("at", b.getF64FloatAttr(fold.at)));
  b.create<flow::SinkOp>(g.locationOf(fold.span), input, b.getStringAttr("fold"), b.getStringAttr(fold.name),
                         b.getDictionaryAttr(settings), b.getStringAttr(fold.name));
}

/// An empty recipe at the end of the module; what comes next goes into it.
flow::RecipeOp openRecipe(OpBuilder &b, ModuleOp module, StringRef name) {
  b.setInsertionPointToEnd(module.getBody());
  auto recipe = b.create<flow::RecipeOp>(b.getUnknownLoc(), name);
  b.createBlock(&recipe.getBody());
  return recipe;
}

OwningOpRef<ModuleOp> checkedModule(OwningOpRef<ModuleOp> module, bool ok) {
  return ok && succeeded(verify(*module)) ? std::move(module) : nullptr;
}
} // namespace

std::string foldSymbol(size_t index) { return "smelt_fold_" + std::to_string(index); }

/// A recipe `PREFIX_R` for each round of the folds: streams that several of a round read are computed once.
static bool generateFolds(const sema::Program &program, ArrayRef<size_t> folds, StringRef prefix, ModuleOp module,
                          const diag::SourceMap &sources, OpBuilder &b, LineLists &lists) {
  std::map<uint32_t, std::vector<size_t>> rounds;
  for (size_t index : folds)
    rounds[program.folds[index].round].push_back(index);
  bool ok = true;
  for (const auto &[round, members] : rounds) {
    openRecipe(b, module, (prefix + "_" + Twine(round)).str());
    StreamGenerator g(program, sources, b, lists);
    for (size_t index : members)
      g.fold(index);
    ok &= g.ok();
  }
  return ok;
}

OwningOpRef<ModuleOp> generate(const sema::Program &program, const diag::SourceMap &sources,
                               ArrayRef<std::string> outputs, MLIRContext &context, LineLists &lists) {
  OpBuilder b(&context);
  OwningOpRef<ModuleOp> module = ModuleOp::create(b.getUnknownLoc());
  bool ok = generateFolds(program, sema::foldsOfOutputs(program, outputs.vec()), "folds", *module, sources, b, lists);
  openRecipe(b, *module, "main");
  StreamGenerator g(program, sources, b, lists);
  for (const sema::Output &output : program.outputs)
    if (outputs.empty() || llvm::is_contained(outputs, output.name))
      g.sink(output);
  return checkedModule(std::move(module), ok && g.ok());
}

/// The streams that a test looks at: each test has its own, as each may replace a part of the recipe.
static bool testStreams(const sema::Program &program, const sema::TestCase &test, const diag::SourceMap &sources,
                        OpBuilder &b, LineLists &lists) {
  StreamGenerator g(program, sources, b, lists);
  for (auto [index, input] : llvm::enumerate(test.inputs)) {
    if (input.stream)
      g.sink({std::to_string(index), input.stream, input.span});
    if (input.expected)
      g.sink({std::to_string(index) + ".expected", input.expected, input.span});
  }
  return g.ok();
}

/// The stage of a test and the recipes of its streams; false, and nothing of them, if something has no form.
static bool generateTest(const sema::Program &program, size_t index, const diag::SourceMap &sources,
                         flow::RecipeOp tests, OpBuilder &b, LineLists &lists) {
  const sema::TestCase &test = program.tests[index];
  ModuleOp module = tests->getParentOfType<ModuleOp>();
  Block &stages = tests.getBody().front();
  Operation *before = stages.empty() ? nullptr : &stages.back(), *last = &module.getBody()->back();
  b.setInsertionPointToEnd(&stages);
  Generator g(sources, b, lists, program.folds);
  testStage(g, test, index);
  bool ok = g.ok();
  if (ok && llvm::any_of(test.inputs, [](const sema::TestCase::Input &input) { return input.stream != nullptr; })) {
    openRecipe(b, module, ("streams_" + Twine(index)).str());
    ok = testStreams(program, test, sources, b, lists);
  }
  std::string folds = ("folds_" + Twine(index)).str();
  ok = ok && generateFolds(program, sema::foldsOfTest(program, test), folds, module, sources, b, lists);
  while (!ok && &module.getBody()->back() != last)
    module.getBody()->back().erase();
  while (!ok && !stages.empty() && &stages.back() != before)
    stages.back().erase();
  return ok;
}

OwningOpRef<ModuleOp> generateTests(const sema::Program &program, const diag::SourceMap &sources, MLIRContext &context,
                                    LineLists &lists, std::vector<size_t> &left) {
  OpBuilder b(&context);
  OwningOpRef<ModuleOp> module = ModuleOp::create(b.getUnknownLoc());
  flow::RecipeOp tests = openRecipe(b, *module, "tests");
  for (auto [index, test] : llvm::enumerate(program.tests))
    if (!test.isBroken && !generateTest(program, index, sources, tests, b, lists))
      left.push_back(index);
  return checkedModule(std::move(module), true);
}

} // namespace smelt::gen
