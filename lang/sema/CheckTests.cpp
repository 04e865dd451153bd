// Tests: asserts, bindings, and tables that give one case for each line.
#include "lang/sema/Checker.h"
#include "lang/syntax/Parser.h"
#include <algorithm>
#include <utility>

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
  size_t errors = diags_.errorCount();
  for (const ast::TestStatement &s : item.statements) {
    if (!s.value || s.kind == ast::TestStatement::given)
      continue;
    if (s.kind == ast::TestStatement::binding)
      scope.names.push_back({s.name.text, check(*s.value, scope), s.name.span, false});
    else
      checkAssert(s, scope, out);
  }
  if (diags_.errorCount() != errors)
    return false;
  warnUnusedLocals(scope);
  return true;
}

/// `given crawl = rows([...])`: the binding's value for this test. What depends on it is worked out anew.
bool Checker::checkGiven(Module &m, const ast::TestStatement &s) {
  auto found = m.items.find(s.name.text);
  const ast::Item *item = found == m.items.end() ? nullptr : found->second;
  if (!item || (item->kind != ast::ItemKind::binding && item->kind != ast::ItemKind::param)) {
    std::vector<std::string> legal;
    for (const auto &[name, other] : m.items)
      if (other->kind == ast::ItemKind::binding || other->kind == ast::ItemKind::param)
        legal.push_back(name);
    std::sort(legal.begin(), legal.end());
    suggestName(report(Code::E0230, s.name.span, {s.name.text}).label("not a binding of this recipe"), s.name.span,
                s.name.text, legal, "its bindings are");
    return false;
  }
  if (globals_.count(item)) {
    report(Code::E0215, s.name.span, {s.name.text}).label("given already");
    return false;
  }
  used_.insert(item);
  Scope scope(nullptr, &m);
  TypeRef type = item->type ? resolveType(item->type.get(), m) : nullptr;
  Value v = type ? checkAs(*s.value, scope, type) : check(*s.value, scope);
  if (v.stage && v.stage->binding.empty())
    v.stage->binding = s.name.text;
  globals_[item] = v;
  return !v.isError();
}

/// Checks the statements with the values that `given` puts in place of the recipe's.
bool Checker::checkBody(Module &m, const ast::Item &item, Scope &scope, TestCase &out) {
  bool replaces = std::any_of(item.statements.begin(), item.statements.end(),
                              [](const auto &s) { return s.kind == ast::TestStatement::given; });
  bool wasInTest = std::exchange(inTest_, true);
  if (!replaces && !options_.testsOnly) {
    bool fine = checkStatements(item, scope, out);
    inTest_ = wasInTest;
    return fine;
  }
  auto globals = std::exchange(globals_, {});
  auto expansions = std::exchange(expansions_, {});
  unsigned expanded = std::exchange(expanded_, 0);
  std::string names;
  bool ok = true;
  for (const ast::TestStatement &s : item.statements)
    if (s.kind == ast::TestStatement::given && s.value) {
      ok = checkGiven(m, s) && ok;
      names += (names.empty() ? "`" : ", `") + s.name.text + "`";
    }
  if (replaces)
    givenNote_ = "seen in the test \"" + item.title + "\", which gives " + names + " another value";
  ok = ok && checkStatements(item, scope, out);
  givenNote_.clear();
  inTest_ = wasInTest;
  globals_ = std::move(globals);
  expansions_ = std::move(expansions);
  expanded_ = expanded;
  return ok;
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
    scope.names.push_back({item.tableNames[i].text, std::move(v), item.tableNames[i].span, false});
  }
  return checkBody(m, item, scope, out);
}

/// Whether `for any` can make values of this type.
static bool isGenerated(TypeRef t) {
  switch (t->kind) {
  case TypeKind::integer:
  case TypeKind::real:
  case TypeKind::boolean:
  case TypeKind::character:
  case TypeKind::text:
  case TypeKind::quantity:
  case TypeKind::choice:
    return true;
  case TypeKind::list:
  case TypeKind::optional:
    return isGenerated(t->args[0]);
  case TypeKind::record:
    return t->rest.empty() &&
           std::all_of(t->fields.begin(), t->fields.end(), [](const Field &f) { return isGenerated(f.type); });
  default:
    return false;
  }
}

/// `for any t: Text`: the asserts must hold for every value.
void Checker::checkProperty(Module &m, const ast::Item &item) {
  TestCase out{item.title, item.span, {}, {}, {}};
  Scope scope(nullptr, &m);
  for (size_t i = 0; i < item.tableNames.size(); ++i) {
    const ast::Name &name = item.tableNames[i];
    TypeRef type = resolveType(item.tableTypes[i].get(), m);
    if (type->kind == TypeKind::error)
      return;
    if (!isGenerated(type)) {
      report(Code::E0229, item.tableTypes[i]->span, {toString(type)})
          .label("not a type of values that can be made up")
          .note("numbers, quantities, `Bool`, `Char`, `Text`, choices, and lists, records and `T?` of them can");
      return;
    }
    out.any.push_back({name.text, freshLocal(), type, name.span});
    scope.names.push_back({name.text, of(makeLocal(type, name.span, out.any.back().local)), name.span, false});
  }
  if (checkBody(m, item, scope, out))
    program_.tests.push_back(std::move(out));
}

/// `for word in STOP_WORDS`: a constant list from elsewhere gives one case for each element.
void Checker::checkNamedTable(Module &m, const ast::Item &item) {
  Scope outer(nullptr, &m);
  Value v = item.table->kind == ast::ExprKind::error ? failed() : check(*item.table, outer);
  if (v.isError())
    return;
  bool list = v.expr && v.type->kind == TypeKind::list && isConstant(v.expr) && item.tableNames.size() == 1;
  if (!list) {
    report(Code::E0703, item.table->span).label("a list of lines is needed: `[(a, b), (c, d)]`");
    return;
  }
  for (size_t line = 0; line < v.expr->operands.size(); ++line) {
    TestCase out{item.title + " (row " + std::to_string(line + 1) + ")", item.table->span, {}, {}, {}};
    Scope scope(nullptr, &m);
    out.line.push_back({item.tableNames[0].text, constantText(v.expr->operands[line])});
    scope.names.push_back({item.tableNames[0].text, of(v.expr->operands[line]), item.tableNames[0].span, false});
    if (!checkBody(m, item, scope, out))
      return; // the other lines have the same mistake
    program_.tests.push_back(std::move(out));
  }
}

void Checker::checkTest(Module &m, const ast::Item &item) {
  if (item.forAny)
    return checkProperty(m, item);
  if (!item.table) {
    TestCase out{item.title, item.span, {}, {}, {}};
    Scope scope(nullptr, &m);
    if (checkBody(m, item, scope, out))
      program_.tests.push_back(std::move(out));
    return;
  }
  if (item.table->kind != ast::ExprKind::list || item.tableNames.empty())
    return checkNamedTable(m, item);
  for (size_t line = 0; line < item.table->operands.size(); ++line) {
    const ast::Expr &row = *item.table->operands[line];
    TestCase out{item.title + " (row " + std::to_string(line + 1) + ")", row.span, {}, {}, {}};
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
