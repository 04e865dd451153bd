// ride-masks: what is asked of the characters of an element (a word, a line, a part of it) of a text is read off
// bitmaps of the whole text, and so are words between characters of a set and what trimming leaves of an element.
//
// It stands after fuse-folds, which answers what is asked of the text itself. Values never change.
//
//   %m = text.filter %words {                          %s, %w = text.class_masks %t of [#S] words [#space]
//   ^bb0(%e: !text.str):                               %m = text.filter %words {
//     %c = text.cut %e by chars                  ->    ^bb0(%e: !text.str):
//     %i = text.map %c {... char_in #S}                  %n = text.span_count %e of %t in %s
//     %a = text.fold any %i                              %a = arith.cmpi ne, %n, %zero
//     text.yield %a }                                    text.yield %a }
//
// Where nothing but trimming would be read off a text's bitmaps there are none: it looks at the ends of its texts only.
// Words with a character of a set are runs of bits that hold a bit of another bitmap (`text.runs_with`).
#include "compiler/dialect/text/CharSet.h"
#include "compiler/dialect/text/passes/Bodies.h"
#include "compiler/dialect/text/passes/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace smelt::text;

namespace {

Value textOfElements(Value view);

/// The text of a stage that a value inside a region is a part of; null if it is not known to be a part of one.
Value textOfSpan(Value value) {
  if (auto trim = value.getDefiningOp<TrimOp>())
    return textOfSpan(trim.getText());
  auto argument = dyn_cast<BlockArgument>(value);
  Operation *owner = argument ? argument.getOwner()->getParentOp() : nullptr;
  return isa_and_nonnull<FilterOp, MapOp, DuplicatesOp, TallyOp>(owner) ? textOfElements(owner->getOperand(0))
                                                                        : Value();
}

/// What a cut of `text` gives parts of: the text itself if the stage has it, else what it is a part of.
Value textOfParts(Value text) {
  bool inRegion = isa<TextDialect>(text.getParentBlock()->getParentOp()->getDialect());
  return inRegion ? textOfSpan(text) : text;
}

/// The text that the elements of a view, or the elements of its runs, are parts of; null if there is none.
Value textOfElements(Value view) {
  if (auto argument = dyn_cast<BlockArgument>(view)) // a run
    return textOfSpan(argument);
  Operation *op = view.getDefiningOp();
  if (auto cut = dyn_cast<CutOp>(op))
    return isa<StrType>(cut.getView().getType().getElement()) ? textOfParts(cut.getText()) : Value();
  if (auto of = dyn_cast<ViewOfOp>(op)) {
    auto sequence = of.getSequence().getDefiningOp<SequenceOp>();
    return sequence && isa<StrType>(of.getView().getType().getElement()) ? textOfParts(sequence.getText()) : Value();
  }
  if (auto top = dyn_cast<TallyTopOp>(op)) {
    auto tally = top.getTally().getDefiningOp<TallyOp>();
    return tally ? textOfElements(tally.getView()) : Value();
  }
  if (isa<FilterOp, NgramsOp>(op))
    return textOfElements(op->getOperand(0));
  auto map = dyn_cast<MapOp>(op);
  auto yield = map ? cast<YieldOp>(map.getFunction().front().getTerminator()) : nullptr;
  return yield && isa<StrType>(yield.getValue().getType()) ? textOfSpan(yield.getValue()) : Value();
}

/// A question that a bitmap answers.
struct Question {
  enum Kind { count, any, none, words, cut, trim, wordsWith } kind;
  Operation *op;
  Value span, text;
  CharSetAttr set;
  CharSetAttr with = {}; ///< wordsWith: words between characters of `set` that have one of these
};

/// How many characters of a span belong to a set, or whether one does.
std::optional<Question> questionOf(FoldOp fold) {
  auto kind = fold.getKind();
  Operation *view = fold.getView().getDefiningOp();
  CharSet set = CharSet::all();
  Question::Kind question = Question::count;
  if (auto filter = dyn_cast_or_null<FilterOp>(view); filter && kind == FoldKind::count) {
    auto chosen = charSetOf(filter.getPredicate());
    if (!chosen)
      return std::nullopt;
    set = CharSet(chosen.getRanges());
    view = filter.getView().getDefiningOp();
  } else if (auto map = dyn_cast_or_null<MapOp>(view); map && (kind == FoldKind::any || kind == FoldKind::all)) {
    auto chosen = charSetOf(map.getFunction());
    if (!chosen)
      return std::nullopt;
    set = CharSet(chosen.getRanges());
    if (kind == FoldKind::all)
      set = ~set;
    question = kind == FoldKind::any ? Question::any : Question::none;
    view = map.getView().getDefiningOp();
  } else if (kind != FoldKind::count) {
    return std::nullopt;
  }
  auto cut = dyn_cast_or_null<CutOp>(view);
  if (!cut || cut.getKind() != CutKind::chars)
    return std::nullopt;
  return Question{question, fold, cut.getText(), textOfSpan(cut.getText()),
                  CharSetAttr::get(fold.getContext(), set.ranges())};
}

/// How many words of a text of the stage have a character of a set.
std::optional<Question> wordsWith(FoldOp fold) {
  auto filter = fold.getKind() == FoldKind::count ? fold.getView().getDefiningOp<FilterOp>() : nullptr;
  auto of = filter && filter->hasOneUse() ? filter.getView().getDefiningOp<ViewOfOp>() : nullptr;
  auto sequence = of ? of.getSequence().getDefiningOp<SequenceOp>() : nullptr;
  CharSetAttr with = sequence ? anyCharOf(filter) : nullptr;
  if (!with || sequence.getKind() != CutKind::words || !sequence.getSetAttr())
    return std::nullopt;
  return Question{Question::wordsWith, fold, sequence.getText(), sequence.getText(), sequence.getSetAttr(), with};
}

class Rider {
public:
  explicit Rider(Block &block) : block(block) {}

