#include "compiler/driver/PlanGraph.h"
#include "compiler/dialect/flow/Flow.h"
#include "compiler/driver/Console.h"
#include "compiler/driver/FieldOrigins.h"
#include "compiler/pipeline/Explain.h"
#include "runtime/io/Glob.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/FileSystem.h"

using namespace mlir;

namespace smelt::driver {
namespace {

using Kernels = std::map<std::string, std::vector<std::string>>;

std::vector<std::string> shown(ArrayAttr names) {
  std::vector<std::string> fields;
  for (StringRef name : names.getAsValueRange<StringAttr>())
    if (!isHidden(name))
      fields.push_back(name.str());
  return fields;
}

/// Why the rows that `op` gives out leave a kernel.
std::string cutAfter(Operation &op) {
  if (op.getNumResults() == 0)
    return {};
  SmallVector<Operation *> readers(op.getResult(0).getUsers());
  if (readers.size() > 1)
    return std::to_string(readers.size()) + " stages read these rows, which are computed once";
  if (readers.size() == 1 && isa<flow::DedupOp>(readers[0]))
    return "`" + cast<flow::DedupOp>(readers[0]).getLabel().str() + "` needs the whole stream";
  if (readers.size() == 1 && isa<flow::ConcatOp>(readers[0]) && isa<flow::StageOp>(op))
    return "`++` joins these rows with others";
  return {};
}

/// The files that the source would read now; their sizes are those on the disk.
void measure(flow::SourceOp source, PlanStage &out) {
  auto path = source.getSettings().getAs<StringAttr>("path");
  if (!path || path.getValue() == "-")
    return;
  for (const std::string &file : runtime::expandGlob(path.getValue().str())) {
    uint64_t size = 0;
    if (llvm::sys::fs::file_size(file, size))
      continue;
    ++out.files;
    out.bytes += size;
  }
}

void describe(flow::StageOp op, const Kernels &kernels, PlanStage &out) {
  out.kind = "kernel";
  out.name = op.getName().str();
  out.parts = shown(op.getParts());
  out.reads = shown(op.getInputs());
  out.computes = shown(op.getOutputs());
  if (auto passes = kernels.find(out.name); passes != kernels.end())
    out.passes = passes->second;
  for (flow::RuleOp rule : op.getBody().getOps<flow::RuleOp>())
    out.rules.push_back({rule.getName().str(), rule.getMetric() ? rule.getBound().str() : "",
                         rule.getPart() < out.parts.size() ? out.parts[rule.getPart()] : ""});
}

PlanStage describe(Operation &op, const Kernels &kernels) {
  PlanStage out;
  auto is = [&](const char *kind, StringRef label) {
    out.kind = kind;
    out.label = label.str();
  };
  llvm::TypeSwitch<Operation *>(&op)
      .Case([&](flow::SourceOp source) {
        is("source", source.getLabel());
        if (auto reads = source->getAttrOfType<ArrayAttr>("reads"))
          out.reads = shown(reads);
        measure(source, out);
      })
      .Case([&](flow::ConcatOp) { is("concat", "++"); })
      .Case([&](flow::StageOp stage) { describe(stage, kernels, out); })
      .Case([&](flow::ExpandOp expand) { is("expand", expand.getLabel()); })
      .Case([&](flow::DedupOp dedup) { is("dedup", dedup.getLabel()); })
      .Case([&](flow::SinkOp sink) {
        is(sink.getFormat() == "fold" ? "fold" : "output", sink.getLabel());
        out.name = sink.getOutput().str();
      });
  out.cut = cutAfter(op);
  return out;
}

} // namespace

std::string sizeText(const PlanStage &stage) {
  if (stage.files == 0)
    return {};
  return withCommas(stage.files) + (stage.files == 1 ? " file, " : " files, ") +
         asBytes(static_cast<double>(stage.bytes));
}

std::vector<PlanStage> planGraph(ModuleOp stages, const pipeline::Options &options) {
  Kernels kernels = pipeline::describeKernels(stages, options);
  std::vector<PlanStage> plan;
  llvm::DenseMap<Operation *, unsigned> numbers;
  for (flow::RecipeOp recipe : stages.getOps<flow::RecipeOp>())
    for (Operation &op : recipe.getBody().front()) {
      PlanStage stage = describe(op, kernels);
      for (Value input : op.getOperands())
        if (Operation *maker = input.getDefiningOp())
          stage.inputs.push_back(numbers.lookup(maker));
      plan.push_back(std::move(stage));
      numbers[&op] = static_cast<unsigned>(plan.size());
    }
  return plan;
}

} // namespace smelt::driver
