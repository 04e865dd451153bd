// Every case is a stage; a row through its kernel gives each assert's condition, its parts and their values as columns.
// What goes in is made up, in batches, or comes from the streams that the test looks at.
#include "compiler/driver/TestFile.h"
#include "compiler/driver/Lowering.h"
#include "compiler/driver/MadeUp.h"
#include "compiler/driver/TestKernel.h"
#include "compiler/driver/TestStreams.h"
#include "lang/syntax/Parser.h"

using namespace mlir;

namespace smelt::driver {

namespace {

using sema::TestCase;

BlamedPart blame(const TestCase::Part &part, const std::string &suffix, const TestKernel &kernel, size_t row) {
  BlamedPart blamed{&part, {}};
  for (auto [index, value] : llvm::enumerate(part.values))
    blamed.values.push_back(kernel.shown("value." + suffix + "." + std::to_string(index), row, value->type));
  return blamed;
}

/// What row `row` of the kernel's last run says of the asserts.
std::vector<AssertFailure> judge(const TestCase &test, const TestKernel &kernel, size_t row) {
  std::vector<AssertFailure> failures;
  for (auto [number, assertion] : llvm::enumerate(test.asserts)) {
    std::string suffix = std::to_string(number);
    if (kernel.isTrue("holds." + suffix, row))
      continue;
    AssertFailure &failure = failures.emplace_back();
    failure.assertion = &assertion;
    failure.undefined = kernel.isFailed("holds." + suffix, row);
    for (auto [p, part] : llvm::enumerate(assertion.parts)) {
      std::string name = suffix + "." + std::to_string(p);
      bool failed = kernel.isFailed("part." + name, row);
      if (failed || kernel.isTrue("part." + name, row) != part.wanted)
        failure.parts.push_back(blame(part, name, kernel, row));
    }
  }
  return failures;
}

/// One test over the kernel that its asserts became.
class CaseRunner {
public:
  CaseRunner(const TestCase &test, TestKernel &kernel, StreamResults streams, const Request &request)
      : test_(test), kernel_(kernel), streams_(std::move(streams)), request_(request), constants_(constantsOf(test)) {
    result_.test = &test;
    result_.values = test.line;
    result_.seed = request.run.seed;
    result_.errors = streams_.errors;
  }
  /// Nothing if the kernel reported a failure.
  std::optional<CaseResult> run();

private:
  using Values = std::vector<MadeUp>; ///< for each input; those of streams stay empty

  Values madeUp(uint64_t number) const;
  /// Which of the rows fails first, judged by assert `wanted` alone if there is one.
  bool tryAll(const std::vector<Values> &rows, std::optional<size_t> &failing, std::optional<size_t> wanted);
  bool runProperty();
  bool shrink(Values &values);
  size_t firstFailure(size_t row) const;
  void addNotes();

