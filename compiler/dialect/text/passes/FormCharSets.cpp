// form-charsets: predicates over characters become sets of Unicode.
//
// A region over one character that only compares it with constants, asks for sets and combines the answers is evaluated
// at compile time, range by range, to one `text.char_in`. It stands before fuse-folds, which looks for that form; two
// rules that ask for the same set in different words then share their count.
//
//   text.filter %chars { ^bb0(%c: i32):                     text.filter %chars { ^bb0(%c: i32):
//     %a = arith.cmpi eq, %c, %x23 : i32             ->       %r = text.char_in %c, #text.charset<"U+0023", "U+0040">
//     %b = arith.cmpi eq, %c, %x40 : i32                      text.yield %r : i1 }
//     %r = arith.ori %a, %b  text.yield %r : i1 }
#include "compiler/dialect/text/CharSet.h"
#include "compiler/dialect/text/EvaluateCharSet.h"
#include "compiler/dialect/text/Text.h"
#include "compiler/dialect/text/passes/Passes.h"

using namespace mlir;
using namespace smelt::text;

namespace {

struct FormCharSetsPass : PassWrapper<FormCharSetsPass, OperationPass<>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(FormCharSetsPass)
  StringRef getArgument() const override { return "form-charsets"; }
  StringRef getDescription() const override { return "turn predicates over characters into sets"; }

  void runOnOperation() override {
    getOperation()->walk([](YieldOp yield) {
      Block *block = yield->getBlock();
      if (block->getNumArguments() != 1 || !block->getArgument(0).getType().isInteger(32) ||
          !yield.getValue().getType().isInteger(1))
        return;
      auto set = evaluateCharSet(yield.getValue(), block->getArgument(0));
      auto direct = yield.getValue().getDefiningOp<CharInOp>();
      if (!set || (direct && direct.getCharacter() == block->getArgument(0)))
        return;
      OpBuilder b(yield);
      auto in = b.create<CharInOp>(yield.getLoc(), b.getI1Type(), block->getArgument(0),
                                   CharSetAttr::get(b.getContext(), set->ranges()));
      yield.getValueMutable().assign(in);
    });
  }
};
} // namespace

std::unique_ptr<Pass> smelt::text::createFormCharSetsPass() { return std::make_unique<FormCharSetsPass>(); }
