// fuse-folds: all folds over one version of a text that counting can answer share one `text.scan`; cuts that several
// folds read, or that n-grams ride on, are materialized once.
//
// It stands after canonicalization and CSE (so that equal cuts are one op) and form-charsets, and before the stage
// becomes a function. It never changes a value: counts are integers, and divisions stay where they were.
//
//   %c = text.cut %t by chars                        %n, %w, %h, %m = text.scan %t counts [#hash] any [] : i64
//   %f = text.filter %c {... char_in #hash}    ->    %words = text.sequence %t by words masks %m
//   %h = text.fold count %f                          %v = text.view_of %words
//   %w = text.cut %t by words                        %g = text.ngrams %v, 2
//   %g = text.ngrams %w, 2
#include "compiler/dialect/text/CharSet.h"
#include "compiler/dialect/text/passes/Bodies.h"
#include "compiler/dialect/text/passes/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace smelt::text;

namespace {

/// True if `view` is the characters of `text`.
bool isCharsOf(Value view, Value text) {
  auto cut = view.getDefiningOp<CutOp>();
  return cut && cut.getKind() == CutKind::chars && cut.getText() == text;
}

/// The words that a scan finds: between white space.
bool isWords(CutOp cut) { return cut.getKind() == CutKind::words && !cut.getSet(); }

/// What a scan can answer of a fold.
struct Answer {
  enum Kind { none, chars, words, wordChars, count, any } kind = none;
  CharSetAttr set;
};

Answer answerCount(FoldOp fold) {
  if (auto cut = fold.getView().getDefiningOp<CutOp>()) {
    if (cut.getKind() == CutKind::chars)
      return {Answer::chars, nullptr};
    return {isWords(cut) ? Answer::words : Answer::none, nullptr};
  }
  auto filter = fold.getView().getDefiningOp<FilterOp>();
  auto cut = filter ? filter.getView().getDefiningOp<CutOp>() : nullptr;
  if (!cut)
    return {};
  if (cut.getKind() == CutKind::chars)
    if (CharSetAttr set = charSetOf(filter.getPredicate()))
      return {Answer::count, set};
  if (isWords(cut))
    if (CharSetAttr set = anyCharOf(filter))
      return {Answer::any, set};
  return {};
}

/// sum(words, .chars.count): the characters that are not white space.
Answer answerSum(FoldOp fold) {
  auto map = fold.getView().getDefiningOp<MapOp>();
  auto cut = map ? map.getView().getDefiningOp<CutOp>() : nullptr;
  if (!cut || !isWords(cut))
    return {};
  auto inner = yielded<FoldOp>(map.getFunction());
  if (inner && inner.getKind() == FoldKind::count && isCharsOf(inner.getView(), map.getFunction().getArgument(0)))
    return {Answer::wordChars, nullptr};
  return {};
}

Answer answerOf(FoldOp fold) {
  if (fold.getKind() == FoldKind::count)
    return answerCount(fold);
  return fold.getKind() == FoldKind::sum ? answerSum(fold) : Answer{};
}

/// Whether a filter keeps the elements that are not empty.
bool keepsSome(FilterOp filter) {
  auto negation = yielded<arith::XOrIOp>(filter.getPredicate());
  auto empty =
      negation && matchPattern(negation.getRhs(), m_One()) ? negation.getLhs().getDefiningOp<AffixOp>() : nullptr;
  return empty && empty.getKind() == AffixKind::whole && empty.getText() == filter.getPredicate().getArgument(0) &&
         empty.getLiterals().size() == 1 && cast<StringAttr>(empty.getLiterals()[0]).empty();
}

/// count(filter(map(words, trim(it, S)), it != "")) = count(filter(words, any(chars(it), it not in S))): trimming
/// leaves something of what has a character outside of S.
void askForChars(FoldOp fold) {
  auto filter = fold.getView().getDefiningOp<FilterOp>();
  auto map = filter && filter->hasOneUse() && keepsSome(filter) ? filter.getView().getDefiningOp<MapOp>() : nullptr;
  auto trim = map && map->hasOneUse() ? yielded<TrimOp>(map.getFunction()) : nullptr;
  if (!trim || trim.getText() != map.getFunction().getArgument(0))
    return;
  OpBuilder b(filter);
  Location loc = filter.getLoc();
  auto set = CharSetAttr::get(b.getContext(), (~CharSet(trim.getSet().getRanges())).ranges());
  auto asked = b.create<FilterOp>(loc, map.getView().getType(), map.getView());
  Block *body = b.createBlock(&asked.getPredicate(), {}, filter.getPredicate().getArgument(0).getType(), {loc});
  Value chars = b.create<CutOp>(loc, ViewType::get(b.getContext(), b.getI32Type()), body->getArgument(0),
                                CutKind::chars, nullptr, nullptr, nullptr);
  auto in = b.create<MapOp>(loc, ViewType::get(b.getContext(), b.getI1Type()), chars);
  b.create<YieldOp>(loc, b.create<FoldOp>(loc, b.getI1Type(), FoldKind::any, in));
  Block *inner = b.createBlock(&in.getFunction(), {}, b.getI32Type(), {loc});
  b.create<YieldOp>(loc, b.create<CharInOp>(loc, inner->getArgument(0), set));
  fold.getViewMutable().assign(asked);
  filter->erase();
  map->erase();
}

/// The text that a chain of views was cut from, or null.
Value textOf(Value view) {
  while (Operation *op = view.getDefiningOp()) {
    if (auto cut = dyn_cast<CutOp>(op))
      return cut.getText();
    if (!isa<FilterOp, MapOp, NgramsOp>(op))
      break;
    view = op->getOperand(0);
  }
  return nullptr;
}

/// All that one version of a text is asked for.
struct Demand {
  SmallVector<std::pair<FoldOp, Answer>> folds;
  llvm::SetVector<Attribute> sets, any;
  SmallVector<CutOp> cuts;
};

/// Whether all that is made of a view is the element at one place: the walk over it ends there.
bool endsAtPlace(Operation *view) {
  while (view->hasOneUse() && isa<MapOp, FilterOp>(*view->user_begin()))
    view = *view->user_begin();
  return view->hasOneUse() && isa<AtOp>(*view->user_begin());
}

bool needsSequence(CutOp cut) {
  if (endsAtPlace(cut))
    return false;
  unsigned readers = 0;
  for (Operation *user : cut->getUsers()) {
    if (isa<RebuildOp>(user))
      return false;
    readers += isa<NgramsOp, TallyOp, DuplicatesOp>(user) ? 2 : 1;
  }
  if (cut.isPattern() && readers < 2)
    return false; // a count walks the matches without keeping them
  bool single = cut.getKind() == CutKind::chars || cut.getKind() == CutKind::bytes;
  return single ? readers >= 2 && llvm::any_of(cut->getUsers(),
                                               [](Operation *u) { return isa<NgramsOp, TallyOp, DuplicatesOp>(u); })
                : readers >= 1;
}

class Fuser {
public:
  explicit Fuser(Block &block) : block(block) {}

