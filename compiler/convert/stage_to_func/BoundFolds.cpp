// bound-folds: a rule that holds a share of repeated runs to a maximum tells the fold from where on it matters.
//
// Most texts repeat so little that a rough bound is enough, which costs a fraction of counting. The fold gets a limit
// up to which it may give nothing; rows whose metrics are read are counted exactly (Emitter::limitOf).
//
//   %d = text.duplicates %runs {...}                  %l = arith.fptosi(length * just under 0.15)
//   %s = (%d to f64) / (%length to f64)        ->     %d = text.duplicates %runs within %l {...}
//   %m = arith.select %none, 0.0, %s
//   flow.rule "r" (%m <= 0.15) metric %m
//
// The other form is the most frequent run: (the sum of what its elements weigh + k) * its count, of a length.
// It stands before fuse-folds.
#include "compiler/convert/stage_to_func/Passes.h"
#include "compiler/dialect/flow/Flow.h"
#include "compiler/dialect/text/Text.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace smelt;

namespace {

/// A rule `numerator / denominator <= most` of integers.
struct Share {
  Value numerator, denominator;
  double most;
};

/// Far more than what rounding of a product and of a quotient can make.
constexpr double margin = 1 - 1e-9;

std::optional<double> constantOf(Value value) {
  FloatAttr attribute;
  if (!matchPattern(value, m_Constant(&attribute)))
    return std::nullopt;
  return attribute.getValueAsDouble();
}

std::optional<Share> shareOf(flow::RuleOp rule) {
  auto compare = rule.getHolds().getDefiningOp<arith::CmpFOp>();
  bool atMost = compare && (compare.getPredicate() == arith::CmpFPredicate::OLE ||
                            compare.getPredicate() == arith::CmpFPredicate::OLT);
  auto most = atMost ? constantOf(compare.getRhs()) : std::nullopt;
  if (!most || *most <= 0 || rule.getMetric() != compare.getLhs())
    return std::nullopt;
  Value share = compare.getLhs();
  if (auto select = share.getDefiningOp<arith::SelectOp>()) { // what stands for no share holds too
    auto none = constantOf(select.getTrueValue());
    if (!none || *none != 0)
      return std::nullopt;
    share = select.getFalseValue();
  }
  auto quotient = share.getDefiningOp<arith::DivFOp>();
  auto over = quotient ? quotient.getLhs().getDefiningOp<arith::SIToFPOp>() : nullptr;
  auto under = quotient ? quotient.getRhs().getDefiningOp<arith::SIToFPOp>() : nullptr;
  if (!over || !under || !over.getIn().getType().isInteger(64) || !under.getIn().getType().isInteger(64))
    return std::nullopt;
  return Share{over.getIn(), under.getIn(), *most};
}

using Ops = llvm::SmallPtrSet<Operation *, 16>;

/// Adds all that depends on `op` to `ops`; false if something else than `rule` is among it.
bool collectUsers(Operation *op, flow::RuleOp rule, Ops &ops) {
  return llvm::all_of(op->getUsers(), [&](Operation *user) {
    user = rule->getBlock()->findAncestorOpInBlock(*user);
    if (user == rule || (user && !ops.insert(user).second))
      return true;
    return user && user->getNumResults() != 0 && collectUsers(user, rule, ops);
  });
}

/// If only `rule` depends on `fold`, puts both side by side, so that all that the rule reads stands before the fold.
bool moveToRule(Operation *fold, flow::RuleOp rule) {
  Ops ops;
  if (fold->getBlock() != rule->getBlock() || !collectUsers(fold, rule, ops))
    return false;
  ops.insert(fold);
  SmallVector<Operation *> inOrder(ops.begin(), ops.end());
  llvm::sort(inOrder, [](Operation *x, Operation *y) { return x->isBeforeInBlock(y); });
  for (Operation *op : inOrder)
    op->moveBefore(rule);
  return true;
}

/// The most frequent run: (sum(map(value, weight)) + plus) * count of the top of a tally of runs.
struct Top {
  text::TallyOp tally;
  text::MapOp map;
  text::FoldOp sum;
  int64_t plus = 0;
};

Value withoutExtension(Value value) {
  auto extension = value.getDefiningOp<arith::ExtSIOp>();
  return extension ? extension.getIn() : value;
}

std::optional<Top> topOf(Value product) {
  auto narrow = product.getDefiningOp<arith::TruncIOp>();
  auto multiply = (narrow ? narrow.getIn() : product).getDefiningOp<arith::MulIOp>();
  if (!multiply)
    return std::nullopt;
  Value weight = withoutExtension(multiply.getLhs()), count = withoutExtension(multiply.getRhs());
  auto top = count.getDefiningOp<text::TallyTopOp>();
  Top found;
  APInt plus;
  if (auto addition = weight.getDefiningOp<arith::AddIOp>();
      addition && matchPattern(addition.getRhs(), m_ConstantInt(&plus))) {
    found.plus = plus.getSExtValue();
    weight = addition.getLhs();
  }
  found.sum = weight.getDefiningOp<text::FoldOp>();
  found.map = found.sum && found.sum.getKind() == text::FoldKind::sum ? found.sum.getView().getDefiningOp<text::MapOp>()
                                                                      : nullptr;
  if (!top || count != top.getCount() || !found.map || found.map.getView() != top.getValue() || found.plus < 0)
    return std::nullopt;
  found.tally = top.getTally().getDefiningOp<text::TallyOp>();
  bool runs = found.tally && found.tally.getView().getDefiningOp<text::NgramsOp>();
  return runs ? std::optional(found) : std::nullopt;
}

/// The largest integer whose share is surely allowed, before `op`.
Value limitBefore(Operation *op, const Share &share) {
  OpBuilder b(op);
  Location loc = op->getLoc();
  Value most = b.create<arith::ConstantOp>(loc, b.getF64FloatAttr(share.most * margin));
  Value length = b.create<arith::SIToFPOp>(loc, b.getF64Type(), share.denominator);
  return b.create<arith::FPToSIOp>(loc, b.getI64Type(), b.create<arith::MulFOp>(loc, length, most));
}

void bound(text::DuplicatesOp duplicates, const Share &share) {
  duplicates.getLimitMutable().assign(limitBefore(duplicates, share));
}

/// The region gives the weight of a run as the rule computes that of the top.
void bound(const Top &top, const Share &share) {
  text::TallyOp tally = top.tally;
  tally.getLimitMutable().assign(limitBefore(tally, share));
  tally.setPlus(top.plus);
  OpBuilder b(tally.getContext());
  text::MapOp map = top.map;
  text::FoldOp sum = top.sum;
  Block *body = b.createBlock(&tally.getWeight(), {}, map.getView().getType(), {tally.getLoc()});
  IRMapping mapping;
  mapping.map(map.getView(), body->getArgument(0));
  b.clone(*map, mapping);
  b.create<text::YieldOp>(tally.getLoc(), b.clone(*sum, mapping)->getResult(0));
}

void boundRule(flow::RuleOp rule) {
  auto share = shareOf(rule);
  if (!share)
    return;
  if (auto duplicates = share->numerator.getDefiningOp<text::DuplicatesOp>()) {
    if (moveToRule(duplicates, rule))
      bound(duplicates, *share);
  } else if (auto top = topOf(share->numerator)) {
    if (moveToRule(top->tally, rule))
      bound(*top, *share);
  }
}

struct BoundFoldsPass : PassWrapper<BoundFoldsPass, OperationPass<>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(BoundFoldsPass)
  StringRef getArgument() const override { return "bound-folds"; }
  StringRef getDescription() const override { return "let folds be rough where only a rule's maximum matters"; }

  void runOnOperation() override {
    getOperation()->walk([](flow::RuleOp rule) { boundRule(rule); });
  }
};
} // namespace

std::unique_ptr<Pass> smelt::convert::createBoundFoldsPass() { return std::make_unique<BoundFoldsPass>(); }

void smelt::convert::registerStagePasses() {
  registerPass(createBoundFoldsPass);
  registerPass(createHandOverListsPass);
  registerPass(createLeaveRawPass);
}
