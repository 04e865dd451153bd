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
#include "compiler/dialect/text/Text.h"
#include "compiler/dialect/text/passes/Passes.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace smelt::text;

namespace {

/// The characters c for which `c predicate constant` is true.
std::optional<CharSet> compareSet(arith::CmpIPredicate predicate, int64_t constant) {
  auto upTo = [](int64_t last) { return last < 0 ? CharSet() : CharSet::range(0, std::min<int64_t>(last, 0x10FFFF)); };
  using P = arith::CmpIPredicate;
  switch (predicate) {
  case P::eq:
    return constant < 0 || constant > 0x10FFFF ? CharSet() : CharSet::range(constant, constant);
  case P::ne:
    return ~*compareSet(P::eq, constant);
  case P::slt:
  case P::ult:
    return upTo(constant - 1);
  case P::sle:
  case P::ule:
    return upTo(constant);
  case P::sgt:
  case P::ugt:
    return ~upTo(constant);
  case P::sge:
  case P::uge:
    return ~upTo(constant - 1);
  }
  return std::nullopt;
}

/// The set of characters for which `value` is true, if it depends on `character` alone.
std::optional<CharSet> evaluate(Value value, Value character) {
  IntegerAttr constant;
  if (matchPattern(value, m_Constant(&constant)))
    return constant.getValue().isZero() ? CharSet() : CharSet::all();
  Operation *op = value.getDefiningOp();
  if (!op)
    return std::nullopt;
  if (auto in = dyn_cast<CharInOp>(op))
    return in.getCharacter() == character ? std::optional(CharSet(in.getSet().getRanges())) : std::nullopt;
  if (auto compare = dyn_cast<arith::CmpIOp>(op)) {
    if (compare.getLhs() == character && matchPattern(compare.getRhs(), m_Constant(&constant)))
      return compareSet(compare.getPredicate(), constant.getInt());
    return std::nullopt;
  }
  if (!isa<arith::AndIOp, arith::OrIOp, arith::XOrIOp>(op))
    return std::nullopt;
  auto a = evaluate(op->getOperand(0), character), b = evaluate(op->getOperand(1), character);
  if (!a || !b)
    return std::nullopt;
  if (isa<arith::AndIOp>(op))
    return *a & *b;
  if (isa<arith::OrIOp>(op))
    return *a | *b;
  return (*a & ~*b) | (~*a & *b);
}

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
      auto set = evaluate(yield.getValue(), block->getArgument(0));
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
