#include "runtime/core/PlanCheck.h"
#include <nlohmann/json.hpp>

namespace smelt::runtime {

namespace {

class PlanChecker {
public:
  explicit PlanChecker(const Plan &plan) : Graph(plan) {}

  Status check() {
    for (uint32_t i = 0; i < Graph.nodes.size() && Problem.empty(); ++i)
      checkNode(i);
    if (Problem.empty() && !Graph.manifest.empty() &&
        !nlohmann::json::parse(Graph.manifest, nullptr, false).is_object())
      Problem = "its manifest is not a JSON object";
    return Problem.empty() ? Status() : Status(errors::BadPlan, "the plan contradicts itself: " + Problem);
  }

private:
  void require(bool holds, uint32_t index, const char *what) {
    if (!holds && Problem.empty())
      Problem = "node " + std::to_string(index) + " " + ticked(Graph.nodes[index].label) + " " + what;
  }

  size_t inputColumns(const Node &node, size_t input = 0) const {
    return Graph.nodes[node.inputs[input]].columns.size();
  }

  void checkNode(uint32_t index) {
    const Node &node = Graph.nodes[index];
    bool isSource = node.kind == NodeKind::source, isConcat = node.kind == NodeKind::concat;
    require(isSource   ? node.inputs.empty()
            : isConcat ? !node.inputs.empty()
                       : node.inputs.size() == 1,
            index, "has the wrong number of inputs");
    for (uint32_t input : node.inputs)
      require(input < index && Graph.nodes[input].kind != NodeKind::sink, index,
              "reads a node that does not come before it");
    if (!Problem.empty())
      return;
    if (isConcat || node.kind == NodeKind::kernel)
      checkOrigins(index);
    if (isConcat)
      checkConcat(index);
    if (node.kind == NodeKind::kernel)
      checkKernel(index);
    if (node.kind == NodeKind::expand)
      require(node.expand.column < inputColumns(node) && node.columns.size() == inputColumns(node), index,
              "expands a column that does not exist");
    if (node.kind == NodeKind::dedup) {
      require(!node.dedup.keys.empty(), index, "has no keys");
      for (uint32_t key : node.dedup.keys)
        require(key < inputColumns(node), index, "has a key that is no column");
    }
    if (node.kind == NodeKind::sink) {
      require(node.sink.fold || !node.sink.path.empty(), index, "has no path");
      if (node.sink.fold)
        return require(node.sink.fold->column < inputColumns(node) && node.sink.fold->outcome, index,
                       "folds a column that does not exist");
      require(node.sink.shapes.size() >= shapesOf(node.inputs[0]), index, "does not know how to write some rows");
      require(node.sink.schema.size() == node.sink.columns.size(), index, "has a schema without columns");
      for (uint32_t column : node.sink.columns)
        require(column < inputColumns(node), index, "writes a column that does not exist");
      for (const RecordShape &shape : node.sink.shapes)
        for (const SinkField &field : shape.fields)
          require(field.column < int32_t(inputColumns(node)), index, "writes a column that does not exist");
    }
  }

  /// One more than the largest shape of the rows that flow out of a node.
  size_t shapesOf(uint32_t index) const {
    const Node &node = Graph.nodes[index];
    size_t shapes = 1;
    for (size_t i = 0; i < node.inputs.size(); ++i) {
      if (node.concat.shapes.empty() || node.concat.shapes[i].empty())
        shapes = std::max(shapes, shapesOf(node.inputs[i]));
      else
        for (uint16_t shape : node.concat.shapes[i])
          shapes = std::max<size_t>(shapes, shape + 1u);
    }
    return shapes;
  }

  void checkConcat(uint32_t index) {
    const std::vector<std::vector<uint16_t>> &shapes = Graph.nodes[index].concat.shapes;
    require(shapes.empty() || shapes.size() == Graph.nodes[index].inputs.size(), index,
            "has shapes that do not fit its inputs");
    for (size_t i = 0; i < shapes.size() && Problem.empty(); ++i)
      require(shapes[i].empty() || shapes[i].size() >= shapesOf(Graph.nodes[index].inputs[i]), index,
              "does not know the shape of some rows");
  }

  void checkOrigins(uint32_t index) {
    const Node &node = Graph.nodes[index];
    require(node.origins.size() == node.columns.size(), index, "has columns without origins");
    for (const std::vector<int32_t> &origin : node.origins) {
      require(origin.size() == node.inputs.size(), index, "has origins that do not fit its inputs");
      for (size_t input = 0; input < origin.size() && Problem.empty(); ++input)
        require(origin[input] < int32_t(inputColumns(node, input)), index, "passes on a column that does not exist");
    }
  }

  void checkKernel(uint32_t index) {
    const Node &node = Graph.nodes[index];
    require(node.kernel.function || (node.kernel.rules.empty() && node.kernel.results.empty()), index, "has no code");
    for (uint32_t input : node.kernel.inputs)
      require(input < inputColumns(node), index, "reads a column that does not exist");
    for (const std::vector<int32_t> &origin : node.origins)
      require(origin.empty() || -1 - origin[0] < int32_t(node.kernel.results.size()), index,
              "gives out a result that its kernel does not have");
    for (const KernelSpec::Rule &rule : node.kernel.rules)
      require(rule.part < node.kernel.parts.size(), index, "has a rule of no part");
  }

  const Plan &Graph;
  std::string Problem;
};

} // namespace

Status checkPlan(const Plan &plan) { return PlanChecker(plan).check(); }

} // namespace smelt::runtime