  const TestCase &test_;
  TestKernel &kernel_;
  StreamResults streams_;
  const Request &request_;
  Constants constants_;
  CaseResult result_;
};

CaseRunner::Values CaseRunner::madeUp(uint64_t number) const {
  Values values(test_.inputs.size());
  for (size_t i = 0; i < values.size(); ++i)
    if (test_.inputs[i].kind == TestCase::Input::any) {
      // Several values of one test are made up independently, but all start with the usual suspects.
      uint64_t own = i == 0 || number < 8 ? number : (number * 2654435761 + 97 * i) % (number + 1);
      values[i] = makeUp(test_.inputs[i].type, constants_, request_.run.seed + 1000003 * i, own);
    }
  return values;
}

size_t CaseRunner::firstFailure(size_t row) const {
  for (size_t number = 0; number < test_.asserts.size(); ++number)
    if (!kernel_.isTrue("holds." + std::to_string(number), row))
      return number;
  return test_.asserts.size();
}

bool CaseRunner::tryAll(const std::vector<Values> &rows, std::optional<size_t> &failing, std::optional<size_t> wanted) {
  std::vector<std::vector<TestValue>> columns;
  for (const Values &values : rows) {
    std::vector<TestValue> &row = columns.emplace_back();
    for (size_t i = 0; i < test_.inputs.size(); ++i)
      row.push_back(test_.inputs[i].kind == TestCase::Input::any ? columnValue(values[i], test_.inputs[i].type)
                                                                 : streams_.values[i]);
  }
  if (!kernel_.run(columns))
    return false;
  for (size_t row = 0; row < rows.size() && !failing; ++row)
    if (size_t number = firstFailure(row); wanted ? number == *wanted : number < test_.asserts.size())
      failing = row;
  return true;
}

/// Takes the first simpler value that fails in the same assert until there is none.
bool CaseRunner::shrink(Values &values) {
  constexpr size_t mostRounds = 2000, mostAtOnce = 512;
  size_t wanted = firstFailure(0);
  for (size_t round = 0; round < mostRounds; ++round) {
    std::vector<Values> candidates;
    for (size_t i = 0; i < values.size(); ++i)
      if (test_.inputs[i].kind == TestCase::Input::any)
        for (MadeUp &made : simpler(values[i], test_.inputs[i].type)) {
          candidates.push_back(values);
          candidates.back()[i] = std::move(made);
        }
    std::optional<size_t> failing;
    size_t begin = 0;
    for (; begin < candidates.size() && !failing; begin += mostAtOnce) {
      auto first = candidates.begin() + static_cast<ptrdiff_t>(begin);
      auto last = candidates.begin() + static_cast<ptrdiff_t>(std::min(candidates.size(), begin + mostAtOnce));
      if (!tryAll({first, last}, failing, wanted))
        return false;
      if (failing)
        values = candidates[begin + *failing];
    }
    if (!failing)
      break;
  }
  std::optional<size_t> again;
  return tryAll({values}, again, wanted);
}

bool CaseRunner::runProperty() {
  constexpr uint64_t batch = 256;
  for (uint64_t begin = 0; begin < request_.cases; begin += batch) {
    std::vector<Values> rows;
    for (uint64_t number = begin; number < std::min(request_.cases, begin + batch); ++number)
      rows.push_back(madeUp(number));
    std::optional<size_t> failing;
    if (!tryAll(rows, failing, std::nullopt))
      return false;
    if (!failing) {
      result_.cases = begin + rows.size();
      continue;
    }
    result_.cases = begin + *failing + 1;
    Values values = rows[*failing];
    std::optional<size_t> again;
    if (!tryAll({values}, again, std::nullopt) || !shrink(values))
      return false;
    for (size_t i = 0; i < values.size(); ++i)
      if (test_.inputs[i].kind == TestCase::Input::any)
        result_.values.push_back({test_.inputs[i].name, literal(values[i], test_.inputs[i].type)});
    break;
  }
  return true;
}

/// What the runtime saw of the streams belongs to the asserts that look at them.
void CaseRunner::addNotes() {
  for (AssertFailure &failure : result_.failures)
    for (const StreamResults::Note &note : streams_.notes) {
      diag::Span span = note.span, whole = failure.assertion->span;
      if (span.file == whole.file && span.begin >= whole.begin && span.end <= whole.end)
        failure.notes.push_back(note.text);
    }
}

std::optional<CaseResult> CaseRunner::run() {
  if (!result_.errors.empty())
    return result_;
  std::optional<size_t> failing;
  if (!(test_.isProperty ? runProperty() : tryAll({Values(test_.inputs.size())}, failing, std::nullopt)))
    return std::nullopt;
  // The last run had one row: the one row of a test, or what a property failed for.
  if (!test_.isProperty || !result_.values.empty())
    result_.failures = judge(test_, kernel_, 0);
  addNotes();
  return result_;
}

CaseResult notCompiled(const TestCase &test) {
  CaseResult result;
  result.test = &test;
  result.values = test.line;
  result.compiled = false;
  return result;
}

/// Runs every case of a compiled tests module but `left`. False if a kernel is missing or failed.
bool runCases(Lowering &lowering, const std::shared_ptr<pipeline::NativeCode> &code, const std::vector<size_t> &left,
              const Request &request, FileResult &file) {
  const std::vector<TestCase> &tests = file.checked->program->tests;
  llvm::StringMap<flow::StageOp> stages;
  lowering.module().walk([&](flow::StageOp stage) { stages[stage.getName()] = stage; });
  for (size_t index = 0; index < tests.size(); ++index) {
    if (tests[index].isBroken || llvm::is_contained(left, index)) {
      file.cases.push_back(notCompiled(tests[index]));
      continue;
    }
    flow::StageOp stage = stages.lookup(("test_" + llvm::Twine(index)).str());
    if (!stage)
      return false;
    StreamResults streams = runStreams(lowering, code, tests[index], index, request, *file.checked);
    TestKernel kernel(stage, code->kernel(stage.getName().str()));
    std::optional<CaseResult> result = CaseRunner(tests[index], kernel, std::move(streams), request).run();
    if (!result)
      return false;
    file.cases.push_back(std::move(*result));
  }
  return true;
}

/// Mistakes of tests that are left out are nobody's business now.
void keepMatching(Checked &checked, llvm::StringRef filter) {
  std::set<size_t> others, own;
  auto isLeft = [&](const TestCase &test) { return !llvm::StringRef(test.title).contains_insensitive(filter); };
  for (const TestCase &test : checked.program->tests)
    (isLeft(test) ? others : own).insert(test.mistakes.begin(), test.mistakes.end());
  for (size_t shared : own)
    others.erase(shared);
  llvm::erase_if(checked.program->tests, isLeft);
  checked.program->testErrors -= others.size();
  checked.diags.withdraw(others);
}

} // namespace

/// An example without tests is one: that it is a recipe.
static void countExample(const TestJob &job, FileResult &file) {
  if (job.title.empty() || !file.checked->ok())
    return;
  TestCase itself;
  itself.title = job.title;
  file.checked->program->tests.push_back(std::move(itself));
  file.cases.push_back({&file.checked->program->tests.back(), {}, {}, {}, 1, 0});
}

/// A recipe that is parsed only, or has to be wrong.
static FileResult lookAt(Request request, const TestJob &job, const Environment &environment) {
  FileResult file{job.path, nullptr, {}};
  bool isWrong = job.kind == TestJob::wrong && checkRecipe(request, environment)->diags.hasErrors();
  file.checked = std::make_unique<Checked>();
  file.checked->program = std::make_shared<sema::Program>();
  file.checked->path = job.path;
  uint32_t source = file.checked->sources.add(job.path, *job.text);
  if (job.kind == TestJob::parse) {
    syntax::parse(file.checked->sources, source, file.checked->diags);
  } else if (!isWrong) {
    auto begin = static_cast<uint32_t>(job.text->find_first_not_of('\n'));
    file.checked->diags.report(diag::Code::E0712, {source, begin, begin + 1}).label("nothing is wrong here");
  }
  countExample(job, file);
  return file;
}

FileResult runTests(const Request &request, const TestJob &job, const Environment &environment) {
  Request own = request;
  own.recipe = job.path;
  own.recipeText = job.text ? job.text : request.recipeText;
  own.forTests = true;
  if (job.kind != TestJob::run)
    return lookAt(own, job, environment);
  FileResult file{job.path, checkRecipe(own, environment), {}};
  if (!file.checked->testable())
    return file;
  std::vector<TestCase> &tests = file.checked->program->tests;
  bool hadTests = !tests.empty();
  keepMatching(*file.checked, request.filter);
  if (tests.empty()) {
    if (!hadTests && llvm::StringRef(job.title).contains_insensitive(request.filter))
      countExample(job, file);
    return file;
  }
  Lowering lowering(*file.checked, request.compiler);
  std::vector<size_t> left;
  std::shared_ptr<pipeline::NativeCode> code = lowering.generateTests(left) ? lowering.compile() : nullptr;
  if (code && !runCases(lowering, code, left, own, file)) {
    file.cases.clear();
    file.checked->diags.report(diag::Code::E0913, kNowhere, {"the tests"});
  }
  return file;
}

} // namespace smelt::driver
