#include "compiler/gen/TestStages.h"

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
      out.addValue("value." + suffix + "." + Twine(v), g.emit(value));
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
  {
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(body);
    Generator::Scope scope(g);
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
  auto stage = b.create<flow::StageOp>(loc, result, rows, b.getStringAttr("test_" + Twine(index)), b.getArrayAttr({}),
                                       b.getArrayAttr(outputs), b.getArrayAttr({}), b.getDictionaryAttr({}));
  stage.getBody().push_back(body);
}

} // namespace smelt::gen
