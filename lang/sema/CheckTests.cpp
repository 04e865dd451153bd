// Tests: asserts, bindings, and tables that give one case for each line.
#include "lang/sema/Checker.h"
#include "lang/syntax/Parser.h"

namespace smelt::sema {

void Checker::checkAssert(const ast::TestStatement &s, const Scope &scope, TestCase &out) {
  Value v = checkCondition(*s.value, scope);
  if (v.isError())
    return;
  TestCase::Assert made;
  made.span = s.value->span;
  made.source = sourceText(s.value->span);
  made.condition = v.expr;
  addParts(v.expr, true, made.parts);
  out.asserts.push_back(std::move(made));
}

bool Checker::checkStatements(const ast::Item &item, Scope &scope, TestCase &out) {
  for (const ast::TestStatement &s : item.statements) {
    if (!s.value)
      continue;
    if (s.kind == ast::TestStatement::given) {
      notAvailable("given", s.span);
      return false;
    }
    if (s.kind == ast::TestStatement::binding)
      scope.names.push_back({s.name.text, check(*s.value, scope), s.name.span, true});
    else
      checkAssert(s, scope, out);
  }
  return true;
}

bool Checker::checkTableRow(Module &m, const ast::Item &item, const ast::Expr &row, TestCase &out) {
  bool tuple = row.kind == ast::ExprKind::tuple;
  size_t values = tuple ? row.operands.size() : 1;
  if (values != item.tableNames.size()) {
    report(Code::E0703, row.span)
        .label(std::to_string(values) + (values == 1 ? " value" : " values"))
        .cause(item.tableNames.front().span, std::to_string(item.tableNames.size()) + " are named here");
    return false;
  }
  Scope scope(nullptr, &m);
  for (size_t i = 0; i < values; ++i) {
    Value v = check(tuple ? *row.operands[i] : row, scope);
    if (v.isError())
      return false;
    out.line.push_back({item.tableNames[i].text, sourceText(tuple ? row.operands[i]->span : row.span)});
    scope.names.push_back({item.tableNames[i].text, std::move(v), item.tableNames[i].span, true});
  }
  size_t errors = diags_.errorCount();
  return checkStatements(item, scope, out) && diags_.errorCount() == errors;
}

void Checker::checkTest(Module &m, const ast::Item &item) {
  if (item.forAny) {
    notAvailable("for any", item.tableNames.empty() ? item.span : item.tableNames.front().span);
    return;
  }
  if (!item.table) {
    TestCase out{item.title, item.span, {}, {}};
    Scope scope(nullptr, &m);
    if (checkStatements(item, scope, out))
      program_.tests.push_back(std::move(out));
    return;
  }
  if (item.table->kind != ast::ExprKind::list || item.tableNames.empty()) {
    if (item.table->kind != ast::ExprKind::error)
      report(Code::E0703, item.table->span).label("a list of lines is needed: `[(a, b), (c, d)]`");
    return;
  }
  for (size_t line = 0; line < item.table->operands.size(); ++line) {
    const ast::Expr &row = *item.table->operands[line];
    TestCase out{item.title + " (row " + std::to_string(line + 1) + ")", row.span, {}, {}};
    if (!checkTableRow(m, item, row, out))
      return; // the other lines have the same mistake
    program_.tests.push_back(std::move(out));
  }
}

/// Fenced code in documentation is a test of its own: its lines are statements.
void Checker::checkDocExamples(Module &m, const std::string &doc, const ast::Name &name) {
  static constexpr std::string_view fence = "```";
  size_t open = doc.find(fence);
  for (unsigned number = 1; open != std::string::npos; ++number) {
    size_t begin = doc.find('\n', open);
    size_t end = begin == std::string::npos ? begin : doc.find(fence, begin);
    if (end == std::string::npos)
      return;
    std::string language = doc.substr(open + fence.size(), begin - open - fence.size());
    open = doc.find(fence, end + fence.size());
    if (!language.empty() && language != "recipe")
      continue;
    std::string title = "example " + std::to_string(number) + " of " + (name ? name.text : m.path);
    std::string source = "test \"" + title + "\" {" + doc.substr(begin, end - begin) + "}\n";
    uint32_t file = sources_.add(sources_.file(m.file).path + " (" + title + ")", std::move(source));
    auto parsed = syntax::parse(sources_, file, diags_);
    if (parsed.module->items.size() == 1 && parsed.module->items[0]->kind == ast::ItemKind::test)
      checkTest(m, *parsed.module->items[0]);
  }
}

} // namespace smelt::sema
