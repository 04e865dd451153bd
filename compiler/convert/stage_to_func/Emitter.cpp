#include "compiler/convert/stage_to_func/Emitter.h"

using namespace mlir;
using namespace smelt::text;

namespace smelt::convert {

// ---- constants and small builders ----------------------------------------------------------------------------------

Value Emitter::i64(int64_t value) { return b.create<arith::ConstantIntOp>(loc, value, 64); }
Value Emitter::i32(int64_t value) { return b.create<arith::ConstantIntOp>(loc, value, 32); }
Value Emitter::i1(bool value) { return b.create<arith::ConstantIntOp>(loc, value, 1); }
Value Emitter::f64(double value) { return b.create<arith::ConstantOp>(loc, b.getF64FloatAttr(value)); }
Value Emitter::nullPointer() { return b.create<LLVM::ZeroOp>(loc, pointerType()); }

Value Emitter::isNonzero(Value v) {
  Value zero = b.create<arith::ConstantOp>(loc, b.getIntegerAttr(v.getType(), 0));
  return compare(arith::CmpIPredicate::ne, v, zero);
}

/// Stack memory for one value; lives as long as the kernel call, made once at its entry.
Value Emitter::slot(Type type) {
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(entry);
  Value one = b.create<LLVM::ConstantOp>(loc, b.getI64Type(), 1);
  return b.create<LLVM::AllocaOp>(loc, pointerType(), type, one);
}

void Emitter::store(Value value, Value address) { b.create<LLVM::StoreOp>(loc, value, address); }
Value Emitter::load(Type type, Value address) { return b.create<LLVM::LoadOp>(loc, type, address); }
Value Emitter::gep(Value base, Value index, Type element) {
  return b.create<LLVM::GEPOp>(loc, pointerType(), element, base, ArrayRef<LLVM::GEPArg>{index});
}

// ---- control flow --------------------------------------------------------------------------------------------------

void Emitter::ifThen(Value condition, function_ref<void()> body) {
  auto op = b.create<scf::IfOp>(loc, condition, /*withElseRegion=*/false);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(op.thenBlock());
  scopes.emplace_back();
  body();
  scopes.pop_back();
}

/// State lives in slots, so the loop carries no values.
void Emitter::whileLoop(function_ref<Value()> condition, function_ref<void()> body) {
  auto op = b.create<scf::WhileOp>(loc, TypeRange{}, ValueRange{});
  OpBuilder::InsertionGuard guard(b);
  b.createBlock(&op.getBefore());
  scopes.emplace_back();
  b.create<scf::ConditionOp>(loc, condition(), ValueRange{});
  scopes.pop_back();
  b.createBlock(&op.getAfter());
  scopes.emplace_back();
  body();
  scopes.pop_back();
  b.create<scf::YieldOp>(loc);
}

Value Emitter::unlessSet(Value flag, function_ref<Value()> condition) {
  if (!flag)
    return condition();
  Type type = b.getI1Type();
  auto op = b.create<scf::IfOp>(loc, TypeRange{type}, load(type, flag), /*withElseRegion=*/true);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(op.thenBlock());
  b.create<scf::YieldOp>(loc, i1(false));
  b.setInsertionPointToStart(op.elseBlock());
  scopes.emplace_back();
  b.create<scf::YieldOp>(loc, condition());
  scopes.pop_back();
  return op.getResult(0);
}

void Emitter::forLoop(Value first, Value end, function_ref<void(Value)> body) {
  auto op = b.create<scf::ForOp>(loc, first, end, i64(1));
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(op.getBody());
  scopes.emplace_back();
  body(op.getInductionVar());
  scopes.pop_back();
}

Parts Emitter::callText(StringRef name, ValueRange arguments) {
  Value result = call(name, arguments);
  return {b.create<LLVM::ExtractValueOp>(loc, result, 0), b.create<LLVM::ExtractValueOp>(loc, result, 1)};
}

// ---- values --------------------------------------------------------------------------------------------------------

/// In the innermost scope that has it, else from its slots, else emitted here.
Parts Emitter::get(Value value) {
  for (auto scope = scopes.rbegin(); scope != scopes.rend(); ++scope)
    if (auto it = scope->values.find(value); it != scope->values.end())
      return it->second;
  if (auto it = slots.find(value); it != slots.end()) {
    Parts parts;
    for (auto [address, type] : llvm::zip(it->second.first, it->second.second))
      parts.push_back(load(type, address));
    scopes.back().values[value] = parts;
    return parts;
  }
  Operation *op = value.getDefiningOp();
  assert(op && "a block argument that nobody bound");
  Location outer = loc;
  loc = op->getLoc();
  Parts parts = emitOp(op, value);
  loc = outer;
  define(value, parts);
  return parts;
}

/// Binds a value in the current scope; one of the stage body also gets slots, for later blocks.
void Emitter::define(Value value, Parts parts) {
  scopes.back().values[value] = parts;
  // What stands under a condition is computed again where it is needed elsewhere.
  if (value.getParentBlock() != stageBody || conditional)
    return;
  auto &[addresses, types] = slots[value];
  addresses.clear();
  types.clear();
  for (Value part : parts) {
    Value address = slot(part.getType());
    store(part, address);
    addresses.push_back(address);
    types.push_back(part.getType());
  }
}

/// Emits what the regions of `op` capture from outside, so that it stands before the loop and not in it.
void Emitter::prepare(Operation *op) {
  for (Region &region : op->getRegions())
    region.walk([&](Operation *inner) {
      for (Value operand : inner->getOperands()) {
        if (region.isAncestor(operand.getParentRegion()))
          continue;
        if (auto of = operand.getDefiningOp<ViewOfOp>())
          get(of.getSequence());
        else if (!isa<ViewType>(operand.getType()))
          get(operand);
      }
    });
  for (Value operand : op->getOperands())
    if (isa<ViewType>(operand.getType()) && operand.getDefiningOp())
      prepare(operand.getDefiningOp());
}

/// Arithmetic on plain numbers is the same op on the machine values.
Parts Emitter::cloneScalar(Operation *op) {
  IRMapping mapping;
  for (Value operand : op->getOperands())
    mapping.map(operand, one(operand));
  return {b.clone(*op, mapping)->getResult(0)};
}

/// Searches and loops: what is dearer than a branch.
static bool outweighsBranch(Operation *op) {
  if (auto affix = dyn_cast<AffixOp>(op))
    return affix.getKind() == AffixKind::inside;
  return isa<MatchesOp, FoldOp, FoldWithOp, AtOp, JsonFieldOp, JsonEqualOp>(op);
}

bool Emitter::isEmitted(Value value) const {
  return slots.contains(value) ||
         llvm::any_of(scopes, [&](const Scope &scope) { return scope.values.contains(value); });
}

/// Adds the ops that make `value` for its one use alone and were not emitted.
void Emitter::collectPending(Value value, Pending &ops) const {
  Operation *op = value.getDefiningOp();
  bool alone = op && op->getNumResults() == 1 && value.hasOneUse() && !isEmitted(value);
  if (!alone || op->getBlock() != value.getUsers().begin()->getBlock())
    return;
  ops.insert(op);
  for (Value operand : op->getOperands())
    collectPending(operand, ops);
}

/// What makes a condition for one op alone, if that is dear; else nothing.
Emitter::Pending Emitter::pendingCondition(Value value) const {
  Pending ops;
  collectPending(value, ops);
  if (llvm::none_of(ops, outweighsBranch))
    ops.clear();
  return ops;
}

/// A dear condition where `where` holds, else `otherwise`: nothing of `pending` is computed there.
Value Emitter::conditionWhere(Value where, Value value, const Pending &pending, Value otherwise) {
  for (Operation *op : pending) { // what others ask for too stands outside, where they find it
    prepare(op);
    for (Value operand : op->getOperands())
      if (!isa<ViewType>(operand.getType()) && !pending.contains(operand.getDefiningOp()))
        get(operand);
  }
  Value result = slot(b.getI1Type());
  store(otherwise, result);
  ++conditional;
  ifThen(where, [&] { store(one(value), result); });
  --conditional;
  return load(b.getI1Type(), result);
}

/// `and`, `or` and choices of conditions: where one side decides, the other is not computed if it is dear.
std::optional<Value> Emitter::shortCircuit(Operation *op) {
  if (!op->getResult(0).getType().isInteger(1) || !isa<arith::AndIOp, arith::OrIOp, arith::SelectOp>(op))
    return std::nullopt;
  const bool isSelect = isa<arith::SelectOp>(op), isAnd = isa<arith::AndIOp>(op);
  const unsigned first = isSelect ? 1 : 0;
  unsigned side = first + 1;
  auto pending = pendingCondition(op->getOperand(side));
  if (pending.empty())
    pending = pendingCondition(op->getOperand(side = first));
  if (pending.empty())
    return std::nullopt;
  Value other = one(op->getOperand(2 * first + 1 - side));
  Value decides = isSelect ? one(op->getOperand(0)) : other;
  bool whereTrue = isSelect ? side == 1 : isAnd;
  return conditionWhere(whereTrue ? decides : isNot(decides), op->getOperand(side), pending,
                        isSelect ? other : i1(!isAnd));
}

/// A choice between texts evaluates only the side that is taken: the other may be a chain of rewrites. Numbers select.
Parts Emitter::select(Operation *op) {
  Value condition = one(op->getOperand(0));
  if (!isa<StrType>(op->getResult(0).getType())) {
    Parts a = get(op->getOperand(1)), c = get(op->getOperand(2)), result;
    for (auto [x, y] : llvm::zip(a, c))
      result.push_back(b.create<arith::SelectOp>(loc, condition, x, y));
    return result;
  }
  Value pointer = slot(pointerType()), size = slot(b.getI64Type());
  auto side = [&](Value taken, Value value) {
    ++conditional;
    ifThen(taken, [&] {
      Parts parts = get(value);
      store(parts[0], pointer);
      store(parts[1], size);
    });
    --conditional;
  };
  side(condition, op->getOperand(1));
  side(b.create<arith::XOrIOp>(loc, condition, i1(true)), op->getOperand(2));
  return {load(pointerType(), pointer), load(b.getI64Type(), size)};
}

/// A part of the smelt_value of a fold, which the runtime has filled before the kernel runs.
Value Emitter::emitKnown(flow::ValueOp op, Value result) {
  Value address = runtime.outside(b, loc, op.getSymbol());
  if (result == op.getValue()) {
    bool flag = result.getType().isInteger(1);
    Value bits = load(flag ? b.getI64Type() : result.getType(), address);
    return flag ? isNonzero(bits) : bits;
  }
  Value state = load(b.getI8Type(), gep(address, i64(1), b.getI64Type()));
  int64_t wanted = result == op.getNull() ? SMELT_NULL : SMELT_FAILED;
  return compare(arith::CmpIPredicate::eq, state, b.create<arith::ConstantIntOp>(loc, wanted, 8));
}

Parts Emitter::emitOp(Operation *op, Value result) {
  if (auto decided = shortCircuit(op))
    return {*decided};
  if (isa<arith::SelectOp>(op))
    return select(op);
  if (isa<arith::ArithDialect>(op->getDialect()) || op->getName().getDialectNamespace() == "math")
    return cloneScalar(op);
  if (auto fold = dyn_cast<FoldOp>(op)) {
    prepare(fold);
    return fold.getKind() == FoldKind::first ? emitFirst(fold) : Parts{emitFold(fold)};
  }
  if (auto tally = dyn_cast<TallyOp>(op)) {
    prepare(tally);
    return emitTally(tally);
  }
  if (auto duplicates = dyn_cast<DuplicatesOp>(op)) {
    prepare(duplicates);
    return {emitDuplicates(duplicates)};
  }
  if (auto fold = dyn_cast<FoldWithOp>(op)) {
    prepare(fold);
    return emitFoldWith(fold, result);
  }
  if (auto chunks = dyn_cast<ChunksOp>(op))
    return emitChunks(chunks, result);
  if (auto known = dyn_cast<flow::ValueOp>(op))
    return {emitKnown(known, result)};
  if (auto punkt = dyn_cast<PunktOp>(op)) {
    Parts t = get(punkt.getText());
    return {call("smelt_seq_punkt", {context, t[0], t[1], runtime.outside(b, loc, punkt.getTables())})};
  }
  if (auto at = dyn_cast<AtOp>(op)) {
    prepare(at);
    return emitAt(at, result);
  }
  if (auto top = dyn_cast<TallyTopOp>(op))
    return emitTop(top, result);
  if (auto scan = dyn_cast<ScanOp>(op))
    return emitScan(scan, result);
  if (isa<MapOp, FilterOp>(op))
    return keep(op);
  if (auto masks = dyn_cast<ClassMasksOp>(op))
    return emitClassMasks(masks, result);
  if (auto trim = dyn_cast<SpanTrimOp>(op))
    return emitSpanTrim(trim);
  if (auto count = dyn_cast<SpanCountOp>(op))
    return {emitSpanCount(count.getSpan(), count.getText(), count.getMasks(), count.getRuns())};
  if (auto runs = dyn_cast<RunsWithOp>(op))
    return {call("smelt_runs_with", {one(runs.getRuns()), one(runs.getMasks()), get(runs.getText())[1]})};
  if (isa<JsonFieldOp, JsonEqualOp, JsonItemsOp, ListOp, QuoteOp, JsonBuildOp, JsonListOp>(op))
    return emitJson(op, result);
  if (auto texts = dyn_cast<TextsOp>(op)) {
    prepare(texts);
    return callText("smelt_settle_texts", {context, materialize(texts.getView())});
  }
  if (auto parse = dyn_cast<ParseOp>(op))
    return emitParse(parse, result);
  if (auto transcode = dyn_cast<TranscodeOp>(op))
    return emitTranscode(transcode, result);
  if (isa<TextDialect>(op->getDialect()))
    return emitText(op);
  status = op->emitOpError("has no lowering in a stage");
  return {i64(0), i64(0), i64(0)};
}

} // namespace smelt::convert
