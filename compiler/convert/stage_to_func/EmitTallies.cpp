// Tallies and duplicates of the elements of a view, and what they weigh.
#include "compiler/convert/stage_to_func/Emitter.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/OperationSupport.h"

using namespace mlir;
using namespace smelt::text;

namespace smelt::convert {

using P = arith::CmpIPredicate;

/// The limit up to which a fold need not be exact: none in a row whose metrics are read.
Value Emitter::limitOf(Value limit) { return b.create<arith::SelectOp>(loc, isFull, i64(-1), one(limit)); }

Parts Emitter::emitTally(TallyOp op) {
  auto [sequence, n] = runsOf(op.getView());
  if (op.getLimit())
    if (Parts weights = weightsOf(op.getView(), op.getWeight()); matchPattern(weights[1], m_One())) {
      Value plus = add(weights[2], i64(op.getPlus()));
      return {call("smelt_tally_within", {context, sequence, n, weights[0], plus, limitOf(op.getLimit())}), sequence,
              n};
    }
  Value tally = call(options.fuse ? "smelt_tally_chain" : "smelt_tally_reference", {context, sequence, n});
  return {tally, sequence, n};
}

/// How many of different elements settle all that is asked of their number but rules' metrics; none if that is not
/// known.
static std::optional<int64_t> enoughOf(Value number) {
  int64_t enough = 0;
  for (Operation *user : number.getUsers()) {
    if (isa<flow::RuleOp>(user))
      continue;
    APInt bound;
    auto compare = dyn_cast<arith::CmpIOp>(user);
    if (!compare || compare.getLhs() != number || !matchPattern(compare.getRhs(), m_ConstantInt(&bound)))
      return std::nullopt;
    P p = compare.getPredicate();
    if (p != P::sge && p != P::slt && p != P::sgt && p != P::sle)
      return std::nullopt;
    enough = std::max(enough, bound.getSExtValue() + (p == P::sgt || p == P::sle));
  }
  return enough;
}

/// How many texts of a list are among the elements of a view, as far as that matters; none for other tallies.
std::optional<Value> Emitter::emitListed(TallyGetOp op) {
  auto tally = op.getTally().getDefiningOp<TallyOp>();
  auto filter = tally && tally->hasOneUse() ? tally.getView().getDefiningOp<FilterOp>() : nullptr;
  if (!options.fuse || op.getKind() != TallyKind::distinct || !filter || !filter.getView().getDefiningOp<ViewOfOp>())
    return std::nullopt;
  Block &predicate = filter.getPredicate().front();
  auto listed = cast<YieldOp>(predicate.getTerminator()).getValue().getDefiningOp<AffixOp>();
  if (!listed || listed.getKind() != AffixKind::whole || listed.getText() != predicate.getArgument(0))
    return std::nullopt;
  Value most = i64(std::numeric_limits<int64_t>::max());
  if (auto enough = enoughOf(op.getResult()))
    most = b.create<arith::SelectOp>(loc, isFull, most, i64(*enough));
  Value table = runtime.bytes(b, loc, textTable(listed.getLiterals()));
  return call("smelt_seq_listed", {context, materialize(filter.getView()), table, most});
}

/// All three results are defined at once; an empty tally gives an empty text or run.
Parts Emitter::emitTop(TallyTopOp op, Value result) {
  Parts tally = get(op.getTally());
  Value index = op.getLongest() ? call(options.fuse ? "smelt_tally_longest_chain" : "smelt_tally_longest_reference",
                                       {context, tally[1], tally[2], tally[0]})
                                : call("smelt_tally_top", {tally[0]});
  Value found = compare(P::sge, index, i64(0));
  Type type = op.getValue().getType();
  Parts value;
  if (isa<ViewType>(type)) {
    Value zero = i64(0);
    value = {tally[1], b.create<arith::SelectOp>(loc, found, index, zero),
             b.create<arith::SelectOp>(loc, found, tally[2], zero)};
  } else {
    // Element 0 of an empty sequence must not be read: guard with slots.
    Parts address;
    SmallVector<Type> types =
        isa<StrType, JsonType>(type) ? SmallVector<Type>{pointerType(), b.getI64Type()} : SmallVector<Type>{type};
    for (Type t : types) {
      address.push_back(slot(t));
      store(b.create<LLVM::ZeroOp>(loc, t), address.back());
    }
    ifThen(found, [&] {
      for (auto [part, a] : llvm::zip(elementAt(tally[1], type, index), address))
        store(part, a);
    });
    for (auto [t, a] : llvm::zip(types, address))
      value.push_back(load(t, a));
  }
  define(op.getValue(), value);
  define(op.getCount(), {call("smelt_tally_top_count", {tally[0]})});
  define(op.getFound(), {found});
  return get(result);
}

/// Weights of the elements of a view: (array, per element, constant). The array is over elements where a run weighs the
/// sum of its elements plus a constant, else over runs.
Parts Emitter::makeWeights(Value runs, Region &region) {
  Value yielded = cast<YieldOp>(region.front().getTerminator()).getValue();
  auto ngrams = runs.getDefiningOp<NgramsOp>();
  auto addition = yielded.getDefiningOp<arith::AddIOp>();
  auto plus = addition ? addition.getRhs().getDefiningOp<arith::ConstantIntOp>() : nullptr;
  auto sum = (plus ? addition.getLhs() : yielded).getDefiningOp<FoldOp>();
  auto map = sum && sum.getKind() == FoldKind::sum ? sum.getView().getDefiningOp<MapOp>() : nullptr;
  bool perElement = ngrams && map && map.getView() == region.getArgument(0);
  Value view = perElement ? ngrams.getView() : runs;
  Region &weight = perElement ? map.getFunction() : region;
  Value weights = collect(mostElements(view), b.getI64Type(),
                          [&](Body body) { forEach(view, [&](const Parts &e) { body(inlineRegion(weight, e)); }); });
  Value array = load(pointerType(), gep(weights, i64(2), b.getI64Type()));
  return {array, i64(perElement), i64(perElement && plus ? plus.value() : 0)};
}

/// Folds at several n weigh the same elements alike: one array for each view and region. That of a view of the stage
/// stays in a slot for later rules.
Parts Emitter::weightsOf(Value runs, Region &region) {
  if (region.empty())
    return {nullPointer(), i64(0), i64(0)};
  auto ngrams = runs.getDefiningOp<NgramsOp>();
  Value root = ngrams ? ngrams.getView() : runs;
  for (Scope &scope : scopes)
    for (auto &[view, known, parts] : scope.weights)
      if (view == root && options.fuse &&
          OperationEquivalence::isRegionEquivalentTo(known, &region, OperationEquivalence::IgnoreLocations))
        return parts;
  for (auto &[view, known, address, plus] : weightSlots)
    if (view == root &&
        OperationEquivalence::isRegionEquivalentTo(known, &region, OperationEquivalence::IgnoreLocations))
      return {load(pointerType(), address), i64(1), i64(plus)};
  Parts parts = makeWeights(runs, region);
  APInt plus;
  if (!matchPattern(parts[1], m_One()) || !matchPattern(parts[2], m_ConstantInt(&plus)))
    return parts;
  scopes.back().weights.emplace_back(root, &region, parts);
  if (options.fuse && !conditional && root.getParentBlock() == stageBody) {
    weightSlots.emplace_back(root, &region, slot(pointerType()), plus.getSExtValue());
    store(parts[0], std::get<2>(weightSlots.back()));
  }
  return parts;
}

Value Emitter::emitDuplicates(DuplicatesOp op) {
  auto [sequence, n] = runsOf(op.getView());
  Parts weights = weightsOf(op.getView(), op.getWeight());
  int64_t flags = (op.getFirst() ? 1 : 0) | (op.getGreedy() ? 2 : 0) | (op.getJoined() ? 4 : 0);
  if (op.getLimit())
    return call("smelt_duplicates_within",
                {context, sequence, n, i64(flags), weights[0], weights[1], weights[2], limitOf(op.getLimit())});
  return call(options.fuse ? "smelt_duplicates_chain" : "smelt_duplicates_reference",
              {context, sequence, n, i64(flags), weights[0], weights[1], weights[2]});
}

} // namespace smelt::convert
