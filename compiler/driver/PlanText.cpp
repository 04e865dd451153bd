#include "compiler/driver/PlanGraph.h"
#include "llvm/ADT/StringExtras.h"

namespace smelt::driver {
namespace {

std::string title(const PlanStage &stage) {
  llvm::StringRef kind = stage.kind;
  if (kind == "source")
    return "source " + stage.label;
  if (kind == "kernel")
    return "kernel " + stage.name;
  if (kind == "expand")
    return stage.label + ", a row for each element";
  if (kind == "fold")
    return "value " + stage.label + ", known before the stages that use it run";
  if (kind == "dedup")
    return stage.label + ", over the whole stream";
  return kind == "output" ? "output " + stage.name + ": " + stage.label : stage.label;
}

void writeFields(llvm::raw_ostream &out, llvm::StringRef what, const std::vector<std::string> &names) {
  if (!names.empty())
    out << "     " << what << " ." << llvm::join(names, " .") << '\n';
}

void writeRules(llvm::raw_ostream &out, const PlanStage &stage) {
  if (stage.rules.empty())
    return;
  out << "     rules, in the order of blame:\n";
  const std::string *last = nullptr;
  for (const PlanRule &rule : stage.rules) {
    if ((!last || *last != rule.stage) && !rule.stage.empty())
      out << "       " << rule.stage << '\n';
    last = &rule.stage;
    out << "         " << rule.name << (rule.bound.empty() ? "" : "  " + rule.bound) << '\n';
  }
}

void write(llvm::raw_ostream &out, const PlanStage &stage, size_t number) {
  out << number << "  " << title(stage);
  std::vector<std::string> from;
  for (unsigned input : stage.inputs)
    from.push_back(std::to_string(input));
  // The line above is where rows come from unless said otherwise.
  if (!from.empty() && !(from.size() == 1 && from[0] == std::to_string(number - 1)))
    out << "  (rows of " << llvm::join(from, " and ") << ")";
  out << '\n';
  if (stage.parts.size() > 1)
    out << "     fused: " << llvm::join(stage.parts, " + ") << '\n';
  else if (stage.parts.size() == 1)
    out << "     runs: " << stage.parts[0] << '\n';
  if (std::string size = sizeText(stage); !size.empty())
    out << "     " << size << '\n';
  writeFields(out, llvm::StringRef(stage.kind) == "source" ? "parses" : "reads", stage.reads);
  writeFields(out, "computes", stage.computes);
  for (const std::string &line : stage.passes)
    out << "     " << line << '\n';
  writeRules(out, stage);
  if (!stage.cut.empty())
    out << "     cut: " << stage.cut << '\n';
}

} // namespace

std::string planText(const std::vector<PlanStage> &plan) {
  std::string text;
  llvm::raw_string_ostream out(text);
  for (size_t i = 0; i < plan.size(); ++i)
    write(out, plan[i], i + 1);
  return text;
}

} // namespace smelt::driver
