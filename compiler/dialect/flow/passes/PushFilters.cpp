// push-filters: a `where` moves before the `with` or `edit` above it if it reads none of its fields.
//
// A document that goes is then never edited. It never passes another `where` (the first rule as written is blamed) or a
// whole-stream stage (which rows those see would change).
//
//   %a = flow.edit %s ["text"] {...}          %k = flow.where %s { ... get "id" ... }
//   %k = flow.where %a { ... get "id" ... }  ->  %a = flow.edit %k ["text"] {...}
#include "compiler/dialect/flow/Flow.h"
#include "compiler/dialect/flow/passes/Passes.h"

using namespace mlir;
using namespace smelt::flow;

namespace {

bool readsAny(WhereOp where, WithOp with) {
  SmallVector<StringRef> reads, writes;
  where.getReadFields(reads);
  with.getWrittenFields(writes);
  return llvm::any_of(reads, [&](StringRef field) { return llvm::is_contained(writes, field); });
}

/// The rows that a region is about have another type now.
void setRowType(Region &body, Type row) { body.getArgument(0).setType(row); }

void swap(WithOp with, WhereOp where) {
  Type before = with.getInput().getType(), after = with.getResult().getType();
  where.getResult().replaceAllUsesWith(with.getResult());
  where.getInputMutable().assign(with.getInput());
  with.getInputMutable().assign(where.getResult());
  where.getResult().setType(cast<StreamType>(before));
  with.getResult().setType(cast<StreamType>(after));
  setRowType(where.getBody(), cast<StreamType>(before).getRow());
  where->moveBefore(with);
}

struct PushFiltersPass : PassWrapper<PushFiltersPass, OperationPass<>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(PushFiltersPass)
  StringRef getArgument() const override { return "push-filters"; }
  StringRef getDescription() const override { return "move filters before the edits they do not depend on"; }

  void runOnOperation() override {
    SmallVector<WhereOp> wheres;
    getOperation()->walk([&](WhereOp op) { wheres.push_back(op); });
    for (WhereOp where : wheres)
      while (auto with = where.getInput().getDefiningOp<WithOp>()) {
        if (!with->hasOneUse() || readsAny(where, with))
          break;
        swap(with, where);
      }
  }
};
} // namespace

std::unique_ptr<Pass> smelt::flow::createPushFiltersPass() { return std::make_unique<PushFiltersPass>(); }

void smelt::flow::registerFlowPasses() {
  registerPass(createPushFiltersPass);
  registerPass(createDropUnusedFieldsPass);
  registerPass(createFormStagesPass);
}
