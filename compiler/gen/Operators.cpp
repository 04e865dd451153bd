#include "compiler/gen/Generator.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Matchers.h"

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

/// Overflow fails. A product is formed in 128 bits where its factors are not known to be small.
Val Generator::integerArithmetic(sema::Op op, const Val &x, const Val &y) {
  Value a = x.value, c = y.value;
  bool small = isSmall(a) && isSmall(c);
  if (op == sema::Op::mul) {
    auto constantBelow = [](Value v) {
      IntegerAttr k;
      return matchPattern(v, m_Constant(&k)) && k.getValue().abs().ult(1u << 20);
    };
    if (small && (constantBelow(a) || constantBelow(c)))
      return propagate(b.create<arith::MulIOp>(loc, a, c), {x, y});
    Type wide = b.getIntegerType(128);
    auto extend = [&](Value v) { return b.create<arith::ExtSIOp>(loc, wide, v).getResult(); };
    Value product = b.create<arith::MulIOp>(loc, extend(a), extend(c));
    Value result = b.create<arith::TruncIOp>(loc, b.getI64Type(), product);
    Val v = propagate(result, {x, y});
    v.failed = either(v.failed, b.create<arith::CmpIOp>(loc, arith::CmpIPredicate::ne, product, extend(result)));
    return v;
  }
  Value result = op == sema::Op::add ? b.create<arith::AddIOp>(loc, a, c).getResult()
                                     : b.create<arith::SubIOp>(loc, a, c).getResult();
  Val v = propagate(result, {x, y});
  if (small)
    return v;
  // The sign of the result is wrong: add when both operands' signs differ from it, sub when the operands' signs differ.
  Value first = b.create<arith::XOrIOp>(loc, a, result);
  Value second = b.create<arith::XOrIOp>(loc, op == sema::Op::add ? c : a, op == sema::Op::add ? result : c);
  Value both = b.create<arith::AndIOp>(loc, first, second);
  v.failed = either(v.failed, b.create<arith::CmpIOp>(loc, arith::CmpIPredicate::slt, both, integer(0)));
  return v;
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
      v.failed = either(v.failed, b.create<arith::CmpFOp>(loc, arith::CmpFPredicate::OEQ, c, real(0)));
  }
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

// ---- comparison ----------------------------------------------------------------------------------------------------

static arith::CmpIPredicate integerPredicate(sema::Op op) {
  using P = arith::CmpIPredicate;
  switch (op) {
  case sema::Op::eq:
    return P::eq;
  case sema::Op::ne:
    return P::ne;
  case sema::Op::lt:
    return P::slt;
  case sema::Op::le:
    return P::sle;
  case sema::Op::gt:
    return P::sgt;
  default:
    return P::sge;
  }
}

static arith::CmpFPredicate realPredicate(sema::Op op) {
  using P = arith::CmpFPredicate;
  switch (op) {
  case sema::Op::eq:
    return P::OEQ;
  case sema::Op::ne:
    return P::UNE;
  case sema::Op::lt:
    return P::OLT;
  case sema::Op::le:
    return P::OLE;
  case sema::Op::gt:
    return P::OGT;
  default:
    return P::OGE;
  }
}

Value Generator::compareValues(sema::Op op, const Val &x, const Val &y, const sema::Expr &xe, const sema::Expr &ye) {
  Type type = x.value.getType();
  if (isa<text::StrType>(type)) {
    const sema::Expr *constant = ye.kind == ExprKind::text ? &ye : xe.kind == ExprKind::text ? &xe : nullptr;
    if (constant && (op == sema::Op::eq || op == sema::Op::ne)) {
      Value other = constant == &ye ? x.value : y.value;
      Value same = b.create<text::AffixOp>(loc, b.getI1Type(), text::AffixKind::whole, other,
                                           b.getStrArrayAttr({constant->text}));
      return op == sema::Op::eq ? same : negate(same);
    }
    Value order = b.create<text::CompareOp>(loc, b.getI64Type(), x.value, y.value);
    return b.create<arith::CmpIOp>(loc, integerPredicate(op), order, integer(0));
  }
  if (type.isF64() || y.value.getType().isF64())
    return b.create<arith::CmpFOp>(loc, realPredicate(op), toReal(x.value), toReal(y.value));
  return b.create<arith::CmpIOp>(loc, integerPredicate(op), x.value, y.value);
}

Val Generator::compare(const sema::Expr &e) {
  Val x = emit(e.operands[0]), y = emit(e.operands[1]);
  if (!x.value || !y.value || isa<text::ViewType, text::JsonType>(x.value.getType()))
    return unsupported(e, "a comparison of these values");
  return propagate(compareValues(e.op, x, y, *e.operands[0], *e.operands[1]), {x, y});
}

