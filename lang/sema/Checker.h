// The checker: one class over one compilation, its members spread over files by subject.
//
//   Modules.cpp      loading, imports           Lookup.cpp       names to entities
//   TypeSyntax.cpp   written types              Prelude.cpp      builtins
//   Unify.cpp        type variables             Coerce.cpp       implicit conversions
//   CheckExpr.cpp    expressions                CheckLiteral.cpp numbers, strings, sets, lists, records
//   CheckOperator.cpp operators                 CheckCall.cpp    callee and arguments
//   CheckBuiltin.cpp builtins                   CheckFunction.cpp functions and closures
//   CheckRules.cpp   rules and verdicts         CheckStream.cpp  row stages
//   CheckSource.cpp  sources and sinks          CheckItems.cpp   bindings, params, outputs
//   CheckTests.cpp   tests                      AssertParts.cpp  what a failed assert shows
//   TestStreams.cpp  `given`, streams in tests     Unused.cpp       warnings
//   StreamFolds.cpp  folds of streams
//   Pins.cpp         the lock                   Interval.cpp     what values a metric can have
//   CheckPattern.cpp patterns                   CheckPunkt.cpp   models of Punkt
//   Templates.cpp    rules blocks that are called often
#pragma once
#include "lang/sema/Build.h"
#include "lang/sema/Check.h"
#include "lang/sema/Scope.h"
#include "lang/sema/Templates.h"
#include "lang/sema/Units.h"
#include <algorithm>
#include <set>
#include <tuple>

namespace smelt::sema {

using diag::Code;

/// What type variables stand for, by name. There are a few at most, so a list is searched faster than a map.
class TypeBindings {
public:
  using Entry = std::pair<std::string, TypeRef>;
  auto find(std::string_view name) const {
    return std::find_if(list_.begin(), list_.end(), [&](const Entry &e) { return e.first == name; });
  }
  auto begin() const { return list_.begin(); }
  auto end() const { return list_.end(); }
  /// `name` has no meaning yet.
  void add(const std::string &name, TypeRef type) { list_.emplace_back(name, type); }

private:
  std::vector<Entry> list_;
};

/// A callable that a name may mean.
struct Candidate {
  Entity entity;
  const Builtin *builtin = nullptr;
  const ast::Item *item = nullptr; ///< function, rules, or the builtin's declaration
  const LocalName *local = nullptr;
};

/// A call while its arguments are matched.
struct Call {
  std::string name; ///< as shown
  Span nameSpan;
  Span span;
  const Scope *scope = nullptr;
  bool method = false; ///< `x.f(...)` or `x |> f(...)`: receiver checked already
  std::optional<Value> receiver;
  Span receiverSpan;
  std::vector<Value> extra; ///< further checked arguments: closures applied to several values
  const std::vector<ast::Arg> *args = nullptr;
  /// Arguments that were checked to choose the callee. Checking them again would take time exponential in nesting.
  std::vector<std::pair<const ast::Expr *, Value>> checked;
  TypeRef expected = nullptr;

