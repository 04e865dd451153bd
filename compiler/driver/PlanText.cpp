#include "compiler/driver/PlanText.h"
#include "compiler/dialect/flow/Flow.h"
#include "compiler/driver/FieldOrigins.h"
#include "compiler/pipeline/Explain.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace smelt::driver {
namespace {

using Kernels = std::map<std::string, std::vector<std::string>>;

class PlanWriter {
public:
  PlanWriter(llvm::raw_ostream &out, Kernels kernels) : out_(out), kernels_(std::move(kernels)) {}
  void write(flow::RecipeOp recipe);

private:
  void write(Operation &op);
  void write(flow::StageOp op);
  void rules(flow::StageOp op);
  void head(Operation &op, StringRef title);
  void fields(StringRef what, ArrayRef<std::string> names);
  /// Why the rows that `op` gives out leave a kernel.
  void cut(Operation &op);

  llvm::raw_ostream &out_;
  Kernels kernels_; ///< what the compiler did to each stage
  llvm::DenseMap<Operation *, unsigned> numbers_;
};

std::vector<std::string> shown(ArrayAttr names) {
  std::vector<std::string> fields;
  for (StringRef name : names.getAsValueRange<StringAttr>())
    if (!isHidden(name))
      fields.push_back(name.str());
  return fields;
}

void PlanWriter::head(Operation &op, StringRef title) {
  unsigned number = numbers_.size() + 1;
  numbers_[&op] = number;
  out_ << number << "  " << title;
  std::vector<std::string> from;
  for (Value input : op.getOperands())
    if (Operation *maker = input.getDefiningOp())
      from.push_back(std::to_string(numbers_.lookup(maker)));
  // The line above is where rows come from unless said otherwise.
  if (!from.empty() && !(from.size() == 1 && from[0] == std::to_string(number - 1)))
    out_ << "  (rows of " << llvm::join(from, " and ") << ")";
  out_ << '\n';
}

void PlanWriter::fields(StringRef what, ArrayRef<std::string> names) {
  if (!names.empty())
    out_ << "     " << what << " ." << llvm::join(names, " .") << '\n';
}

void PlanWriter::rules(flow::StageOp op) {
  auto rules = op.getBody().getOps<flow::RuleOp>();
  if (rules.empty())
    return;
  out_ << "     rules, in the order of blame:\n";
  std::vector<std::string> parts = shown(op.getParts());
  std::optional<uint64_t> last;
  for (flow::RuleOp rule : rules) {
    if (rule.getPart() != last && rule.getPart() < parts.size())
      out_ << "       " << parts[rule.getPart()] << '\n';
    last = rule.getPart();
    out_ << "         " << rule.getName();
    if (rule.getMetric() && !rule.getBound().empty())
      out_ << "  " << rule.getBound();
    out_ << '\n';
  }
}

void PlanWriter::cut(Operation &op) {
  if (op.getNumResults() == 0)
    return;
  SmallVector<Operation *> readers(op.getResult(0).getUsers());
  if (readers.size() > 1)
    out_ << "     cut: " << readers.size() << " stages read these rows, which are computed once\n";
  else if (readers.size() == 1 && isa<flow::DedupOp>(readers[0]))
    out_ << "     cut: `" << cast<flow::DedupOp>(readers[0]).getLabel() << "` needs the whole stream\n";
  else if (readers.size() == 1 && isa<flow::ConcatOp>(readers[0]) && isa<flow::StageOp>(op))
    out_ << "     cut: `++` joins these rows with others\n";
}

void PlanWriter::write(flow::StageOp op) {
  std::vector<std::string> parts = shown(op.getParts());
  head(*op, "kernel " + op.getName().str());
  if (parts.size() > 1)
    out_ << "     fused: " << llvm::join(parts, " + ") << '\n';
  else if (parts.size() == 1)
    out_ << "     runs: " << parts[0] << '\n';
  fields("reads", shown(op.getInputs()));
  fields("computes", shown(op.getOutputs()));
  for (const std::string &line : kernels_[op.getName().str()])
    out_ << "     " << line << '\n';
  rules(op);
}

void PlanWriter::write(Operation &op) {
  llvm::TypeSwitch<Operation *>(&op)
      .Case([&](flow::SourceOp source) {
        head(op, "source " + source.getLabel().str());
        if (auto reads = source->getAttrOfType<ArrayAttr>("reads"))
          fields("parses", shown(reads));
      })
      .Case([&](flow::ConcatOp) { head(op, "++"); })
      .Case([&](flow::StageOp stage) { write(stage); })
      .Case([&](flow::ExpandOp expand) { head(op, expand.getLabel().str() + ", a row for each element"); })
      .Case([&](flow::DedupOp dedup) { head(op, dedup.getLabel().str() + ", over the whole stream"); })
      .Case([&](flow::SinkOp sink) { head(op, "output " + sink.getOutput().str() + ": " + sink.getLabel().str()); });
  cut(op);
}

void PlanWriter::write(flow::RecipeOp recipe) {
  for (Operation &op : recipe.getBody().front())
    write(op);
}

} // namespace

std::string planText(ModuleOp stages, const pipeline::Options &options) {
  std::string text;
  llvm::raw_string_ostream out(text);
  PlanWriter writer(out, pipeline::describeKernels(stages, options));
  for (flow::RecipeOp recipe : stages.getOps<flow::RecipeOp>())
    writer.write(recipe);
  return text;
}

} // namespace smelt::driver
