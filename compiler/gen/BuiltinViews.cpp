// Views and the folds over them.
#include "compiler/gen/Generator.h"
#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using smelt::text::CutKind;
using smelt::text::FoldKind;
using smelt::text::TallyKind;

namespace smelt::gen {

using Args = std::vector<Val>;

const llvm::StringMap<Builtins::Emit> &Builtins::table() {
  static const llvm::StringMap<Emit> table = [] {
    llvm::StringMap<Emit> t;
    addViews(t);
    addFolds(t);
    addTexts(t);
    addNumbers(t);
    return t;
  }();
  return table;
}

/// An argument that is a lambda, or null where it was left out.
static const sema::Expr *function(const Args &args, size_t index) {
  return index < args.size() && args[index].expr && args[index].expr->kind == sema::ExprKind::lambda ? args[index].expr
                                                                                                     : nullptr;
}

/// A lambda that gives its own argument: folding over its results is folding over the elements.
static bool isIdentity(const sema::Expr *lambda) {
  return lambda && lambda->operands[0]->kind == sema::ExprKind::local &&
         lambda->operands[0]->local == lambda->params[0];
}

static bool isTrue(const sema::Expr &e, size_t index) {
  const sema::ExprRef &a = e.operands[index];
  return a && a->kind == sema::ExprKind::boolean && a->intValue;
}

void Builtins::addViews(llvm::StringMap<Emit> &table) {
  auto cut = [&](StringRef key, CutKind kind) {
    table[key] = [kind](Generator &g, const sema::Expr &e, Args &a) {
      CutKind actual = kind;
      text::CharSetAttr set;
      if (kind == CutKind::words && e.operands.size() > 1 && e.operands[1]) {
        if (e.operands[1]->text == "icu")
          return g.unsupported(e, "`words(by = icu)`");
        actual = e.operands[1]->text == "cjk" ? CutKind::words_cjk : CutKind::words;
      }
      if (kind == CutKind::split) {
        text::CharSet characters;
        for (const sema::ExprRef &c : *g.elements(a[1]))
          characters =
              characters | text::CharSet::range(static_cast<int32_t>(c->intValue), static_cast<int32_t>(c->intValue));
        set = text::CharSetAttr::get(g.b.getContext(), characters.ranges());
      }
      bool characters = kind == CutKind::chars || kind == CutKind::bytes;
      Type element = characters ? Type(g.b.getI32Type()) : Type(text::StrType::get(g.b.getContext()));
      Value view =
          g.b.create<text::CutOp>(g.loc, text::ViewType::get(g.b.getContext(), element), a[0].value, actual, set);
      if (kind == CutKind::bytes) { // bytes are Ints in the language
        auto wide = g.b.create<text::MapOp>(g.loc, text::ViewType::get(g.b.getContext(), g.b.getI64Type()), view);
        OpBuilder::InsertionGuard guard(g.b);
        Block *block = g.b.createBlock(&wide.getFunction(), {}, {g.b.getI32Type()}, {g.loc});
        g.b.create<text::YieldOp>(g.loc, g.b.create<arith::ExtUIOp>(g.loc, g.b.getI64Type(), block->getArgument(0)));
        view = wide.getResult();
      }
      return g.propagate(view, {a[0]});
    };
  };
  cut("Text.words", CutKind::words);
  cut("Text.lines", CutKind::lines);
  cut("Text.paragraphs", CutKind::paragraphs);
  cut("Text.sentences", CutKind::sentences);
  cut("Text.chars", CutKind::chars);
  cut("Text.bytes", CutKind::bytes);
  cut("Text.split", CutKind::split);
  table["View.filter"] = [](Generator &g, const sema::Expr &, Args &a) {
    return g.propagate(g.filterView(a[0].value, *function(a, 1)), {a[0]});
  };
  table["View.map"] = [](Generator &g, const sema::Expr &e, Args &a) {
    Type element = cast<text::ViewType>(g.typeOf(e.type)).getElement();
    Val mapped = g.mapView(a[0].value, *function(a, 1), element);
    return g.propagate(mapped.value, {a[0], mapped});
  };
  table["View.ngrams"] = [](Generator &g, const sema::Expr &e, Args &a) {
    int64_t n = e.operands[1]->intValue;
    if (e.operands[1]->kind != sema::ExprKind::integer || n < 1)
      return g.unsupported(e, "`ngrams` of a number that is not a positive constant");
    auto type = text::ViewType::get(g.b.getContext(), a[0].value.getType());
    return g.propagate(g.b.create<text::NgramsOp>(g.loc, type, a[0].value, static_cast<uint64_t>(n)), {a[0]});
  };
}

// ---- folds ---------------------------------------------------------------------------------------------------------

namespace {
/// The view narrowed by an optional predicate argument.
Value narrowed(Value view, const sema::Expr *predicate, function_ref<Value(Value, const sema::Expr &)> filter) {
  return predicate ? filter(view, *predicate) : view;
}
} // namespace

void Builtins::addFolds(llvm::StringMap<Emit> &table) {
  // The view as numbers: mapped by the argument at 1 unless it gives the element itself.
  auto numbers = [](Generator &g, Args &a, Type wanted) {
    const sema::Expr *f = function(a, 1);
    return f && !isIdentity(f) ? g.mapView(a[0].value, *f, wanted) : g.plain(a[0].value);
  };
  auto resultType = [](const sema::Expr *lambda, Generator &g, Value view) {
    return lambda && !isIdentity(lambda) ? g.typeOf(lambda->operands[0]->type) : g.elementOf(view);
  };
  auto count = [](Generator &g, const sema::Expr &, Args &a) {
    Value view = narrowed(a[0].value, function(a, 1), [&](Value v, const sema::Expr &p) { return g.filterView(v, p); });
    return g.propagate(g.fold(FoldKind::count, view), {a[0]});
  };
  table["View.count"] = table["List.count"] = count;
  table["View.fraction"] = [](Generator &g, const sema::Expr &, Args &a) {
    Value some = g.fold(FoldKind::count, g.filterView(a[0].value, *function(a, 1)));
    Value all = g.fold(FoldKind::count, a[0].value);
    Value empty = g.b.create<arith::CmpIOp>(g.loc, arith::CmpIPredicate::eq, all, g.integer(0));
    Value divisor = g.b.create<arith::SelectOp>(g.loc, empty, g.integer(1), all);
    Value share = g.b.create<arith::DivFOp>(g.loc, g.toReal(some), g.toReal(divisor));
    return g.propagate(share, {a[0]});
  };
  for (auto [key, kind] : {std::pair{"View.any", FoldKind::any}, {"View.all", FoldKind::all}})
    table[key] = [kind](Generator &g, const sema::Expr &, Args &a) {
      return g.propagate(g.fold(kind, g.mapView(a[0].value, *function(a, 1), g.b.getI1Type()).value), {a[0]});
    };
  auto sum = [=](Generator &g, const sema::Expr &, Args &a) {
    Type type = resultType(function(a, 1), g, a[0].value);
    Val view = numbers(g, a, type);
    return g.propagate(g.fold(FoldKind::sum, view.value), {a[0], view});
  };
  table["View.sum"] = table["List.sum"] = sum;
  table["View.mean"] = [=](Generator &g, const sema::Expr &, Args &a) {
    Type type = resultType(function(a, 1), g, a[0].value);
    Val view = numbers(g, a, type);
    Value total = g.fold(FoldKind::sum, view.value), all = g.fold(FoldKind::count, a[0].value);
    Value empty = g.b.create<arith::CmpIOp>(g.loc, arith::CmpIPredicate::eq, all, g.integer(0));
    Value divisor = g.b.create<arith::SelectOp>(g.loc, empty, g.integer(1), all);
    return g.propagate(g.b.create<arith::DivFOp>(g.loc, g.toReal(total), g.toReal(divisor)), {a[0], view});
  };
  for (auto [key, kind] :
       {std::pair{"View.min", FoldKind::min}, {"View.max", FoldKind::max}, {"View.median", FoldKind::median}})
    table[key] = [kind](Generator &g, const sema::Expr &, Args &a) {
      Val v = g.propagate(g.fold(kind, a[0].value), {a[0]});
      Value all = g.fold(FoldKind::count, a[0].value);
      v.null = g.either(v.null, g.b.create<arith::CmpIOp>(g.loc, arith::CmpIPredicate::eq, all, g.integer(0)));
      return v;
    };
  auto tallyOf = [](Generator &g, Value view) {
    return g.b.create<text::TallyOp>(g.loc, text::TallyType::get(g.b.getContext(), g.elementOf(view)), view)
        .getResult();
  };
  table["View.tally"] = [=](Generator &g, const sema::Expr &, Args &a) {
    return g.propagate(tallyOf(g, a[0].value), {a[0]});
  };
  auto figure = [](Generator &g, Value tally, TallyKind kind) -> Value {
    Type type = kind == TallyKind::entropy ? Type(g.b.getF64Type()) : Type(g.b.getI64Type());
    return g.b.create<text::TallyGetOp>(g.loc, type, kind, tally);
  };
  for (auto [key, kind] : {std::pair{"View.distinct", TallyKind::distinct}, {"View.entropy", TallyKind::entropy}})
    table[key] = [=](Generator &g, const sema::Expr &, Args &a) {
      return g.propagate(figure(g, tallyOf(g, a[0].value), kind), {a[0]});
    };
  for (auto [key, kind] : {std::pair{"Tally.distinct", TallyKind::distinct},
                           {"Tally.total", TallyKind::total},
                           {"Tally.once", TallyKind::once}})
    table[key] = [=](Generator &g, const sema::Expr &, Args &a) {
      return g.propagate(figure(g, a[0].value, kind), {a[0]});
    };
  table["Tally.largest"] = [](Generator &g, const sema::Expr &, Args &a) {
    return g.propagate(g.b.create<text::TallyLargestOp>(g.loc, g.b.getI64Type(), a[0].value, a[1].value), {a[0], a[1]});
  };
  table["Tally.top"] = [](Generator &g, const sema::Expr &, Args &a) {
    Type element = cast<text::TallyType>(a[0].value.getType()).getElement();
    auto top = g.b.create<text::TallyTopOp>(g.loc, element, g.b.getI64Type(), g.b.getI1Type(), a[0].value);
    Val record;
    record.fields = {g.propagate(top.getValue(), {a[0]}), g.propagate(top.getCount(), {a[0]})};
    for (Val &field : record.fields) // an empty tally has no top
      field.failed = g.either(field.failed, g.negate(top.getFound()));
    return record;
  };
  table["View.duplicates"] = [](Generator &g, const sema::Expr &e, Args &a) {
    auto op = g.b.create<text::DuplicatesOp>(g.loc, g.b.getI64Type(), a[0].value, isTrue(e, 1), isTrue(e, 2));
    Val v = g.propagate(op.getResult(), {a[0]});
    if (const sema::Expr *weight = function(a, 3)) {
      Value bad;
      {
        OpBuilder::InsertionGuard guard(g.b);
        bad = g.applyInRegion(op.getWeight(), g.elementOf(a[0].value), *weight, g.b.getI64Type());
      }
      if (bad)
        v.failed = g.either(v.failed, g.failsForSome(a[0].value, *weight));
    }
    return v;
  };
}

} // namespace smelt::gen
