// Comparisons of which the answer is known, or takes less than what they say. `chars.count in 1..MAX` is what a rule
// with a default for its upper bound makes: nothing has to be counted for it.
#include "compiler/dialect/text/Text.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/PatternMatch.h"
#include <limits>

using namespace mlir;
using namespace smelt::text;
using arith::CmpIPredicate;

namespace {

/// Signed values of 64 bits against a constant on the right.
std::optional<int64_t> boundOf(arith::CmpIOp op) {
  APInt bound;
  if (!op.getLhs().getType().isInteger(64) || !matchPattern(op.getRhs(), m_ConstantInt(&bound)))
    return std::nullopt;
  return bound.getSExtValue();
}

/// Against the least or the greatest value.
struct CompareWithLimit : OpRewritePattern<arith::CmpIOp> {
  using OpRewritePattern::OpRewritePattern;

  static std::optional<bool> answer(CmpIPredicate predicate, int64_t bound) {
    using Limits = std::numeric_limits<int64_t>;
    if (bound == Limits::max() && (predicate == CmpIPredicate::sle || predicate == CmpIPredicate::sgt))
      return predicate == CmpIPredicate::sle;
    if (bound == Limits::min() && (predicate == CmpIPredicate::sge || predicate == CmpIPredicate::slt))
      return predicate == CmpIPredicate::sge;
    return std::nullopt;
  }

  LogicalResult matchAndRewrite(arith::CmpIOp op, PatternRewriter &rewriter) const override {
    std::optional<int64_t> bound = boundOf(op);
    std::optional<bool> known = bound ? answer(op.getPredicate(), *bound) : std::nullopt;
    if (!known)
      return failure();
    rewriter.replaceOpWithNewOp<arith::ConstantOp>(op, rewriter.getBoolAttr(*known));
    return success();
  }
};

/// Whether a text has characters at all: its size says so.
struct CompareCountWithNone : OpRewritePattern<arith::CmpIOp> {
  using OpRewritePattern::OpRewritePattern;

  static bool asksForNone(CmpIPredicate predicate, int64_t bound) {
    switch (predicate) {
    case CmpIPredicate::sge:
    case CmpIPredicate::slt:
      return bound == 1;
    case CmpIPredicate::sgt:
    case CmpIPredicate::sle:
    case CmpIPredicate::eq:
    case CmpIPredicate::ne:
      return bound == 0;
    default:
      return false;
    }
  }

  LogicalResult matchAndRewrite(arith::CmpIOp op, PatternRewriter &rewriter) const override {
    std::optional<int64_t> bound = boundOf(op);
    auto count = op.getLhs().getDefiningOp<FoldOp>();
    auto cut = count ? count.getView().getDefiningOp<CutOp>() : CutOp();
    if (!bound || !cut || count.getKind() != FoldKind::count || cut.getKind() != CutKind::chars ||
        !asksForNone(op.getPredicate(), *bound))
      return failure();
    Value size = rewriter.create<SizeOp>(op.getLoc(), rewriter.getI64Type(), cut.getText());
    rewriter.modifyOpInPlace(op, [&] { op.getLhsMutable().assign(size); });
    return success();
  }
};
} // namespace

void TextDialect::getCanonicalizationPatterns(RewritePatternSet &patterns) const {
  patterns.add<CompareWithLimit, CompareCountWithNone>(getContext());
}
