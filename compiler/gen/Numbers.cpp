// Functions of numbers.
#include "compiler/gen/Builtins.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;

namespace smelt::gen {

static Value number(const Call &c, size_t index = 0) { return c.g.toReal(c.args[index].value); }

template <class Op> static Val integers(const Call &c) {
  return c.result(c.g.b.create<Op>(c.g.loc, c.args[0].value, c.args[1].value));
}
template <class Op> static Val reals(const Call &c) {
  return c.result(c.g.b.create<Op>(c.g.loc, number(c, 0), number(c, 1)));
}
template <class Op> static Val real(const Call &c) { return c.result(c.g.b.create<Op>(c.g.loc, number(c))); }

/// A root or logarithm of what has none fails.
template <class Op, arith::CmpFPredicate good> static Val partial(const Call &c) {
  Val v = real<Op>(c);
  c.g.failWhere(v, c.g.negate(c.g.b.create<arith::CmpFOp>(c.g.loc, good, number(c), c.g.real(0))));
  return v;
}

static Val exponential(const Call &c) {
  Val v = real<math::ExpOp>(c);
  c.g.failUnlessFinite(v);
  return v;
}

/// Fails where no Int can hold the number.
static Val toInt(const Call &c, Value rounded) {
  auto isInside = [&](arith::CmpFPredicate p, double bound) -> Value {
    return c.g.b.create<arith::CmpFOp>(c.g.loc, p, rounded, c.g.real(bound));
  };
  Value fits = c.g.both(isInside(arith::CmpFPredicate::OGE, -0x1p63), isInside(arith::CmpFPredicate::OLT, 0x1p63));
  Value safe = c.g.b.create<arith::SelectOp>(c.g.loc, fits, rounded, c.g.real(0));
  Val v = c.result(c.g.b.create<arith::FPToSIOp>(c.g.loc, c.g.b.getI64Type(), safe));
  c.g.failWhere(v, c.g.negate(fits));
  return v;
}
template <class Op> static Val toIntBy(const Call &c) { return toInt(c, c.g.b.create<Op>(c.g.loc, number(c))); }

/// Halves go away from zero. The part after the point is exact, so nothing is rounded twice.
static Val round(const Call &c) {
  OpBuilder &b = c.g.b;
  Value x = number(c), whole = b.create<math::TruncOp>(c.g.loc, x);
  Value part = b.create<math::AbsFOp>(c.g.loc, b.create<arith::SubFOp>(c.g.loc, x, whole));
  Value isFar = b.create<arith::CmpFOp>(c.g.loc, arith::CmpFPredicate::OGE, part, c.g.real(0.5));
  Value isNegative = b.create<arith::CmpFOp>(c.g.loc, arith::CmpFPredicate::OLT, x, c.g.real(0));
  Value step = b.create<arith::SelectOp>(c.g.loc, isNegative, c.g.real(-1), c.g.real(1));
  Value next = b.create<arith::AddFOp>(c.g.loc, whole, step);
  return toInt(c, b.create<arith::SelectOp>(c.g.loc, isFar, next, whole));
}

static Val absInteger(const Call &c) {
  const Val &x = c.args[0];
  Value isNegative = c.g.b.create<arith::CmpIOp>(c.g.loc, arith::CmpIPredicate::slt, x.value, c.g.integer(0));
  Val minus = c.g.integerArithmetic(sema::Op::sub, c.g.plain(c.g.integer(0)), x);
  Val v = c.g.propagate(c.g.b.create<arith::SelectOp>(c.g.loc, isNegative, minus.value, x.value), {minus});
  return v;
}

/// The remainder with the sign of the divisor. A divisor of -1 is taken as 1, whose remainder is 0 as well: the
/// smallest Int divided by -1 traps on x86.
static Val mod(const Call &c) {
  OpBuilder &b = c.g.b;
  auto is = [&](arith::CmpIPredicate p, Value v, int64_t k) -> Value {
    return b.create<arith::CmpIOp>(c.g.loc, p, v, c.g.integer(k));
  };
  Value isZero = is(arith::CmpIPredicate::eq, c.args[1].value, 0);
  Value isUnsafe = c.g.either(isZero, is(arith::CmpIPredicate::eq, c.args[1].value, -1));
  Value divisor = b.create<arith::SelectOp>(c.g.loc, isUnsafe, c.g.integer(1), c.args[1].value);
  Value rest = b.create<arith::RemSIOp>(c.g.loc, c.args[0].value, divisor);
  Value signs = b.create<arith::XOrIOp>(c.g.loc, rest, divisor);
  Value isWrong = c.g.both(is(arith::CmpIPredicate::ne, rest, 0), is(arith::CmpIPredicate::slt, signs, 0));
  Value right = b.create<arith::AddIOp>(c.g.loc, rest, divisor);
  Val v = c.result(b.create<arith::SelectOp>(c.g.loc, isWrong, right, rest));
  c.g.failWhere(v, isZero);
  return v;
}

void addNumbers(BuiltinTable &table) {
  table["Int.min"] = integers<arith::MinSIOp>;
  table["Int.max"] = integers<arith::MaxSIOp>;
  table["Float.min"] = reals<arith::MinimumFOp>;
  table["Float.max"] = reals<arith::MaximumFOp>;
  table["Int.abs"] = absInteger;
  table["Int.mod"] = mod;
  table["Float.abs"] = real<math::AbsFOp>;
  table["Float.exp"] = exponential;
  table["Float.sqrt"] = partial<math::SqrtOp, arith::CmpFPredicate::OGE>;
  table["Float.log2"] = partial<math::Log2Op, arith::CmpFPredicate::OGT>;
  table["Float.floor"] = toIntBy<math::FloorOp>;
  table["Float.ceil"] = toIntBy<math::CeilOp>;
  table["Float.round"] = round;
}

} // namespace smelt::gen
