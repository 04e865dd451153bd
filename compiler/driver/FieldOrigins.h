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
  bool needsColumn = false; ///< some rows have no record to take it from
};

struct StreamOrigin {
  std::map<std::string, FieldOrigin> fields;
  std::set<std::string> gone; ///< fields of the record that no field stands for any more
};

/// The origins of every stream of a recipe after the phase `stages`.
class FieldOrigins {
public:
  explicit FieldOrigins(flow::RecipeOp recipe);
  const StreamOrigin &of(mlir::Value stream) const { return streams_.find(stream)->second; }

private:
  StreamOrigin source(flow::SourceOp op) const;
  StreamOrigin stage(flow::StageOp op) const;
  StreamOrigin concat(flow::ConcatOp op) const;

  llvm::DenseMap<mlir::Value, StreamOrigin> streams_;
};

/// Marks the sinks below a `select`, which write no field that the recipe does not name. Before `form-stages`, which
/// makes `select` and `drop` look alike.
void markClosedSinks(mlir::ModuleOp module);
bool isClosed(flow::SinkOp sink);

/// The fields that a sink writes, less the columns' numbers.
std::vector<runtime::SinkField> sinkFields(flow::RowType row, const StreamOrigin &origin);
/// The record's fields that a sink leaves out.
std::vector<std::string> droppedFields(const StreamOrigin &origin);

} // namespace smelt::driver
