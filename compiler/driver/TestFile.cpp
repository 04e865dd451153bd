// Every case is a stage without inputs; one row through its kernel gives each assert's condition, its parts and their
// values as columns.
#include "compiler/driver/TestFile.h"
#include "compiler/driver/Lowering.h"
#include "compiler/driver/TestKernel.h"

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

/// Runs every case of a compiled tests module. False if a kernel is missing or failed.
bool runCases(Lowering &lowering, const pipeline::NativeCode &code, FileResult &file) {
  const std::vector<TestCase> &tests = file.checked->program->tests;
  bool allRan = true;
  lowering.module().walk([&](flow::StageOp stage) {
    size_t index = file.cases.size();
    TestKernel kernel(stage, code.kernel(stage.getName().str()));
    allRan &= index < tests.size() && kernel.run(std::vector<std::vector<TestValue>>(1));
    if (allRan)
      file.cases.push_back({&tests[index], judge(tests[index], kernel, 0)});
  });
  return allRan && file.cases.size() == tests.size();
}

void keepMatching(std::vector<TestCase> &tests, const std::string &filter) {
  std::string wanted = llvm::StringRef(filter).lower();
  llvm::erase_if(tests,
                 [&](const TestCase &test) { return !llvm::StringRef(test.title).contains_insensitive(wanted); });
}

/// What the checker knows and the generator does not: values made up for `for any`.
void refuseProperties(Checked &checked) {
  for (const TestCase &test : checked.program->tests)
    for (const TestCase::Any &any : test.any)
      checked.diags.report(diag::Code::E0260, any.span, {"a test over made-up values"})
          .label("part of the language, but not of this release");
}

} // namespace

FileResult runTests(const Request &request, const std::string &path, const Environment &environment) {
  Request own = request;
  own.recipe = path;
  own.testsOnly = true;
  FileResult file{path, checkRecipe(own, environment), {}};
  if (!file.checked->ok())
    return file;
  keepMatching(file.checked->program->tests, request.filter);
  refuseProperties(*file.checked);
  if (file.checked->program->tests.empty() || !file.checked->ok())
    return file;
  Lowering lowering(*file.checked, request.compiler);
  std::shared_ptr<pipeline::NativeCode> code = lowering.generateTests() ? lowering.compile() : nullptr;
  if (code && !runCases(lowering, *code, file)) {
    file.cases.clear();
    file.checked->diags.report(diag::Code::E0913, kNowhere, {"the tests"});
  }
  return file;
}

} // namespace smelt::driver
