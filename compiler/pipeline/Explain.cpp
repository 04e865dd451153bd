#include "compiler/pipeline/Explain.h"
#include "compiler/convert/stage_to_func/Cost.h"
#include "compiler/dialect/text/Text.h"
#include "compiler/dialect/text/passes/Passes.h"
#include "compiler/target/cpu/Host.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

namespace smelt::pipeline {

namespace {
std::string_view widthName(Width width) {
  switch (width) {
  case Width::avx512:
    return "AVX-512";
  case Width::avx2:
    return "AVX2";
  case Width::portable:
    return "16-byte vectors";
  default:
    return "scalar code";
  }
}

std::string plural(size_t n, StringRef what) { return std::to_string(n) + " " + what.str() + (n == 1 ? "" : "s"); }

class StageText {
public:
  StageText(flow::StageOp stage, Width width, bool fused) : stage(stage), width(width), fused(fused) {}

  std::vector<std::string> lines() {
    if (fused)
      addScans();
    else
      out.push_back("not fused (--no-fuse): one loop over the text for each fold");
    addUnfused();
    addRules();
    return out;
  }

private:
  void addScans() {
    stage.walk([&](text::ScanOp scan) {
      std::string what = "characters and words";
      if (size_t n = scan.getSets().size())
        what += ", " + plural(n, "set") + " of characters";
      if (size_t n = scan.getAny().size())
        what += ", words that meet " + plural(n, "set");
      out.push_back("one pass over the bytes (" + std::string(widthName(width)) + "): " + what);
    });
    stage.walk([&](text::ClassMasksOp masks) {
      std::string what;
      if (size_t n = masks.getSets().size())
        what = plural(n, "set") + " of characters";
      if (size_t n = masks.getWords().size())
        what += (what.empty() ? "" : ", ") + std::string("words between ") + plural(n, "set");
      out.push_back("bitmaps of the text: " + what);
    });
    stage.walk([&](text::SequenceOp sequence) {
      size_t readers = 0, grams = 0;
      for (Operation *view : sequence->getUsers())
        for (Operation *user : view->getUsers()) {
          ++readers;
          grams += isa<text::NgramsOp>(user);
        }
      std::string line =
          text::stringifyCutKind(sequence.getKind()).str() + " are materialized once for " + plural(readers, "fold");
      if (sequence.getMasks())
        line += ", from the pass's masks";
      if (grams > 1)
        line += "; " + std::to_string(grams) + " n-gram folds form a chain";
      out.push_back(line);
    });
  }

  /// Folds that keep a loop of their own, with the reason.
  void addUnfused() {
    if (!fused)
      return;
    for (auto find : stage.getBody().front().getOps<text::FindAllOp>())
      if (auto literal = find.getLiteral().getDefiningOp<text::ConstantOp>())
        out.push_back("a search of its own for \"" + literal.getValue().str() + "\": literals are not classes");
    for (auto fold : stage.getBody().front().getOps<text::FoldOp>())
      if (auto cut = fold.getView().getDefiningOp<text::CutOp>())
        out.push_back("a loop of its own over " + text::stringifyCutKind(cut.getKind()).str() +
                      ": nothing else reads them");
  }

  void addRules() {
    convert::Costs costs(&stage.getBody().front());
    for (int level = 0; level < convert::levels; ++level) {
      std::string names;
      for (auto rule : stage.getBody().front().getOps<flow::RuleOp>())
        if (costs.of(rule) == level)
          names += (names.empty() ? "" : ", ") + rule.getName().str();
      if (!names.empty())
        out.push_back("judged by " + convert::describe(static_cast<convert::Level>(level)).str() + ": " + names);
    }
  }

  flow::StageOp stage;
  Width width;
  bool fused;
  std::vector<std::string> out;
};
} // namespace

std::map<std::string, std::vector<std::string>> describeKernels(ModuleOp stages, const Options &options) {
  OwningOpRef<ModuleOp> copy = cast<ModuleOp>(stages->clone());
  bool fused = options.fuse && !options.disabled.count("fuse-folds");
  if (failed(fuse(*copy, options)))
    return {};
  std::map<std::string, std::vector<std::string>> result;
  copy->walk([&](flow::StageOp stage) {
    result[stage.getName().str()] = StageText(stage, target::resolveWidth(options.width), fused).lines();
  });
  return result;
}

} // namespace smelt::pipeline
