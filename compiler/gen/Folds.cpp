// Folds over views, and tallies.
#include "compiler/gen/Builtins.h"
#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using smelt::text::FoldKind;
using smelt::text::TallyKind;

namespace smelt::gen {

/// The view that is folded: mapped by the argument at 1 unless that is left out or gives the element itself.
static Val mapped(const Call &c) {
  const sema::Expr *f = c.function(1);
  const sema::Expr *body = f ? f->operands[0].get() : nullptr;
  bool isIdentity = body && body->kind == sema::ExprKind::local && body->local == f->params[0];
  return f && !isIdentity ? c.g.mapView(c.args[0], *f, c.g.typeOf(body->type)) : c.args[0];
}

static Val count(const Call &c) {
  Val view = c.function(1) ? c.g.filterView(c.args[0], *c.function(1)) : c.args[0];
  return c.g.propagate(c.g.fold(FoldKind::count, view.value), {view});
}

static Value isEmpty(const Call &c, Value total) {
  return c.g.b.create<arith::CmpIOp>(c.g.loc, arith::CmpIPredicate::eq, total, c.g.integer(0));
}

/// `part / total`, where the part of an empty view is 0.
static Value share(const Call &c, Value part, Value total) {
  Value divisor = c.g.b.create<arith::SelectOp>(c.g.loc, isEmpty(c, total), c.g.integer(1), total);
  return c.g.b.create<arith::DivFOp>(c.g.loc, c.g.toReal(part), c.g.toReal(divisor));
}

static Val fraction(const Call &c) {
  Val some = c.g.filterView(c.args[0], *c.function(1));
  return c.g.propagate(share(c, c.g.fold(FoldKind::count, some.value), c.g.fold(FoldKind::count, c.subject())), {some});
}

static Val sum(const Call &c) {
  Val view = mapped(c), v = c.g.propagate(c.g.fold(FoldKind::sum, view.value), {view});
  if (v.value.getType().isF64())
    c.g.failUnlessFinite(v);
  return v;
}

static Val mean(const Call &c) {
  Val total = sum(c);
  return c.g.propagate(share(c, total.value, c.g.fold(FoldKind::count, c.subject())), {total});
}

/// Null for an empty view.
static Val extreme(const Call &c, FoldKind kind) {
  Type element = c.g.elementOf(c.subject());
  if (kind == FoldKind::first || isa<text::ViewType, text::JsonType>(element)) {
    auto at = c.g.b.create<text::AtOp>(c.g.loc, element, c.g.b.getI1Type(), c.subject(), c.g.integer(0));
    Val first = c.result(at.getValue());
    first.null = c.g.either(first.null, c.g.negate(at.getFound()));
    return isa<text::JsonType>(element) ? c.g.decode(first, c.e.type, c.e) : first;
  }
  Val v = c.result(c.g.fold(kind, c.subject()));
  v.null = c.g.either(v.null, isEmpty(c, c.g.fold(FoldKind::count, c.subject())));
  return v;
}

/// Of a record, in every field.
static void failEverywhere(Generator &g, Val &v, Value failed) {
  for (Val &field : v.fields)
    failEverywhere(g, field, failed);
  if (v.value)
    g.failWhere(v, failed);
}

/// A state that fails once stays failed.
static Val foldWith(const Call &c) {
  SmallVector<Value> init;
  Value failed;
  if (!c.g.splitState(c.args[1], c.e.type, c.e, init, failed))
    return c.unsupported("a fold to a value of this type");
  TypeRange types((ValueRange(init)));
  auto op = c.g.b.create<text::FoldWithOp>(c.g.loc, types, c.g.b.getI1Type(), c.subject(), init);
  c.g.stepRegion(op.getFunction(), c.e.type, types, c.g.elementOf(c.subject()), *c.function(2));
  failed = c.g.either(c.g.either(failed, c.args[0].failed), op.getFailed());
  ValueRange states = op.getStates();
  Val v = c.g.joinState(states, c.e.type, c.e);
  failEverywhere(c.g, v, failed);
  return v;
}

static Val duplicates(const Call &c) {
  auto op = c.g.b.create<text::DuplicatesOp>(c.g.loc, c.g.b.getI64Type(), c.subject(), Value(), c.isSet(1), c.isSet(2),
                                             c.isSet(4));
  Val v = c.result(op);
  if (const sema::Expr *weight = c.function(3))
    c.g.failWhere(v, c.g.valueRegion(op.getWeight(), c.subject(), *weight, c.g.b.getI64Type()));
  return v;
}

void addFolds(BuiltinTable &table) {
  table["View.count"] = table["List.count"] = count;
  table["View.fraction"] = fraction;
  for (auto [key, kind] : {std::pair{"View.any", FoldKind::any}, {"View.all", FoldKind::all}})
    table[key] = [kind](const Call &c) {
      auto op =
          c.g.b.create<text::MapOp>(c.g.loc, text::ViewType::get(c.g.b.getContext(), c.g.b.getI1Type()), c.subject());
      c.g.predicateRegion(op.getFunction(), c.subject(), *c.function(1));
      return c.result(c.g.fold(kind, op));
    };
  table["View.fold"] = table["List.fold"] = foldWith;
  table["View.sum"] = table["List.sum"] = sum;
  table["View.mean"] = mean;
  for (auto [key, kind] : {std::pair{"View.min", FoldKind::min},
                           {"View.max", FoldKind::max},
                           {"View.median", FoldKind::median},
                           {"View.first", FoldKind::first}})
    table[key] = [kind](const Call &c) { return extreme(c, kind); };
  table["View.duplicates"] = duplicates;
}

// ---- tallies -------------------------------------------------------------------------------------------------------

static Value tally(const Call &c) {
  Type type = text::TallyType::get(c.g.b.getContext(), c.g.elementOf(c.subject()));
  return c.g.b.create<text::TallyOp>(c.g.loc, type, c.subject(), Value());
}

static Val figure(const Call &c, Value tally, TallyKind kind) {
  Type type = kind == TallyKind::entropy ? Type(c.g.b.getF64Type()) : Type(c.g.b.getI64Type());
  return c.result(c.g.b.create<text::TallyGetOp>(c.g.loc, type, kind, tally));
}

/// The top of an empty tally fails.
static Val top(const Call &c) {
  Type element = cast<text::TallyType>(c.subject().getType()).getElement(), flag = c.g.b.getI1Type();
  auto run = dyn_cast<text::ViewType>(element);
  if (c.isSet(1) && !isa<text::StrType>(run ? run.getElement() : element))
    return c.unsupported("the longest of what is no text");
  auto op = c.g.b.create<text::TallyTopOp>(c.g.loc, element, c.g.b.getI64Type(), flag, c.subject(), c.isSet(1));
  Val value = c.result(op.getValue()), record;
  if (isa<text::JsonType>(element))
    value = c.g.decode(value, c.e.type->fields[0].type, c.e);
  record.fields = {value, c.result(op.getCount())};
  for (Val &field : record.fields)
    c.g.failWhere(field, c.g.negate(op.getFound()));
  return record;
}

void addTallies(BuiltinTable &table) {
  table["View.tally"] = [](const Call &c) { return c.result(tally(c)); };
  for (auto [key, kind] : {std::pair{"View.distinct", TallyKind::distinct}, {"View.entropy", TallyKind::entropy}})
    table[key] = [kind](const Call &c) { return figure(c, tally(c), kind); };
  for (auto [key, kind] : {std::pair{"Tally.distinct", TallyKind::distinct},
                           {"Tally.total", TallyKind::total},
                           {"Tally.once", TallyKind::once}})
    table[key] = [kind](const Call &c) { return figure(c, c.subject(), kind); };
  table["Tally.top"] = top;
  table["Tally.largest"] = [](const Call &c) {
    return c.result(c.g.b.create<text::TallyLargestOp>(c.g.loc, c.g.b.getI64Type(), c.subject(), c.args[1].value));
  };
}

} // namespace smelt::gen
