// Texts made from views.
#include "compiler/gen/Builtins.h"

using namespace mlir;
using smelt::text::RebuildKind;

namespace smelt::gen {

static Val rebuild(const Call &c, RebuildKind kind, Value view, Value text, int64_t least = 0) {
  auto op = c.g.b.create<text::RebuildOp>(c.g.loc, c.g.strType(), kind, view, text, least);
  Val v = c.g.propagate(op, {c.args[0]});
  if (kind == RebuildKind::keep)
    c.g.predicateRegion(op.getFunction(), view, *c.function(1));
  else
    c.g.failWhere(v, c.g.valueRegion(op.getFunction(), view, *c.function(1), c.g.strType()));
  return v;
}

static Val keepLines(const Call &c) {
  auto type = text::ViewType::get(c.g.b.getContext(), c.g.strType());
  Value lines = c.g.b.create<text::CutOp>(c.g.loc, type, c.subject(), text::CutKind::lines, nullptr, nullptr, nullptr);
  return rebuild(c, RebuildKind::keep, lines, c.subject());
}

/// The text that a view holds parts of, none of them over another; null if it was not cut from one.
static Value textOf(Value view) {
  Operation *op = text::RebuildOp::cutOf(view).getDefiningOp();
  if (auto cut = dyn_cast_or_null<text::CutOp>(op))
    return cut.getText();
  auto of = dyn_cast_or_null<text::ViewOfOp>(op);
  auto punkt = of ? of.getSequence().getDefiningOp<text::PunktOp>() : nullptr;
  return punkt ? punkt.getText() : Value();
}

static bool isCharacters(Value view) {
  auto cut = view.getDefiningOp<text::CutOp>();
  return cut && cut.getKind() == text::CutKind::chars;
}

/// Nothing stands between characters: what is kept of them is joined.
static Val ofCharacters(const Call &c, RebuildKind kind) {
  const sema::Expr &function = *c.function(1);
  if (kind == RebuildKind::keep && isCharacters(c.subject()))
    if (std::optional<text::CharSet> kept = c.g.characterSet(function))
      return c.result(c.g.b.create<text::ReplaceCharsOp>(c.g.loc, c.g.strType(), textOf(c.subject()),
                                                         c.g.charSetAttr(~*kept), c.g.b.getStringAttr(""), false));
  Val pieces =
      kind == RebuildKind::keep ? c.g.filterView(c.args[0], function) : c.g.mapView(c.args[0], function, c.g.strType());
  Value none = c.g.textConstant("");
  return c.g.propagate(c.g.b.create<text::JoinOp>(c.g.loc, c.g.strType(), pieces.value, none), {pieces});
}

static Val rebuildView(const Call &c, RebuildKind kind, int64_t least = 0) {
  Value text = textOf(c.subject());
  Type element = c.g.elementOf(c.subject());
  bool texts = isa<text::StrType>(element);
  bool characters = text && isCharacters(text::RebuildOp::cutOf(c.subject()));
  if (characters && kind != RebuildKind::first && (texts || element.isInteger(32) || kind == RebuildKind::edit))
    return ofCharacters(c, kind);
  if (!text || characters || !isa<text::StrType>(c.g.elementOf(text::RebuildOp::cutOf(c.subject()))))
    return c.unsupported("rebuilding a text from a view that is no cut of one");
  if (kind == RebuildKind::keep && !texts)
    return c.unsupported("keeping elements that are no texts");
  return rebuild(c, kind, c.subject(), text, least);
}

static Val keepFirst(const Call &c) {
  const sema::ExprRef &least = c.e.operands[2];
  if (least && least->kind != sema::ExprKind::integer)
    return c.unsupported("`least` that varies");
  return rebuildView(c, RebuildKind::first, least ? least->intValue : 0);
}

void addRebuilds(BuiltinTable &table) {
  table["View.join"] = table["List.join"] = [](const Call &c) {
    Value separator = c.args[1].value ? c.args[1].value : c.g.textConstant("");
    return c.result(c.g.b.create<text::JoinOp>(c.g.loc, c.g.strType(), c.subject(), separator));
  };
  table["Text.keep_lines"] = keepLines;
  table["View.keep"] = [](const Call &c) { return rebuildView(c, RebuildKind::keep); };
  table["View.keep_first"] = keepFirst;
  table["View.edit_each"] = [](const Call &c) { return rebuildView(c, RebuildKind::edit); };
}

} // namespace smelt::gen
