// Cutting texts into views, and what narrows and changes views.
#include "compiler/gen/Builtins.h"
#include "lang/sema/Build.h"
#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using smelt::text::CutKind;

namespace smelt::gen {

static Value cut(const Call &c, CutKind kind, text::CharSetAttr set = nullptr, IntegerAttr runs = nullptr) {
  bool characters = kind == CutKind::chars || kind == CutKind::bytes;
  Type element = characters ? Type(c.g.b.getI32Type()) : c.g.strType();
  Type type = text::ViewType::get(c.g.b.getContext(), element);
  return c.g.b.create<text::CutOp>(c.g.loc, type, c.subject(), kind, set, runs, nullptr);
}

/// Words or lines, cut at what the function at `index` says if it is given.
static Val cutAt(const Call &c, CutKind kind, size_t index) {
  const sema::Expr *at = c.function(index);
  if (!at)
    return c.result(cut(c, kind));
  std::optional<text::CharSet> set = c.g.characterSet(*at);
  return set ? c.result(cut(c, kind, c.g.charSetAttr(*set))) : c.unsupported("a cut that depends on data");
}

static Val words(const Call &c) {
  const sema::ExprRef &by = c.e.operands[1];
  if (!by || by->text == "whitespace")
    return cutAt(c, CutKind::words, 2);
  if (c.function(2))
    return c.unsupported("`words` by a unit and between characters at once");
  return c.result(cut(c, by->text == "cjk" ? CutKind::words_cjk : CutKind::words_icu));
}

static Val split(const Call &c) {
  std::optional<text::CharSet> set = c.g.constantCharacters(c.args[1]);
  if (!set)
    return c.unsupported("`split` at a set that varies");
  const sema::ExprRef &runs = c.e.operands[2];
  if (runs && (runs->kind != sema::ExprKind::integer || runs->intValue < 1))
    return c.unsupported("`split` at runs of a number that is not a positive constant");
  return c.result(
      cut(c, CutKind::split, c.g.charSetAttr(*set), runs ? c.g.b.getI64IntegerAttr(runs->intValue) : nullptr));
}

/// Bytes are Ints in the language.
static Val bytes(const Call &c) {
  OpBuilder &b = c.g.b;
  auto wide =
      b.create<text::MapOp>(c.g.loc, text::ViewType::get(b.getContext(), b.getI64Type()), cut(c, CutKind::bytes));
  OpBuilder::InsertionGuard guard(b);
  Block *block = b.createBlock(&wide.getFunction(), {}, {b.getI32Type()}, {c.g.loc});
  b.create<text::YieldOp>(c.g.loc, b.create<arith::ExtUIOp>(c.g.loc, b.getI64Type(), block->getArgument(0)));
  return c.result(wide);
}

static Val map(const Call &c) {
  return c.g.mapView(c.args[0], *c.function(1), cast<text::ViewType>(c.g.typeOf(c.e.type)).getElement());
}

static Val ngrams(const Call &c) {
  int64_t n = c.e.operands[1]->intValue;
  if (c.e.operands[1]->kind != sema::ExprKind::integer || n < 1)
    return c.unsupported("`ngrams` of a number that is not a positive constant");
  Value elements = c.g.listsWritten(c.subject());
  auto type = text::ViewType::get(c.g.b.getContext(), elements.getType());
  return c.result(c.g.b.create<text::NgramsOp>(c.g.loc, type, elements, static_cast<uint64_t>(n)));
}

/// The tables of a model of Punkt as lines, an empty one behind each (see text.punkt).
static std::string punktTables(const sema::Expr &model) {
  std::string tables;
  for (StringRef name : {"abbreviations", "collocations", "starters", "contexts"}) {
    const sema::Expr &list = *model.operands[model.type->field(name) - model.type->fields.data()];
    for (const sema::ExprRef &line : sema::elementsOf(list))
      if (!line->text.empty())
        (tables += line->text) += '\n';
    tables += '\n';
  }
  return tables;
}

static Val sentences(const Call &c) {
  const sema::ExprRef &by = c.e.operands[1];
  if (!by)
    return c.result(cut(c, CutKind::sentences));
  std::string symbol = c.g.tableSymbol("smelt_punkt_", std::make_shared<const std::string>(punktTables(*by)));
  MLIRContext *context = c.g.b.getContext();
  auto pieces = c.g.b.create<text::PunktOp>(c.g.loc, text::SeqType::get(context, c.g.strType()), c.subject(), symbol);
  return c.g.propagate(c.g.b.create<text::ViewOfOp>(c.g.loc, text::ViewType::get(context, c.g.strType()), pieces),
                       {c.args[0]});
}

void addViews(BuiltinTable &table) {
  table["Text.words"] = words;
  table["Text.split"] = split;
  table["Text.bytes"] = bytes;
  table["Text.sentences"] = sentences;
  table["Text.lines"] = [](const Call &c) { return cutAt(c, CutKind::lines, 1); };
  for (auto [key, kind] : {std::pair{"Text.paragraphs", CutKind::paragraphs}, {"Text.chars", CutKind::chars}})
    table[key] = [kind](const Call &c) { return c.result(cut(c, kind)); };
  table["View.filter"] = [](const Call &c) { return c.g.filterView(c.args[0], *c.function(1)); };
  table["View.map"] = map;
  table["View.ngrams"] = ngrams;
}

} // namespace smelt::gen
