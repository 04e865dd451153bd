// Searching and changing texts.
#include "compiler/gen/Builtins.h"
#include <map>

using namespace mlir;

namespace smelt::gen {

/// Whether one of some constant texts stands at a place of the text.
static Val affix(const Call &c, text::AffixKind kind) {
  std::optional<std::vector<StringRef>> literals = c.g.constantTexts(c.args[1]);
  if (std::optional<StringRef> one = c.g.constantText(c.args[1]))
    literals = {*one};
  Type flag = c.g.b.getI1Type();
  if (!literals && c.args[1].value && isa<text::StrType>(c.args[1].value.getType()))
    return c.result(c.g.b.create<text::AffixOfOp>(c.g.loc, flag, kind, c.subject(), c.args[1].value));
  if (!literals)
    return c.unsupported("a search for a set of texts that is not constant");
  return c.g.propagate(c.g.b.create<text::AffixOp>(c.g.loc, flag, kind, c.subject(), c.g.b.getStrArrayAttr(*literals)),
                       {c.args[0]});
}

static Val count(const Call &c) {
  return c.result(c.g.b.create<text::FindAllOp>(c.g.loc, c.g.b.getI64Type(), c.subject(), c.args[1].value));
}

static Val replace(const Call &c) {
  text::CharSetAttr before;
  if (const sema::Expr *follows = c.function(3)) {
    auto set = c.g.characterSet(*follows);
    if (!set)
      return c.unsupported("a condition on more than the character that follows");
    before = c.g.charSetAttr(*set);
  }
  return c.result(
      c.g.b.create<text::ReplaceOp>(c.g.loc, c.g.strType(), c.subject(), c.args[1].value, c.args[2].value, before));
}

static Val replaceChars(const Call &c) {
  auto set = c.g.characterSet(*c.function(1));
  auto by = c.g.constantText(c.args[2]);
  if (!set || !by)
    return c.unsupported("a replacement that depends on data");
  return c.result(c.g.b.create<text::ReplaceCharsOp>(c.g.loc, c.g.strType(), c.subject(), c.g.charSetAttr(*set),
                                                     c.g.b.getStringAttr(*by), c.isSet(3)));
}

/// Constant characters and what replaces them, in the order of the characters; the last of equal keys counts.
static Val translate(const Call &c) {
  std::map<int32_t, StringRef> table;
  const sema::Expr *map = c.args[1].expr;
  if (!map || map->kind != sema::ExprKind::map)
    return c.unsupported("`translate` by a map that varies");
  for (size_t i = 0; i + 1 < map->operands.size(); i += 2) {
    const sema::Expr &key = *map->operands[i], &text = *map->operands[i + 1];
    if (key.kind != sema::ExprKind::character || text.kind != sema::ExprKind::text)
      return c.unsupported("`translate` by a map that varies");
    table[static_cast<int32_t>(key.intValue)] = text.text;
  }
  SmallVector<int32_t> keys;
  SmallVector<StringRef> texts;
  for (auto [key, text] : table) {
    keys.push_back(key);
    texts.push_back(text);
  }
  return c.result(
      c.g.b.create<text::TranslateOp>(c.g.loc, c.g.strType(), c.subject(), keys, c.g.b.getStrArrayAttr(texts)));
}

static Val normalize(const Call &c) {
  auto form = c.e.operands[1] ? text::symbolizeFormKind(c.e.operands[1]->text) : text::FormKind::nfc;
  if (!form)
    return c.unsupported("a normal form that varies");
  return c.g.propagate(c.g.b.create<text::NormalizeOp>(c.g.loc, c.g.strType(), *form, c.subject()), {c.args[0]});
}

static Val trim(const Call &c, text::TrimKind kind) {
  const sema::Expr *what = c.function(1);
  auto set = what ? c.g.characterSet(*what) : text::CharSet::property("space");
  if (!set)
    return c.unsupported("trimming characters by more than the character itself");
  return c.result(c.g.b.create<text::TrimOp>(c.g.loc, c.g.strType(), kind, c.subject(), c.g.charSetAttr(*set)));
}

/// The place of a constant in its `choice`.
static std::optional<int64_t> choiceIndex(const sema::ExprRef &e) {
  if (!e || e->kind != sema::ExprKind::choice)
    return std::nullopt;
  return llvm::find(e->type->members, e->text) - e->type->members.begin();
}

static Val convertChinese(const Call &c) {
  std::optional<int64_t> mode = c.e.operands[1] ? choiceIndex(c.e.operands[1]) : 0;
  if (!mode)
    return c.unsupported("a conversion that varies");
  return c.result(c.g.b.create<text::ChineseOp>(c.g.loc, c.g.strType(), c.subject(), *mode));
}

static Val transcode(const Call &c, bool decode) {
  std::optional<int64_t> encoding = choiceIndex(c.e.operands[1]);
  if (!encoding)
    return c.unsupported("an encoding that varies");
  auto op = c.g.b.create<text::TranscodeOp>(c.g.loc, c.g.strType(), c.g.b.getI1Type(), c.subject(), *encoding, decode);
  Val v = c.result(op.getValue());
  v.null = c.g.either(v.null, c.g.negate(op.getOk()));
  return v;
}

static Val untilSame(const Call &c) {
  auto op = c.g.b.create<text::UntilSameOp>(c.g.loc, c.g.strType(), c.subject());
  bool canFail = false;
  c.g.elementRegion(op.getFunction(), c.g.strType(), *c.function(1), [&](const Val &v) {
    canFail = v.null || v.failed;
    return v.value;
  });
  return canFail ? c.unsupported("a function that can fail") : c.result(op);
}

void addTexts(BuiltinTable &table) {
  table["Text.encode"] = [](const Call &c) { return transcode(c, false); };
  table["Text.decode"] = [](const Call &c) { return transcode(c, true); };
  table["Text.until_same"] = untilSame;
  for (auto [key, kind] : {std::pair{"Text.contains", text::AffixKind::inside},
                           {"Text.starts_with", text::AffixKind::prefix},
                           {"Text.ends_with", text::AffixKind::suffix}})
    table[key] = [kind](const Call &c) { return affix(c, kind); };
  for (auto [key, kind] :
       {std::pair{"Text.remove_prefix", text::AffixKind::prefix}, {"Text.remove_suffix", text::AffixKind::suffix}})
    table[key] = [kind](const Call &c) {
      return c.result(c.g.b.create<text::RemoveAffixOp>(c.g.loc, c.g.strType(), kind, c.subject(), c.args[1].value));
    };
  table["Text.count"] = count;
  table["Text.replace"] = replace;
  table["Text.replace_chars"] = replaceChars;
  table["Text.translate"] = translate;
  for (auto [key, kind] : {std::pair{"Text.trim", text::TrimKind::both},
                           {"Text.trim_start", text::TrimKind::start},
                           {"Text.trim_end", text::TrimKind::end}})
    table[key] = [kind](const Call &c) { return trim(c, kind); };
  for (auto [key, kind] : {std::pair{"Text.lower", text::CaseKind::lower},
                           {"Text.upper", text::CaseKind::upper},
                           {"Text.fold_case", text::CaseKind::fold}})
    table[key] = [kind](const Call &c) {
      return c.result(c.g.b.create<text::CaseOp>(c.g.loc, c.g.strType(), kind, c.subject()));
    };
  table["Text.normalize"] = normalize;
  table["Text.convert_chinese"] = convertChinese;
  table["Text.html_text"] = [](const Call &c) {
    return c.result(c.g.b.create<text::HtmlTextOp>(c.g.loc, c.g.strType(), c.subject()));
  };
  table["Text.size"] = [](const Call &c) {
    return c.result(c.g.toReal(c.g.b.create<text::SizeOp>(c.g.loc, c.g.b.getI64Type(), c.subject())));
  };
}

} // namespace smelt::gen