  const Value *checkedValue(const ast::Expr *e) const {
    for (const auto &[known, value] : checked)
      if (known == e)
        return &value;
    return nullptr;
  }
};

/// An argument of a parameter: written, already checked, or neither (the default).
struct Slot {
  const ast::Expr *written = nullptr;
  std::optional<Value> value;
  Span span;
};

inline constexpr const char *kPrelude = "std.prelude";

/// Whether a binding is a list of lines for tests: `CASES = [("a", 1), ("b", 2)]`.
bool isTable(const ast::Item &item);

class Checker {
public:
  Checker(diag::SourceMap &sources, World &world, const CheckOptions &options, diag::Diagnostics &diags,
          Program &program);
  void run(const std::string &path, std::string text);

private:
  // Reporting. A second report of one code at one place is swallowed: functions are checked once per call.
  diag::Diagnostic &report(Code code, Span span, std::vector<std::string> args = {});
  /// A name that is missing is one mistake however often it is used. The first use reports (false); later ones are
  /// added to that report, with its edit (true).
  bool isRepeated(Code code, const std::string &key, Span span);
  /// The test at hand cannot run, because of this diagnostic by its place among all.
  void breakTest(std::optional<size_t> mistake);
  std::optional<size_t> reportedAt(Code code, Span span) const;
  /// The name may have been declared in a line that could not be read: nothing is said of it.
  bool isSpoiled(const std::string &name) const { return spoiled_.count(name) != 0; }
  Value failed() const { return {errorType_, errorExpr_, nullptr, nullptr, nullptr}; }
  Value notAvailable(const std::string &what, Span span);
  /// Adds "did you mean" with its edit, or the list of what is legal.
  /// Where a name is declared, unless that is in the standard library.
  void declaredAt(diag::Diagnostic &d, const ast::Name &name, const char *what = nullptr) const;
  bool isOfLibrary(uint32_t file) const;
  /// What people of other languages look for under this name (Foreign.def); false if it is none of theirs.
  bool adviseForeigner(diag::Diagnostic &d, const std::string &name, Span span, TypeRef receiver = nullptr) const;
  using Declared = std::vector<std::pair<std::string, Span>>;
  void suggestName(diag::Diagnostic &d, Span span, const std::string &name, const std::vector<std::string> &legal,
                   const char *listTitle, const Declared &declared = {});
  /// Where the names that a scope sees are declared, as far as that is in a recipe.
  Declared declarationsOf(const Scope &scope) const;
  static Declared declarationsOf(const std::vector<ast::Rule> &rules);
  static Declared declarationsOf(const std::vector<ast::Param> &params);
  std::string sourceText(Span span) const { return std::string(sources_.text(span)); }

  // Modules.cpp
  void beginPrelude(const std::string &rootText);
  Module *loadPrelude();
  std::optional<std::string> libraryModule(const std::string &name);
  bool isFolder(const std::string &path);
  Module *load(const std::string &importer, const std::string &path, bool isFile);
  Module *addModule(std::string canonical, std::string text, bool isStd);
  Module *addParsed(std::string canonical, uint32_t file, std::shared_ptr<ast::Module> tree, bool isStd);
  void declare(Module &m, const ast::Item &item);
  void refuseRepeats(const ast::Item &item);
  void declareImports(Module &m, const ast::Item &item);
  void addImport(Module &m, const std::string &local, Import import);
  Entity resolveImport(Module &m, Import &import);
  Entity importedName(Module &m, Import &import, Module &from);
  Module *loadForImport(Module &m, const std::string &path, const ast::Item &item);
  std::vector<std::string> publicNames(const Module &m) const;

  // Lookup.cpp
  Entity lookup(Module &m, const std::string &name);
  Entity own(Module &m, const std::string &name);
  /// `a.b.c` as an entity if it starts with a module or rules; none if it is a value.
  Entity resolvePath(const ast::Expr &e, const Scope &scope, bool reportMissing = true);
  Entity member(const Entity &base, const ast::Name &name, bool reportMissing);
  std::vector<Candidate> candidates(const std::string &name, const Scope &scope);
  const std::vector<Candidate> &builtinCandidates(const std::string &name);
  std::vector<Candidate> candidatesOf(const Entity &entity);
  const std::vector<std::string> &namesOfModule(const Module &m);
  const std::vector<std::string> &visibleNames(const Scope &scope);
  bool namesFunction(const ast::Expr &e, const Scope &scope);

  // Prelude.cpp
  const std::vector<const Builtin *> &builtins(const std::string &name);
  const Builtin *makeBuiltin(const ast::Item &item);
  void readBounds(Builtin &b);
  void checkBounds(const Builtin::Parameter &p, const ExprRef &value, Span span);
  std::string receiverKind(TypeRef type) const;
  bool isUnavailable(const ast::Item &item) const;

