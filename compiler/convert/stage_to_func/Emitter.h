// Turns the body of a flow.stage into straight code: values on demand, loops for folds, tables and calls for the rest.
//
// A value of the stage body is emitted where it is first needed and kept in stack slots, so that a later block of the
// row's control flow can read it (LLVM turns the slots into registers). Views are never values: a fold asks `forEach`
// for the loop over its view.
#pragma once
#include "compiler/convert/stage_to_func/Cost.h"
#include "compiler/convert/stage_to_func/Runtime.h"
#include "compiler/dialect/flow/Flow.h"
#include "compiler/dialect/text/Text.h"
#include "compiler/pipeline/Pipeline.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SetVector.h"
#include <functional>

namespace smelt::convert {

/// The machine values of one value: a text is (pointer, size); a view that exists as a value is a slice of a sequence
/// (sequence, first, count); a tally is (tally, sequence, n); everything else is itself.
using Parts = llvm::SmallVector<mlir::Value, 3>;

class Emitter {
public:
  Emitter(mlir::ModuleOp module, const pipeline::Options &options, Runtime &runtime)
      : module(module), options(options), runtime(runtime), b(module.getContext()) {}

  /// Adds `func.func @NAME` of the C type smelt_kernel for the stage.
  mlir::LogicalResult emit(flow::StageOp stage);

private:
  // EmitStage.cpp
  void emitRow(flow::StageOp stage, mlir::Value row);
  void passRaw(mlir::Attribute result, mlir::Value from, mlir::Value to, mlir::Value row);
  void judgeRow(flow::StageOp stage, mlir::Value row);
  void readInputs(flow::StageOp stage, mlir::Value row);
  void emitPart(flow::StageOp stage, int64_t part);
  void emitNeeded(llvm::ArrayRef<flow::RuleOp> rules, int64_t firstRule);
  void emitRule(flow::RuleOp rule);
  void writeOutputs(flow::StageOp stage, mlir::Value row);
  void writeOutput(mlir::Value column, mlir::Value row, mlir::ValueRange triple);

  // Emitter.cpp: values, slots and small builders
  Parts get(mlir::Value value);
  mlir::Value one(mlir::Value value) { return get(value)[0]; }
  void define(mlir::Value value, Parts parts);
  Parts emitOp(mlir::Operation *op, mlir::Value result);
  Parts cloneScalar(mlir::Operation *op);
  bool isEmitted(mlir::Value value) const;
  using Pending = llvm::SetVector<mlir::Operation *>;
  void collectPending(mlir::Value value, Pending &ops) const;
  Pending pendingCondition(mlir::Value value) const;
  mlir::Value conditionWhere(mlir::Value where, mlir::Value value, const Pending &pending, mlir::Value otherwise);
  std::optional<mlir::Value> shortCircuit(mlir::Operation *op);
  Parts select(mlir::Operation *op);
  void prepare(mlir::Operation *op);
  mlir::Value slot(mlir::Type type);
  void store(mlir::Value value, mlir::Value address);
  mlir::Value load(mlir::Type type, mlir::Value address);
  mlir::Value gep(mlir::Value base, mlir::Value index, mlir::Type element);
  mlir::Value i64(int64_t value);
  mlir::Value i32(int64_t value);
  mlir::Value i1(bool value);
  mlir::Value f64(double value);
  mlir::Value nullPointer();
  mlir::Value add(mlir::Value x, mlir::Value y) { return b.create<mlir::arith::AddIOp>(loc, x, y); }
  mlir::Value sub(mlir::Value x, mlir::Value y) { return b.create<mlir::arith::SubIOp>(loc, x, y); }
  mlir::Value compare(mlir::arith::CmpIPredicate p, mlir::Value x, mlir::Value y) {
    return b.create<mlir::arith::CmpIOp>(loc, p, x, y);
  }
  mlir::Value isNonzero(mlir::Value v);
  mlir::Value isNot(mlir::Value v) { return b.create<mlir::arith::XOrIOp>(loc, v, i1(true)); }
  void ifThen(mlir::Value condition, llvm::function_ref<void()> body);
  void whileLoop(llvm::function_ref<mlir::Value()> condition, llvm::function_ref<void()> body);
  /// False where the flag in a slot is set, else `condition`; a null slot: always `condition`.
  mlir::Value unlessSet(mlir::Value flag, llvm::function_ref<mlir::Value()> condition);
  void forLoop(mlir::Value first, mlir::Value end, llvm::function_ref<void(mlir::Value)> body);
  mlir::Value call(llvm::StringRef name, mlir::ValueRange arguments) { return runtime.call(b, loc, name, arguments); }
  Parts callText(llvm::StringRef name, mlir::ValueRange arguments);
  mlir::Type pointerType() { return mlir::LLVM::LLVMPointerType::get(b.getContext()); }

