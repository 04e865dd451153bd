// What all widths of a scan share: the loop, words from masks, and the scalar form, which is the definition.
#include "compiler/convert/stage_to_func/Scan.h"
#include "compiler/convert/stage_to_func/Emitter.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;

namespace smelt::convert {

using P = arith::CmpIPredicate;
using pipeline::Width;

// ---- small builders ------------------------------------------------------------------------------------------------

Value ScanBuilder::slot(Type type) {
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(entry);
  Value one = b.create<LLVM::ConstantOp>(loc, b.getI64Type(), 1);
  return b.create<LLVM::AllocaOp>(loc, pointer(), type, one, 64);
}
Value ScanBuilder::popcount(Value v) { return b.create<math::CtPopOp>(loc, v); }
Value ScanBuilder::cttz(Value v) { return b.create<math::CountTrailingZerosOp>(loc, v); }
void ScanBuilder::ifThen(Value condition, function_ref<void()> body) {
  auto op = b.create<scf::IfOp>(loc, condition, false);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(op.thenBlock());
  body();
}
Value ScanBuilder::ifElse(Value condition, Type type, function_ref<Value()> then, function_ref<Value()> other) {
  auto op = b.create<scf::IfOp>(loc, TypeRange{type}, condition, true);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(op.thenBlock());
  b.create<scf::YieldOp>(loc, then());
  b.setInsertionPointToStart(op.elseBlock());
  b.create<scf::YieldOp>(loc, other());
  return op.getResult(0);
}
Value ScanBuilder::bitsOf(Value lanes) {
  auto type = cast<VectorType>(lanes.getType());
  int64_t n = type.getNumElements();
  auto word = VectorType::get({1}, b.getIntegerType(n));
  Value bits = b.create<vector::ExtractOp>(loc, b.create<vector::BitCastOp>(loc, word, lanes), ArrayRef<int64_t>{0});
  return n == 64 ? bits : b.create<arith::ExtUIOp>(loc, b.getI64Type(), bits).getResult();
}
Value ScanBuilder::lanesOf(Value bits) {
  Value word = b.create<vector::BroadcastOp>(loc, VectorType::get({1}, b.getI64Type()), bits);
  return b.create<vector::BitCastOp>(loc, VectorType::get({64}, b.getI1Type()), word);
}
Value ScanBuilder::bytes(ArrayRef<uint8_t> values) {
  auto type = VectorType::get({static_cast<int64_t>(values.size())}, b.getI8Type());
  return b.create<arith::ConstantOp>(loc, DenseElementsAttr::get(type, values));
}
Value ScanBuilder::splat(uint8_t value, int64_t lanes) {
  auto type = VectorType::get({lanes}, b.getI8Type());
  return b.create<arith::ConstantOp>(loc, DenseElementsAttr::get(type, b.getI8IntegerAttr(static_cast<int8_t>(value))));
}
Value ScanBuilder::intrinsic(StringRef name, ValueRange arguments, Type type) {
  return b.create<LLVM::CallIntrinsicOp>(loc, type, b.getStringAttr(name), arguments).getResult(0);
}

bool ScanBuilder::wantsMask(int set) const {
  return set == 0 || llvm::is_contained(shape.any, set) || llvm::is_contained(shape.setMasks, set);
}

/// Calls `body` with the position of each set bit.
void ScanBuilder::forBits(Value mask, function_ref<void(Value)> body) {
  auto loop = b.create<scf::WhileOp>(loc, TypeRange{b.getI64Type()}, ValueRange{mask});
  OpBuilder::InsertionGuard guard(b);
  Block *before = b.createBlock(&loop.getBefore(), {}, {b.getI64Type()}, {loc});
  b.create<scf::ConditionOp>(loc, compare(P::ne, before->getArgument(0), i64(0)), before->getArguments());
  Block *after = b.createBlock(&loop.getAfter(), {}, {b.getI64Type()}, {loc});
  Value bits = after->getArgument(0);
  body(cttz(bits));
  b.create<scf::YieldOp>(loc, and_(bits, op<arith::SubIOp>(bits, i64(1))));
}

/// Decodes the character (of two bytes or more, or ASCII) and looks its flags up in the table of all Unicode.
Value ScanBuilder::flagsAt(Value p) {
  auto byte = [&](int64_t k) {
    return b.create<arith::ExtUIOp>(loc, b.getI32Type(), load(b.getI8Type(), gep(p, i64(k), b.getI8Type())))
        .getResult();
  };
  Value b0 = byte(0), b1 = byte(1), b2 = byte(2), b3 = byte(3);
  auto piece = [&](Value v, int64_t mask, int64_t shift) { return op<arith::ShLIOp>(and_(v, i32(mask)), i32(shift)); };
  Value two = or_(piece(b0, 31, 6), piece(b1, 63, 0));
  Value three = or_(or_(piece(b0, 15, 12), piece(b1, 63, 6)), piece(b2, 63, 0));
  Value four = or_(or_(piece(b0, 7, 18), piece(b1, 63, 12)), or_(piece(b2, 63, 6), piece(b3, 63, 0)));
  auto below = [&](int64_t limit, Value yes, Value no) { return choose(compare(P::ult, b0, i32(limit)), yes, no); };
  Value c = below(0x80, b0, below(0xE0, two, below(0xF0, three, four)));
  Value table = runtime.bytes(b, loc, tables.all);
  auto wide = [&](Value v) { return b.create<arith::ExtUIOp>(loc, b.getI64Type(), v).getResult(); };
  Value block = load(b.getI16Type(), gep(table, wide(op<arith::ShRUIOp>(c, i32(8))), b.getI16Type()));
  Value at = add(add(shl(wide(block), 8), wide(and_(c, i32(255)))), i64(2 * 0x1100));
  return b.create<arith::ExtUIOp>(loc, b.getI32Type(), load(b.getI8Type(), gep(table, at, b.getI8Type())));
}

// ---- the function --------------------------------------------------------------------------------------------------

func::FuncOp ScanBuilder::build(StringRef name) {
  b.setInsertionPointToEnd(module.getBody());
  auto function =
      b.create<func::FuncOp>(loc, name, b.getFunctionType({pointer(), b.getI64Type(), pointer(), pointer()}, {}));
  function.setPrivate();
  entry = function.addEntryBlock();
  b.setInsertionPointToEnd(entry);
  text = entry->getArgument(0);
  size = entry->getArgument(1);
  for (size_t k = 0; k < shape.masks + shape.setMasks.size(); ++k)
    bitmaps.push_back(
        b.create<LLVM::LoadOp>(loc, pointer(), gep(entry->getArgument(2), i64(static_cast<int64_t>(k)), pointer())));
  countsOut = entry->getArgument(3);
  auto zeroSlot = [&] {
    Value s = slot(b.getI64Type());
    store(i64(0), s);
    return s;
  };
  chars = zeroSlot(), words = zeroSlot(), carry = zeroSlot(), blocksSinceDrain = zeroSlot();
  for (size_t k = 0; k < shape.sets.size(); ++k)
    counts.push_back(zeroSlot());
  for (size_t k = 0; k < shape.any.size(); ++k) {
    without.push_back(zeroSlot());
    anyCarry.push_back(zeroSlot());
  }
  bool vectorCounts = width == Width::avx512 && shape.setCounts;
  if (vectorCounts) {
    accumulator = slot(VectorType::get({64}, b.getI8Type()));
    store(splat(0), accumulator);
  }
  auto loop = b.create<scf::ForOp>(loc, i64(0), size, i64(64));
  b.setInsertionPointToStart(loop.getBody());
  emitBlock(loop.getInductionVar());
  b.setInsertionPointAfter(loop);
  if (vectorCounts)
    drainCounters();
  finish();
  b.create<func::ReturnOp>(loc);
  return function;
}

void ScanBuilder::emitBlock(Value at) {
  Value block = gep(text, at, b.getI8Type());
  Value left = op<arith::SubIOp>(size, at);
  Value partial = op<arith::SubIOp>(op<arith::ShLIOp>(i64(1), and_(left, i64(63))), i64(1));
  Value valid = choose(compare(P::sge, left, i64(64)), i64(-1), partial);
  BlockMasks masks = width == Width::avx512 ? classify512(block, valid) : classifyPortable(block, valid);
  if (shape.chars)
    addTo(chars, popcount(and_(valid, not_(masks.continuation))));
  if (shape.words || shape.masks || !shape.any.empty())
    emitWords(masks, at, valid);
  for (size_t k = 0; k < shape.setMasks.size(); ++k)
    storeMask(shape.masks + k, masks.set[shape.setMasks[k]], at);
}

void ScanBuilder::storeMask(size_t bitmap, Value bits, Value at) {
  store(bits, gep(bitmaps[bitmap], shr(at, 6), b.getI64Type()));
}

/// Word bytes are those of characters that are not in set 0; continuation bytes follow their lead, across the block's
/// start too.
void ScanBuilder::emitWords(const BlockMasks &masks, Value at, Value valid) {
  Value continuation = masks.continuation;
  Value space = masks.set[0];
  for (int k = 0; k < 3; ++k)
    space = or_(space, and_(shl(space, 1), continuation));
  Value before = loadI64(carry);
  // A run of continuation bytes at the start belongs to the last block's character.
  Value run = and_(continuation, not_(add(continuation, i64(1))));
  Value outside = choose(compare(P::eq, before, i64(0)), run, i64(0));
  Value word = and_(valid, not_(or_(space, outside)));
  Value starts = and_(word, not_(or_(shl(word, 1), before)));
  if (shape.words)
    addTo(words, popcount(starts));
  for (size_t k = 0; k < shape.any.size(); ++k)
    emitAny(k, word, starts, masks.set[shape.any[k]]);
  store(shr(word, 63), carry);
  if (shape.masks)
    storeMask(0, word, at);
}

/// Counts the words without a character of the set: adding 1 at the start of a word ripples through the bytes that do
/// not belong to the set; where the ripple leaves the word, the word had none.
void ScanBuilder::emitAny(size_t k, Value word, Value starts, Value set) {
  Value plain = and_(word, not_(set)), in = loadI64(anyCarry[k]);
  Value once = add(plain, and_(starts, plain)), twice = add(once, in);
  auto wide = [&](Value v) { return b.create<arith::ExtUIOp>(loc, b.getI64Type(), v).getResult(); };
  Value out = or_(wide(compare(P::ult, once, plain)), wide(compare(P::ult, twice, once)));
  addTo(without[k], popcount(and_(twice, not_(or_(plain, word)))));
  store(out, anyCarry[k]);
}

void ScanBuilder::finish() {
  int64_t next = 0;
  auto put = [&](Value v) { store(v, gep(countsOut, i64(next++), b.getI64Type())); };
  put(loadI64(chars));
  put(loadI64(words));
  for (Value count : counts)
    put(loadI64(count));
  for (size_t k = 0; k < shape.any.size(); ++k) {
    Value none = add(loadI64(without[k]), loadI64(anyCarry[k]));
    put(op<arith::SubIOp>(loadI64(words), none));
  }
}

// ---- use -----------------------------------------------------------------------------------------------------------

std::string ScanShape::key() const {
  std::string key = {chars ? 'c' : '-', words ? 'w' : '-', masks ? 'm' : '-', setCounts ? 's' : '-'};
  for (const text::CharSet &set : sets)
    for (int32_t c : set.ranges())
      key += "," + std::to_string(c);
  for (int a : any)
    key += ";" + std::to_string(a);
  for (int m : setMasks)
    key += "m" + std::to_string(m);
  return key;
}

/// More than seven sets are counted by several scans; White_Space is set 0 of each.
static std::vector<ScanShape> shapesOf(text::ScanOp op, std::vector<std::pair<size_t, size_t>> &places) {
  text::CharSet space = *text::CharSet::property("space");
  std::vector<ScanShape> shapes(1);
  shapes.back().sets = {space};
  auto setIndex = [&](text::CharSet set) {
    auto &sets = shapes.back().sets;
    auto it = llvm::find(sets, set);
    if (it == sets.end() && sets.size() == 7) {
      shapes.emplace_back().sets = {space};
      return set == space ? 0 : (shapes.back().sets.push_back(set), 1);
    }
    if (it != sets.end())
      return static_cast<int>(it - sets.begin());
    sets.push_back(set);
    return static_cast<int>(sets.size() - 1);
  };
  std::vector<std::pair<size_t, int>> anyPlaces;
  for (auto set : op.getSets().getAsRange<text::CharSetAttr>()) {
    int index = setIndex(text::CharSet(set.getRanges()));
    places.emplace_back(shapes.size() - 1, 2 + index);
  }
  for (auto set : op.getAny().getAsRange<text::CharSetAttr>()) {
    int index = setIndex(text::CharSet(set.getRanges()));
    shapes.back().any.push_back(index);
    anyPlaces.emplace_back(shapes.size() - 1, shapes.back().any.size() - 1);
  }
  for (auto [shape, index] : anyPlaces)
    places.emplace_back(shape, 2 + shapes[shape].sets.size() + index);
  ScanShape &first = shapes.front();
  first.chars = !op.getChars().use_empty();
  first.words = !op.getWords().use_empty();
  first.masks = !op.getMasks().use_empty();
  for (ScanShape &shape : shapes) {
    shape.words |= !shape.any.empty(); // words with a character are those there are less those without
    shape.setCounts = !op.getSets().empty();
  }
  return shapes;
}

static text::CharSet setAt(ArrayAttr list, size_t k) {
  return text::CharSet(cast<text::CharSetAttr>(list[k]).getRanges());
}

/// A scan finds the words between the characters of one set; other sets fill it up to seven. `bitmaps`: of each shape,
/// which of the op's it stores.
static std::vector<ScanShape> shapesOf(text::ClassMasksOp op, std::vector<std::vector<size_t>> &bitmaps) {
  std::vector<ScanShape> shapes;
  size_t sets = op.getSets().size(), words = op.getWords().size(), nextSet = 0, nextWords = 0;
  while (nextSet < sets || nextWords < words) {
    ScanShape &shape = shapes.emplace_back();
    std::vector<size_t> &stored = bitmaps.emplace_back();
    if ((shape.masks = nextWords < words)) {
      stored.push_back(sets + nextWords);
      shape.sets.push_back(setAt(op.getWords(), nextWords++));
    }
    for (; nextSet < sets && shape.sets.size() < 7; ++nextSet) {
      stored.push_back(nextSet);
      shape.setMasks.push_back(static_cast<int>(shape.sets.size()));
      shape.sets.push_back(setAt(op.getSets(), nextSet));
    }
  }
  return shapes;
}

/// The shape that counts what `counts` does, at the same places, and stores the bitmaps of `masks` in their order; none
/// if one scan cannot.
static std::optional<ScanShape> both(const ScanShape &counts, const ScanShape &masks) {
  bool usesSpace = counts.words || counts.masks || !counts.any.empty();
  ScanShape shape = counts;
  if (masks.masks) {
    if (usesSpace && masks.sets.front() != counts.sets.front())
      return std::nullopt;
    shape.sets.front() = masks.sets.front();
    shape.masks = true;
  }
  for (int index : masks.setMasks) {
    auto it = llvm::find(shape.sets, masks.sets[index]);
    shape.setMasks.push_back(static_cast<int>(it - shape.sets.begin()));
    if (it == shape.sets.end())
      shape.sets.push_back(masks.sets[index]);
  }
  // Counts of words with a character of a set stand behind those of all sets.
  bool moves = !counts.any.empty() && shape.sets.size() != counts.sets.size();
  return moves || shape.sets.size() > 7 ? std::nullopt : std::optional(shape);
}

/// Calls the function of a shape, made when it is first needed; gives the address of its counts.
Value Emitter::callScan(const ScanShape &shape, const Parts &text, ArrayRef<Value> bitmaps) {
  auto [it, fresh] = scanFunctions.try_emplace(shape.key(), "scan_" + std::to_string(scanFunctions.size()));
  if (fresh)
    ScanBuilder(module, runtime, options.width, shape).build(it->second);
  Value counts = slot(LLVM::LLVMArrayType::get(b.getI64Type(), 2 + shape.sets.size() + shape.any.size()));
  Value list = nullPointer();
  if (!bitmaps.empty())
    list = slot(LLVM::LLVMArrayType::get(pointerType(), bitmaps.size()));
  for (size_t k = 0; k < bitmaps.size(); ++k)
    store(bitmaps[k], gep(list, i64(static_cast<int64_t>(k)), pointerType()));
  b.create<func::CallOp>(loc, it->second, TypeRange{}, ValueRange{text[0], text[1], list, counts});
  return counts;
}

/// The bitmaps that the stage asks of the text of `op`, where a row that takes the full path will need them too.
text::ClassMasksOp Emitter::masksBeside(text::ScanOp op) const {
  if (!options.fuse || conditional || op->getBlock() != stageBody)
    return nullptr;
  for (Operation *user : op.getText().getUsers())
    if (auto masks = dyn_cast<text::ClassMasksOp>(user))
      if (masks->getBlock() == stageBody && !slots.contains(masks.getMasks().front()))
        return masks;
  return nullptr;
}

/// Rows that take the full path need the bitmaps too: one scan of these makes both. Gives the address of the counts.
std::optional<Value> Emitter::scanWithMasks(text::ScanOp op, const ScanShape &counts, const Parts &text) {
  text::ClassMasksOp masks = masksBeside(op);
  std::vector<std::vector<size_t>> bitmaps;
  std::vector<ScanShape> shapes = masks ? shapesOf(masks, bitmaps) : std::vector<ScanShape>();
  std::optional<ScanShape> shape = shapes.size() == 1 && !counts.masks ? both(counts, shapes.front()) : std::nullopt;
  if (!shape)
    return std::nullopt;
  SmallVector<Value> &made = scannedMasks[masks];
  for (size_t k = 0; k < masks.getNumResults(); ++k) {
    made.push_back(slot(pointerType()));
    store(call("smelt_scan_masks", {context, text[1]}), made.back());
  }
  SmallVector<Value> out;
  for (size_t k : bitmaps.front())
    out.push_back(load(pointerType(), made[k]));
  Value result = slot(pointerType());
  ifThen(isFull, [&] { store(callScan(*shape, text, out), result); });
  ifThen(isNot(isFull), [&] { store(callScan(counts, text, {}), result); });
  return load(pointerType(), result);
}

Parts Emitter::emitScan(text::ScanOp op, Value result) {
  Parts t = get(op.getText());
  std::vector<std::pair<size_t, size_t>> places;
  std::vector<ScanShape> shapes = shapesOf(op, places);
  Value masks = shapes.front().masks ? call("smelt_scan_masks", {context, t[1]}) : nullPointer();
  SmallVector<Value> results;
  if (shapes.size() == 1)
    if (auto counts = scanWithMasks(op, shapes.front(), t))
      results.push_back(*counts);
  for (size_t k = results.size(); k < shapes.size(); ++k)
    results.push_back(callScan(shapes[k], t, shapes[k].masks ? ArrayRef<Value>(masks) : ArrayRef<Value>()));
  auto count = [&](size_t shape, size_t index) {
    return load(b.getI64Type(), gep(results[shape], i64(index), b.getI64Type()));
  };
  define(op.getChars(), {count(0, 0)});
  define(op.getWords(), {count(0, 1)});
  for (auto [value, place] : llvm::zip(op.getCounts(), places))
    define(value, {count(place.first, place.second)});
  define(op.getMasks(), {masks});
  return get(result);
}

/// Whether small and capital letters of ASCII are of a set alike.
static bool ignoresCase(const text::CharSet &set) {
  for (int32_t c = 'a'; c <= 'z'; ++c)
    if (set.contains(c) != set.contains(c - 32))
      return false;
  return true;
}

/// Where the bitmaps of the text that `op`'s is made of by a change of case stand for its own as long as only letters
/// of ASCII change: for each its number there, and none if they do not or are not made.
std::vector<size_t> Emitter::bitmapsBeforeCase(text::ClassMasksOp op, text::ClassMasksOp &before) const {
  auto changed = op.getText().getDefiningOp<text::CaseOp>();
  if (!changed || !options.fuse)
    return {};
  for (Operation *user : changed.getText().getUsers())
    if (auto masks = dyn_cast<text::ClassMasksOp>(user); masks && slots.contains(masks.getMasks().front()))
      before = masks;
  std::vector<size_t> places;
  auto find = [&](ArrayAttr wanted, ArrayAttr there, size_t first) {
    for (Attribute set : wanted)
      if (auto it = llvm::find(there, set); it != there.end() && ignoresCase(setAt(there, it - there.begin())))
        places.push_back(first + static_cast<size_t>(it - there.begin()));
  };
  if (before) {
    find(op.getSets(), before.getSets(), 0);
    find(op.getWords(), before.getWords(), before.getSets().size());
  }
  return places.size() == op.getNumResults() ? places : std::vector<size_t>();
}

/// Fills the bitmaps, a scan for up to seven sets.
void Emitter::scanMasks(text::ClassMasksOp op, const Parts &text, ArrayRef<Value> bitmaps) {
  std::vector<std::vector<size_t>> stored;
  for (auto [shape, indices] : llvm::zip(shapesOf(op, stored), stored)) {
    SmallVector<Value> out;
    for (size_t k : indices)
      out.push_back(bitmaps[k]);
    callScan(shape, text, out);
  }
}

Parts Emitter::emitClassMasks(text::ClassMasksOp op, Value result) {
  Parts t = get(op.getText());
  text::ClassMasksOp before;
  auto scanned = scannedMasks.find(op);
  bool isScanned = scanned != scannedMasks.end();
  std::vector<size_t> places = isScanned ? std::vector<size_t>() : bitmapsBeforeCase(op, before);
  Value isMade = isScanned ? isFull : nullptr;
  if (!places.empty()) {
    Parts source = get(before.getText());
    isMade = isNonzero(call("smelt_same_but_case", {source[0], source[1], t[0], t[1]}));
  }
  SmallVector<Value> bitmaps;
  for (size_t k = 0; k < op.getNumResults(); ++k) {
    Value bitmap = isScanned ? load(pointerType(), scanned->second[k]) : call("smelt_scan_masks", {context, t[1]});
    if (!places.empty())
      bitmap = b.create<arith::SelectOp>(loc, isMade, one(before.getMasks()[places[k]]), bitmap);
    bitmaps.push_back(bitmap);
    define(op.getMasks()[k], {bitmap});
  }
  if (isMade)
    ifThen(isNot(isMade), [&] { scanMasks(op, t, bitmaps); });
  else
    scanMasks(op, t, bitmaps);
  return get(result);
}

} // namespace smelt::convert