  // TypeSyntax.cpp
  TypeRef resolveType(const ast::TypeExpr *t, Module &m);
  TypeRef resolveNamedType(const ast::TypeExpr &t, Module &m);
  TypeRef missingType(const ast::Name &written, Module &m);
  TypeRef resolveDeclaredType(const ast::TypeExpr &t, Module &m);
  TypeRef declaredRecord(const ast::Item &item, Module &m);
  TypeRef declaredChoice(const ast::Item &item);

  // Unify.cpp
  /// How well `actual` fits `pattern`: 2 as it is, 1 after an implicit conversion, 0 not. Binds variables.
  int matches(TypeRef pattern, TypeRef actual, TypeBindings &bindings);
  int matchesPart(TypeRef pattern, TypeRef actual, TypeBindings &bindings);
  TypeRef substitute(TypeRef pattern, const TypeBindings &bindings);
  TypeRef substituteParts(Type t, const TypeBindings &bindings);
  bool hasVariables(TypeRef type) const;

  // Coerce.cpp
  Value coerce(const Value &v, TypeRef wanted, Span span);
  std::optional<Value> convertImplicitly(const Value &v, TypeRef wanted);
  std::optional<Value> convertRecord(const ExprRef &e, TypeRef wanted);
  TypeRef commonRecord(TypeRef a, TypeRef b);
  TypeRef jsonOf(TypeRef a, TypeRef b);
  Value mismatch(const Value &v, TypeRef wanted, Span span);
  void explainTextMismatch(diag::Diagnostic &d, const Value &v, TypeRef wanted, Span span);
  void adviseCondition(diag::Diagnostic &d, TypeRef found, Span span) const;
  void adviseChoice(diag::Diagnostic &d, const Value &v, TypeRef choice, Span span) const;
  void adviseIndex(diag::Diagnostic &d, const ast::Expr &e, TypeRef base) const;
  void adviseView(diag::Diagnostic &d, const std::string &name, Span base) const;
  Value fieldWithoutDot(const std::string &name, Span span);
  void explainRecordMismatch(diag::Diagnostic &d, TypeRef found, TypeRef wanted);
  void explainMismatch(diag::Diagnostic &d, const Value &v, TypeRef wanted, Span span);
  void causeOf(diag::Diagnostic &d, const ExprRef &e, Span span);
  /// The value as one expression; a verdict becomes the conjunction of its rules.
  ExprRef scalar(const Value &v, Span span);
  Value asBool(const RuleSet &rules, Span span);
  TypeRef common(TypeRef a, TypeRef b);
  Value of(ExprRef e) const {
    TypeRef type = e->type;
    return {type, std::move(e), nullptr, nullptr, nullptr};
  }
  TypeRef optional(TypeRef t) { return types_.wrap(TypeKind::optional, t); }

  // CheckExpr.cpp
  Value check(const ast::Expr &e, const Scope &scope, TypeRef expected = nullptr);
  Value checkAs(const ast::Expr &e, const Scope &scope, TypeRef wanted);
  Value dispatch(const ast::Expr &e, const Scope &scope, TypeRef expected);
  Value checkLeaf(const ast::Expr &e, const Scope &scope);
  Value checkName(const ast::Expr &e, const Scope &scope, TypeRef expected);
  ExprRef memberOfOnlyChoice(const ast::Name &name, Module &m);
  Value entityValue(const Entity &entity, Span span, const Scope *scope = nullptr);
  Value checkIt(const ast::Expr &e, const Scope &scope);
  Value checkField(const ast::Expr &e, const Scope &scope, TypeRef expected);
  Value fieldOf(const Value &base, Span baseSpan, const ast::Name &name, const Scope &scope, Span span);
  bool readsFiles(const std::string &name, const Scope &scope);
  Value noFieldHere(const ast::Expr &e);
  void warnIfFunction(TypeRef record, const ast::Name &name, const Scope &scope);
  Value safeField(const Value &base, const ast::Expr &e, const Scope &scope);
  Value narrowed(ExprRef e, const Scope &scope);
  Value checkConditional(const ast::Expr &e, const Scope &scope, TypeRef expected);
  Value checkBlock(const ast::Expr &e, const Scope &scope, TypeRef expected);
  Value checkCast(const ast::Expr &e, const Scope &scope);
  Value castUnlessNull(const ExprRef &e, TypeRef to, Span span);
  Value checkIndex(const ast::Expr &e, const Scope &scope);
  Value checkIsNull(const ast::Expr &e, const Scope &scope);
  Value unknownName(const ast::Name &name, const Scope &scope);
  void addFacts(const ExprRef &condition, bool holds, std::vector<std::string> &places);

