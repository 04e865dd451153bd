// hand-over-lists: a list of texts that a stage makes and only the `expand` behind it reads is no JSON.
//
// The texts are parts of other columns or in the batch's memory; nothing is escaped, copied and read again.
//
//   %l = text.json_list %view                             %l = text.texts %view
//   flow.yield %l, ...                                    flow.yield %l, ...
//   %e = flow.expand %stage "words" : <<words: json>>  -> %e = flow.expand %stage "words" : <<words: texts>>
//                                  -> <<words: str>>                                     -> <<words: str>>
//
// It stands behind form-stages.
#include "compiler/convert/stage_to_func/Passes.h"
#include "compiler/dialect/flow/Flow.h"
#include "compiler/dialect/text/Text.h"

using namespace mlir;
using namespace smelt;

namespace {

/// Gives a field of the stage's rows another type.
void setFieldType(flow::StageOp stage, StringRef field, Type type) {
  flow::RowType row = stage.getResult().getType().getRow();
  SmallVector<Type> types(row.getTypes());
  types[static_cast<size_t>(row.indexOf(field))] = type;
  auto changed = flow::RowType::get(row.getContext(), row.getNames(), types, row.getOptional());
  stage.getResult().setType(flow::StreamType::get(row.getContext(), changed));
}

void handOver(flow::ExpandOp expand) {
  auto stage = expand.getInput().getDefiningOp<flow::StageOp>();
  flow::RowType rows = expand.getResult().getType().getRow();
  StringRef field = expand.getField();
  if (!stage || !stage.getResult().hasOneUse() || !isa<text::StrType>(rows.getTypes()[rows.indexOf(field)]))
    return;
  auto yield = cast<flow::YieldOp>(stage.getBody().front().getTerminator());
  for (auto [i, name] : llvm::enumerate(stage.getOutputs().getAsValueRange<StringAttr>())) {
    auto list = name == field ? yield.getValues()[3 * i].getDefiningOp<text::JsonListOp>() : text::JsonListOp();
    if (!list || !isa<text::StrType>(list.getView().getType().getElement()))
      continue;
    OpBuilder b(list);
    auto type = text::TextsType::get(b.getContext());
    auto texts = b.create<text::TextsOp>(list.getLoc(), type, list.getView());
    yield.setOperand(3 * i, texts.getResult());
    if (list->use_empty())
      list->erase();
    setFieldType(stage, field, type);
  }
}

struct HandOverListsPass : PassWrapper<HandOverListsPass, OperationPass<>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(HandOverListsPass)
  StringRef getArgument() const override { return "hand-over-lists"; }
  StringRef getDescription() const override { return "lists that only an expand reads are not written as JSON"; }
  void getDependentDialects(DialectRegistry &registry) const override { registry.insert<text::TextDialect>(); }

  void runOnOperation() override {
    getOperation()->walk([](flow::ExpandOp expand) { handOver(expand); });
  }
};
} // namespace

std::unique_ptr<Pass> smelt::convert::createHandOverListsPass() { return std::make_unique<HandOverListsPass>(); }
