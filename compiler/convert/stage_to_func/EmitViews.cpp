// Loops over views and the folds over them.
#include "compiler/convert/stage_to_func/Emitter.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/OperationSupport.h"

using namespace mlir;
using namespace smelt::text;

namespace smelt::convert {

using P = arith::CmpIPredicate;

// ---- loops ---------------------------------------------------------------------------------------------------------

/// Emits the region over one element and gives the value it yields.
Parts Emitter::inlineRegion(Region &region, const Parts &argument) {
  scopes.back().values[region.getArgument(0)] = argument;
  return get(cast<YieldOp>(region.front().getTerminator()).getValue());
}

/// Whether the region of a map or a filter is more than a comparison or an access.
static bool isDear(Operation *op) {
  bool rewrites = false, works = false;
  op->getRegion(0).walk([&](Operation *inner) {
    rewrites |= isa<CaseOp, NormalizeOp, ReplaceOp, ReplaceMatchesOp, ReplaceCharsOp, TranslateOp, JoinOp>(inner);
    works |= isa<TextDialect>(inner->getDialect()) && !isa<YieldOp, SizeOp, CharInOp, AffixOp>(inner);
  });
  return rewrites || (works && isa<StrType>(cast<ViewType>(op->getResult(0).getType()).getElement()));
}

/// A mapped or filtered view that several ops read is kept once it is made, unless that is no work.
bool Emitter::isKept(Value view) const {
  Operation *op = view.getDefiningOp();
  if (!options.fuse || !isa_and_nonnull<MapOp, FilterOp>(op) || op->getBlock() != stageBody || op->hasOneUse())
    return false;
  for (; isa_and_nonnull<MapOp, FilterOp>(op); op = op->getOperand(0).getDefiningOp())
    if (isDear(op))
      return true;
  return false;
}

/// The whole of a kept view, as a slice of a sequence.
Parts Emitter::keep(Operation *op) {
  prepare(op);
  Value view = op->getResult(0);
  Value sequence = collect(mostElements(op->getOperand(0)), cast<ViewType>(view.getType()).getElement(),
                           [&](Body body) { forEachMade(view, body); });
  return {sequence, i64(0), sequenceCount(sequence)};
}

void Emitter::forEach(Value view, Body body) {
  if (!isKept(view))
    return forEachMade(view, body);
  Parts slice = get(view);
  forEachInSequence(slice[0], cast<ViewType>(view.getType()).getElement(), slice[1], slice[2], body);
}

/// The loop that makes the elements, even of a view that is kept.
void Emitter::forEachMade(Value view, Body body) {
  Type element = cast<ViewType>(view.getType()).getElement();
  Operation *op = view.getDefiningOp();
  if (auto cut = dyn_cast_or_null<CutOp>(op))
    return forEachCut(cut, body);
  if (auto of = dyn_cast_or_null<ViewOfOp>(op)) {
    Value sequence = one(of.getSequence());
    return forEachInSequence(sequence, element, i64(0), sequenceCount(sequence), body);
  }
  if (auto filter = dyn_cast_or_null<FilterOp>(op))
    return forEach(filter.getView(),
                   [&](const Parts &e) { ifThen(inlineRegion(filter.getPredicate(), e)[0], [&] { body(e); }); });
  if (auto map = dyn_cast_or_null<MapOp>(op))
    return forEach(map.getView(), [&](const Parts &e) { body(inlineRegion(map.getFunction(), e)); });
  if (auto ngrams = dyn_cast_or_null<NgramsOp>(op))
    return forEachRun(ngrams, body);
  if (auto words = dyn_cast_or_null<SpanWordsOp>(op))
    return forEachSpanWord(words, body);
  Parts slice = get(view); // a run of a sequence
  forEachInSequence(slice[0], element, slice[1], slice[2], body);
}

/// Decodes without branches: all four lengths are computed from the next four bytes and one is selected.
void Emitter::forEachChar(Value pointer, Value size, Body body, Value stop) {
  Value position = slot(b.getI64Type());
  store(i64(0), position);
  auto masked = [&](Value v, int64_t mask, int64_t shift) {
    return b.create<arith::ShLIOp>(loc, b.create<arith::AndIOp>(loc, v, i32(mask)), i32(shift)).getResult();
  };
  auto isThere = [&] { return compare(P::slt, load(b.getI64Type(), position), size); };
  whileLoop([&] { return unlessSet(stop, isThere); },
            [&] {
              Value at = load(b.getI64Type(), position), p = gep(pointer, at, b.getI8Type());
              Value byte[4];
              for (int64_t k = 0; k < 4; ++k)
                byte[k] =
                    b.create<arith::ExtUIOp>(loc, b.getI32Type(), load(b.getI8Type(), gep(p, i64(k), b.getI8Type())));
              auto join = [&](std::initializer_list<Value> parts) {
                Value sum;
                for (Value part : parts)
                  sum = sum ? b.create<arith::OrIOp>(loc, sum, part).getResult() : part;
                return sum;
              };
              Value two = join({masked(byte[0], 31, 6), masked(byte[1], 63, 0)});
              Value three = join({masked(byte[0], 15, 12), masked(byte[1], 63, 6), masked(byte[2], 63, 0)});
              Value four = join(
                  {masked(byte[0], 7, 18), masked(byte[1], 63, 12), masked(byte[2], 63, 6), masked(byte[3], 63, 0)});
              auto choose = [&](int64_t below, Value yes, Value no) {
                return b.create<arith::SelectOp>(loc, compare(P::ult, byte[0], i32(below)), yes, no).getResult();
              };
              Value c = choose(0x80, byte[0], choose(0xE0, two, choose(0xF0, three, four)));
              Value length = choose(0x80, i64(1), choose(0xE0, i64(2), choose(0xF0, i64(3), i64(4))));
              store(add(at, length), position);
              body({c});
            });
}

// A Sequence of the runtime: {count, texts, ints, points, ...}.
Value Emitter::sequenceCount(Value sequence) { return load(b.getI64Type(), sequence); }

/// The field of a sequence that holds elements of a type.
static int64_t fieldOf(Type element) { return isa<StrType, JsonType>(element) ? 1 : element.isInteger(32) ? 3 : 2; }

Value Emitter::elementsOf(Value sequence, Type element) {
  return load(pointerType(), gep(sequence, i64(fieldOf(element)), b.getI64Type()));
}

Parts Emitter::elementAt(Value sequence, Type element, Value index) {
  Value array = elementsOf(sequence, element);
  if (element.isInteger(32))
    return {load(element, gep(array, index, element))};
  if (isa<StrType, JsonType>(element)) {
    Value at = b.create<arith::MulIOp>(loc, index, i64(2));
    Value p = gep(array, at, b.getI64Type());
    return {load(pointerType(), p), load(b.getI64Type(), gep(p, i64(1), b.getI64Type()))};
  }
  Value v = load(b.getI64Type(), gep(array, index, b.getI64Type()));
  if (element.isF64())
    return {b.create<arith::BitcastOp>(loc, b.getF64Type(), v)};
  if (element.isInteger(64))
    return {v};
  return {b.create<arith::TruncIOp>(loc, element, v)};
}

void Emitter::forEachInSequence(Value sequence, Type element, Value first, Value count, Body body) {
  forLoop(first, add(first, count), [&](Value i) { body(elementAt(sequence, element, i)); });
}

void Emitter::forEachRun(NgramsOp ngrams, Body body) {
  Value sequence = materialize(ngrams.getView()), n = i64(ngrams.getN());
  forLoop(i64(0), add(sub(sequenceCount(sequence), n), i64(1)), [&](Value i) { body({sequence, i, n}); });
}

// ---- sequences -----------------------------------------------------------------------------------------------------

/// An element as a sequence holds it: a text as pointer and size, a code point as it is, all else as 64 bits.
Parts Emitter::held(const Parts &element, Type type) {
  Value v = element[0];
  if (isa<StrType, JsonType>(type) || type.isInteger(32) || type.isInteger(64))
    return element;
  if (type.isF64())
    return {b.create<arith::BitcastOp>(loc, b.getI64Type(), v)};
  return {b.create<arith::ExtUIOp>(loc, b.getI64Type(), v)};
}

void Emitter::push(Value sequence, const Parts &element, Type type) {
  Parts parts = held(element, type);
  if (parts.size() == 2)
    call("smelt_seq_push_text", {sequence, parts[0], parts[1]});
  else
    call(type.isInteger(32) ? "smelt_seq_push_point" : "smelt_seq_push_int", {sequence, parts[0]});
}

/// How many elements a view has at most, where that is known before its loop and is not far above what it has.
Value Emitter::mostElements(Value view) {
  if (!options.fuse)
    return {};
  if (isKept(view))
    return get(view)[2];
  Operation *op = view.getDefiningOp();
  if (auto of = dyn_cast_or_null<ViewOfOp>(op))
    return sequenceCount(one(of.getSequence()));
  if (auto filter = dyn_cast_or_null<FilterOp>(op))
    return isa_and_nonnull<CutOp>(filter.getView().getDefiningOp()) ? Value() : mostElements(filter.getView());
  if (auto map = dyn_cast_or_null<MapOp>(op))
    return mostElements(map.getView());
  if (auto cut = dyn_cast_or_null<CutOp>(op)) // a character is at most four bytes
    return cut.getKind() == CutKind::chars || cut.getKind() == CutKind::bytes ? get(cut.getText())[1] : Value();
  return isa_and_nonnull<NgramsOp, SpanWordsOp>(op) ? Value() : get(view)[2];
}

/// A sequence of what a loop gives out, at most `most` elements if that is known.
Value Emitter::collect(Value most, Type type, llvm::function_ref<void(Body)> loop) {
  if (!most) {
    Value sequence = call("smelt_seq_new", {context});
    loop([&](const Parts &e) { push(sequence, e, type); });
    return sequence;
  }
  bool text = isa<StrType, JsonType>(type);
  Value sequence = call("smelt_seq_reserve", {context, most, i64(fieldOf(type))}), array = elementsOf(sequence, type);
  Value count = slot(b.getI64Type());
  store(i64(0), count);
  loop([&](const Parts &e) {
    Parts parts = held(e, type);
    Value at = load(b.getI64Type(), count), index = at;
    if (text)
      index = b.create<arith::MulIOp>(loc, at, i64(2));
    Value p = gep(array, index, type.isInteger(32) ? type : b.getI64Type());
    store(parts[0], p);
    if (text)
      store(parts[1], gep(p, i64(1), b.getI64Type()));
    store(add(at, i64(1)), count);
  });
  store(load(b.getI64Type(), count), sequence);
  return sequence;
}

template <class Op> Value Emitter::makeSequence(Op op) {
  Parts t = get(op.getText());
  if (op.getPattern())
    return call("smelt_seq_pattern", {context, t[0], t[1], runtime.patternTable(b, loc, *op.getPattern()),
                                      i64(op.getKind() == CutKind::between)});
  return call("smelt_seq_cut", {context, cutKind(op), t[0], t[1], runtime.setTable(b, loc, op.getSetAttr())});
}
template Value Emitter::makeSequence(SequenceOp);

/// The view as a sequence; one that is a sequence already is not copied.
Value Emitter::materialize(Value view) {
  if (auto of = view.getDefiningOp<ViewOfOp>())
    return one(of.getSequence());
  if (isKept(view))
    return one(view);
  for (auto &scope : scopes)
    if (auto it = scope.values.find(view); it != scope.values.end())
      return it->second[0];
  Value sequence;
  if (auto cut = view.getDefiningOp<CutOp>()) {
    sequence = makeSequence(cut);
  } else {
    Type element = cast<ViewType>(view.getType()).getElement();
    sequence = collect(mostElements(view), element, [&](Body body) { forEach(view, body); });
  }
  if (options.fuse)
    scopes.back().values[view] = {sequence};
  return sequence;
}

/// A view as the runs of n elements of a sequence.
std::pair<Value, Value> Emitter::runsOf(Value view) {
  if (auto ngrams = view.getDefiningOp<NgramsOp>())
    return {materialize(ngrams.getView()), i64(ngrams.getN())};
  return {materialize(view), i64(1)};
}

// ---- folds ---------------------------------------------------------------------------------------------------------

Value Emitter::emitCount(Value view) {
  if (auto of = view.getDefiningOp<ViewOfOp>())
    return sequenceCount(one(of.getSequence()));
  if (auto ngrams = view.getDefiningOp<NgramsOp>()) {
    Value count = add(sub(emitCount(ngrams.getView()), i64(ngrams.getN())), i64(1));
    return b.create<arith::MaxSIOp>(loc, count, i64(0));
  }
  if (auto words = view.getDefiningOp<SpanWordsOp>())
    return emitSpanCount(words.getSpan(), words.getText(), words.getMasks(), true);
  if (isKept(view))
    return get(view)[2];
  if (auto map = view.getDefiningOp<MapOp>(); map && options.fuse)
    return emitCount(map.getView());
  auto cut = view.getDefiningOp<CutOp>();
  if (options.fuse && cut && cut.getKind() == CutKind::chars) {
    Parts t = get(cut.getText());
    return call("smelt_count_chars", {t[0], t[1]});
  }
  if (options.fuse && cut && cut.getKind() == CutKind::matches) {
    Parts t = get(cut.getText());
    return call("smelt_pattern_count", {context, t[0], t[1], runtime.patternTable(b, loc, *cut.getPattern())});
  }
  Value total = slot(b.getI64Type());
  store(i64(0), total);
  forEach(view, [&](const Parts &) { store(add(load(b.getI64Type(), total), i64(1)), total); });
  return load(b.getI64Type(), total);
}

/// min and max; 0 for an empty view.
Value Emitter::emitExtreme(FoldOp op) {
  Type type = op.getResult().getType();
  bool isMin = op.getKind() == FoldKind::min, real = type.isF64();
  Value best = slot(type), some = slot(b.getI1Type());
  store(b.create<arith::ConstantOp>(loc, b.getZeroAttr(type)), best);
  store(i1(false), some);
  forEach(op.getView(), [&](const Parts &e) {
    Value old = load(type, best);
    Value better =
        real ? b.create<arith::CmpFOp>(loc, isMin ? arith::CmpFPredicate::OLT : arith::CmpFPredicate::OGT, e[0], old)
                   .getResult()
             : compare(isMin ? P::slt : P::sgt, e[0], old);
    Value first = b.create<arith::XOrIOp>(loc, load(b.getI1Type(), some), i1(true));
    Value take = b.create<arith::OrIOp>(loc, first, better);
    store(b.create<arith::SelectOp>(loc, take, e[0], old), best);
    store(i1(true), some);
  });
  return load(type, best);
}

/// The cut whose parts a loop over the view walks one after the other, or null.
CutOp Emitter::walkedCut(Value view) const {
  for (; !isKept(view); view = view.getDefiningOp()->getOperand(0)) {
    if (auto cut = view.getDefiningOp<CutOp>())
      return cut.getKind() == CutKind::words_icu || cut.getKind() == CutKind::bytes ? CutOp() : cut;
    if (!isa_and_nonnull<FilterOp, MapOp>(view.getDefiningOp()))
      break;
  }
  return {};
}

std::pair<Parts, Value> Emitter::elementOfView(Value view, Value index) {
  Type type = cast<ViewType>(view.getType()).getElement();
  SmallVector<Type> types = {type};
  if (isa<StrType, JsonType>(type))
    types = {pointerType(), b.getI64Type()};
  else if (isa<ViewType>(type)) // a run of a sequence
    types = {pointerType(), b.getI64Type(), b.getI64Type()};
  Parts addresses, value;
  for (Type t : types) {
    addresses.push_back(slot(t));
    store(b.create<LLVM::ZeroOp>(loc, t), addresses.back());
  }
  auto take = [&](const Parts &e) {
    for (auto [part, address] : llvm::zip(e, addresses))
      store(part, address);
  };
  Value inside;
  if (auto of = view.getDefiningOp<ViewOfOp>(); options.fuse && (of || isKept(view))) {
    Value sequence = of ? one(of.getSequence()) : get(view)[0], first = of ? i64(0) : get(view)[1];
    inside = compare(P::ult, index, of ? sequenceCount(sequence) : get(view)[2]);
    ifThen(inside, [&] { take(elementAt(sequence, type, add(first, index))); });
  } else {
    inside = walkTo(view, index, take);
  }
  for (auto [t, address] : llvm::zip(types, addresses))
    value.push_back(load(t, address));
  return {value, inside};
}

/// Gives out the element at a place, and says whether there is one; what comes after it is not looked for.
Value Emitter::walkTo(Value view, Value index, Body take) {
  Value place = slot(b.getI64Type()), found = slot(b.getI1Type());
  store(i64(0), place);
  store(i1(false), found);
  if (options.fuse && walkedCut(view))
    stopOfCut = found;
  forEach(view, [&](const Parts &e) {
    Value at = load(b.getI64Type(), place);
    ifThen(compare(P::eq, at, index), [&] {
      take(e);
      store(i1(true), found);
    });
    store(add(at, i64(1)), place);
  });
  return load(b.getI1Type(), found);
}

/// Zero or an empty text for an empty view.
Parts Emitter::emitFirst(FoldOp op) { return elementOfView(op.getView(), i64(0)).first; }

Parts Emitter::emitAt(AtOp op, Value result) {
  auto [value, found] = elementOfView(op.getView(), one(op.getIndex()));
  define(op.getValue(), value);
  define(op.getFound(), {found});
  return get(result);
}

Value Emitter::emitFold(FoldOp op) {
  Type type = op.getResult().getType();
  switch (op.getKind()) {
  case FoldKind::count:
    return emitCount(op.getView());
  case FoldKind::min:
  case FoldKind::max:
    return emitExtreme(op);
  case FoldKind::median: {
    bool real = cast<ViewType>(op.getView().getType()).getElement().isF64();
    return call(real ? "smelt_median_real" : "smelt_median_int", {materialize(op.getView())});
  }
  default:
    break;
  }
  // sum, any, all: one accumulator
  Value total = slot(type);
  bool all = op.getKind() == FoldKind::all;
  store(all ? i1(true) : b.create<arith::ConstantOp>(loc, b.getZeroAttr(type)).getResult(), total);
  forEach(op.getView(), [&](const Parts &e) {
    Value old = load(type, total), next;
    if (op.getKind() == FoldKind::any)
      next = b.create<arith::OrIOp>(loc, old, e[0]);
    else if (all)
      next = b.create<arith::AndIOp>(loc, old, e[0]);
    else if (type.isF64())
      next = b.create<arith::AddFOp>(loc, old, e[0]);
    else
      next = add(old, e[0]);
    store(next, total);
  });
  return load(type, total);
}

/// The text or sequence whose elements a view has, if looping over them keeps nothing in the memory of the row; else
/// null.
static Value sourceOfPlainView(Value view) {
  while (Operation *op = view.getDefiningOp()) {
    if (auto of = dyn_cast<ViewOfOp>(op))
      return of.getSequence();
    if (auto cut = dyn_cast<CutOp>(op))
      return cut.isPattern() || cut.getKind() == CutKind::words_icu ? Value() : cut.getText();
    if (!isa<FilterOp, MapOp>(op))
      return {};
    view = op->getOperand(0);
  }
  return {};
}

/// The only state that has memory of its own, a text; -1 if there is none, or more.
static int64_t onlyText(FoldWithOp op) {
  int64_t only = -1;
  for (auto [i, state] : llvm::enumerate(op.getStates())) {
    if (isa<StrType>(state.getType()) ? only >= 0 : !state.getType().isIntOrFloat())
      return -1;
    if (isa<StrType>(state.getType()))
      only = static_cast<int64_t>(i);
  }
  return only;
}

/// What there is so far is kept in slots.
Parts Emitter::emitFoldWith(FoldWithOp op, Value result) {
  Region &region = op.getFunction();
  auto step = cast<StepOp>(region.front().getTerminator());
  using Place = std::pair<Value, Type>; ///< of a part of a state
  SmallVector<SmallVector<Place, 2>> states;
  auto storeAll = [&](const Parts &parts, ArrayRef<Place> places) {
    for (auto [part, place] : llvm::zip(parts, places))
      store(part, place.first);
  };
  auto current = [&](ArrayRef<Place> places) {
    Parts parts;
    for (auto [address, type] : places)
      parts.push_back(load(type, address));
    return parts;
  };
  for (Value init : op.getInits()) {
    Parts parts = get(init);
    SmallVector<Place, 2> &places = states.emplace_back();
    for (Value part : parts)
      places.emplace_back(slot(part.getType()), part.getType());
    storeAll(parts, places);
  }
  Value failed = slot(b.getI1Type());
  store(i1(false), failed);
  // A text that each step makes anew is the only one that is kept: a step's memory is free for the next.
  const Value source = sourceOfPlainView(op.getView());
  const int64_t text = source ? onlyText(op) : -1;
  Value mark;
  if (text >= 0) {
    get(source);
    mark = call("smelt_mark", {context});
  }
  forEach(op.getView(), [&](const Parts &e) {
    for (auto [argument, places] : llvm::zip(region.getArguments(), states))
      scopes.back().values[argument] = current(places);
    scopes.back().values[region.getArguments().back()] = e;
    // The states of a step are made of those before it, all of them.
    SmallVector<Parts> next;
    for (Value value : step.getValues())
      next.push_back(get(value));
    if (text >= 0)
      next[text] = callText("smelt_keep_only", {context, mark, next[text][0], next[text][1]});
    for (auto [parts, places] : llvm::zip(next, states))
      storeAll(parts, places);
    if (step.getFailed())
      store(b.create<arith::OrIOp>(loc, load(b.getI1Type(), failed), one(step.getFailed())), failed);
  });
  for (auto [state, places] : llvm::zip(op.getStates(), states))
    define(state, current(places));
  define(op.getFailed(), {load(b.getI1Type(), failed)});
  return get(result);
}

} // namespace smelt::convert
