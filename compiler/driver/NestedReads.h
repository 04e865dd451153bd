// Which parts of records a recipe looks at, so that a source whose columns are stored apart need not read the others.
#pragma once
#include "compiler/dialect/flow/Flow.h"
#include "mlir/IR/BuiltinOps.h"
#include <map>
#include <string>
#include <vector>

namespace smelt::driver {

/// After the phase `stages`, one walk backwards over the graph. A field that a stage looks into by paths alone, and
/// that nothing after it writes, compares or hands on, is read in these parts.
class NestedReads {
public:
  explicit NestedReads(flow::RecipeOp recipe);
  /// The paths of a field of a stream that are read; none if all of it is.
  std::vector<std::vector<std::string>> of(mlir::Value stream, const std::string &field) const;

private:
  struct Parts {
    bool whole = false;
    std::map<std::string, Parts> fields;
    void add(const Parts &other);
    void appendPaths(std::vector<std::string> &path, std::vector<std::vector<std::string>> &paths) const;
  };
  using Fields = std::map<std::string, Parts>;

  void visit(flow::StageOp op);
  void visitOther(mlir::Operation *op);
  static Parts readOf(mlir::Value record);

  llvm::DenseMap<mlir::Value, Fields> streams_;
};

} // namespace smelt::driver