  // CheckLiteral.cpp
  Value checkNumber(const ast::Expr &e);
  Value numberWithUnit(const ast::Expr &e);
  void noteBrace(size_t index);
  ExprRef interpolated(const ast::Expr &e, const Scope &scope);
  Value checkString(const ast::Expr &e, const Scope &scope, TypeRef expected);
  TypeRef likeOthers(TypeRef type, const ast::Expr &e);
  Value checkElements(const ast::Expr &e, const Scope &scope, TypeRef expected);
  Value checkMap(const ast::Expr &e, const Scope &scope, TypeRef expected);
  Value checkRecord(const ast::Expr &e, const Scope &scope, TypeRef expected);

  // CheckOperator.cpp
  Value checkUnary(const ast::Expr &e, const Scope &scope, TypeRef expected);
  Value checkBinary(const ast::Expr &e, const Scope &scope, TypeRef expected);
  Value checkArithmetic(const ast::Expr &e, const Scope &scope, TypeRef expected);
  TypeRef arithmeticType(ast::Op op, TypeRef a, TypeRef b);
  bool concatenates(const ast::Expr &e, const Scope &scope);
  Value checkLogic(const ast::Expr &e, const Scope &scope);
  Value checkCoalesce(const ast::Expr &e, const Scope &scope, TypeRef expected);
  /// Both sides of a comparison brought to one type; false if they cannot be compared (reported).
  bool comparisonSides(const ast::Expr &e, const Scope &scope, ExprRef &left, ExprRef &right);
  Value checkComparison(const ast::Expr &e, const Scope &scope);
  Value compare(Op op, ExprRef left, ExprRef right, Span span);
  Value checkIn(const ast::Expr &e, const Scope &scope);
  Value inRange(const ExprRef &value, Span valueSpan, const ast::Expr &range, const Scope &scope, bool negated,
                Span span);
  Value badOperands(const ast::Expr &e, const ExprRef &left, const ExprRef &right);
  bool presentNumber(const ExprRef &e, Span span);

