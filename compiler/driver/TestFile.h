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
  std::vector<std::string> notes; ///< on the streams it compares
};

struct CaseResult {
  const sema::TestCase *test = nullptr;
  std::vector<AssertFailure> failures;
  std::vector<std::string> errors;             ///< why it could not run
  std::vector<sema::TestCase::Written> values; ///< the row of the table, or what was made up for a property
  uint64_t cases = 1;                          ///< how many values a property was tried with
  uint64_t seed = 0;
  bool compiled = true; ///< else the file's diagnostics say why not
  bool passed() const { return compiled && failures.empty() && errors.empty(); }
};

struct FileResult {
  std::string path;
  std::unique_ptr<Checked> checked; ///< with what the checker and the compiler said
  std::vector<CaseResult> cases;    ///< in the order of the file; none after errors of what they test
};

/// What is checked and run as one recipe: a file, or an example of a Markdown file.
struct TestJob {
  std::string path;
  std::optional<std::string> text; ///< of an example, at the lines where the file has it
  std::string title;               ///< of an example: it counts as a test if it has none of its own
  enum Kind : uint8_t {
    run,
    parse, ///< has to parse only
    wrong  ///< has to have a mistake
  } kind = run;
};

/// The examples of a Markdown file.
std::vector<TestJob> examplesOf(const std::string &path, llvm::StringRef markdown);

/// Checks, compiles and runs. Says nothing.
FileResult runTests(const Request &request, const TestJob &job, const Environment &environment);

} // namespace smelt::driver
