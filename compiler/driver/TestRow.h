// One row through a kernel that reads nothing: how constants become values outside of a run.
#pragma once
#include "compiler/dialect/flow/Flow.h"
#include "runtime/core/Context.h"

namespace smelt::driver {

/// The values that a stage without inputs computes for one row.
class TestRow {
public:
  TestRow(flow::StageOp stage, smelt_kernel kernel);

  /// False if the kernel reported a failure or the stage reads fields.
  bool ok() const { return ok_; }
  bool isTrue(llvm::StringRef field) const;
  bool isFailed(llvm::StringRef field) const;
  /// The value, a text in quotes if asked for; `null`, `failed`; empty if there is no such field.
  std::string shown(llvm::StringRef field, bool quotes) const;

private:
  struct Value {
    smelt_column_type type = SMELT_TEXT;
    alignas(16) char bytes[16] = {};
    uint8_t state = SMELT_OK;
  };
  const Value *find(llvm::StringRef field) const;

  std::unique_ptr<smelt_context> context_; ///< owns the texts
  std::map<std::string, Value, std::less<>> values_;
  bool ok_ = false;
};

} // namespace smelt::driver