  // CheckCall.cpp
  Value checkCall(const ast::Expr &e, const Scope &scope, TypeRef expected);
  Value checkPipe(const ast::Expr &e, const Scope &scope, TypeRef expected);
  Value callEntity(const Entity &entity, Call call);
  Value callNamed(Call call);
  Value callSafely(const Value &base, const ast::Expr &callee, Call call);
  Value choose(std::vector<Candidate> found, Call call);
  Value invoke(const Candidate &c, Call &call);
  Value callBuiltin(const Candidate &c, Call &call);
  std::optional<Value> stepsOfFold(const Call &call, const std::vector<Slot> &slots);
  Value callPlainBuiltin(const Candidate &c, Call &call, std::vector<Slot> slots);
  ExprRef builtinArgument(const Candidate &c, size_t index, const Slot &slot, const Scope &scope,
                          TypeBindings &bindings, bool &ok);
  ExprRef streamOperand(const Value &v, Span span);
  /// What is wrong with the pattern of a call, if it has one, and with the replacement beside it.
  Value anyOf(const ExprRef &texts, Span span);
  bool checkPattern(const Builtin &b, const std::vector<ExprRef> &operands);
  static void blameDefault(diag::Diagnostic &d, const Call &call, const std::string &parameter);
  bool checkPunkt(const Builtin &b, const std::vector<ExprRef> &operands);
  void checkChunks(const Builtin &b, const std::vector<ExprRef> &operands, Span call);
  ExprRef functionArgument(TypeRef pattern, const ast::Expr &e, const Scope &scope, TypeBindings &bindings);
  bool noteReceivers(diag::Diagnostic &d, const std::vector<Candidate> &found, const std::string &name);
  Value noCandidate(const std::vector<Candidate> &found, const Call &call, const Value &receiver, Span span);
  TypeRef firstParameter(const Candidate &c);
  const ast::Arg *firstPositional(const Call &call) const;
  bool preferPath(const std::vector<Candidate> &found, const Call &call) const;
  /// Matches arguments to parameters by position and name. Named ones that fit none go to `others` if that is given.
  std::optional<std::vector<Slot>> matchArguments(const std::vector<ast::Param> &params, const Call &call,
                                                  std::vector<const ast::Arg *> *others);
  static std::string listed(const std::vector<std::string> &names);
  void noFunction(const Entity &e, Span span);
  static void adviseParameter(diag::Diagnostic &d, const std::string &field, const Scope &scope);
  void adviseMissing(diag::Diagnostic &d, const Call &call) const;
  void adviseRules(diag::Diagnostic &d, const Call &call) const;
  void tooMany(const std::vector<ast::Param> &params, const Call &call, Span span);
  void unknownParameter(const ast::Arg &arg, const std::vector<std::string> &legal, const std::string &callee,
                        const Declared &declared = {});

  // CheckFunction.cpp
  Value callFunction(const Candidate &c, Call &call);
  Value callRules(const Candidate &c, Call &call);
  Value applyClosure(const Value &f, std::vector<Value> args, Span span);
  bool bindParameters(const Candidate &c, const std::vector<Slot> &slots, const Call &call, Scope &inner,
                      TypeBindings &bindings);
  Value parameterValue(const ast::Param &p, const Slot &slot, TypeRef wanted, const Call &call, const Scope &inner,
                       TypeBindings &bindings);
  Value resultOf(const Candidate &c, Value v, const TypeBindings &bindings);
  Value streamArgument(const Value &v, TypeRef wanted, Span span, TypeBindings &bindings);
  Value callClosure(const Candidate &c, const Call &call);
  TypeRef opaqueType(TypeRef type);
  Value opaqueValue(TypeRef type, Span span);
  bool opaqueParameters(Module &m, const ast::Item &item, Scope &inner);
  bool enter(const ast::Item &item, const Call &call);
  void leave();
  bool spendExpansion(Span span);
  ExprRef lambdaOf(const Value &closure, const std::vector<TypeRef> &params, Span span);
  Value makeClosure(const ast::Expr &e, const Scope &scope, TypeRef type);
  void checkFunctionAlone(Module &m, const ast::Item &item);

