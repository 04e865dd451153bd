#include "lang/doc/Markdown.h"
#include <algorithm>
#include <map>

namespace smelt::doc {

namespace {

using ast::Item;
using ast::ItemKind;

/// The sections of a page, in their order.
struct Section {
  ItemKind kind;
  const char *title;
};
constexpr Section sections[] = {
    {ItemKind::rules, "Rules"},      {ItemKind::function, "Functions"}, {ItemKind::external, "Builtins"},
    {ItemKind::model, "Models"},     {ItemKind::record, "Records"},     {ItemKind::choice, "Choices"},
    {ItemKind::param, "Parameters"}, {ItemKind::binding, "Values"},     {ItemKind::output, "Outputs"},
};

bool isPublic(const Item &i) { return i.name && !i.name.text.starts_with('_'); }

/// The first sentence, on one line.
std::string summary(std::string_view doc) {
  std::string line;
  for (size_t i = 0; i < doc.size(); ++i) {
    if (doc[i] == '\n' && i + 1 < doc.size() && doc[i + 1] == '\n')
      break;
    line += doc[i] == '\n' ? ' ' : doc[i];
    bool ends = doc[i] == '.' && (i + 1 == doc.size() || doc[i + 1] == ' ' || doc[i + 1] == '\n');
    // "e.g. " and "i.e. " end no sentence.
    if (ends && !(i >= 2 && doc[i - 2] == '.'))
      break;
  }
  return line;
}

/// For a cell of a table.
std::string cell(std::string text) {
  std::string out;
  for (char c : text)
    out += c == '\n' ? " " : c == '|' ? "\\|" : std::string(1, c);
  return out;
}

/// Written code as inline code; in a table a `|` needs its backslash.
std::string code(std::string_view text) {
  std::string out;
  bool space = false;
  for (char c : text) {
    bool isSpace = c == ' ' || c == '\n' || c == '\t' || c == '\r';
    if (!isSpace && space && !out.empty())
      out += ' ';
    if (!isSpace)
      out += c;
    space = isSpace;
  }
  const char *fence = out.find('`') == std::string::npos ? "`" : "``";
  return fence + out + fence;
}

class Page {
public:
  Page(const ast::Module &module, std::string_view text) : module_(module), text_(text) {}
  std::string write(std::string_view name);

private:
  std::string_view source(diag::Span span) const { return text_.substr(span.begin, span.end - span.begin); }
  void contents();
  void handedOn();
  void section(const Section &s);
  void overloads(const std::vector<const Item *> &items);
  void item(const Item &i);
  std::string signature(const Item &i) const;
  void parameters(const Item &i);
  void rules(const Item &i);
  void members(const Item &i);
  void tests();
  void paragraph(const std::string &text) {
    if (!text.empty())
      out_ += text + "\n\n";
  }

