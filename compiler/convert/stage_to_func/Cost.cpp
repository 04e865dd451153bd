#include "compiler/convert/stage_to_func/Cost.h"
#include "compiler/dialect/text/Text.h"

using namespace mlir;
using namespace smelt::text;

namespace smelt::convert {

StringRef describe(Level level) {
  static constexpr StringLiteral names[] = {"fields alone", "the scan of the bytes",
                                            "loops over words, lines or characters", "n-grams and tallies",
                                            "changed texts"};
  return names[level];
}

static Level ownLevel(Operation *op) {
  if (isa<ScanOp, ClassMasksOp, RunsWithOp, AffixOp, AffixOfOp, RemoveAffixOp, IsLineOp, SizeOp>(op))
    return scan;
  if (isa<FoldOp, FoldWithOp, AtOp, ChunksOp, PunktOp, SequenceOp, FindAllOp, MatchesOp, CutOp, ViewOfOp, JsonFieldOp,
          JsonEqualOp, JsonItemsOp, ListOp>(op))
    return segments;
  if (isa<TallyOp, DuplicatesOp, NgramsOp>(op))
    return grams;
  if (isa<CaseOp, NormalizeOp, ReplaceOp, ReplaceMatchesOp, ReplaceCharsOp, TranslateOp, ChineseOp, HtmlTextOp,
          TranscodeOp, UntilSameOp, ReplaceInTurnOp, RebuildOp, JoinOp, QuoteOp, JsonBuildOp, JsonListOp, TextsOp>(op))
    return rewrites;
  return scalar;
}

Level Costs::of(Value value) {
  auto [it, fresh] = known.try_emplace(value, scalar);
  if (!fresh)
    return it->second;
  Operation *op = value.getDefiningOp();
  if (!op || op->getBlock() != body)
    return scalar;
  Level level = ownLevel(op);
  op->walk([&](Operation *inner) {
    for (Value operand : inner->getOperands())
      if (operand.getParentBlock() == body)
        level = std::max(level, of(operand));
  });
  return known[value] = level;
}

Level Costs::of(flow::RuleOp rule) {
  Level level = std::max(of(rule.getHolds()), of(rule.getFailed()));
  return rule.getMetric() ? std::max(level, of(rule.getMetric())) : level;
}

} // namespace smelt::convert
