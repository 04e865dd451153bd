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

bool Checker::checkStatements(const ast::Item &item, Scope &scope, TestCase &out) {
  for (const ast::TestStatement &s : item.statements) {
    if (!s.value || s.kind == ast::TestStatement::given)
      continue; // see applyGivens
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

void Checker::keepIfSound(TestCase test, bool sound) {
  if (sound)
    program_.tests.push_back(std::move(test));
}

/// `for any t: Text`: the names stand for values that the test makes up.
bool Checker::checkAny(Module &m, const ast::Item &item) {
  Scope scope(nullptr, &m);
  test_->isProperty = true;
  for (size_t i = 0; i < item.tableNames.size(); ++i) {
    TypeRef type = i < item.tableTypes.size() ? resolveType(item.tableTypes[i].get(), m) : errorType_;
    Span span = i < item.tableTypes.size() ? item.tableTypes[i]->span : item.tableNames[i].span;
    if (type->kind == TypeKind::error)
      return false;
    if (!canBeMadeUp(type, false)) {
      report(Code::E0709, span, {foundPhrase(type)})
          .label("no values of this type can be made up")
          .note("there can be `Text`, `Int`, `Float`, `Bool`, `Char`, quantities, and lists and records of those");
      return false;
    }
    TestCase::Input input;
    input.name = item.tableNames[i].text;
    input.type = type;
    input.span = item.tableNames[i].span;
    scope.names.push_back({item.tableNames[i].text, testInput(std::move(input)), item.tableNames[i].span, true});
  }
  return checkStatements(item, scope, *test_);
}

void Checker::checkTest(Module &m, const ast::Item &item) {
  TestCase first;
  first.title = item.title;
  first.span = item.span;
  // What givens replace is checked anew for this test, and forgotten afterwards.
  auto globals = globals_;
  auto expansions = expansions_;
  size_t errors = diags_.errorCount();
  test_ = &first;
  if (!applyGivens(m, item)) {
    // said already
  } else if (item.forAny) {
    bool sound = checkAny(m, item) && diags_.errorCount() == errors;
    keepIfSound(std::move(first), sound);
  } else if (item.table) {
    checkTable(m, item);
  } else {
    Scope scope(nullptr, &m);
    bool sound = checkStatements(item, scope, first);
    keepIfSound(std::move(first), sound);
  }
  test_ = nullptr;
  if (!givens_.empty()) {
    globals_ = std::move(globals);
    expansions_ = std::move(expansions);
    givens_.clear();
  }
}

void Checker::checkTable(Module &m, const ast::Item &item) {
  if (item.table->kind != ast::ExprKind::list || item.tableNames.empty()) {
    if (item.table->kind != ast::ExprKind::error)
      report(Code::E0703, item.table->span).label("a list of lines is needed: `[(a, b), (c, d)]`");
    return;
  }
  for (size_t line = 0; line < item.table->operands.size(); ++line) {
    const ast::Expr &row = *item.table->operands[line];
    TestCase out;
    out.title = item.title + " (row " + std::to_string(line + 1) + ")";
    out.span = row.span;
    test_ = &out;
    if (!checkTableRow(m, item, row, out))
      return; // the other lines have the same mistake
    program_.tests.push_back(std::move(out));
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
    auto parsed = syntax::parse(sources_, file, diags_);
    for (const auto &item : parsed.module->items)
      if (item->kind == ast::ItemKind::test)
        checkTest(m, *item);
  }
}

} // namespace smelt::sema