  // CheckRules.cpp
  std::shared_ptr<RuleSet> expandRules(const Candidate &c, const Call &call, const Scope &inner,
                                       const std::vector<const ast::Arg *> &overrides, bool alone = false);
  static std::string pathOfRules(const Candidate &c, const Call &call);
  static void nameRule(NamedRule &made, const RuleSet &set, const Call &call);
  void judgeRule(const Rule &rule, Span at, bool alone);
  NamedRule checkRule(const ast::Rule &rule, const Scope &inner, const ast::Expr *bound, const Scope *boundScope);
  /// The rule that `verdict`, checked from `e`, must be true.
  Rule predicate(const ast::Expr &e, const Value &verdict, const std::string &name);
  Rule rebounded(const ast::Rule &rule, const Scope &inner, const ast::Expr &bound, const Scope &boundScope);
  void extractMetric(Rule &rule, const ast::Expr &e);
  void setLow(Rule &rule, const ExprRef &bound);
  void setHigh(Rule &rule, const ExprRef &bound);
  std::optional<uint32_t> foldedBound(const ExprRef &bound);
  void warnAboutInterval(const Rule &rule, Span at);
  Value checkSelectRules(const ast::Expr &e, const Scope &scope);
  Value measure(Call &call);
  bool isSameForAll(const std::vector<Rule> &rules, LocalId row, Span span);
  void rulesOfExpr(const ast::Expr &e, const Scope &row, Span use, std::vector<Rule> &out, Scope &narrowing);

  // Templates.cpp
  using TemplateKey = std::pair<std::vector<const void *>, std::string>; ///< block, types and constants
  std::optional<TemplateKey> templateKey(const Candidate &c, const Scope &inner) const;
  std::shared_ptr<const RulesTemplate> makeTemplate(const Candidate &c, const Call &call, const Scope &open,
                                                    bool alone);
  void openScope(const Scope &inner, Scope &open);
  void checkRulesAlone(const Candidate &c, const Call &call, const Scope &inner);
  std::shared_ptr<RuleSet> instantiateRules(const Candidate &c, const Call &call, const Scope &inner);
  std::shared_ptr<RuleSet> instance(const RulesTemplate &from, const Candidate &c, const Call &call,
                                    const Scope &inner);

  // CheckStream.cpp
  std::optional<Value> stageCall(const Candidate &c, Call &call);
  std::shared_ptr<Stage> makeStage(StageKind kind, const Builtin *decl, const std::shared_ptr<Stage> &input, Span span);
  Value finishStage(std::shared_ptr<Stage> stage);
  Value whereStage(const Builtin *b, Call &call, size_t first);
  Value withStage(const Builtin *b, Call &call, size_t first);
  Value editStage(const Builtin *b, Call &call, size_t first);
  Value selectStage(const Builtin *b, Call &call, size_t first);
  Value renameStage(const Builtin *b, Call &call, size_t first);
  Value expandStage(const Builtin *b, Call &call, size_t first);
  Value dedupStage(const Builtin *b, Call &call, size_t first);
  Value concatStreams(const ast::Expr &e, const Scope &scope);
  TypeRef mergedRow(TypeRef left, TypeRef right);
  void adviseField(diag::Diagnostic &d, const ast::Arg &arg, TypeRef row) const;
  bool plainField(const ast::Arg &arg, const std::string &stage, TypeRef row);
  Value unknownField(TypeRef row, const ast::Name &name);
  /// An expression over the row that `local` stands for; the error expression after an error.
  TypeRef storedType(TypeRef type);
  ExprRef stored(const ExprRef &e);
  ExprRef rowExpr(const ast::Expr &e, const Scope &scope, const Value &row, bool viewsToo = false);
  bool stageArguments(const Candidate &c, Call &call, Stage &stage, size_t from);
  Value otherStage(const Candidate &c, Call &call);
  Value mixStage(const Candidate &c, Call &call);
  TypeRef rowType(std::vector<Field> fields, TypeRef like);
  std::string ruleLabel(const ast::Arg &arg) const;