  void run() {
    collect();
    leaveLoneTrims();
    for (auto &[text, demand] : demands)
      makeMasks(text, demand);
    for (Question &question : questions)
      answer(question);
    for (SequenceOp sequence : block.getOps<SequenceOp>())
      if (ridesMasks(sequence))
        sequence.getMasksMutable().assign(
            maskOf(sequence.getText(), sequence.getSetAttr(), sequence.getKind() == CutKind::words));
  }

private:
  struct Demand {
    llvm::SetVector<Attribute> sets, words;
    ClassMasksOp masks;
  };

  static CharSetAttr delimiters(Operation *op, CharSetAttr set) {
    return set ? set : CharSetAttr::get(op->getContext(), CharSet::property("space")->ranges());
  }

  void add(const Question &question) {
    questions.push_back(question);
    Demand &demand = demands[question.text];
    (asksWords(question) ? demand.words : demand.sets).insert(question.set);
    if (question.with)
      demand.sets.insert(question.with);
  }

  static bool asksWords(const Question &q) {
    return q.kind == Question::words || q.kind == Question::cut || q.kind == Question::wordsWith;
  }

  static bool ridesMasks(SequenceOp sequence) {
    return sequence.getSetAttr() && sequence.getKind() != CutKind::words_cjk && !sequence.getMasks();
  }

  void collect() {
    llvm::SmallPtrSet<Operation *, 4> answered;
    for (auto fold : block.getOps<FoldOp>())
      if (auto question = wordsWith(fold)) {
        add(*question);
        answered.insert(fold.getView().getDefiningOp());
      }
    block.walk([&](FoldOp fold) {
      if (answered.contains(fold->getParentOp()))
        return;
      auto question = questionOf(fold);
      if (question && question->text)
        add(*question);
      auto cut = fold.getView().getDefiningOp<CutOp>();
      Value text = cut && cut.getKind() == CutKind::words ? textOfSpan(cut.getText()) : Value();
      if (text && fold.getKind() == FoldKind::count)
        add({Question::words, fold, cut.getText(), text, delimiters(cut, cut.getSetAttr())});
    });
    block.walk([&](TrimOp trim) {
      if (Value text = textOfSpan(trim.getText()))
        add({Question::trim, trim, trim.getText(), text,
             CharSetAttr::get(trim.getContext(), (~CharSet(trim.getSet().getRanges())).ranges())});
    });
    block.walk([&](CutOp cut) {
      Value text = cut.getKind() == CutKind::words ? textOfSpan(cut.getText()) : Value();
      if (text)
        add({Question::cut, cut, cut.getText(), text, delimiters(cut, cut.getSetAttr())});
    });
    for (auto sequence : block.getOps<SequenceOp>())
      if (ridesMasks(sequence)) {
        Demand &demand = demands[sequence.getText()];
        (sequence.getKind() == CutKind::words ? demand.words : demand.sets).insert(sequence.getSetAttr());
      }
  }

