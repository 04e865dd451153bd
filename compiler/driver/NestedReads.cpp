#include "compiler/driver/NestedReads.h"
#include "compiler/dialect/text/Text.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;

namespace smelt::driver {

void NestedReads::Parts::add(const Parts &other) {
  whole |= other.whole;
  for (const auto &[name, parts] : other.fields)
    fields[name].add(parts);
}

void NestedReads::Parts::appendPaths(std::vector<std::string> &path,
                                     std::vector<std::vector<std::string>> &paths) const {
  if (whole || fields.empty())
    return paths.push_back(path);
  for (const auto &[name, parts] : fields) {
    path.push_back(name);
    parts.appendPaths(path, paths);
    path.pop_back();
  }
}

NestedReads::Parts NestedReads::readOf(Value record) {
  Parts parts;
  for (OpOperand &use : record.getUses()) {
    auto get = dyn_cast<text::JsonFieldOp>(use.getOwner());
    if (get)
      parts.fields[get.getName().str()].add(readOf(get.getValue()));
    parts.whole |= !get;
  }
  return parts;
}

void NestedReads::visit(flow::StageOp op) {
  Fields after = streams_[op.getResult()];
  Fields &before = streams_[op.getInput()];
  for (const auto &[name, parts] : after) {
    if (llvm::is_contained(op.getOutputs().getAsValueRange<StringAttr>(), StringRef(name)))
      continue;
    auto old = op.getRenames().getAs<StringAttr>(name);
    before[old ? old.str() : name].add(parts);
  }
  for (auto [index, name] : llvm::enumerate(op.getInputs().getAsValueRange<StringAttr>()))
    before[name.str()].add(readOf(op.getBody().front().getArgument(3 * unsigned(index))));
}

/// Everything else passes fields on as they are; what it looks at, and what a sink writes, is read whole.
void NestedReads::visitOther(Operation *op) {
  Fields after = op->getNumResults() ? streams_[op->getResult(0)] : Fields();
  SmallVector<StringRef> reads;
  if (auto stage = dyn_cast<flow::StageOpInterface>(op))
    stage.getReadFields(reads);
  for (Value input : op->getOperands()) {
    auto stream = dyn_cast<flow::StreamType>(input.getType());
    if (!stream)
      continue;
    Fields &before = streams_[input];
    for (StringAttr name : stream.getRow().getNames()) {
      before[name.str()].add(after[name.str()]);
      before[name.str()].whole |= isa<flow::SinkOp>(op) || llvm::is_contained(reads, name.getValue());
    }
  }
}

NestedReads::NestedReads(flow::RecipeOp recipe) {
  for (Operation &op : llvm::reverse(recipe.getBody().front()))
    if (auto stage = dyn_cast<flow::StageOp>(op))
      visit(stage);
    else if (!isa<flow::SourceOp>(op))
      visitOther(&op);
}

std::vector<std::vector<std::string>> NestedReads::of(Value stream, const std::string &field) const {
  std::vector<std::vector<std::string>> paths;
  auto fields = streams_.find(stream);
  if (fields == streams_.end())
    return paths;
  auto parts = fields->second.find(field);
  if (parts == fields->second.end() || parts->second.whole || parts->second.fields.empty())
    return paths;
  std::vector<std::string> path;
  parts->second.appendPaths(path, paths);
  return paths;
}

} // namespace smelt::driver
