// What a sink with a schema of its own writes: the types of the recipe, and of fields that stand as they were read those
// of the files.
#pragma once
#include "compiler/dialect/flow/Flow.h"
#include "runtime/core/Plan.h"
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace smelt::driver {

class SinkSchema {
public:
  /// The fields of a sink, whose setting `schema` is the generator's.
  std::vector<runtime::FieldSchema> of(flow::SinkOp sink);

private:
  std::optional<runtime::FieldSchema> read(mlir::Value stream, const std::string &field);
  std::optional<runtime::FieldSchema> readOf(flow::SourceOp source, const std::string &field);

  std::map<std::string, std::vector<runtime::FieldSchema>> sampled_; ///< by the path of the files
};

} // namespace smelt::driver
