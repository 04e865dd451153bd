// The tests of one file: checked, compiled together, run one after the other. Several files may be at work at once.
#pragma once
#include "compiler/driver/Checked.h"

namespace smelt::driver {

/// A part of a condition that is to blame, with its values as a recipe would write them.
struct BlamedPart {
  const sema::TestCase::Part *part = nullptr;
  std::vector<std::string> values; ///< empty where there is nothing to show
};

/// An assert that did not hold.
struct AssertFailure {
  const sema::TestCase::Assert *assertion = nullptr;
  bool undefined = false; ///< the condition itself failed: a division by zero, an overflow, a failed `as`
  std::vector<BlamedPart> parts;
};

struct CaseResult {
  const sema::TestCase *test = nullptr;
  std::vector<AssertFailure> failures;
  bool passed() const { return failures.empty(); }
};

struct FileResult {
  std::string path;
  std::unique_ptr<Checked> checked; ///< with what the checker and the compiler said
  std::vector<CaseResult> cases;    ///< in the order of the file; none after errors
};

/// Checks, compiles and runs. Says nothing.
FileResult runTests(const Request &request, const std::string &path, const Environment &environment);

} // namespace smelt::driver