Val Generator::contains(const sema::Expr &e) {
  Val x = emit(e.operands[0]), set = emit(e.operands[1]);
  Value in;
  if (auto *list = elements(set)) {
    if (isa<text::StrType>(x.value.getType())) {
      std::vector<StringRef> literals;
      for (const sema::ExprRef &element : *list)
        literals.push_back(element->text);
      in = b.create<text::AffixOp>(loc, b.getI1Type(), text::AffixKind::whole, x.value, b.getStrArrayAttr(literals));
    } else if (x.value.getType().isInteger(32)) {
      text::CharSet characters;
      for (const sema::ExprRef &element : *list)
        characters = characters | text::CharSet::range(static_cast<int32_t>(element->intValue),
                                                       static_cast<int32_t>(element->intValue));
      in = b.create<text::CharInOp>(loc, b.getI1Type(), x.value,
                                    text::CharSetAttr::get(b.getContext(), characters.ranges()));
    } else {
      in = boolean(false);
      for (const sema::ExprRef &element : *list) {
        Val y = emit(element);
        in = b.create<arith::OrIOp>(loc, in, compareValues(sema::Op::eq, x, y, *e.operands[0], *element));
      }
    }
  } else if (e.operands[1]->kind == ExprKind::text) {
    return unsupported(e, "`in` a constant text");
  } else {
    return unsupported(e, "`in` this collection");
  }
  return propagate(e.flag ? negate(in) : in, {x});
}

Val Generator::inRange(const sema::Expr &e) {
  Val x = emit(e.operands[0]);
  std::vector<Val> operands{x};
  Value in = boolean(true);
  for (int side : {1, 2}) {
    if (!e.operands[side])
      continue;
    Val bound = emit(e.operands[side]);
    operands.push_back(bound);
    Value holds = compareValues(side == 1 ? sema::Op::ge : sema::Op::le, x, bound, *e.operands[0], *e.operands[side]);
    in = b.create<arith::AndIOp>(loc, in, holds);
  }
  return propagate(e.flag ? negate(in) : in, operands);
}

// ---- logic ---------------------------------------------------------------------------------------------------------

/// `false and failed` is false, `true or failed` is true: a failure counts only where the value depends on it.
Val Generator::logic(const sema::Expr &e) {
  Val x = emit(e.operands[0]);
  if (e.op == sema::Op::not_)
    return propagate(negate(x.value), {x});
  Val y = emit(e.operands[1]);
  bool isAnd = e.op == sema::Op::and_;
  Val v = plain(isAnd ? b.create<arith::AndIOp>(loc, x.value, y.value).getResult()
                      : b.create<arith::OrIOp>(loc, x.value, y.value).getResult());
  Value xBad = either(x.null, x.failed), yBad = either(y.null, y.failed);
  if (!xBad && !yBad)
    return v;
  auto decides = [&](const Val &side, Value bad) { // a good operand that fixes the result
    Value fixes = isAnd ? negate(side.value) : side.value;
    return bad ? b.create<arith::AndIOp>(loc, fixes, negate(bad)).getResult() : fixes;
  };
  Value decided = b.create<arith::OrIOp>(loc, decides(x, xBad), decides(y, yBad));
  v.value = b.create<arith::SelectOp>(loc, decided, boolean(!isAnd), v.value);
  v.failed = b.create<arith::AndIOp>(loc, either(xBad, yBad), negate(decided));
  return v;
}

Val Generator::coalesce(const sema::Expr &e) {
  Val x = emit(e.operands[0]);
  Value bad = either(x.null, x.failed);
  if (!bad)
    return x;
  Val y = emit(e.operands[1]);
  if (x.value.getType() != y.value.getType())
    x.value = toReal(x.value), y.value = toReal(y.value);
  Val v = plain(b.create<arith::SelectOp>(loc, bad, y.value, x.value));
  if (y.null)
    v.null = b.create<arith::AndIOp>(loc, bad, y.null);
  if (y.failed)
    v.failed = b.create<arith::AndIOp>(loc, bad, y.failed);
  return v;
}

Val Generator::conditional(const sema::Expr &e) {
  Val condition = emit(e.operands[0]), x = emit(e.operands[1]), y = emit(e.operands[2]);
  if (!x.value || !y.value || isa<text::ViewType, text::TallyType>(x.value.getType()))
    return unsupported(e, "`if` over these values");
  if (x.value.getType() != y.value.getType())
    x.value = toReal(x.value), y.value = toReal(y.value);
  Val v = plain(b.create<arith::SelectOp>(loc, condition.value, x.value, y.value));
  auto choose = [&](Value a, Value c) -> Value {
    return a || c ? b.create<arith::SelectOp>(loc, condition.value, orFalse(a), orFalse(c)).getResult() : Value();
  };
  v.null = choose(x.null, y.null);
  v.failed = either(choose(x.failed, y.failed), either(condition.failed, condition.null));
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
  if (isa<text::StrType, text::JsonType>(have)) {
    if (isa<text::ViewType, text::JsonType>(wanted))
      return unsupported(e, "this conversion");
    auto parse = b.create<text::ParseOp>(loc, wanted, b.getI1Type(), x.value);
    Val v = propagate(parse.getValue(), {x});
    v.failed = either(v.failed, negate(parse.getOk()));
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
  return propagate(b.create<text::ConcatOp>(loc, text::StrType::get(b.getContext()), pieces), operands);
}

} // namespace smelt::gen
