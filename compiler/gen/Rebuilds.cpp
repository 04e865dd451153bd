// Texts made from views.
#include "compiler/gen/Builtins.h"

using namespace mlir;
using smelt::text::RebuildKind;

namespace smelt::gen {

static Val rebuild(const Call &c, RebuildKind kind, Value view, int64_t least = 0) {
  auto op = c.g.b.create<text::RebuildOp>(c.g.loc, c.g.strType(), kind, view, least);
  Val v = c.g.propagate(op, {c.args[0]});
  if (kind == RebuildKind::keep)
    c.g.predicateRegion(op.getFunction(), view, *c.function(1));
  else
    c.g.failWhere(v, c.g.valueRegion(op.getFunction(), view, *c.function(1), c.g.strType()));
  return v;
}

static Val keepLines(const Call &c) {
  auto type = text::ViewType::get(c.g.b.getContext(), c.g.strType());
  return rebuild(
      c, RebuildKind::keep,
      c.g.b.create<text::CutOp>(c.g.loc, type, c.subject(), text::CutKind::lines, nullptr, nullptr, nullptr));
}

/// Keeping some characters is leaving out all others.
static Val keepCharacters(const Call &c, text::CutOp cut) {
  std::optional<text::CharSet> kept = c.g.characterSet(*c.function(1));
  if (!kept)
    return c.unsupported("keeping characters by more than the character itself");
  return c.result(c.g.b.create<text::ReplaceCharsOp>(c.g.loc, c.g.strType(), cut.getText(), c.g.charSetAttr(~*kept),
                                                     c.g.b.getStringAttr(""), false));
}

/// Nothing stands between characters.
static Val editCharacters(const Call &c) {
  Val texts = c.g.mapView(c.args[0], *c.function(1), c.g.strType());
  Value none = c.g.textConstant("");
  return c.g.propagate(c.g.b.create<text::JoinOp>(c.g.loc, c.g.strType(), texts.value, none), {texts});
}

static Val keepOrEdit(const Call &c, RebuildKind kind) {
  auto cut = c.subject().getDefiningOp<text::CutOp>();
  if (cut && cut.getKind() == text::CutKind::chars)
    return kind == RebuildKind::keep ? keepCharacters(c, cut) : editCharacters(c);
  if (!cut || !isa<text::StrType>(c.g.elementOf(c.subject())))
    return c.unsupported("rebuilding a text from a view that has lost its separators");
  return rebuild(c, kind, c.subject());
}

static Val keepFirst(const Call &c) {
  if (!c.subject().getDefiningOp<text::CutOp>())
    return c.unsupported("rebuilding a text from a view that has lost its separators");
  const sema::ExprRef &least = c.e.operands[2];
  if (least && least->kind != sema::ExprKind::integer)
    return c.unsupported("`least` that varies");
  return rebuild(c, RebuildKind::first, c.subject(), least ? least->intValue : 0);
}

void addRebuilds(BuiltinTable &table) {
  table["View.join"] = table["List.join"] = [](const Call &c) {
    Value separator = c.args[1].value ? c.args[1].value : c.g.textConstant("");
    return c.result(c.g.b.create<text::JoinOp>(c.g.loc, c.g.strType(), c.subject(), separator));
  };
  table["Text.keep_lines"] = keepLines;
  table["View.keep"] = [](const Call &c) { return keepOrEdit(c, RebuildKind::keep); };
  table["View.keep_first"] = keepFirst;
  table["View.edit_each"] = [](const Call &c) { return keepOrEdit(c, RebuildKind::edit); };
}

} // namespace smelt::gen
