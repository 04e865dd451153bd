// The kernel of a stage: a loop over rows; for each row the rules in order of cost, then the new columns.
//
// Rules of one `where` (part) are judged level by level: what is cheap first. A rule is looked at while it or one that
// comes after it could still be the one that is blamed: `firstFailed`, made of the smallest index that failed, is above
// the smallest index left; or if the row takes the full path. The next part is entered only by rows that all parts
// before it kept.
#include "compiler/convert/stage_to_func/Emitter.h"

using namespace mlir;
using namespace smelt::text;
using namespace smelt::flow;

namespace smelt::convert {

using Pr = arith::CmpIPredicate;
static constexpr int64_t kept = 0x7fffffff;

LogicalResult Emitter::emit(StageOp stage) {
  loc = stage.getLoc();
  scopes.clear();
  slots.clear();
  weightSlots.clear();
  scannedMasks.clear();
  ruleIndex.clear();
  Type pointer = pointerType(), i64Type = b.getI64Type();
  auto type = b.getFunctionType({pointer, i64Type, pointer, pointer, pointer, pointer, pointer}, {b.getI32Type()});
  b.setInsertionPointToEnd(module.getBody());
  auto function = b.create<func::FuncOp>(loc, stage.getName(), type);
  entry = function.addEntryBlock();
  stageBody = &stage.getBody().front();
  costs.emplace(stageBody);
  b.setInsertionPointToStart(entry);
  scopes.emplace_back();
  context = entry->getArgument(0);
  firstFailed = slot(b.getI32Type());
  b.setInsertionPointToEnd(entry);
  int64_t index = 0;
  for (RuleOp rule : stageBody->getOps<RuleOp>())
    ruleIndex[rule] = index++;
  forLoop(i64(0), entry->getArgument(1), [&](Value row) { emitRow(stage, row); });
  b.create<func::ReturnOp>(loc, ValueRange{i32(0)});
  return status;
}

/// A row whose text came as JSON writes it needs no more than what `raw` says (leave-raw), or the same edits.
void Emitter::emitRow(StageOp stage, Value row) {
  auto raw = stage->getAttrOfType<DictionaryAttr>("raw");
  isRaw = nullptr;
  if (!raw)
    return judgeRow(stage, row);
  auto inputs = stage.getInputs().getAsRange<StringAttr>();
  const auto field = llvm::find(inputs, raw.getAs<StringAttr>("field")) - inputs.begin();
  Value column = gep(entry->getArgument(2), i64(2 * field), pointerType());
  Value states = load(pointerType(), gep(column, i64(1), pointerType()));
  Value state = load(b.getI8Type(), gep(states, row, b.getI8Type()));
  isRaw = compare(Pr::eq, state, b.create<arith::ConstantIntOp>(loc, SMELT_RAW, 8));
  if (raw.contains("commutes"))
    return judgeRow(stage, row);
  ifThen(isRaw, [&] {
    for (auto [i, result] : llvm::enumerate(raw.getAs<ArrayAttr>("results")))
      passRaw(result, column, gep(entry->getArgument(3), i64(2 * i), pointerType()), row);
    store(i32(SMELT_KEPT), gep(entry->getArgument(5), row, b.getI32Type()));
  });
  ifThen(isNot(std::exchange(isRaw, nullptr)), [&] { judgeRow(stage, row); });
}

/// The raw text of a column, trimmed or not, or a constant, as what a stage gives.
void Emitter::passRaw(Attribute result, Value from, Value to, Value row) {
  auto constant = dyn_cast<StringAttr>(result);
  Value at = b.create<arith::MulIOp>(loc, row, i64(2));
  Value source = gep(load(pointerType(), from), at, b.getI64Type());
  Value target = gep(load(pointerType(), to), at, b.getI64Type());
  Parts value;
  if (constant)
    value = {runtime.bytes(b, loc, constant.getValue()), i64(constant.size())};
  else
    value = {load(pointerType(), source), load(b.getI64Type(), gep(source, i64(1), b.getI64Type()))};
  if (auto trim = dyn_cast<DictionaryAttr>(result))
    value = callText("smelt_trim_json", {i64(trim.getAs<IntegerAttr>("trim").getInt()), value[0], value[1],
                                         runtime.setTable(b, loc, trim.getAs<text::CharSetAttr>("of"))});
  store(value[0], target);
  store(value[1], gep(target, i64(1), b.getI64Type()));
  Value states = load(pointerType(), gep(to, i64(1), pointerType()));
  store(b.create<arith::ConstantIntOp>(loc, constant ? SMELT_OK : SMELT_RAW, 8), gep(states, row, b.getI8Type()));
}

void Emitter::judgeRow(StageOp stage, Value row) {
  call("smelt_row", {context});
  path = load(b.getI8Type(), gep(entry->getArgument(4), row, b.getI8Type()));
  isFull = compare(Pr::eq, path, b.create<arith::ConstantIntOp>(loc, SMELT_PATH_FULL, 8));
  Value rules = i64(ruleIndex.size());
  metricsRow = gep(entry->getArgument(6), b.create<arith::MulIOp>(loc, row, rules), b.getI64Type());
  store(i32(kept), firstFailed);
  ifThen(isFull, [&] {
    forLoop(i64(0), rules, [&](Value r) {
      store(i64(static_cast<int64_t>(SMELT_METRIC_UNMEASURED_BITS)), gep(metricsRow, r, b.getI64Type()));
    });
  });
  readInputs(stage, row);
  int64_t parts = 0;
  for (RuleOp rule : stageBody->getOps<RuleOp>())
    parts = std::max<int64_t>(parts, rule.getPart() + 1);
  for (int64_t part = 0; part < parts; ++part)
    emitPart(stage, part);
  Value failed = load(b.getI32Type(), firstFailed);
  Value isKept = compare(Pr::eq, failed, i32(kept));
  ifThen(isKept, [&] { writeOutputs(stage, row); });
  Value undefined = compare(Pr::eq, b.create<arith::AndIOp>(loc, failed, i32(1)), i32(0));
  Value verdict = b.create<arith::ShRUIOp>(loc, failed, i32(1));
  verdict =
      b.create<arith::OrIOp>(loc, verdict, b.create<arith::SelectOp>(loc, undefined, i32(SMELT_UNDEFINED), i32(0)));
  store(b.create<arith::SelectOp>(loc, isKept, i32(SMELT_KEPT), verdict),
        gep(entry->getArgument(5), row, b.getI32Type()));
}

/// Columns are {values, state}; an input gives value, null, failed to the stage's block arguments.
void Emitter::readInputs(StageOp stage, Value row) {
  for (size_t i = 0; i < stage.getInputs().size(); ++i) {
    Value column = gep(entry->getArgument(2), i64(2 * i), pointerType());
    Value values = load(pointerType(), column);
    Value states = load(pointerType(), gep(column, i64(1), pointerType()));
    Value state = load(b.getI8Type(), gep(states, row, b.getI8Type()));
    auto is = [&](int64_t s) { return compare(Pr::eq, state, b.create<arith::ConstantIntOp>(loc, s, 8)); };
    BlockArgument argument = stageBody->getArgument(3 * i);
    Type type = argument.getType();
    Parts value;
    if (isa<StrType, JsonType>(type)) {
      Value p = gep(values, b.create<arith::MulIOp>(loc, row, i64(2)), b.getI64Type());
      value = {load(pointerType(), p), load(b.getI64Type(), gep(p, i64(1), b.getI64Type()))};
    } else if (type.isInteger(1)) {
      value = {isNonzero(load(b.getI8Type(), gep(values, row, b.getI8Type())))};
    } else {
      value = {load(type, gep(values, row, type))};
    }
    auto &scope = scopes.back().values;
    scope[argument] = value;
    scope[stageBody->getArgument(3 * i + 1)] = {b.create<arith::OrIOp>(loc, is(SMELT_NULL), is(SMELT_ABSENT))};
    scope[stageBody->getArgument(3 * i + 2)] = {is(SMELT_FAILED)};
  }
}

void Emitter::emitPart(StageOp stage, int64_t part) {
  SmallVector<RuleOp> byLevel[levels];
  for (RuleOp rule : stageBody->getOps<RuleOp>()) {
    if (static_cast<int64_t>(rule.getPart()) != part)
      continue;
    byLevel[options.fuse ? costs->of(rule) : scalar].push_back(rule);
  }
  Value alive = compare(Pr::eq, load(b.getI32Type(), firstFailed), i32(kept));
  SmallVector<RuleOp> rules;
  SmallVector<bool> opens; // whether a rule is asked for by itself, not with the one before it
  for (int level = 0; level < levels; ++level)
    for (RuleOp rule : byLevel[level]) {
      opens.push_back(level >= segments || rule == byLevel[level].front());
      rules.push_back(rule);
    }
  // The smallest index that a rule or a later one could blame: makes "needed" monotone, so that what a later rule reads
  // from slots was surely computed.
  SmallVector<int64_t> smallest(rules.size());
  for (size_t i = rules.size(); i-- > 0;)
    smallest[i] = std::min(ruleIndex[rules[i]], i + 1 < rules.size() ? smallest[i + 1] : kept);
  ifThen(alive, [&] {
    for (size_t i = 0, end; i < rules.size(); i = end) {
      end = i + 1;
      while (end < rules.size() && (!opens[end] || smallest[end] == smallest[i]))
        ++end;
      emitNeeded(ArrayRef(rules).slice(i, end - i), smallest[i]);
    }
  });
}

void Emitter::emitNeeded(ArrayRef<RuleOp> rules, int64_t firstRule) {
  Value needed = compare(Pr::sgt, load(b.getI32Type(), firstFailed), i32(2 * firstRule + 1));
  ifThen(b.create<arith::OrIOp>(loc, isFull, needed), [&] {
    for (RuleOp rule : rules)
      emitRule(rule);
  });
}

/// What failed is kept as twice the rule's index, plus one unless its metric failed: the smallest is blamed.
/// With --report=none (path 0) a failure counts as rule 0's, below which nothing is looked at.
void Emitter::emitRule(RuleOp rule) {
  Location outer = loc;
  loc = rule.getLoc();
  Value failed = one(rule.getFailed()), holds = one(rule.getHolds());
  Value good = b.create<arith::AndIOp>(loc, holds, b.create<arith::XOrIOp>(loc, failed, i1(true)));
  int64_t index = ruleIndex[rule];
  Value any = compare(Pr::eq, path, b.create<arith::ConstantIntOp>(loc, SMELT_PATH_ANY, 8));
  Value undefined = b.create<arith::SelectOp>(loc, failed, i32(2 * index), i32(2 * index + 1));
  Value blamed = b.create<arith::SelectOp>(loc, any, i32(1), undefined);
  Value before = load(b.getI32Type(), firstFailed);
  Value after = b.create<arith::SelectOp>(loc, good, before, b.create<arith::MinSIOp>(loc, before, blamed));
  store(after, firstFailed);
  if (rule.getMetric()) {
    Value metric = one(rule.getMetric());
    if (metric.getType().isInteger(64))
      metric = b.create<arith::SIToFPOp>(loc, b.getF64Type(), metric);
    Value bits = b.create<arith::BitcastOp>(loc, b.getI64Type(), metric);
    bits = b.create<arith::SelectOp>(loc, failed, i64(static_cast<int64_t>(SMELT_METRIC_UNDEFINED_BITS)), bits);
    ifThen(isFull, [&] { store(bits, gep(metricsRow, i64(index), b.getI64Type())); });
  }
  loc = outer;
}

void Emitter::writeOutputs(StageOp stage, Value row) {
  auto yield = cast<flow::YieldOp>(stageBody->getTerminator());
  for (size_t i = 0; i < stage.getOutputs().size(); ++i)
    writeOutput(gep(entry->getArgument(3), i64(2 * i), pointerType()), row, yield.getValues().slice(3 * i, 3));
}

void Emitter::writeOutput(Value column, Value row, ValueRange triple) {
  Value values = load(pointerType(), column);
  Value states = load(pointerType(), gep(column, i64(1), pointerType()));
  Type type = triple[0].getType();
  Parts parts = get(triple[0]);
  if (isa<StrType, JsonType, TextsType>(type)) {
    if (!isa<TextsType>(type))
      parts = callText("smelt_settle", {context, parts[0], parts[1]});
    Value p = gep(values, b.create<arith::MulIOp>(loc, row, i64(2)), b.getI64Type());
    store(parts[0], p);
    store(parts[1], gep(p, i64(1), b.getI64Type()));
  } else if (type.isInteger(1)) {
    store(b.create<arith::ExtUIOp>(loc, b.getI8Type(), parts[0]), gep(values, row, b.getI8Type()));
  } else {
    store(parts[0], gep(values, row, type));
  }
  auto state = [&](int64_t s) { return b.create<arith::ConstantIntOp>(loc, s, 8).getResult(); };
  Value good = isRaw ? b.create<arith::SelectOp>(loc, isRaw, state(SMELT_RAW), state(SMELT_OK)) : state(SMELT_OK);
  Value s = b.create<arith::SelectOp>(loc, one(triple[1]), state(SMELT_NULL), good);
  s = b.create<arith::SelectOp>(loc, one(triple[2]), state(SMELT_FAILED), s);
  store(s, gep(states, row, b.getI8Type()));
}

} // namespace smelt::convert
