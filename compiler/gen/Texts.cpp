// Searching and changing texts.
#include "compiler/gen/Builtins.h"

using namespace mlir;

namespace smelt::gen {

/// Whether one of some constant texts stands at a place of the text.
static Val affix(const Call &c, text::AffixKind kind) {
  std::optional<std::vector<StringRef>> literals = c.g.constantTexts(c.args[1]);
  if (std::optional<StringRef> one = c.g.constantText(c.args[1]))
    literals = {*one};
  if (!literals)
    return c.unsupported("a search for a text that is not constant");
  Type flag = c.g.b.getI1Type();
  return c.g.propagate(c.g.b.create<text::AffixOp>(c.g.loc, flag, kind, c.subject(), c.g.b.getStrArrayAttr(*literals)),
                       {c.args[0]});
}

/// The constant text that is searched for, or nothing after a diagnostic.
static StringAttr pattern(const Call &c) {
  std::optional<StringRef> literal = c.g.constantText(c.args[1]);
  if (literal && !literal->empty())
    return c.g.b.getStringAttr(*literal);
  c.unsupported("a search for a text that is empty or not constant");
  return nullptr;
}

static Val count(const Call &c) {
  StringAttr literal = pattern(c);
  return literal ? c.result(c.g.b.create<text::FindAllOp>(c.g.loc, c.g.b.getI64Type(), c.subject(), literal))
                 : c.unsupported("");
}

static Val replace(const Call &c) {
  StringAttr literal = pattern(c);
  return literal
             ? c.result(c.g.b.create<text::ReplaceOp>(c.g.loc, c.g.strType(), c.subject(), literal, c.args[2].value))
             : c.unsupported("");
}

static Val replaceChars(const Call &c) {
  auto set = c.g.characterSet(*c.function(1));
  auto by = c.g.constantText(c.args[2]);
  if (!set || !by)
    return c.unsupported("a replacement that depends on data");
  return c.result(c.g.b.create<text::ReplaceCharsOp>(c.g.loc, c.g.strType(), c.subject(), c.g.charSetAttr(*set),
                                                     c.g.b.getStringAttr(*by), c.isSet(3)));
}

static Val normalize(const Call &c) {
  auto form = c.e.operands[1] ? text::symbolizeFormKind(c.e.operands[1]->text) : text::FormKind::nfc;
  if (!form)
    return c.unsupported("a normal form that varies");
  return c.g.propagate(c.g.b.create<text::NormalizeOp>(c.g.loc, c.g.strType(), *form, c.subject()), {c.args[0]});
}

void addTexts(BuiltinTable &table) {
  for (auto [key, kind] : {std::pair{"Text.contains", text::AffixKind::inside},
                           {"Text.starts_with", text::AffixKind::prefix},
                           {"Text.ends_with", text::AffixKind::suffix}})
    table[key] = [kind](const Call &c) { return affix(c, kind); };
  table["Text.count"] = count;
  table["Text.replace"] = replace;
  table["Text.replace_chars"] = replaceChars;
  for (auto [key, kind] : {std::pair{"Text.trim", text::TrimKind::both},
                           {"Text.trim_start", text::TrimKind::start},
                           {"Text.trim_end", text::TrimKind::end}})
    table[key] = [kind](const Call &c) {
      auto space = c.g.charSetAttr(*text::CharSet::property("space"));
      return c.result(c.g.b.create<text::TrimOp>(c.g.loc, c.g.strType(), kind, c.subject(), space));
    };
  for (auto [key, kind] : {std::pair{"Text.lower", text::CaseKind::lower},
                           {"Text.upper", text::CaseKind::upper},
                           {"Text.fold_case", text::CaseKind::fold}})
    table[key] = [kind](const Call &c) {
      return c.result(c.g.b.create<text::CaseOp>(c.g.loc, c.g.strType(), kind, c.subject()));
    };
  table["Text.normalize"] = normalize;
  table["Text.size"] = [](const Call &c) {
    return c.result(c.g.toReal(c.g.b.create<text::SizeOp>(c.g.loc, c.g.b.getI64Type(), c.subject())));
  };
}

} // namespace smelt::gen
