// Texts, characters and numbers.
#include "compiler/gen/Generator.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;

namespace smelt::gen {

using Args = std::vector<Val>;
using Table = llvm::StringMap<Builtins::Emit>;

static text::CharSetAttr setAttr(OpBuilder &b, const text::CharSet &set) {
  return text::CharSetAttr::get(b.getContext(), set.ranges());
}

void Builtins::addTexts(Table &table) {
  auto str = [](Generator &g) { return text::StrType::get(g.b.getContext()); };
  auto literals = [](Generator &g, const sema::Expr &e, Args &a) -> std::optional<ArrayAttr> {
    std::vector<StringRef> words;
    if (auto *list = g.elements(a[1]))
      for (const sema::ExprRef &element : *list)
        words.push_back(element->text);
    else if (e.operands[1]->kind == sema::ExprKind::text)
      words.push_back(e.operands[1]->text);
    else
      return std::nullopt;
    return g.b.getStrArrayAttr(words);
  };
  for (auto [key, kind] : {std::pair{"Text.contains", text::AffixKind::inside},
                           {"Text.starts_with", text::AffixKind::prefix},
                           {"Text.ends_with", text::AffixKind::suffix}})
    table[key] = [=](Generator &g, const sema::Expr &e, Args &a) {
      auto words = literals(g, e, a);
      if (!words)
        return g.unsupported(e, "a search for a text that is not constant");
      return g.propagate(g.b.create<text::AffixOp>(g.loc, g.b.getI1Type(), kind, a[0].value, *words), {a[0]});
    };
  table["Text.count"] = [](Generator &g, const sema::Expr &e, Args &a) {
    if (e.operands[1]->kind != sema::ExprKind::text || e.operands[1]->text.empty())
      return g.unsupported(e, "a search for a text that is empty or not constant");
    return g.propagate(
        g.b.create<text::FindAllOp>(g.loc, g.b.getI64Type(), a[0].value, g.b.getStringAttr(e.operands[1]->text)),
        {a[0]});
  };
  table["Text.replace"] = [=](Generator &g, const sema::Expr &e, Args &a) {
    if (e.operands[1]->kind != sema::ExprKind::text)
      return g.unsupported(e, "a search for a text that is not constant");
    return g.propagate(
        g.b.create<text::ReplaceOp>(g.loc, str(g), a[0].value, g.b.getStringAttr(e.operands[1]->text), a[2].value),
        {a[0], a[2]});
  };
  table["Text.replace_chars"] = [=](Generator &g, const sema::Expr &e, Args &a) {
    auto set = g.characterSet(*a[1].expr);
    bool runs = e.operands[3] && e.operands[3]->intValue;
    if (!set || e.operands[2]->kind != sema::ExprKind::text)
      return g.unsupported(e, "a replacement that depends on data");
    return g.propagate(g.b.create<text::ReplaceCharsOp>(g.loc, str(g), a[0].value, setAttr(g.b, *set),
                                                        g.b.getStringAttr(e.operands[2]->text), runs),
                       {a[0]});
  };
  for (auto [key, kind] : {std::pair{"Text.trim", text::TrimKind::both},
                           {"Text.trim_start", text::TrimKind::start},
                           {"Text.trim_end", text::TrimKind::end}})
    table[key] = [=](Generator &g, const sema::Expr &, Args &a) {
      auto space = setAttr(g.b, *text::CharSet::property("space"));
      return g.propagate(g.b.create<text::TrimOp>(g.loc, str(g), kind, a[0].value, space), {a[0]});
    };
  for (auto [key, kind] : {std::pair{"Text.lower", text::CaseKind::lower},
                           {"Text.upper", text::CaseKind::upper},
                           {"Text.fold_case", text::CaseKind::fold}})
    table[key] = [=](Generator &g, const sema::Expr &, Args &a) {
      return g.propagate(g.b.create<text::CaseOp>(g.loc, str(g), kind, a[0].value), {a[0]});
    };
  table["Text.normalize"] = [=](Generator &g, const sema::Expr &e, Args &a) {
    auto form = e.operands[1] ? text::symbolizeFormKind(e.operands[1]->text) : text::FormKind::nfc;
    return g.propagate(g.b.create<text::NormalizeOp>(g.loc, str(g), form.value_or(text::FormKind::nfc), a[0].value),
                       {a[0]});
  };
  table["Text.size"] = [](Generator &g, const sema::Expr &, Args &a) {
    return g.propagate(g.toReal(g.b.create<text::SizeOp>(g.loc, g.b.getI64Type(), a[0].value)), {a[0]});
  };
  auto join = [=](Generator &g, const sema::Expr &, Args &a) {
    Value separator = a[1].value ? a[1].value : g.textConstant("");
    return g.propagate(g.b.create<text::JoinOp>(g.loc, str(g), a[0].value, separator), {a[0], a[1]});
  };
  table["View.join"] = table["List.join"] = join;
  auto rebuild = [=](Generator &g, text::RebuildKind kind, Value view, const sema::Expr &lambda) {
    auto op = g.b.create<text::RebuildOp>(g.loc, str(g), kind, view);
    OpBuilder::InsertionGuard guard(g.b);
    g.applyInRegion(op.getFunction(), g.elementOf(view), lambda, nullptr);
    return op.getResult();
  };
  table["Text.keep_lines"] = [=](Generator &g, const sema::Expr &, Args &a) {
    auto type = text::ViewType::get(g.b.getContext(), str(g));
    Value lines = g.b.create<text::CutOp>(g.loc, type, a[0].value, text::CutKind::lines, nullptr);
    return g.propagate(rebuild(g, text::RebuildKind::keep, lines, *a[1].expr), {a[0]});
  };
  for (auto [key, kind] :
       {std::pair{"View.keep", text::RebuildKind::keep}, {"View.edit_each", text::RebuildKind::edit}})
    table[key] = [=](Generator &g, const sema::Expr &e, Args &a) {
      auto cut = a[0].value.getDefiningOp<text::CutOp>();
      if (!cut || !isa<text::StrType>(g.elementOf(a[0].value)))
        return g.unsupported(e, "rebuilding a text from a view that has lost its separators");
      return g.propagate(rebuild(g, kind, a[0].value, *a[1].expr), {a[0]});
    };
  for (const char *property : {"alphabetic", "digit", "numeric", "alnum", "space", "punctuation", "symbol", "upper",
                               "lower", "cased", "han", "control"})
    table[std::string("Char.is_") + property] = [property](Generator &g, const sema::Expr &, Args &a) {
      auto set = setAttr(g.b, *text::CharSet::property(property));
      return g.propagate(g.b.create<text::CharInOp>(g.loc, g.b.getI1Type(), a[0].value, set), {a[0]});
    };
}

// ---- numbers -------------------------------------------------------------------------------------------------------

void Builtins::addNumbers(Table &table) {
  table["Int.min"] = [](Generator &g, const sema::Expr &, Args &a) {
    return g.propagate(g.b.create<arith::MinSIOp>(g.loc, a[0].value, a[1].value), {a[0], a[1]});
  };
  table["Int.max"] = [](Generator &g, const sema::Expr &, Args &a) {
    return g.propagate(g.b.create<arith::MaxSIOp>(g.loc, a[0].value, a[1].value), {a[0], a[1]});
  };
  table["Float.min"] = [](Generator &g, const sema::Expr &, Args &a) {
    return g.propagate(g.b.create<arith::MinimumFOp>(g.loc, g.toReal(a[0].value), g.toReal(a[1].value)), {a[0], a[1]});
  };
  table["Float.max"] = [](Generator &g, const sema::Expr &, Args &a) {
    return g.propagate(g.b.create<arith::MaximumFOp>(g.loc, g.toReal(a[0].value), g.toReal(a[1].value)), {a[0], a[1]});
  };
  table["Int.abs"] = [](Generator &g, const sema::Expr &, Args &a) {
    Value negative = g.b.create<arith::CmpIOp>(g.loc, arith::CmpIPredicate::slt, a[0].value, g.integer(0));
    Val minus = g.integerArithmetic(sema::Op::sub, g.plain(g.integer(0)), a[0]);
    Val v = g.propagate(g.b.create<arith::SelectOp>(g.loc, negative, minus.value, a[0].value), {a[0]});
    v.failed = minus.failed;
    return v;
  };
  // A Float that no Int can hold fails.
  auto toInt = [](Generator &g, Value rounded, const Val &from) {
    Val v = g.propagate(rounded, {from});
    auto inside = [&](arith::CmpFPredicate p, double bound) {
      return g.b.create<arith::CmpFOp>(g.loc, p, rounded, g.real(bound)).getResult();
    };
    Value fits = g.b.create<arith::AndIOp>(g.loc, inside(arith::CmpFPredicate::OGE, -0x1p63),
                                           inside(arith::CmpFPredicate::OLT, 0x1p63));
    Value safe = g.b.create<arith::SelectOp>(g.loc, fits, rounded, g.real(0));
    v.value = g.b.create<arith::FPToSIOp>(g.loc, g.b.getI64Type(), safe);
    v.failed = g.either(v.failed, g.negate(fits));
    return v;
  };
  table["Float.floor"] = [=](Generator &g, const sema::Expr &, Args &a) {
    return toInt(g, g.b.create<math::FloorOp>(g.loc, g.toReal(a[0].value)), a[0]);
  };
  table["Float.ceil"] = [=](Generator &g, const sema::Expr &, Args &a) {
    return toInt(g, g.b.create<math::CeilOp>(g.loc, g.toReal(a[0].value)), a[0]);
  };
  table["Float.round"] = [=](Generator &g, const sema::Expr &, Args &a) {
    return toInt(g, g.b.create<math::RoundOp>(g.loc, g.toReal(a[0].value)), a[0]);
  };
  auto real = [&](StringRef key, auto make) {
    table[key] = [make](Generator &g, const sema::Expr &, Args &a) {
      return g.propagate(make(g, g.toReal(a[0].value)), {a[0]});
    };
  };
  real("Float.abs", [](Generator &g, Value x) { return g.b.create<math::AbsFOp>(g.loc, x).getResult(); });
  real("Float.exp", [](Generator &g, Value x) { return g.b.create<math::ExpOp>(g.loc, x).getResult(); });
  // Roots and logarithms of what has none fail.
  auto partial = [&](StringRef key, arith::CmpFPredicate good, auto make) {
    table[key] = [=](Generator &g, const sema::Expr &, Args &a) {
      Value x = g.toReal(a[0].value);
      Val v = g.propagate(make(g, x), {a[0]});
      v.failed = g.either(v.failed, g.negate(g.b.create<arith::CmpFOp>(g.loc, good, x, g.real(0))));
      return v;
    };
  };
  partial("Float.sqrt", arith::CmpFPredicate::OGE,
          [](Generator &g, Value x) { return g.b.create<math::SqrtOp>(g.loc, x).getResult(); });
  partial("Float.log2", arith::CmpFPredicate::OGT,
          [](Generator &g, Value x) { return g.b.create<math::Log2Op>(g.loc, x).getResult(); });
  table["Int.mod"] = [](Generator &g, const sema::Expr &, Args &a) {
    Value zero = g.b.create<arith::CmpIOp>(g.loc, arith::CmpIPredicate::eq, a[1].value, g.integer(0));
    Value divisor = g.b.create<arith::SelectOp>(g.loc, zero, g.integer(1), a[1].value);
    // INT64_MIN mod -1 traps on x86; its remainder is 0 like that of 1.
    Value minusOne = g.b.create<arith::CmpIOp>(g.loc, arith::CmpIPredicate::eq, divisor, g.integer(-1));
    divisor = g.b.create<arith::SelectOp>(g.loc, minusOne, g.integer(1), divisor);
    // The result has the sign of the divisor.
    Value rest = g.b.create<arith::RemSIOp>(g.loc, a[0].value, divisor);
    Value signs = g.b.create<arith::XOrIOp>(g.loc, rest, divisor);
    Value differ = g.b.create<arith::CmpIOp>(g.loc, arith::CmpIPredicate::slt, signs, g.integer(0));
    Value some = g.b.create<arith::CmpIOp>(g.loc, arith::CmpIPredicate::ne, rest, g.integer(0));
    Value shift = g.b.create<arith::AndIOp>(g.loc, differ, some);
    Value moved = g.b.create<arith::AddIOp>(g.loc, rest, divisor);
    Val v = g.propagate(g.b.create<arith::SelectOp>(g.loc, shift, moved, rest), {a[0], a[1]});
    v.failed = g.either(v.failed, zero);
    return v;
  };
}

} // namespace smelt::gen