  mlir::Value emitKnown(flow::ValueOp op, mlir::Value result);

  // EmitViews.cpp: loops over views, folds
  using Body = llvm::function_ref<void(const Parts &)>;
  void forEach(mlir::Value view, Body body);
  bool isKept(mlir::Value view) const;
  void forEachMade(mlir::Value view, Body body);
  Parts keep(mlir::Operation *op);
  void forEachCut(text::CutOp cut, Body body);
  mlir::Value cutKind(text::CutOp cut);
  mlir::Value cutKind(text::SequenceOp sequence);
  void forEachChar(mlir::Value pointer, mlir::Value size, Body body, mlir::Value stop = {});
  void forEachInSequence(mlir::Value sequence, mlir::Type element, mlir::Value first, mlir::Value count, Body body);
  void forEachRun(text::NgramsOp ngrams, Body body);
  mlir::Value elementsOf(mlir::Value sequence, mlir::Type element);
  Parts elementAt(mlir::Value sequence, mlir::Type element, mlir::Value index);
  mlir::Value sequenceCount(mlir::Value sequence);
  Parts inlineRegion(mlir::Region &region, const Parts &argument);
  mlir::Value materialize(mlir::Value view);
  /// The elements of a cut that is kept: of a CutOp or a SequenceOp.
  template <class Op> mlir::Value makeSequence(Op op);
  std::pair<mlir::Value, mlir::Value> runsOf(mlir::Value view);
  mlir::Value emitFold(text::FoldOp op);
  Parts emitFirst(text::FoldOp op);
  Parts emitAt(text::AtOp op, mlir::Value result);
  /// The element at a place, and whether there is one; zero or an empty text or run where there is none.
  std::pair<Parts, mlir::Value> elementOfView(mlir::Value view, mlir::Value index);
  text::CutOp walkedCut(mlir::Value view) const;
  mlir::Value walkTo(mlir::Value view, mlir::Value index, Body take);
  mlir::Value emitCount(mlir::Value view);
  mlir::Value emitExtreme(text::FoldOp op);
  Parts emitFoldWith(text::FoldWithOp op, mlir::Value result);
  mlir::Value collect(mlir::Value most, mlir::Type type, llvm::function_ref<void(Body)> loop);
  mlir::Value mostElements(mlir::Value view);
  void push(mlir::Value sequence, const Parts &element, mlir::Type type);
  Parts held(const Parts &element, mlir::Type type);

  // EmitTallies.cpp: tallies, duplicates, weights
  Parts emitTally(text::TallyOp op);
  Parts emitTop(text::TallyTopOp op, mlir::Value result);
  mlir::Value emitDuplicates(text::DuplicatesOp op);
  mlir::Value limitOf(mlir::Value limit);
  Parts weightsOf(mlir::Value runs, mlir::Region &region);
  Parts makeWeights(mlir::Value runs, mlir::Region &region);
  std::optional<mlir::Value> emitListed(text::TallyGetOp op);

