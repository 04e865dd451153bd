// How the fields of each stream relate to the records they were read from: decides what a sink must write anew and what
// it may copy as raw bytes.
#pragma once
#include "compiler/dialect/flow/Flow.h"
#include "mlir/IR/BuiltinOps.h"
#include "runtime/core/Plan.h"
#include <map>
#include <set>

namespace smelt::driver {

/// Fields whose names begin with `$` belong to the compiler and are never written.
inline bool isHidden(llvm::StringRef field) { return field.starts_with("$"); }

/// What became of a field on its way from the sources.
struct FieldOrigin {
  std::string record;       ///< the record's field that it is or replaces; "" if it is new
  bool rewritten = false;   ///< its value is not that of the record
  bool needsColumn = false; ///< the rows have no record to take it from

  friend bool operator==(const FieldOrigin &, const FieldOrigin &) = default;
};

/// What became of the rows that came one way from the sources.
struct RowOrigin {
  std::map<std::string, FieldOrigin> fields; ///< of the row type, less those that these rows do not have
  std::set<std::string> gone;                ///< fields of the record that no field stands for any more
  bool closed = false;                       ///< below a `select`: what the recipe does not name is not written

  friend bool operator==(const RowOrigin &, const RowOrigin &) = default;
};

/// One for each way that differs from the others; they are the shapes of the rows.
using StreamOrigin = std::vector<RowOrigin>;

/// The origins of every stream of a recipe after the phase `stages`.
class FieldOrigins {
public:
  explicit FieldOrigins(flow::RecipeOp recipe);
  const StreamOrigin &of(mlir::Value stream) const { return streams_.find(stream)->second; }
  /// For each side of a `++`, the shapes that its shapes become.
  const std::vector<std::vector<uint16_t>> &shapesOf(mlir::Value concat) const { return shapes_.find(concat)->second; }

private:
  StreamOrigin source(flow::SourceOp op) const;
  StreamOrigin stage(flow::StageOp op) const;
  StreamOrigin concat(flow::ConcatOp op);

  llvm::DenseMap<mlir::Value, StreamOrigin> streams_;
  llvm::DenseMap<mlir::Value, std::vector<std::vector<uint16_t>>> shapes_;
};

/// How a sink writes rows of one shape, less the columns' numbers.
runtime::RecordShape shapeOf(flow::RowType row, const RowOrigin &origin);

} // namespace smelt::driver
