#include "compiler/gen/TestStages.h"
#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace smelt::gen {

namespace {

/// Gathers the outputs of a stage under names that the driver looks them up by.
class Outputs {
public:
  explicit Outputs(Generator &g) : g(g) {}

  void add(const Twine &name, const Val &v) {
    if (!isa<text::StrType, text::JsonType, IntegerType, FloatType>(v.value.getType()))
      return;
    Val column = v;
    if (v.value.getType().isInteger(32)) // no column holds a character
      column.value = g.shown(v);
    names.push_back(g.b.getStringAttr(name));
    values.append(g.triple(column));
  }
  /// A record goes out field by field; what has no value, such as a constant set, not at all.
  void addValue(const Twine &name, const Val &v) {
    if (v.isRecord())
      for (auto [index, field] : llvm::enumerate(v.fields))
        addValue((name + "." + Twine(index)).str(), field);
    else if (v.value)
      add(name, v);
  }
  /// A side of a comparison. Lists and views go out as they are written.
  void addSide(const Twine &name, const sema::Expr &e, const Val &v) {
    addValue(name, isWritten(e.type) && !v.isRecord() ? g.encode(v, e.type, e) : v);
  }

  Generator &g;
  SmallVector<StringAttr> names;
  SmallVector<Value> values;
};

void addAssert(Outputs &out, size_t number, const sema::TestCase::Assert &assertion) {
  Generator &g = out.g;
  out.add("holds." + Twine(number), g.emit(assertion.condition));
  for (auto [p, part] : llvm::enumerate(assertion.parts)) {
    std::string suffix = (Twine(number) + "." + Twine(p)).str();
    out.add("part." + suffix, g.emit(part.holds));
    for (auto [v, value] : llvm::enumerate(part.values))
      part.kind == sema::TestCase::Part::comparison
          ? out.addSide("value." + suffix + "." + Twine(v), *value, g.emit(value))
          : out.addValue("value." + suffix + "." + Twine(v), g.emit(value));
  }
}

/// What a kernel reads `type` from: lists and records come as JSON, characters as their code points.
Type columnOf(Generator &g, const sema::TestCase::Input &input) {
  Type type = g.typeOf(input.type);
  if (type.isInteger(32))
    return g.b.getI64Type();
  return isa<text::ViewType>(type) ? text::JsonType::get(g.b.getContext()) : type;
}

/// Gives each value that is known only when the test runs three arguments of the block.
void bindInputs(Generator &g, const sema::TestCase &test, Block &body, SmallVectorImpl<Attribute> &names) {
  for (auto [index, input] : llvm::enumerate(test.inputs)) {
    Location loc = g.locationOf(input.span);
    Type column = columnOf(g, input), wanted = g.typeOf(input.type), flag = g.b.getI1Type();
    Val v = g.plain(body.addArgument(column, loc));
    Value null = body.addArgument(flag, loc), failed = body.addArgument(flag, loc);
    if (input.type->kind == sema::TypeKind::optional)
      v.null = null;
    if (input.stream)
      v.failed = failed;
    names.push_back(g.b.getStringAttr("in." + Twine(index)));
    g.loc = loc;
    sema::Expr place;
    place.type = input.type;
    place.span = input.span;
    if (wanted.isInteger(32))
      v.value = g.b.create<arith::TruncIOp>(loc, wanted, v.value);
    else if (isa<text::JsonType>(column))
      v = g.decode(v, input.type, place);
    g.bind(input.local, v);
  }
}

} // namespace

void testStage(Generator &g, const sema::TestCase &test, size_t index) {
  OpBuilder &b = g.b;
  Location loc = g.locationOf(test.span);
  auto empty = flow::RowType::get(b.getContext(), ArrayRef<StringAttr>{}, ArrayRef<Type>{}, ArrayRef<bool>{});
  auto rows = b.create<flow::SourceOp>(loc, flow::StreamType::get(b.getContext(), empty), b.getStringAttr("rows"),
                                       b.getDictionaryAttr({}), b.getStringAttr(test.title));
  Block *body = new Block; // owned by the stage in the end
  Outputs out(g);
  SmallVector<Attribute> inputs;
  {
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(body);
    Generator::Scope scope(g);
    bindInputs(g, test, *body, inputs);
    for (auto [number, assertion] : llvm::enumerate(test.asserts))
      addAssert(out, number, assertion);
    b.create<flow::YieldOp>(loc, out.values);
  }
  SmallVector<Type> types;
  for (size_t i = 0; i < out.values.size(); i += 3)
    types.push_back(out.values[i].getType());
  SmallVector<bool> optional(types.size(), true);
  auto result = flow::StreamType::get(b.getContext(), flow::RowType::get(b.getContext(), out.names, types, optional));
  SmallVector<Attribute> outputs(out.names.begin(), out.names.end());
  auto stage =
      b.create<flow::StageOp>(loc, result, rows, b.getStringAttr("test_" + Twine(index)), b.getArrayAttr(inputs),
                              b.getArrayAttr(outputs), b.getArrayAttr({}), b.getDictionaryAttr({}));
  stage.getBody().push_back(body);
}

} // namespace smelt::gen