  void run() {
    for (FoldOp fold : llvm::to_vector(block.getOps<FoldOp>()))
      if (fold.getKind() == FoldKind::count)
        askForChars(fold);
    collect();
    for (auto &[text, demand] : demands)
      rewrite(text, demand);
  }

private:
  void collect() {
    for (Operation &op : block) {
      if (auto cut = dyn_cast<CutOp>(op))
        demands[cut.getText()].cuts.push_back(cut);
      auto fold = dyn_cast<FoldOp>(op);
      Value text = fold ? textOf(fold.getView()) : nullptr;
      if (!text)
        continue;
      Answer answer = answerOf(fold);
      if (answer.kind == Answer::none)
        continue;
      Demand &demand = demands[text];
      demand.folds.push_back({fold, answer});
      if (answer.kind == Answer::count)
        demand.sets.insert(answer.set);
      if (answer.kind == Answer::any)
        demand.any.insert(answer.set);
      if (answer.kind == Answer::wordChars)
        demand.sets.insert(spaceSet());
    }
  }

  CharSetAttr spaceSet() {
    return CharSetAttr::get(block.getParentOp()->getContext(), CharSet::property("space")->ranges());
  }

  /// The scan stands where the text is made; every fold it answers is replaced.
  void rewrite(Value text, Demand &demand) {
    OpBuilder b(block.getParentOp()->getContext());
    b.setInsertionPointAfterValue(text);
    if (auto *def = text.getDefiningOp(); !def)
      b.setInsertionPointToStart(&block);
    bool words = llvm::any_of(demand.cuts, isWords);
    ScanOp scan;
    if (!demand.folds.empty() || words)
      scan = makeScan(b, text, demand);
    for (auto &[fold, answer] : demand.folds)
      replace(b, fold, answer, scan, demand);
    for (CutOp cut : demand.cuts)
      materialize(b, cut, scan);
  }

