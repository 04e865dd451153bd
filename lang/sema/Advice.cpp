// What is said beside a mistake that people often make: which fields, numbers and names were meant.
#include "lang/sema/Checker.h"
#include <algorithm>

namespace smelt::sema {

static bool isWord(std::string_view text) {
  return !text.empty() && !std::isdigit(static_cast<unsigned char>(text[0])) &&
         std::all_of(text.begin(), text.end(),
                     [](unsigned char c) { return std::isalnum(c) || c == '_' || c >= 0x80; });
}

std::string fieldAsWritten(const std::string &name) { return isWord(name) ? "." + name : ".[\"" + name + "\"]"; }

/// `"x"` without interpolation; else null.
static const std::string *constantString(const ast::Expr &e) {
  bool constant = e.kind == ast::ExprKind::string && e.parts.size() == 1 && !e.parts[0].expr;
  return constant ? &e.parts[0].text : nullptr;
}

/// `select(text)`, `select("text")`, `select(.a .b)`, `select(.a.b)`, `rename(old = "new")`.
void Checker::adviseField(diag::Diagnostic &d, const ast::Arg &arg, TypeRef row) const {
  const ast::Expr &e = *arg.value;
  const std::string *text = e.kind == ast::ExprKind::name ? &e.name.text : constantString(e);
  if (text && row->field(*text)) {
    d.fix("a field is written with a dot", e.span, fieldAsWritten(*text));
  } else if (text && arg.name && row->field(arg.name.text)) {
    d.propose("the new name stands first", diag::cover(arg.name.span, e.span),
              (isWord(*text) ? *text : "\"" + *text + "\"") + " = " + fieldAsWritten(arg.name.text));
  } else if (e.kind == ast::ExprKind::field && e.operands[0]->kind == ast::ExprKind::row_field) {
    uint32_t end = e.operands[0]->span.end;
    bool space = sourceText({e.span.file, end, end + 1}) != ".";
    if (space && row->field(e.name.text))
      d.fix("a comma is missing", {e.span.file, end, end}, ",");
    else
      d.suggest("make a field of it first: `with(" + e.name.text + " = " + sourceText(e.span) + ")`");
  } else if (e.kind == ast::ExprKind::binary) {
    d.suggest("rows are kept for what they hold with `where(" + sourceText(e.span) + ")`");
  } else if (e.kind == ast::ExprKind::cast) {
    d.suggest("a field is renamed with `rename(new = .old)`");
  } else if ((e.kind == ast::ExprKind::set || e.kind == ast::ExprKind::list) && d.title.starts_with("`edit`")) {
    d.suggest("each field has an `edit` of its own");
  } else if (e.kind == ast::ExprKind::set || e.kind == ast::ExprKind::list) {
    d.suggest("fields stand one after the other: `select(.text, .url)`");
  } else {
    d.suggest("write `." + (text && isWord(*text) ? *text : std::string("name")) + "`");
  }
}

/// `docs |> gopher.quality(.text)`, and `gopher.quality(.text, word_count >= 20)`.
void Checker::adviseRules(diag::Diagnostic &d, const Call &call) const {
  if (call.name == "round")
    d.suggest("it gives whole numbers: two digits are `round(x * 100) / 100`");
  if (call.name == "exact")
    d.suggest("several values are one record: `exact({a = .text, b = .url})`");
  if (call.receiver && call.receiver->stage)
    d.suggest("rules stand in `where(" + sourceText(call.span) + ")`, functions of a text in `edit(.text, f)`");
  static const std::vector<ast::Arg> none;
  for (const ast::Arg &arg : call.args ? *call.args : none)
    if (arg.value->span.begin == d.primary.span.begin && arg.value->kind == ast::ExprKind::binary &&
        arg.value->operands[0]->kind == ast::ExprKind::name)
      d.suggest("a rule gets another bound by its name: `" + arg.value->operands[0]->name.text +
                " = 20..`, `symbol_ratio = 20%`");
}

/// `.words` in a function, whose parameter it is that has them.
void Checker::adviseParameter(diag::Diagnostic &d, const std::string &field, const Scope &scope) {
  for (const Scope *s = &scope; s; s = s->parent)
    for (const LocalName &l : s->names)
      if (l.value.type && l.value.type->kind != TypeKind::error) {
        d.suggest("what the function is given is called `" + std::string(l.name) + "`: `" + std::string(l.name) +
                  field + "`");
        return;
      }
}

/// `.text.count`, `.text.split()`: what these names mean elsewhere.
void Checker::adviseMissing(diag::Diagnostic &d, const Call &call) const {
  if (call.name == "count")
    d.suggest("count what you mean: `t.chars.count`, `t.words.count`; `t.count(\"a\")` counts a text in another");
  else if (call.name == "split")
    d.suggest("what stands between white space are `t.words`; at other places: `t.split({','})`, `t.split(r\"\\s+\")`");
}

/// `where(.url)`, `not .text`: what a condition could be.
void Checker::adviseCondition(diag::Diagnostic &d, TypeRef found, Span span) const {
  std::string text = sourceText(span);
  if (found->kind == TypeKind::optional)
    d.suggest("test it: `" + text + " is not null`");
  else if (found->kind == TypeKind::text && text.starts_with("\""))
    d.suggest("a condition stands without quotes: `.n > 3`");
  else if (found->kind == TypeKind::text)
    d.suggest("compare it: `" + text + " != \"\"`" +
              (text.ends_with(")") ? "; a text is changed with `edit(.text, f)`" : ""));
  else if (isNumeric(found))
    d.suggest("compare it: `" + text + " > ...`");
  else if (found->kind == TypeKind::view || found->kind == TypeKind::list)
    d.suggest("count the elements: `" + text + ".count > 0`");
}

/// `by = "cjk"`, where the names of a choice stand without quotes.
void Checker::adviseChoice(diag::Diagnostic &d, const Value &v, TypeRef choice, Span span) const {
  std::string text = v.expr && v.expr->kind == ExprKind::text ? v.expr->text : "";
  if (std::find(choice->members.begin(), choice->members.end(), text) != choice->members.end()) {
    d.fix("the names of a choice stand without quotes", span, text);
    return;
  }
  std::string members;
  for (const std::string &m : choice->members)
    members += (members.empty() ? "`" : ", `") + m + "`";
  if (!members.empty())
    d.note("the choices are " + members);
}

/// `[...]` of what has no elements by number or key.
void Checker::adviseIndex(diag::Diagnostic &d, const ast::Expr &e, TypeRef base) const {
  const std::string *key = constantString(*e.operands[1]);
  std::string text = sourceText(e.operands[0]->span);
  if (base->kind == TypeKind::json)
    d.suggest("say what it is with `as`: `(x as [Text])[0]`, `(x as {stars: Int}).stars`");
  else if (base->kind == TypeKind::record && key && base->field(*key))
    d.fix("a field is reached with a dot", e.span, text + fieldAsWritten(*key));
  else if (base->kind == TypeKind::record)
    d.suggest("a field whose name is no word is written `x.[\"star-count\"]`");
  else if (base->kind == TypeKind::view)
    d.suggest("the first element is `" + text + ".first`; a view that has become a field is a list");
  else if (base->kind == TypeKind::text)
    d.suggest("the characters of a text are `" + text + ".chars`, the first is `" + text + ".chars.first`");
}

/// A function that takes a view, called on a text: `t.ngrams(3)`.
void Checker::adviseView(diag::Diagnostic &d, const std::string &name, Span base) const {
  std::string text = sourceText(base);
  d.suggest("it takes a view of a text: `" + text + ".words." + name + "`, `" + text + ".chars." + name + "`");
}

/// `dedup(exact(text))`: the function of that name hides the mistake.
Value Checker::fieldWithoutDot(const std::string &name, Span span) {
  report(Code::E0211, span, {name, "a function"})
      .label("a function")
      .fix("a field of the current row is written with a dot", span, fieldAsWritten(name));
  return failed();
}

} // namespace smelt::sema
