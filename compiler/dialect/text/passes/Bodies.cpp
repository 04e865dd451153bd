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

CharSetAttr anyCharOf(FilterOp filter) {
  auto fold = yielded<FoldOp>(filter.getPredicate());
  auto map = fold && fold.getKind() == FoldKind::any ? fold.getView().getDefiningOp<MapOp>() : nullptr;
  auto cut = map ? map.getView().getDefiningOp<CutOp>() : nullptr;
  bool chars = cut && cut.getKind() == CutKind::chars && cut.getText() == filter.getPredicate().getArgument(0);
  return chars ? charSetOf(map.getFunction()) : nullptr;
}

} // namespace smelt::text