  // CheckSource.cpp
  Value sourceStage(const Candidate &c, Call &call);
  Value sinkStage(const Candidate &c, Call &call);
  bool settingOf(const Candidate &c, size_t index, const Slot &slot, const Call &call, Stage &stage);
  bool settingsOf(const Candidate &c, Call &call, size_t from, Stage &stage);
  TypeRef sourceRow(const Candidate &c, const Call &call, const Stage &stage, Span span);
  bool csvSettings(const Stage &stage, bool isDeclared);
  TypeRef sampledRow(const std::string &format, const std::string &path, char delimiter, const std::string &key,
                     Span span);
  TypeRef sampledRecord(const std::vector<SampledField> &sampled);
  TypeRef sampledType(const SampledField &field);
  TypeRef declaredRow(const Call &call);
  std::string sourceKey(const std::string &format, const Call &call, const std::string &path);
  TypeRef pinnedType(const std::string &text);
  TypeRef pinnedRow(const std::string &key);
  void pinSource(const std::string &key, TypeRef row, const std::map<std::string, std::string> &seen, Span span);
  Value rowsSource(const Candidate &c, Call &call);
  Value constantLines(Call &call);

  // CheckItems.cpp
  Value globalValue(const Entity &entity, Span use);
  Value checkParam(Module &m, const ast::Item &item);
  std::optional<Value> plainSetting(const std::string &text, TypeRef type, Span whole);
  Value settingValue(const ast::Item &item, const std::string &text, TypeRef type, Module &m);
  Value checkBinding(Module &m, const ast::Item &item);
  Value checkTableBinding(Module &m, const ast::Item &item);
  bool claimPath(const ExprRef &path);
  void checkOutput(Module &m, const ast::Item &item);
  void checkResources(Module &m, const ast::Item &item);
  void checkSettingsExist(Module &m);
  void checkItem(Module &m, const ast::Item &item);
  void checkModule(Module &m);

  // CheckTests.cpp
  void checkTest(Module &m, const ast::Item &item);
  void checkAny(Module &m, const ast::Item &item);
  void checkTable(Module &m, const ast::Item &item);
  /// What `for ... in TABLE` names: the binding's list of lines, which is written in module `rows`.
  const ast::Expr *namedTable(Module &m, const ast::Expr &name, Module *&rows);
  void checkBody(Module &m, const ast::Item &item, TestCase &test);
  void keep(TestCase test);
  void checkDocExamples(Module &m, const std::string &doc, const ast::Name &name);
  bool checkTableRow(Module &m, const ast::Item &item, const ast::Expr &row, Module &rows, TestCase &out);
  void checkStatements(const ast::Item &item, Scope &scope, TestCase &out);
  void checkAssert(const ast::TestStatement &s, const Scope &scope, TestCase &out);

  // AssertParts.cpp
  /// The condition of an assert. Its outermost operators are not folded, so that there are values to show.
  Value checkCondition(const ast::Expr &e, const Scope &scope);
  void addParts(const ExprRef &e, bool wanted, std::vector<TestCase::Part> &parts);

  // TestStreams.cpp
  /// `given` statements replace bindings; what the test uses of the recipe is checked anew over them.
  bool applyGivens(Module &m, const ast::Item &item);
  bool applyGiven(Module &m, const ast::TestStatement &s);
  Value fitGiven(const Value &given, const Value &original, const ast::TestStatement &s);
  Value fitRows(const Value &given, TypeRef original, Span span);
  Value streamMap(Call &call, size_t first);
  std::shared_ptr<Stage> collected(const std::shared_ptr<Stage> &stream, bool closed);
  Value testInput(TestCase::Input input);
  bool isStreamComparison(const ast::Expr &e, const Scope &scope);
  Value compareStreams(const ast::Expr &e, const Scope &scope);
  std::shared_ptr<Stage> expectedRows(const ast::Expr &e, const Value &stream, const Scope &scope);

  // StreamFolds.cpp
  Value streamFold(const Expr &call, const Call &written);
  std::shared_ptr<Stage> withValue(const std::shared_ptr<Stage> &input, ExprRef value, LocalId row, Span span);
  std::shared_ptr<Stage> withoutRepeats(const std::shared_ptr<Stage> &rows, Span span);
  bool dependsOnFoldsAlone(const StreamFold &fold);
  bool isFolded(const ExprRef &e) const;
  void checkStandardInput();

