// The verb `explain`.
#include "compiler/driver/Lowering.h"
#include "compiler/driver/PlanText.h"
#include "compiler/driver/Verbs.h"
#include "lang/sema/Dump.h"

namespace smelt::driver {

using pipeline::Phase;

std::vector<std::string> emitNames() { return {"check", "gen", "optimize", "stages", "kernels", "llvm", "asm"}; }

/// The program after phase `emit`, as text; empty after errors.
static std::string programText(Lowering &lowering, const std::string &emit) {
  std::string text;
  llvm::raw_string_ostream out(text);
  if (emit == "asm")
    return lowering.assembly().value_or("");
  if (emit == "kernels" || emit == "llvm") {
    if (auto kernels = lowering.kernels(emit == "llvm" ? Phase::llvm : Phase::kernels))
      kernels->print(out);
  } else {
    lowering.module().print(out);
    out << '\n';
  }
  return text;
}

static Phase lastInPlace(const std::string &emit) {
  return emit == "gen" ? Phase::gen : emit == "optimize" ? Phase::optimize : Phase::stages;
}

static std::string explanation(const Request &request, Checked &checked) {
  std::optional<std::vector<std::string>> outputs = checked.selectOutputs(request.outputs);
  if (!outputs)
    return {};
  Lowering lowering(checked, request.compiler);
  if (!lowering.generate(*outputs, lastInPlace(request.emit)))
    return {};
  return request.emit.empty() ? planText(lowering.module(), lowering.options()) : programText(lowering, request.emit);
}

Exit explain(const Request &request, const Environment &environment, Console &console) {
  std::unique_ptr<Checked> checked = checkRecipe(request, environment);
  std::string text;
  if (checked->ok())
    text = request.emit == "check" ? sema::dump(*checked->program) : explanation(request, *checked);
  console.show(checked->diags, checked->sources);
  if (console.style().json)
    console.line(llvm::json::Object{{"type", "explain"}, {"emit", request.emit}, {"text", llvm::json::fixUTF8(text)}});
  else
    console.results() << text;
  return checked->verdict();
}

} // namespace smelt::driver