  // EmitTexts.cpp: texts and characters
  Parts emitText(mlir::Operation *op);
  Parts emitJoin(text::JoinOp op);
  void thread(mlir::Value view, const Parts &element, Body body);
  Parts emitRebuild(text::RebuildOp op);
  Parts emitUntilSame(text::UntilSameOp op);
  Parts emitTranscode(text::TranscodeOp op, mlir::Value result);
  std::optional<Parts> emitDrop(mlir::Operation *op, text::CharSetAttr set, llvm::StringRef replacement, bool runs);
  std::optional<Parts> emitDrop(text::ReplaceMatchesOp op);
  Parts emitReplaceChars(text::ReplaceCharsOp op);
  Parts emitTranslate(text::TranslateOp op);
  mlir::Value emitAffix(text::AffixOp op);
  static std::string textTable(mlir::ArrayAttr literals);
  Parts emitSearch(mlir::Operation *op);
  Parts emitReplaceInTurn(text::ReplaceInTurnOp op);
  Parts emitChunks(text::ChunksOp op, mlir::Value result);
  mlir::Value matchAt(mlir::Value pointer, llvm::StringRef literal);
  mlir::Value emitCharIn(text::CharInOp op);
  Parts emitParse(text::ParseOp op, mlir::Value result);
  void appendFormatted(mlir::Value builder, const Parts &parts, mlir::Type type);

  // EmitJson.cpp
  Parts emitJson(mlir::Operation *op, mlir::Value result);
  Parts emitList(text::ListOp op);
  Parts emitJsonList(text::JsonListOp op);
  void appendJson(mlir::Value builder, const Parts &parts, mlir::Type type);

  // Scan*.cpp
  Parts emitScan(text::ScanOp op, mlir::Value result);
  Parts emitClassMasks(text::ClassMasksOp op, mlir::Value result);
  std::vector<size_t> bitmapsBeforeCase(text::ClassMasksOp op, text::ClassMasksOp &before) const;
  void scanMasks(text::ClassMasksOp op, const Parts &text, llvm::ArrayRef<mlir::Value> bitmaps);
  text::ClassMasksOp masksBeside(text::ScanOp op) const;
  std::optional<mlir::Value> scanWithMasks(text::ScanOp op, const struct ScanShape &counts, const Parts &text);
  mlir::Value callScan(const struct ScanShape &shape, const Parts &text, llvm::ArrayRef<mlir::Value> bitmaps);

  // EmitSpans.cpp: parts of a text by its bitmaps
  Parts emitSpanTrim(text::SpanTrimOp op);
  mlir::Value emitSpanCount(mlir::Value span, mlir::Value text, mlir::Value masks, bool runs);
  void forEachSpanWord(text::SpanWordsOp op, Body body);
  mlir::Value offsetIn(const Parts &text, const Parts &span);

  mlir::ModuleOp module;
  const pipeline::Options &options;
  Runtime &runtime;
  mlir::OpBuilder b;
  mlir::Location loc = mlir::UnknownLoc::get(b.getContext());
  mlir::Block *entry = nullptr;                  ///< where slots are made
  mlir::Block *stageBody = nullptr;              ///< values defined here get slots
  int conditional = 0;                           ///< depth of choices around the place of emission
  mlir::Value context, path, isFull, metricsRow; ///< of the kernel, of the row
  mlir::Value isRaw;                             ///< whether edits of the row work on what JSON writes; or null
  mlir::Value firstFailed;                       ///< slot: the blamed rule so far, see `emitRule`
  mlir::Value stopOfCut;                         ///< slot: ends the loop over the next cut, see `walkTo`; or null
  /// What was emitted in a block of the row's control flow and may be used until its end.
  struct Scope {
    llvm::DenseMap<mlir::Value, Parts> values;
    /// Weight arrays: view, region, parts.
    std::vector<std::tuple<mlir::Value, mlir::Region *, Parts>> weights;
  };
  std::vector<Scope> scopes;
  llvm::DenseMap<mlir::Value, std::pair<Parts, llvm::SmallVector<mlir::Type, 3>>> slots;
  /// Weight arrays by elements: view, region, address of the array, what is added for a run.
  std::vector<std::tuple<mlir::Value, mlir::Region *, mlir::Value, int64_t>> weightSlots;
  llvm::DenseMap<mlir::Operation *, int64_t> ruleIndex;
  std::optional<Costs> costs;
  std::map<std::string, std::string> scanFunctions; ///< by shape: the function's name
  /// Addresses of the bitmaps of a `text.class_masks` that rows on the full path have from a scan.
  llvm::DenseMap<mlir::Operation *, llvm::SmallVector<mlir::Value>> scannedMasks;
  mlir::ValueRange columns; ///< kernel arguments: in, out
  mlir::LogicalResult status = mlir::success();
};

} // namespace smelt::convert