  const ast::Module &module_;
  std::string_view text_;
  std::string out_;
};

/// What a caller needs: without the body of a function, without the members of a block.
std::string Page::signature(const Item &i) const {
  uint32_t end = i.span.end;
  bool isBlock = i.kind == ItemKind::rules || i.kind == ItemKind::model;
  if (i.kind == ItemKind::function && i.value)
    end = i.value->span.begin;
  else if (isBlock)
    end = i.span.begin + static_cast<uint32_t>(
                             source(i.span).find('{', i.params.empty() ? 0 : i.params.back().span.end - i.span.begin));
  std::string text(text_.substr(i.span.begin, end - i.span.begin));
  while (!text.empty() && (text.back() == ' ' || text.back() == '\n' || text.back() == '='))
    text.pop_back();
  return text;
}

void Page::parameters(const Item &i) {
  bool documented = std::any_of(i.params.begin(), i.params.end(), [](const ast::Param &p) { return !p.doc.empty(); });
  if (!documented)
    return;
  out_ += "| parameter | type | default | |\n|---|---|---|---|\n";
  for (const ast::Param &p : i.params)
    out_ += "| " + code(p.name.text) + " | " + cell(code(source(p.type->span))) + " | " +
            (p.fallback ? cell(code(source(p.fallback->span))) : "") + " | " + cell(p.doc) + " |\n";
  out_ += '\n';
}

bool isComparison(const ast::Expr &e) {
  using ast::Op;
  switch (e.op) {
  case Op::eq:
  case Op::ne:
  case Op::lt:
  case Op::le:
  case Op::gt:
  case Op::ge:
  case Op::in:
  case Op::not_in:
    return e.kind == ast::ExprKind::binary;
  default:
    return false;
  }
}

/// `measure <op> bound` in columns of their own: the bound is what a call may give.
void Page::rules(const Item &i) {
  if (i.rules.empty())
    return;
  out_ += "| rule | measure | bound | |\n|---|---|---|---|\n";
  for (const ast::Rule &r : i.rules) {
    bool bounded = r.value && isComparison(*r.value);
    diag::Span measure = bounded ? r.value->operands[0]->span : r.value->span;
    std::string bound;
    if (bounded)
      bound = std::string(ast::spelling(r.value->op)) + " " + std::string(source(r.value->operands[1]->span));
    out_ += "| " + code(r.name.text) + " | " + cell(code(source(measure))) + " | " +
            (bounded ? cell(code(bound)) : "") + " | " + cell(r.doc) + " |\n";
  }
  out_ += '\n';
}

void Page::members(const Item &i) {
  bool documented = false;
  for (const std::string &doc : i.choiceDocs)
    documented |= !doc.empty();
  for (const ast::TypeField &f : i.fields)
    documented |= !f.doc.empty();
  if (!documented)
    return;
  for (size_t c = 0; c < i.choices.size(); ++c)
    out_ += "- " + code(i.choices[c].text) + (i.choiceDocs[c].empty() ? "" : ": " + cell(i.choiceDocs[c])) + "\n";
  for (const ast::TypeField &f : i.fields)
    out_ += "- " + code(f.name.text) + (f.doc.empty() ? "" : ": " + cell(f.doc)) + "\n";
  out_ += '\n';
}

void Page::item(const Item &i) {
  out_ += "```recipe\n" + signature(i) + "\n```\n\n";
  paragraph(i.doc);
  parameters(i);
  rules(i);
  members(i);
}

/// Items of one name share a heading.
void Page::overloads(const std::vector<const Item *> &items) {
  out_ += "### " + items.front()->name.text + "\n\n";
  for (const Item *i : items)
    item(*i);
}

/// Items of a kind by name, in the order of the source.
std::vector<std::vector<const Item *>> byName(const ast::Module &m, ItemKind kind) {
  std::vector<std::vector<const Item *>> groups;
  std::map<std::string, size_t> known;
  for (const auto &i : m.items) {
    if (i->kind != kind || !isPublic(*i))
      continue;
    auto [at, fresh] = known.try_emplace(i->name.text, groups.size());
    if (fresh)
      groups.emplace_back();
    groups[at->second].push_back(i.get());
  }
  return groups;
}

void Page::contents() {
  std::string rows;
  for (const Section &s : sections)
    for (const auto &group : byName(module_, s.kind))
      rows += "| [" + code(group.front()->name.text) + "](#" + group.front()->name.text + ") | " +
              cell(summary(group.front()->doc)) + " |\n";
  if (!rows.empty())
    out_ += "| | |\n|---|---|\n" + rows + "\n";
}

/// Names taken from other modules, which are reached through this one too. The prelude's are in scope anyway.
void Page::handedOn() {
  std::string rows;
  for (const auto &i : module_.items) {
    if (i->kind != ItemKind::use || i->usePath == "std.prelude")
      continue;
    std::string names;
    for (const ast::UseName &n : i->useNames)
      names += (names.empty() ? "" : ", ") + code((n.alias ? n.alias : n.name).text);
    if (!names.empty())
      rows += "- " + code(i->usePath) + ": " + names + "\n";
  }
  if (!rows.empty())
    out_ += "It hands on names of other modules, whose pages describe them:\n\n" + rows + "\n";
}

void Page::section(const Section &s) {
  auto groups = byName(module_, s.kind);
  if (groups.empty())
    return;
  out_ += "## " + std::string(s.title) + "\n\n";
  for (const auto &group : groups)
    overloads(group);
}

/// The tests show what the module does, and are known to hold.
void Page::tests() {
  std::string all;
  for (const auto &i : module_.items)
    if (i->kind == ItemKind::test)
      all += (all.empty() ? "" : "\n") + std::string(source(i->span)) + "\n";
  if (!all.empty())
    out_ += "## Examples\n\nThe tests of the module:\n\n```recipe\n" + all + "```\n";
}

std::string Page::write(std::string_view name) {
  out_ = "# " + std::string(name) + "\n\n";
  paragraph(module_.doc);
  contents();
  handedOn();
  for (const Section &s : sections)
    section(s);
  tests();
  while (out_.ends_with("\n\n"))
    out_.pop_back();
  return std::move(out_);
}

} // namespace

std::string markdown(const ast::Module &module, std::string_view text, std::string_view name) {
  return Page(module, text).write(name);
}

} // namespace smelt::doc
