#include "compiler/gen/Generator.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/Matchers.h"
#include <cmath>
#include <limits>

using namespace mlir;
using smelt::sema::ExprKind;

namespace smelt::gen {

// ---- arithmetic ----------------------------------------------------------------------------------------------------

/// Counts of a document of at most 2^40 bytes, and small constants: their sums and differences cannot overflow.
static bool isSmall(Value v, int depth = 4) {
  IntegerAttr constant;
  if (matchPattern(v, m_Constant(&constant)))
    return constant.getValue().abs().ult(1ull << 40);
  Operation *op = v.getDefiningOp();
  if (!op || depth == 0)
    return false;
  if (isa<text::TallyGetOp, text::TallyTopOp, text::TallyLargestOp, text::DuplicatesOp, text::FindAllOp, text::SizeOp>(
          op))
    return true;
  if (auto fold = dyn_cast<text::FoldOp>(op)) {
    if (fold.getKind() == text::FoldKind::count)
      return true;
    auto map = fold.getView().getDefiningOp<text::MapOp>();
    return map && isSmall(cast<text::YieldOp>(map.getFunction().front().getTerminator()).getValue(), depth - 1);
  }
  if (isa<arith::AddIOp, arith::SubIOp>(op))
    return isSmall(op->getOperand(0), depth - 1) && isSmall(op->getOperand(1), depth - 1);
  return false;
}

/// A product fails on overflow; it is formed in 128 bits unless its factors are known to be small.
Val Generator::product(const Val &x, const Val &y) {
  auto isTiny = [](Value v) {
    IntegerAttr k;
    return matchPattern(v, m_Constant(&k)) && k.getValue().abs().ult(1u << 20);
  };
  if (isSmall(x.value) && isSmall(y.value) && (isTiny(x.value) || isTiny(y.value)))
    return propagate(b.create<arith::MulIOp>(loc, x.value, y.value), {x, y});
  Type wide = b.getIntegerType(128);
  auto extend = [&](Value v) { return b.create<arith::ExtSIOp>(loc, wide, v).getResult(); };
  Value whole = b.create<arith::MulIOp>(loc, extend(x.value), extend(y.value));
  Value result = b.create<arith::TruncIOp>(loc, b.getI64Type(), whole);
  Val v = propagate(result, {x, y});
  failWhere(v, b.create<arith::CmpIOp>(loc, arith::CmpIPredicate::ne, whole, extend(result)));
  return v;
}

/// Overflow fails: the sign of the result is then wrong. Of a sum, where both operands' signs differ from it; of a
/// difference, where the operands' signs differ and the result's differs from the first.
Val Generator::integerArithmetic(sema::Op op, const Val &x, const Val &y) {
  if (op == sema::Op::mul)
    return product(x, y);
  bool isSum = op == sema::Op::add;
  Value result = isSum ? b.create<arith::AddIOp>(loc, x.value, y.value).getResult()
                       : b.create<arith::SubIOp>(loc, x.value, y.value).getResult();
  Val v = propagate(result, {x, y});
  if (isSmall(x.value) && isSmall(y.value))
    return v;
  Value first = b.create<arith::XOrIOp>(loc, x.value, result);
  Value second = b.create<arith::XOrIOp>(loc, isSum ? y.value : x.value, isSum ? result : y.value);
  failWhere(v, b.create<arith::CmpIOp>(loc, arith::CmpIPredicate::slt, both(first, second), integer(0)));
  return v;
}

/// What a number is at most, up or down: infinite where that is not known.
static double magnitude(Value v, int depth = 6) {
  constexpr double unknown = std::numeric_limits<double>::infinity(), integers = 0x1p63;
  FloatAttr constant;
  if (matchPattern(v, m_Constant(&constant)))
    return std::abs(constant.getValueAsDouble());
  Operation *op = v.getDefiningOp();
  if (!op || depth == 0)
    return unknown;
  auto of = [&](unsigned i) { return magnitude(op->getOperand(i), depth - 1); };
  if (isa<arith::SIToFPOp>(op))
    return integers;
  if (isa<arith::AddFOp, arith::SubFOp>(op))
    return of(0) + of(1);
  if (isa<arith::MulFOp>(op))
    return of(0) * of(1);
  if (isa<arith::NegFOp, math::AbsFOp>(op))
    return of(0);
  if (isa<arith::MinimumFOp, arith::MaximumFOp>(op))
    return std::max(of(0), of(1));
  if (isa<arith::SelectOp>(op))
    return std::max(of(1), of(2));
  // A division by zero has failed, and no other integer is below 1.
  if (isa<arith::DivFOp>(op) && isa_and_nonnull<arith::SIToFPOp>(op->getOperand(1).getDefiningOp()))
    return of(0);
  if (isa<arith::DivFOp>(op) && matchPattern(op->getOperand(1), m_Constant(&constant)))
    return of(0) / std::abs(constant.getValueAsDouble());
  return unknown;
}

void Generator::failUnlessFinite(Val &v) {
  if (std::isfinite(magnitude(v.value)))
    return;
  Value size = b.create<math::AbsFOp>(loc, v.value);
  failWhere(
      v, b.create<arith::CmpFOp>(loc, arith::CmpFPredicate::UEQ, size, real(std::numeric_limits<double>::infinity())));
}

Val Generator::realArithmetic(sema::Op op, const Val &x, const Val &y) {
  Value a = toReal(x.value), c = toReal(y.value), result;
  if (op == sema::Op::add)
    result = b.create<arith::AddFOp>(loc, a, c);
  else if (op == sema::Op::sub)
    result = b.create<arith::SubFOp>(loc, a, c);
  else if (op == sema::Op::mul)
    result = b.create<arith::MulFOp>(loc, a, c);
  else
    result = b.create<arith::DivFOp>(loc, a, c);
  Val v = propagate(result, {x, y});
  if (op == sema::Op::div) {
    FloatAttr f;
    IntegerAttr i;
    bool safe = (matchPattern(y.value, m_Constant(&f)) && !f.getValue().isZero()) ||
                (matchPattern(y.value, m_Constant(&i)) && !i.getValue().isZero());
    if (!safe)
      failWhere(v, b.create<arith::CmpFOp>(loc, arith::CmpFPredicate::OEQ, c, real(0)));
  }
  failUnlessFinite(v);
  return v;
}

Val Generator::arithmetic(const sema::Expr &e) {
  Val x = emit(e.operands[0]);
  bool isReal = !x.value || x.value.getType().isF64();
  if (e.op == sema::Op::neg) {
    if (isReal)
      return propagate(b.create<arith::NegFOp>(loc, x.value), {x});
    return integerArithmetic(sema::Op::sub, plain(integer(0)), x);
  }
  Val y = emit(e.operands[1]);
  if (e.op == sema::Op::div || isReal || y.value.getType().isF64())
    return realArithmetic(e.op, x, y);
  return integerArithmetic(e.op, x, y);
}

// ---- logic ---------------------------------------------------------------------------------------------------------

/// Whether two values are the same result of equal ops: flags of one field, asked for twice.
static bool isSame(Value x, Value y) {
  auto a = dyn_cast_or_null<OpResult>(x), c = dyn_cast_or_null<OpResult>(y);
  return x == y ||
         (a && c && a.getResultNumber() == c.getResultNumber() &&
          OperationEquivalence::isEquivalentTo(a.getOwner(), c.getOwner(), OperationEquivalence::IgnoreLocations));
}

/// `false and failed` is false, `true or failed` is true: a failure counts only where the value depends on it.
Val Generator::logic(const sema::Expr &e) {
  Val x = emit(e.operands[0]);
  if (e.op == sema::Op::not_)
    return propagate(negate(x.value), {x});
  Val y = emit(e.operands[1]);
  bool isAnd = e.op == sema::Op::and_;
  Val v = plain(isAnd ? both(x.value, y.value) : either(x.value, y.value));
  Value xBad = either(x.null, x.failed), yBad = either(y.null, y.failed);
  if (!xBad && !yBad)
    return v;
  // A good operand may fix the result; it is the value then, whatever the other one holds.
  auto fixes = [&](const Val &side) { return isAnd ? negate(side.value) : side.value; };
  if (isSame(xBad, yBad))
    v.failed = xBad;
  else if (!xBad || !yBad)
    v.failed = xBad ? both(xBad, negate(fixes(y))) : both(yBad, negate(fixes(x)));
  else
    v.failed = both(either(xBad, yBad), negate(either(both(fixes(x), negate(xBad)), both(fixes(y), negate(yBad)))));
  return v;
}

Val Generator::isNull(const sema::Expr &e) {
  Val v = emit(e.operands[0]);
  Value null = orFalse(v.null);
  Val result = plain(e.flag ? negate(null) : null);
  result.failed = v.failed;
  return result;
}

static bool bothJson(const Val &x, const Val &y) {
  return x.value && y.value && isa<text::JsonType>(x.value.getType()) && isa<text::JsonType>(y.value.getType());
}

Val Generator::choose(Value condition, const Val &x, const Val &y, const sema::Expr &e) {
  Val v;
  if (x.isRecord() != y.isRecord())
    return choose(condition, encode(x, e.type, e), encode(y, e.type, e), e);
  if (sema::TypeRef type = e.type->kind == sema::TypeKind::optional ? e.type->args[0] : e.type;
      (type->kind == sema::TypeKind::list || type->kind == sema::TypeKind::view) && !bothJson(x, y))
    return decode(choose(condition, encode(x, type, e), encode(y, type, e), e), type, e);
  if (x.isRecord() && x.fields.size() == y.fields.size()) {
    for (size_t i = 0; i < x.fields.size(); ++i)
      v.fields.push_back(choose(condition, x.fields[i], y.fields[i], e));
  } else {
    bool isScalar = x.value && y.value && !isa<text::ViewType, text::TallyType>(x.value.getType());
    if (!isScalar || x.value.getType() != y.value.getType())
      return unsupported(e, "a choice between these values");
    v.value = b.create<arith::SelectOp>(loc, condition, x.value, y.value);
  }
  auto flag = [&](Value a, Value c) -> Value {
    return a || c ? b.create<arith::SelectOp>(loc, condition, orFalse(a), orFalse(c)).getResult() : Value();
  };
  v.null = flag(x.null, y.null);
  v.failed = flag(x.failed, y.failed);
  return v;
}

/// A record is replaced as a whole if one of its fields failed.
Val Generator::coalesce(const sema::Expr &e) {
  Val x = emit(e.operands[0]);
  Value bad = either(x.null, x.failed);
  for (Val &field : x.fields) {
    bad = either(bad, field.failed);
    field.failed = nullptr;
  }
  if (!bad)
    return x;
  x.null = x.failed = nullptr; // false wherever it is chosen
  return choose(bad, emit(e.operands[1]), x, e);
}

Val Generator::conditional(const sema::Expr &e) {
  Val condition = emit(e.operands[0]), x = emit(e.operands[1]), y = emit(e.operands[2]);
  Val v = choose(condition.value, x, y, e);
  failWhere(v, either(condition.failed, condition.null));
  return v;
}

// ---- conversion ----------------------------------------------------------------------------------------------------

Val Generator::convert(const sema::Expr &e) {
  Val x = emit(e.operands[0]);
  if (!x.value)
    return x;
  Type wanted = typeOf(e.type), have = x.value.getType();
  if (wanted == have)
    return x;
  if (wanted.isF64() && have.isInteger(64))
    return propagate(toReal(x.value), {x});
  if (isa<text::ViewType>(wanted) && isa<text::ViewType>(have) && isa<text::ViewType>(elementOf(x.value)))
    return propagate(listsWritten(x.value), {x});
  if (isa<text::StrType, text::JsonType>(have)) {
    if (isa<text::JsonType>(have) && isa<text::ViewType, text::JsonType>(wanted))
      return decode(x, e.type, e);
    if (isa<text::ViewType, text::JsonType>(wanted))
      return unsupported(e, "this conversion");
    auto parse = b.create<text::ParseOp>(loc, wanted, b.getI1Type(), x.value);
    Val v = propagate(parse.getValue(), {x});
    failWhere(v, negate(parse.getOk()));
    return v;
  }
  if (isa<text::StrType>(wanted))
    return propagate(shown(x), {x});
  return unsupported(e, "this conversion");
}

Val Generator::concatText(const sema::Expr &e) {
  std::vector<Val> operands;
  SmallVector<Value> pieces;
  for (const sema::ExprRef &operand : e.operands) {
    operands.push_back(emit(operand));
    Value piece = shown(operands.back());
    if (!piece)
      return unsupported(*operand, "this value in a text");
    pieces.push_back(piece);
  }
  return propagate(b.create<text::ConcatOp>(loc, strType(), pieces), operands);
}

} // namespace smelt::gen
