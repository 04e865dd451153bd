// The verb `test`: every case is a stage without inputs; one row through its kernel gives each assert's condition and
// sides as columns.
#include "compiler/dialect/flow/Flow.h"
#include "compiler/driver/Lowering.h"
#include "compiler/driver/TestRow.h"
#include "compiler/driver/Verbs.h"

using namespace mlir;

namespace smelt::driver {

namespace {

/// One assert that did not hold.
struct Failure {
  const sema::TestCase *testCase = nullptr;
  const sema::TestCase::Assert *assertion = nullptr;
  std::string left, right; ///< both sides as shown; empty where the condition is no comparison
  bool undefined = false;  ///< the condition itself failed
};

struct Outcome {
  size_t passed = 0, failed = 0; ///< cases
  std::vector<Failure> failures;
};

void judge(const sema::TestCase &testCase, unsigned index, const TestRow &row, Outcome &outcome) {
  bool allHold = true;
  for (auto [number, assertion] : llvm::enumerate(testCase.asserts)) {
    std::string suffix = std::to_string(index) + "." + std::to_string(number);
    if (row.isTrue("$holds." + suffix))
      continue;
    allHold = false;
    auto side = [&](const char *name, const sema::ExprRef &e) {
      return e ? row.shown(name + suffix, e->type->kind == sema::TypeKind::text) : "";
    };
    outcome.failures.push_back({&testCase, &assertion, side("$left.", assertion.left), side("$right.", assertion.right),
                                row.isFailed("$holds." + suffix)});
  }
  ++(allHold ? outcome.passed : outcome.failed);
}

void show(const Failure &failure, Checked &checked) {
  diag::Diagnostic &d = checked.diags.report(diag::Code::E0704, failure.assertion->span, {failure.testCase->title});
  d.label(failure.undefined ? "failed: a division by zero, an overflow or a failed `as`" : "does not hold");
  if (!failure.left.empty())
    d.note("left:  " + failure.left);
  if (!failure.right.empty())
    d.note("right: " + failure.right);
}

/// Runs every case of a compiled tests module.
bool runCases(Lowering &lowering, const Checked &checked, const pipeline::NativeCode &code, Outcome &outcome) {
  unsigned index = 0;
  bool allRan = true;
  lowering.module().walk([&](flow::StageOp stage) {
    TestRow row(stage, code.kernel(stage.getName().str()));
    allRan &= row.ok() && index < checked.program->tests.size();
    if (allRan)
      judge(checked.program->tests[index], index, row, outcome);
    ++index;
  });
  return allRan && index == checked.program->tests.size();
}

} // namespace

Exit test(const Request &request, const Environment &environment, Console &console) {
  std::unique_ptr<Checked> checked = checkRecipe(request, environment);
  Outcome outcome;
  if (checked->ok() && !checked->program->tests.empty()) {
    Lowering lowering(*checked, request.compiler);
    std::shared_ptr<pipeline::NativeCode> code = lowering.generateTests() ? lowering.compile() : nullptr;
    if (code && !runCases(lowering, *checked, *code, outcome))
      checked->diags.report(diag::Code::E0913, kNowhere, {"the tests"});
  }
  for (const Failure &failure : outcome.failures)
    show(failure, *checked);
  console.show(checked->diags, checked->sources);
  if (console.style().json)
    console.line(llvm::json::Object{
        {"type", "summary"}, {"passed", uint64_t(outcome.passed)}, {"failed", uint64_t(outcome.failed)}});
  else if (checked->verdict() == Exit::ok || outcome.failed)
    console.results() << outcome.passed << " passed, " << outcome.failed << " failed\n";
  return checked->verdict();
}

} // namespace smelt::driver
