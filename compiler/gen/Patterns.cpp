// Patterns: r"...".
#include "compiler/gen/Builtins.h"
#include "lang/pattern/Pattern.h"

using namespace mlir;
using smelt::text::CutKind;

namespace smelt::gen {

/// The checker lets only constants through.
static StringAttr patternOf(const Call &c) { return c.g.b.getStringAttr(c.e.operands[1]->text); }

static Value cut(const Call &c, CutKind kind) {
  Type type = text::ViewType::get(c.g.b.getContext(), c.g.strType());
  return c.g.b.create<text::CutOp>(c.g.loc, type, c.subject(), kind, nullptr, nullptr, patternOf(c));
}

static Val matches(const Call &c) {
  return c.g.propagate(c.g.b.create<text::MatchesOp>(c.g.loc, c.g.b.getI1Type(), c.subject(), patternOf(c)),
                       {c.args[0]});
}

/// A constant may name groups; a text that is made while running stands for itself.
static Val replace(const Call &c) {
  Value by = c.args[2].value;
  StringAttr groups;
  if (std::optional<StringRef> constant = c.g.constantText(c.args[2])) {
    auto parsed = pattern::parse(c.e.operands[1]->text);
    std::string literal;
    for (const pattern::Piece &piece : pattern::parseTemplate(std::string_view(*constant), parsed).pieces) {
      literal += piece.text;
      if (piece.group >= 0)
        groups = c.g.b.getStringAttr(*constant);
    }
    by = groups ? Value() : c.g.textConstant(literal);
  }
  return c.g.propagate(
      c.g.b.create<text::ReplaceMatchesOp>(c.g.loc, c.g.strType(), c.subject(), patternOf(c), by, groups),
      {c.args[0], c.args[2]});
}

static Val replaceInTurn(const Call &c) {
  auto texts = c.g.constantTexts(c.args[2]);
  if (!texts || texts->empty())
    return c.unsupported("replacing in turn by a list that is empty or varies");
  return c.result(c.g.b.create<text::ReplaceInTurnOp>(c.g.loc, c.g.strType(), c.subject(), patternOf(c),
                                                      c.g.b.getStrArrayAttr(*texts)));
}

/// `at` is the last parameter here.
static Val chunks(const Call &c) {
  StringAttr pattern = c.e.operands[3] ? c.g.b.getStringAttr(c.e.operands[3]->text) : nullptr;
  Type str = c.g.strType();
  Value overlap = c.args[2].value ? c.args[2].value : c.g.integer(0);
  auto op = c.g.b.create<text::ChunksOp>(c.g.loc, text::SeqType::get(c.g.b.getContext(), str), c.g.b.getI1Type(),
                                         c.subject(), c.args[1].value, overlap, pattern);
  Type view = text::ViewType::get(c.g.b.getContext(), str);
  Val v = c.result(c.g.b.create<text::ViewOfOp>(c.g.loc, view, op.getResult()));
  c.g.failWhere(v, c.g.negate(op.getOk()));
  return v;
}

void addPatterns(BuiltinTable &table) {
  table["Text.replace_in_turn(Pattern)"] = replaceInTurn;
  table["Text.chunks"] = chunks;
  table["Text.matches(Pattern)"] = matches;
  table["Text.count(Pattern)"] = [](const Call &c) {
    return c.g.propagate(c.g.fold(text::FoldKind::count, cut(c, CutKind::matches)), {c.args[0]});
  };
  table["Text.find_all(Pattern)"] = [](const Call &c) { return c.g.propagate(cut(c, CutKind::matches), {c.args[0]}); };
  table["Text.split(Pattern)"] = [](const Call &c) { return c.g.propagate(cut(c, CutKind::between), {c.args[0]}); };
  table["Text.replace(Pattern)"] = replace;
}

} // namespace smelt::gen
