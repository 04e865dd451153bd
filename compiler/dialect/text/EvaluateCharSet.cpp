#include "compiler/dialect/text/EvaluateCharSet.h"
#include "compiler/dialect/text/Text.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;

namespace smelt::text {

/// The characters c for which `c predicate constant` is true.
static std::optional<CharSet> compareSet(arith::CmpIPredicate predicate, int64_t constant) {
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

std::optional<CharSet> evaluateCharSet(Value value, Value character) {
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
  auto a = evaluateCharSet(op->getOperand(0), character), b = evaluateCharSet(op->getOperand(1), character);
  if (!a || !b)
    return std::nullopt;
  if (isa<arith::AndIOp>(op))
    return *a & *b;
  if (isa<arith::OrIOp>(op))
    return *a | *b;
  return (*a & ~*b) | (~*a & *b);
}

} // namespace smelt::text
