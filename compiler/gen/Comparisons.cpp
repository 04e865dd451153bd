// Comparisons and membership.
#include "compiler/gen/Generator.h"
#include "lang/sema/Build.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/xxhash.h"
#include <map>

using namespace mlir;
using smelt::sema::ExprKind;

namespace smelt::gen {

static arith::CmpIPredicate integerPredicate(sema::Op op, bool isSigned) {
  using P = arith::CmpIPredicate;
  switch (op) {
  case sema::Op::eq:
    return P::eq;
  case sema::Op::ne:
    return P::ne;
  case sema::Op::lt:
    return isSigned ? P::slt : P::ult;
  case sema::Op::le:
    return isSigned ? P::sle : P::ule;
  case sema::Op::gt:
    return isSigned ? P::sgt : P::ugt;
  default:
    return isSigned ? P::sge : P::uge;
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

Value Generator::compareValues(sema::Op op, const Val &x, const Val &y) {
  Type type = x.value.getType();
  if (isa<text::JsonType>(type)) {
    Value same = b.create<text::JsonEqualOp>(loc, x.value, y.value);
    return op == sema::Op::eq ? same : negate(same);
  }
  if (isa<text::StrType>(type)) {
    auto right = constantText(y), left = constantText(x);
    if ((left || right) && (op == sema::Op::eq || op == sema::Op::ne)) {
      Value same = b.create<text::AffixOp>(loc, b.getI1Type(), text::AffixKind::whole, right ? x.value : y.value,
                                           b.getStrArrayAttr({right ? *right : *left}));
      return op == sema::Op::eq ? same : negate(same);
    }
    Value order = b.create<text::CompareOp>(loc, b.getI64Type(), x.value, y.value);
    return b.create<arith::CmpIOp>(loc, integerPredicate(op, true), order, integer(0));
  }
  if (type.isF64() || y.value.getType().isF64())
    return b.create<arith::CmpFOp>(loc, realPredicate(op), toReal(x.value), toReal(y.value));
  return b.create<arith::CmpIOp>(loc, integerPredicate(op, !type.isInteger(1)), x.value, y.value);
}

bool isWritten(sema::TypeRef type) {
  using sema::TypeKind;
  if (type->kind == TypeKind::optional)
    type = type->args[0];
  return type->kind == TypeKind::record || type->kind == TypeKind::list || type->kind == TypeKind::view ||
         type->kind == TypeKind::json;
}

/// Whether sets or maps are in it: what it is written as depends on their order.
static bool hasUnordered(sema::TypeRef type) {
  using sema::TypeKind;
  return type->kind == TypeKind::set || type->kind == TypeKind::map || llvm::any_of(type->args, hasUnordered) ||
         llvm::any_of(type->fields, [](const sema::Field &f) { return hasUnordered(f.type); });
}

/// The elements of a set or the keys of a map, which are constants, with their places; nothing if they are not.
static std::optional<std::map<std::tuple<ExprKind, int64_t, double, std::string>, size_t>>
placesOf(const std::vector<sema::ExprRef> &list, size_t step) {
  std::map<std::tuple<ExprKind, int64_t, double, std::string>, size_t> places;
  for (size_t i = 0; i < list.size(); i += step) {
    if (!sema::isConstant(list[i]))
      return std::nullopt;
    places.insert({{list[i]->kind, list[i]->intValue, list[i]->realValue, list[i]->text}, i});
  }
  return places;
}

/// Whether all pairs of parts are equal.
Val Generator::allEqual(ArrayRef<std::pair<const sema::ExprRef *, const sema::ExprRef *>> pairs, const sema::Expr &e) {
  Val all = plain(boolean(true));
  for (auto [x, y] : pairs) {
    Val same = compare(sema::Op::eq, {emit(*x), (*x)->type}, {emit(*y), (*y)->type}, e);
    all = propagate(both(all.value, same.value ? same.value : boolean(false)), {all, same});
  }
  return all;
}

/// Values with sets or maps in them are equal where their parts are. Nothing if the parts are not known.
std::optional<Val> Generator::equalParts(const Side &x, const Side &y, const sema::Expr &e) {
  if (x.val.isRecord() && y.val.isRecord() && x.val.fields.size() == y.val.fields.size()) {
    Val all = plain(boolean(true));
    for (size_t i = 0; i < x.val.fields.size(); ++i) {
      Val same = compare(sema::Op::eq, {x.val.fields[i], x.type->fields[i].type},
                         {y.val.fields[i], y.type->fields[i].type}, e);
      all = propagate(both(all.value, same.value ? same.value : boolean(false)), {all, same});
    }
    return all;
  }
  const bool maps = x.type->kind == sema::TypeKind::map;
  if (!x.val.expr || !y.val.expr || x.val.expr->kind != y.val.expr->kind)
    return std::nullopt;
  const std::vector<sema::ExprRef> &left = maps ? x.val.expr->operands : *elements(x.val),
                                   &right = maps ? y.val.expr->operands : *elements(y.val);
  SmallVector<std::pair<const sema::ExprRef *, const sema::ExprRef *>> pairs;
  if (x.type->kind == sema::TypeKind::list) {
    if (left.size() != right.size())
      return plain(boolean(false));
    for (size_t i = 0; i < left.size(); ++i)
      pairs.push_back({&left[i], &right[i]});
    return allEqual(pairs, e);
  }
  auto mine = placesOf(left, maps ? 2 : 1), theirs = placesOf(right, maps ? 2 : 1);
  if (!mine || !theirs)
    return std::nullopt;
  if (!std::equal(mine->begin(), mine->end(), theirs->begin(), theirs->end(),
                  [](const auto &a, const auto &b) { return a.first == b.first; }))
    return plain(boolean(false));
  if (maps)
    for (const auto &[key, place] : *mine)
      pairs.push_back({&left[place + 1], &right[theirs->at(key) + 1]});
  return allEqual(pairs, e);
}

Val Generator::compare(const sema::Expr &e) {
  auto side = [&](size_t i) { return Side{emit(e.operands[i]), e.operands[i]->type}; };
  Side left = side(0), right = side(1);
  return compare(e.op, left, right, e);
}

/// Null equals null alone; what is ordered against null is null.
Val Generator::compare(sema::Op op, const Side &left, const Side &right, const sema::Expr &e) {
  Val x = left.val, y = right.val;
  if (hasUnordered(left.type) && hasUnordered(right.type)) {
    std::optional<Val> same = equalParts(left, right, e);
    if (!same)
      return unsupported(e, "a comparison of these values");
    if (op == sema::Op::ne)
      same->value = negate(same->value);
    return *same;
  }
  if (isWritten(left.type) && isWritten(right.type)) {
    x = encode(x, left.type, e);
    y = encode(y, right.type, e);
  }
  if (!x.value || !y.value || !isa<text::StrType, text::JsonType, IntegerType, FloatType>(x.value.getType()))
    return unsupported(e, "a comparison of these values");
  bool isNe = op == sema::Op::ne;
  if ((op != sema::Op::eq && !isNe) || (!x.null && !y.null))
    return propagate(compareValues(op, x, y), {x, y});
  Value xNull = orFalse(x.null), yNull = orFalse(y.null);
  Value same = both(compareValues(sema::Op::eq, x, y), negate(either(xNull, yNull)));
  same = either(same, both(xNull, yNull));
  Val v = plain(isNe ? negate(same) : same);
  v.failed = either(x.failed, y.failed);
  return v;
}

Val Generator::contains(const sema::Expr &e) {
  Val x = emit(e.operands[0]), set = emit(e.operands[1]);
  if (!x.value)
    return unsupported(e, "`in` of this value");
  Value in;
  if (set.expr && set.expr->lines && isa<text::StrType>(x.value.getType()))
    in = isLine(x, set.expr->lines);
  else if (const std::vector<sema::ExprRef> *list = elements(set))
    in = isElement(x, *list, e);
  else if (set.expr && set.expr->kind == ExprKind::map)
    in = isElement(x, set.expr->operands, e);
  else if (set.value && isa<text::ViewType>(set.value.getType()))
    in = isInView(x, set.value);
  else if (set.value && isa<text::StrType>(set.value.getType()))
    in = isInText(x, set, e);
  else
    return unsupported(e, "`in` this collection");
  return propagate(e.flag ? negate(in) : in, {x, set});
}

/// Of a map, only every other operand is a key.
Value Generator::isElement(const Val &x, const std::vector<sema::ExprRef> &list, const sema::Expr &e) {
  const bool isMap = e.operands[1]->type->kind == sema::TypeKind::map;
  sema::Expr keys;
  keys.kind = ExprKind::set;
  for (size_t i = 0; i < list.size(); i += isMap ? 2 : 1)
    keys.operands.push_back(list[i]);
  Val set;
  set.expr = &keys;
  Type type = x.value.getType();
  if (auto texts = constantTexts(set); texts && isa<text::StrType>(type))
    return b.create<text::AffixOp>(loc, b.getI1Type(), text::AffixKind::whole, x.value, b.getStrArrayAttr(*texts));
  if (auto characters = constantCharacters(set); characters && type.isInteger(32))
    return b.create<text::CharInOp>(loc, b.getI1Type(), x.value, charSetAttr(*characters));
  Value in = boolean(false);
  bool written = isWritten(e.operands[0]->type);
  Val left = written ? encode(x, e.operands[0]->type, *e.operands[0]) : x;
  for (const sema::ExprRef &key : keys.operands) {
    Val y = written ? encode(emit(key), key->type, *key) : emit(key);
    if (!y.value || (isa<text::StrType>(type) != isa<text::StrType>(y.value.getType())))
      return unsupported(e, "`in` this collection").value;
    in = either(in, compareValues(sema::Op::eq, left, y));
  }
  return in;
}

std::string Generator::tableSymbol(StringRef prefix, const std::shared_ptr<const std::string> &lines) {
  llvm::XXH128_hash_t hash = llvm::xxh3_128bits(llvm::arrayRefFromStringRef(*lines));
  std::string symbol = (prefix + llvm::utohexstr(hash.high64) + "_" + llvm::utohexstr(hash.low64)).str();
  lists.try_emplace(symbol, lines);
  return symbol;
}

Value Generator::isLine(const Val &x, const std::shared_ptr<const std::string> &lines) {
  std::string symbol = tableSymbol("smelt_lines_", lines);
  return b.create<text::IsLineOp>(loc, b.getI1Type(), x.value, b.getStringAttr(symbol));
}

Value Generator::isInView(const Val &x, Value view) {
  auto same = b.create<text::MapOp>(loc, text::ViewType::get(b.getContext(), b.getI1Type()), view);
  {
    OpBuilder::InsertionGuard guard(b);
    Block *block = b.createBlock(&same.getFunction(), {}, {elementOf(view)}, {loc});
    b.create<text::YieldOp>(loc, compareValues(sema::Op::eq, plain(block->getArgument(0)), x));
  }
  return fold(text::FoldKind::any, same);
}

/// `c in "abc"` is a question about a character, `"a" in t` one about a text.
Value Generator::isInText(const Val &x, const Val &whole, const sema::Expr &e) {
  auto concat = x.value.getDefiningOp<text::ConcatOp>();
  auto format =
      concat && concat.getTexts().size() == 1 ? concat.getTexts()[0].getDefiningOp<text::FormatOp>() : nullptr;
  if (auto letters = constantCharacters(whole); letters && format && format.getValue().getType().isInteger(32))
    return b.create<text::CharInOp>(loc, b.getI1Type(), format.getValue(), charSetAttr(*letters));
  if (auto literal = constantText(x))
    return b.create<text::AffixOp>(loc, b.getI1Type(), text::AffixKind::inside, whole.value,
                                   b.getStrArrayAttr({*literal}));
  return b.create<text::AffixOfOp>(loc, b.getI1Type(), text::AffixKind::inside, whole.value, x.value);
}

Val Generator::inRange(const sema::Expr &e) {
  Val x = emit(e.operands[0]);
  std::vector<Val> operands{x};
  Value in;
  for (int side : {1, 2}) {
    if (!e.operands[side])
      continue;
    operands.push_back(emit(e.operands[side]));
    Value holds = compareValues(side == 1 ? sema::Op::ge : sema::Op::le, x, operands.back());
    in = in ? both(in, holds) : holds;
  }
  in = in ? in : boolean(true);
  return propagate(e.flag ? negate(in) : in, operands);
}

} // namespace smelt::gen