  /// Trimming looks at the ends of its texts only: alone it is no reason to read the whole text.
  void leaveLoneTrims() {
    llvm::SmallPtrSet<Value, 4> read;
    for (const Question &q : questions)
      if (q.kind != Question::trim)
        read.insert(q.text);
    for (auto sequence : block.getOps<SequenceOp>())
      if (ridesMasks(sequence))
        read.insert(sequence.getText());
    llvm::erase_if(questions, [&](const Question &q) { return !read.contains(q.text); });
    demands.remove_if([&](const auto &entry) { return !read.contains(entry.first); });
  }

  /// Where the text is made: every use stands behind it.
  void makeMasks(Value text, Demand &demand) {
    OpBuilder b(block.getParentOp()->getContext());
    b.setInsertionPointAfterValue(text);
    SmallVector<Type> types(demand.sets.size() + demand.words.size(), MasksType::get(b.getContext()));
    demand.masks = b.create<ClassMasksOp>(text.getLoc(), types, text, b.getArrayAttr(demand.sets.getArrayRef()),
                                          b.getArrayAttr(demand.words.getArrayRef()));
  }

  Value maskOf(Value text, Attribute set, bool words) {
    Demand &demand = demands[text];
    auto list = (words ? demand.words : demand.sets).getArrayRef();
    return demand.masks.getMasks()[(words ? demand.sets.size() : 0) + (llvm::find(list, set) - list.begin())];
  }

  void answer(const Question &q) {
    OpBuilder b(q.op);
    Location loc = q.op->getLoc();
    bool words = asksWords(q);
    Value mask = maskOf(q.text, q.set, words), result;
    if (q.kind == Question::wordsWith) {
      result = b.create<RunsWithOp>(loc, b.getI64Type(), q.text, mask, maskOf(q.text, q.with, false));
    } else if (q.kind == Question::trim) {
      result = b.create<SpanTrimOp>(loc, cast<TrimOp>(q.op).getKind(), q.span, q.text, mask);
      for (Question &other : questions)
        if (other.span == q.op->getResult(0))
          other.span = result;
    } else if (q.kind == Question::cut) {
      result = b.create<SpanWordsOp>(loc, q.op->getResult(0).getType(), q.span, q.text, mask);
    } else {
      result = b.create<SpanCountOp>(loc, b.getI64Type(), q.span, q.text, mask, words);
      auto predicate = q.kind == Question::any ? arith::CmpIPredicate::ne : arith::CmpIPredicate::eq;
      if (q.kind == Question::any || q.kind == Question::none)
        result = b.create<arith::CmpIOp>(loc, predicate, result, b.create<arith::ConstantIntOp>(loc, 0, 64));
    }
    q.op->getResult(0).replaceAllUsesWith(result);
    eraseDead(q.op);
  }

  /// Erases an op and what only it used, but for cuts into words, which are questions of their own.
  static void eraseDead(Operation *op) {
    SmallVector<Value> operands(op->getOperands());
    op->erase();
    for (Value operand : operands) {
      Operation *def = operand.getDefiningOp();
      auto cut = dyn_cast_or_null<CutOp>(def);
      if (isa_and_nonnull<CutOp, MapOp, FilterOp, ViewOfOp, SequenceOp>(def) && def->use_empty() &&
          !(cut && cut.getKind() == CutKind::words))
        eraseDead(def);
    }
  }

  Block &block;
  llvm::MapVector<Value, Demand> demands;
  SmallVector<Question> questions;
};

struct RideMasksPass : PassWrapper<RideMasksPass, OperationPass<>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(RideMasksPass)
  StringRef getArgument() const override { return "ride-masks"; }
  StringRef getDescription() const override { return "read folds over parts of a text off bitmaps of the text"; }

  void runOnOperation() override {
    for (Block *body : stageBodies(getOperation()))
      Rider(*body).run();
  }
};
} // namespace

std::unique_ptr<Pass> smelt::text::createRideMasksPass() { return std::make_unique<RideMasksPass>(); }
