#include "compiler/dialect/text/passes/Bodies.h"

using namespace mlir;

namespace smelt::text {

SmallVector<Block *> stageBodies(Operation *module) {
  SmallVector<Block *> bodies;
  module->walk([&](Operation *op) {
    if (op->getName().getStringRef() == "flow.stage" || op->getName().getStringRef() == "func.func")
      for (Region &region : op->getRegions())
        for (Block &block : region)
          bodies.push_back(&block);
  });
  return bodies;
}

CharSetAttr charSetOf(Region &region) {
  auto yield = dyn_cast<YieldOp>(region.front().getTerminator());
  auto in = yield ? yield.getValue().getDefiningOp<CharInOp>() : nullptr;
  return in && in.getCharacter() == region.getArgument(0) ? in.getSet() : nullptr;
}

} // namespace smelt::text