  ScanOp makeScan(OpBuilder &b, Value text, Demand &demand) {
    Type i64 = b.getI64Type();
    SmallVector<Type> counts(demand.sets.size() + demand.any.size(), i64);
    return b.create<ScanOp>(text.getLoc(), i64, i64, counts, MasksType::get(b.getContext()), text,
                            b.getArrayAttr(demand.sets.getArrayRef()), b.getArrayAttr(demand.any.getArrayRef()));
  }

  void replace(OpBuilder &b, FoldOp fold, Answer answer, ScanOp scan, Demand &demand) {
    auto indexIn = [](llvm::SetVector<Attribute> &sets, Attribute set) {
      return llvm::find(sets.getArrayRef(), set) - sets.begin();
    };
    Value value;
    switch (answer.kind) {
    case Answer::chars:
      value = scan.getChars();
      break;
    case Answer::words:
      value = scan.getWords();
      break;
    case Answer::wordChars:
      value =
          b.create<arith::SubIOp>(fold.getLoc(), scan.getChars(), scan.getCounts()[indexIn(demand.sets, spaceSet())]);
      break;
    case Answer::count:
      value = scan.getCounts()[indexIn(demand.sets, answer.set)];
      break;
    case Answer::any:
      value = scan.getCounts()[demand.sets.size() + indexIn(demand.any, answer.set)];
      break;
    case Answer::none:
      return;
    }
    fold.getResult().replaceAllUsesWith(value);
    eraseDead(fold);
  }

  /// Erases an op without uses and what only it used.
  static void eraseDead(Operation *op) {
    if (!op || !op->use_empty())
      return;
    SmallVector<Value> operands(op->getOperands());
    if (isa<CutOp>(op))
      return; // still listed in a Demand
    op->erase();
    for (Value operand : operands)
      eraseDead(operand.getDefiningOp());
  }

  void materialize(OpBuilder &b, CutOp cut, ScanOp scan) {
    if (cut->use_empty()) {
      cut->erase();
      return;
    }
    if (!needsSequence(cut))
      return;
    Value masks = isWords(cut) && scan ? scan.getMasks() : Value();
    if (scan)
      b.setInsertionPointAfter(scan);
    else
      b.setInsertionPoint(cut);
    auto element = cut.getView().getType().getElement();
    auto sequence =
        b.create<SequenceOp>(cut.getLoc(), SeqType::get(b.getContext(), element), cut.getText(), cut.getKindAttr(),
                             cut.getSetAttr(), cut.getRunsAttr(), cut.getPatternAttr(), masks);
    auto view = b.create<ViewOfOp>(cut.getLoc(), cut.getView().getType(), sequence);
    cut.getView().replaceAllUsesWith(view);
    cut->erase();
  }

  Block &block;
  llvm::MapVector<Value, Demand> demands;
};

struct FuseFoldsPass : PassWrapper<FuseFoldsPass, OperationPass<>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(FuseFoldsPass)
  StringRef getArgument() const override { return "fuse-folds"; }
  StringRef getDescription() const override { return "gather folds over one text into one scan"; }

  void runOnOperation() override {
    for (Block *body : stageBodies(getOperation()))
      Fuser(*body).run();
  }
};
} // namespace

std::unique_ptr<Pass> smelt::text::createFuseFoldsPass() { return std::make_unique<FuseFoldsPass>(); }

void smelt::text::registerTextPasses() {
  registerPass(createComposeMapsPass);
  registerPass(createFormCharSetsPass);
  registerPass(createFuseFoldsPass);
  registerPass(createRideMasksPass);
}