  // Unused.cpp
  void warnUnused(Module &m);
  void warnUnusedLocals(const Scope &scope);
  void warnShadowed(const ast::Name &name, const Scope &scope);
  void reach(const ast::Item *item, std::set<const ast::Item *> &reached) const;

  LocalId freshLocal() { return ++lastLocal_; }

  diag::SourceMap &sources_;
  World &world_;
  const CheckOptions &options_;
  diag::Diagnostics &diags_;
  Program &program_;
  Types &types_;
  TypeRef errorType_, boolType_, intType_, realType_, textType_, nullType_, charType_, pathType_, rulesType_,
      patternType_;
  ExprRef errorExpr_;
  std::set<std::tuple<Code, uint32_t, uint32_t, uint32_t>> reported_;
  size_t reports_ = 0;                                     ///< those that were swallowed, too
  std::map<std::pair<Code, std::string>, size_t> missing_; ///< indices of the first reports, see isRepeated
  std::unordered_set<std::string> spoiled_;
  diag::Diagnostic swallowed_;
  std::map<std::string, std::unique_ptr<Module>> modules_;
  Module *root_ = nullptr;
  Module *prelude_ = nullptr;
  std::shared_future<PreludeCache::Parsed> parsedPrelude_; ///< not valid: there is none, or it is the root
  uint32_t preludeFile_ = 0;
  bool isPreludeItself_ = false;
  std::unordered_map<std::string, std::vector<const Builtin *>> builtins_;
  std::unordered_map<const Builtin *, const ast::Item *> declarations_;
  std::unordered_map<std::string, std::vector<Candidate>> builtinCandidates_;
  std::unordered_map<const ast::Item *, TypeRef> declaredTypes_;
  std::unordered_map<const ast::Item *, Value> globals_;
  std::set<const ast::Item *> evaluating_, used_, recursive_;
  std::vector<const ast::Item *> active_;  ///< functions being expanded
  std::vector<const ast::Item *> context_; ///< items being worked out, the innermost last
  std::unordered_map<const Module *, std::vector<std::string>> namesOfModule_;   ///< sorted, with the prelude's
  std::vector<std::string> visible_;                                             ///< of the scope asked for last
  std::unordered_map<const ast::Item *, std::set<const ast::Item *>> uses_;      ///< by item; of none: examples in docs
  std::map<std::pair<uint32_t, uint32_t>, std::pair<Span, std::string>> unused_; ///< locals, by place
  std::vector<const ast::Item *> misplaced_; ///< `external fn` outside the standard library
  /// Expansions by function and arguments, so that a chain of functions that use their argument twice stays linear.
  std::map<std::vector<const void *>, Value> expansions_;
  std::map<TemplateKey, std::shared_ptr<const RulesTemplate>> templates_;
  std::map<std::vector<const void *>, TypeRef> substituted_; ///< by pattern, names and types
  /// The rules that became conditions: what an assert over them shows. Keys are kept alive by the rules.
  std::unordered_map<const Expr *, Rule> ruleOf_;
  TestCase *test_ = nullptr;                 ///< the test that is being checked
  bool fitting_ = false;                     ///< a given is compared with what it replaces, which need not be there
  std::map<const ast::Item *, Span> givens_; ///< what this test replaces, and where
  bool sourceLeftOut_ = false;               ///< a file could not be read that no test may need
  std::vector<ExprRef> keepAlive_;           ///< arguments whose addresses are keys of expansions_
  std::map<std::string, Span> outputPaths_;
  std::map<std::string, std::string> sourceKeys_; ///< paths by the names that sources have in the lock
  bool alone_ = false;
  /// Inside of `rows([...])`: the list of records, or one of them, where a field of several kinds is `Json`.
  enum class InRows { no, list, row } inRows_ = InRows::no;
  LocalId lastLocal_ = 0;
  uintptr_t stackBase_ = 0;
  unsigned expanded_ = 0;
};

} // namespace smelt::sema
