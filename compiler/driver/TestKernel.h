// The kernel of a test outside of a run: rows of values in, values out.
#pragma once
#include "compiler/dialect/flow/Flow.h"
#include "lang/sema/Type.h"
#include "runtime/core/Context.h"
#include <map>
#include <string>
#include <vector>

namespace smelt::driver {

/// One value of a column.
struct TestValue {
  smelt_column_type type = SMELT_TEXT;
  uint8_t state = SMELT_OK;
  int64_t integer = 0; ///< and 0 or 1 for a boolean
  double real = 0;
  std::string text; ///< and JSON
};

/// Not thread-safe.
class TestKernel {
public:
  /// The stage may go away afterwards.
  TestKernel(flow::StageOp stage, smelt_kernel kernel);

  /// The columns it reads, in order.
  const std::vector<std::string> &inputs() const { return inputs_; }
  /// Runs over `rows`, each with a value for each of `inputs()`. False if the kernel reported a failure.
  bool run(const std::vector<std::vector<TestValue>> &rows);

  /// What the last run gave out for a row; null if the kernel has no such output.
  std::optional<TestValue> value(llvm::StringRef output, size_t row) const;
  bool isTrue(llvm::StringRef output, size_t row) const;
  bool isFailed(llvm::StringRef output, size_t row) const;
  /// The value of `type` as a recipe would write it; empty if there is none.
  std::string shown(llvm::StringRef output, size_t row, sema::TypeRef type) const;

private:
  struct Column {
    smelt_column_type type = SMELT_TEXT;
    std::vector<char> values; ///< rows * size of the type
    std::vector<uint8_t> states;
  };

  smelt_kernel kernel_;
  bool ok_ = false;
  std::vector<std::string> inputs_;
  std::vector<smelt_column_type> inputTypes_;
  std::map<std::string, Column, std::less<>> outputs_;
  std::vector<std::string> outputNames_;   ///< in the order of the kernel
  std::unique_ptr<smelt_context> context_; ///< owns the texts of the last run
};

/// A value as a recipe would write it: a text in quotes, cut after some length; `null`, `failed`.
std::string literal(const TestValue &value, sema::TypeRef type);
/// A text in quotes with its controls and what cannot be seen escaped, cut after `most` bytes.
std::string quoted(llvm::StringRef text, size_t most = 200);

} // namespace smelt::driver
