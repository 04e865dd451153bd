// Tests: asserts, bindings, and tables that give one case for each line.
#include "lang/sema/Checker.h"
#include "lang/sema/Examples.h"
#include "lang/syntax/Parser.h"
#include <algorithm>

namespace smelt::sema {

/// Whether `for any` has values of the type. What lies inside a list or a record is read as JSON.
static bool canBeMadeUp(TypeRef type, bool inside) {
  switch (type->kind) {
  case TypeKind::text:
  case TypeKind::integer:
  case TypeKind::real:
  case TypeKind::boolean:
  case TypeKind::quantity:
    return true;
  case TypeKind::character:
    return !inside;
  case TypeKind::list:
    return type->args[0]->kind != TypeKind::list && type->args[0]->kind != TypeKind::record &&
           canBeMadeUp(type->args[0], true);
  case TypeKind::record:
    return std::all_of(type->fields.begin(), type->fields.end(),
                       [](const Field &f) { return canBeMadeUp(f.type, true); });
  case TypeKind::optional:
    return canBeMadeUp(type->args[0], true);
  default:
    return false;
  }
}

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

void Checker::checkStatements(const ast::Item &item, Scope &scope, TestCase &out) {
  for (const ast::TestStatement &s : item.statements) {
    if (!s.value || s.kind == ast::TestStatement::given)
      continue; // see applyGivens
    if (s.kind == ast::TestStatement::binding)
      scope.names.push_back({s.name.text, check(*s.value, scope), s.name.span, true});
    else
      checkAssert(s, scope, out);
  }
}

/// `for any t: Text`: the names stand for values that the test makes up.
void Checker::checkAny(Module &m, const ast::Item &item) {
  Scope scope(nullptr, &m);
  test_->isProperty = true;
  for (size_t i = 0; i < item.tableNames.size(); ++i) {
    TypeRef type = i < item.tableTypes.size() ? resolveType(item.tableTypes[i].get(), m) : errorType_;
    Span span = i < item.tableTypes.size() ? item.tableTypes[i]->span : item.tableNames[i].span;
    if (type->kind == TypeKind::error)
      return;
    if (!canBeMadeUp(type, false)) {
      report(Code::E0709, span, {foundPhrase(type)})
          .label("no values of this type can be made up")
          .note("there can be `Text`, `Int`, `Float`, `Bool`, `Char`, quantities, and lists and records of those");
      return;
    }
    TestCase::Input input;
    input.name = item.tableNames[i].text;
    input.type = type;
    input.span = item.tableNames[i].span;
    scope.names.push_back({item.tableNames[i].text, testInput(std::move(input)), item.tableNames[i].span, true});
  }
  checkStatements(item, scope, *test_);
}

void Checker::checkTest(Module &m, const ast::Item &item) {
  TestCase first;
  first.title = item.title;
  first.span = item.span;
  // What givens replace is checked anew for this test, and forgotten afterwards.
  bool gives = std::any_of(item.statements.begin(), item.statements.end(),
                           [](const ast::TestStatement &s) { return s.kind == ast::TestStatement::given; });
  auto globals = gives ? globals_ : decltype(globals_)();
  auto expansions = gives ? expansions_ : decltype(expansions_)();
  test_ = &first;
  if (!applyGivens(m, item))
    keep(std::move(first));
  else if (item.table && !item.forAny)
    checkTable(m, item);
  else
    checkBody(m, item, first);
  test_ = nullptr;
  if (gives) {
    globals_ = std::move(globals);
    expansions_ = std::move(expansions);
    givens_.clear();
  }
}

void Checker::checkBody(Module &m, const ast::Item &item, TestCase &test) {
  Scope scope(nullptr, &m);
  item.forAny ? checkAny(m, item) : checkStatements(item, scope, test);
  keep(std::move(test));
}

/// Of a broken test only its name and place are looked at.
void Checker::keep(TestCase test) {
  if (test.isBroken) {
    test.asserts.clear();
    test.inputs.clear();
  }
  program_.tests.push_back(std::move(test));
}

// ---- tables --------------------------------------------------------------------------------------------------------

bool isTable(const ast::Item &item) {
  return item.kind == ast::ItemKind::binding && !item.type && item.value && item.value->kind == ast::ExprKind::list &&
         !item.value->operands.empty() && item.value->operands.front()->kind == ast::ExprKind::tuple;
}

const ast::Expr *Checker::namedTable(Module &m, const ast::Expr &name, Module *&rows) {
  if (name.kind != ast::ExprKind::name)
    return nullptr;
  Entity entity = lookup(m, name.name.text);
  bool isList =
      entity.kind == EntityKind::binding && entity.item->value && entity.item->value->kind == ast::ExprKind::list;
  if (!isList)
    return nullptr;
  rows = entity.module;
  return entity.item->value.get();
}

bool Checker::checkTableRow(Module &m, const ast::Item &item, const ast::Expr &row, Module &rows, TestCase &out) {
  bool tuple = row.kind == ast::ExprKind::tuple;
  size_t values = tuple ? row.operands.size() : 1;
  if (values != item.tableNames.size()) {
    report(Code::E0703, row.span)
        .label(std::to_string(values) + (values == 1 ? " value" : " values"))
        .cause(item.tableNames.front().span, std::to_string(item.tableNames.size()) + " are named here");
    return false;
  }
  Scope written(nullptr, &rows), scope(nullptr, &m);
  for (size_t i = 0; i < values; ++i) {
    Value v = check(tuple ? *row.operands[i] : row, written);
    if (v.isError())
      return false;
    out.line.push_back({item.tableNames[i].text, sourceText(tuple ? row.operands[i]->span : row.span)});
    scope.names.push_back({item.tableNames[i].text, std::move(v), item.tableNames[i].span, true});
  }
  checkStatements(item, scope, out);
  return !out.isBroken;
}

void Checker::checkTable(Module &m, const ast::Item &item) {
  Module *rows = &m;
  const ast::Expr *named = namedTable(m, *item.table, rows);
  const ast::Expr &table = named ? *named : *item.table;
  TestCase whole;
  whole.title = item.title;
  whole.span = item.span;
  test_ = &whole;
  if (table.kind != ast::ExprKind::list || item.tableNames.empty()) {
    if (table.kind != ast::ExprKind::error)
      report(Code::E0703, item.table->span).label("a list of lines is needed: `[(a, b), (c, d)]`");
    return keep(std::move(whole));
  }
  for (size_t line = 0; line < table.operands.size(); ++line) {
    const ast::Expr &row = *table.operands[line];
    TestCase out;
    out.title = item.title + " (row " + std::to_string(line + 1) + ")";
    out.span = row.span;
    test_ = &out;
    bool sound = checkTableRow(m, item, row, *rows, out);
    keep(std::move(out));
    if (!sound)
      return; // the other lines have the same mistake
  }
}

/// Fenced code in documentation is a test of its own: its lines are statements, or it has tests as a recipe does.
void Checker::checkDocExamples(Module &m, const std::string &doc, const ast::Name &name) {
  unsigned number = 0;
  for (const Fence &fence : fencesOf(doc)) {
    if ((!fence.info.empty() && !fence.is("recipe")) || fence.is("later"))
      continue;
    std::string title = "example " + std::to_string(++number) + " of " + (name ? name.text : m.path);
    bool hasTests = fence.code.starts_with("test ") || fence.code.find("\ntest ") != std::string::npos;
    std::string source = hasTests ? fence.code : "test \"" + title + "\" {\n" + exampleStatements(fence.code) + "}\n";
    uint32_t file = sources_.add(sources_.file(m.file).path + " (" + title + ")", std::move(source));
    size_t errors = diags_.errorCount();
    auto parsed = syntax::parse(sources_, file, diags_);
    for (const auto &item : parsed.module->items)
      if (item->kind == ast::ItemKind::test && diags_.errorCount() == errors)
        checkTest(m, *item);
  }
}

} // namespace smelt::sema
