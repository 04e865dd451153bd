// drop-unused-fields: a `with` field that no later stage reads and no sink writes is not computed.
//
// It runs backwards over the graph. What a source has to parse follows from what is left: the driver asks the stages
// which columns they read (compiler/driver/PlanBuilder.cpp).
//
//   %a = flow.with %s ["n", "m"] {...}       %a = flow.with %s ["m"] {...}
//   %b = flow.drop %a ["n"]              ->  %b = flow.drop %a ["n"]
#include "compiler/dialect/flow/Flow.h"
#include "compiler/dialect/flow/passes/Passes.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;
using namespace smelt::flow;

namespace {

class UnusedFields {
public:
  explicit UnusedFields(RecipeOp recipe) : recipe(recipe) {}

  void run() {
    SmallVector<Operation *> ops;
    for (Operation &op : llvm::reverse(recipe.getBody().front()))
      ops.push_back(&op);
    for (Operation *op : ops)
      visit(op);
  }

private:
  using Names = llvm::StringSet<>;

  void visit(Operation *op) {
    if (auto sink = dyn_cast<SinkOp>(op)) {
      for (StringAttr name : sink.getInput().getType().getRow().getNames())
        needed[sink.getInput()].insert(name.getValue());
      return;
    }
    if (op->getNumResults() == 0 || op->getNumOperands() == 0)
      return;
    Names after = needed[op->getResult(0)];
    if (auto with = dyn_cast<WithOp>(op))
      shrink(with, after);
    if (auto rename = dyn_cast<RenameOp>(op))
      for (auto [from, to] :
           llvm::zip(rename.getFrom().getAsValueRange<StringAttr>(), rename.getTo().getAsValueRange<StringAttr>()))
        if (after.erase(to))
          after.insert(from);
    SmallVector<StringRef> reads;
    if (auto stage = dyn_cast<StageOpInterface>(op))
      stage.getReadFields(reads);
    for (Value input : op->getOperands()) {
      Names &before = needed[input];
      for (auto &name : after)
        before.insert(name.getKey());
      for (StringRef name : reads)
        before.insert(name);
    }
  }

  /// Leaves out the fields that are not needed and what was computed for them alone, so that their reads go too.
  void shrink(WithOp with, Names &after) {
    SmallVector<StringRef> kept;
    SmallVector<Value> values;
    auto yield = cast<YieldOp>(with.getBody().front().getTerminator());
    for (auto [i, name] : llvm::enumerate(with.getFields().getAsValueRange<StringAttr>())) {
      if (!after.contains(name))
        continue;
      kept.push_back(name);
      values.append(yield.getValues().begin() + 3 * i, yield.getValues().begin() + 3 * i + 3);
    }
    for (StringRef name : kept)
      after.erase(name);
    if (kept.size() == with.getFields().size())
      return;
    OpBuilder b(with);
    with.setFieldsAttr(b.getStrArrayAttr(kept));
    yield.getValuesMutable().assign(values);
    for (Operation &op : llvm::make_early_inc_range(llvm::reverse(with.getBody().front())))
      if (isOpTriviallyDead(&op))
        op.erase();
  }

  RecipeOp recipe;
  llvm::DenseMap<Value, Names> needed;
};

struct DropUnusedFieldsPass : PassWrapper<DropUnusedFieldsPass, OperationPass<>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(DropUnusedFieldsPass)
  StringRef getArgument() const override { return "drop-unused-fields"; }
  StringRef getDescription() const override { return "do not compute fields that nobody needs"; }
  void runOnOperation() override {
    getOperation()->walk([](RecipeOp recipe) { UnusedFields(recipe).run(); });
  }
};
} // namespace

std::unique_ptr<Pass> smelt::flow::createDropUnusedFieldsPass() { return std::make_unique<DropUnusedFieldsPass>(); }
