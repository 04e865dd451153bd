// The verb `explain`.
#include "compiler/driver/ExplainName.h"
#include "compiler/driver/Lowering.h"
#include "compiler/driver/PlanGraph.h"
#include "compiler/driver/Verbs.h"
#include "lang/sema/Dump.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"

namespace smelt::driver {

using pipeline::Phase;
namespace json = llvm::json;

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

static json::Array strings(const std::vector<std::string> &list) {
  json::Array array;
  for (const std::string &text : list)
    array.push_back(json::fixUTF8(text));
  return array;
}

static json::Object jsonOf(const PlanStage &stage, size_t number) {
  json::Array rules;
  for (const PlanRule &rule : stage.rules)
    rules.push_back(json::Object{{"name", json::fixUTF8(rule.name)},
                                 {"bound", json::fixUTF8(rule.bound)},
                                 {"stage", json::fixUTF8(rule.stage)}});
  return json::Object{{"type", "stage"},
                      {"number", uint64_t(number)},
                      {"kind", stage.kind},
                      {"name", json::fixUTF8(stage.name)},
                      {"label", json::fixUTF8(stage.label)},
                      {"inputs", json::Array(stage.inputs)},
                      {"fused", strings(stage.parts)},
                      {"reads", strings(stage.reads)},
                      {"computes", strings(stage.computes)},
                      {"passes", strings(stage.passes)},
                      {"rules", std::move(rules)},
                      {"files", stage.files},
                      {"bytes", stage.bytes},
                      {"cut", json::fixUTF8(stage.cut)}};
}

static void showPlan(const std::vector<PlanStage> &plan, const Request &request, Console &console) {
  if (request.svg)
    console.results() << planSvg(plan);
  else if (!console.style().json)
    console.results() << planText(plan);
  for (size_t i = 0; console.style().json && i < plan.size(); ++i)
    console.line(jsonOf(plan[i], i + 1));
}

static void showText(llvm::StringRef what, const std::string &text, Console &console) {
  if (console.style().json)
    console.line(json::Object{{"type", "explain"}, {"emit", what}, {"text", json::fixUTF8(text)}});
  else
    console.results() << text;
}

/// The stages of the outputs, or the program after a phase.
static void explainOutputs(const Request &request, Checked &checked, Console &console) {
  std::vector<std::string> others;
  for (const std::string &name : request.outputs)
    llvm::append_range(others, namesLike(name, checked.sources));
  std::optional<std::vector<std::string>> outputs = checked.selectOutputs(request.outputs, others);
  if (!outputs)
    return;
  Lowering lowering(checked, request.compiler);
  if (!lowering.generate(*outputs, lastInPlace(request.emit)))
    return;
  if (request.emit.empty())
    return showPlan(planGraph(lowering.module(), lowering.options()), request, console);
  showText(request.emit, programText(lowering, request.emit), console);
}

/// `smelt explain FILE gopher.quality.word_count`: what is no output may be a function or a rule.
static std::string namesText(const Request &request, const Checked &checked) {
  std::string text;
  for (const std::string &name : request.outputs)
    if (llvm::none_of(checked.program->outputs, [&](const sema::Output &output) { return output.name == name; }))
      text += (text.empty() ? "" : "\n") + explanationOf(name, checked.sources);
  return text;
}

/// Whether a function, rules or module of the library may be meant: there is no file of that name.
static bool namesLibrary(const Request &request) {
  llvm::StringRef name = request.recipe;
  bool isName =
      !request.recipeText && request.outputs.empty() && request.emit.empty() && !name.empty() && name != "-" &&
      llvm::all_of(name, [](unsigned char c) { return llvm::isAlnum(c) || c == '_' || c == '.' || c >= 0x80; });
  return isName && !name.ends_with(".recipe") && !llvm::sys::fs::exists(name);
}

/// `smelt explain words`, `smelt explain std.text`.
static Exit explainLibrary(const std::string &name, const Environment &environment, Console &console) {
  FileWorld world(environment.stdlib);
  std::vector<std::string> modules = world.stdModules();
  if (llvm::is_contained(modules, name)) {
    showText("name", modulePage(world, name), console);
    return Exit::ok;
  }
  diag::SourceMap sources;
  readStandardLibrary(world, sources);
  if (std::string text = explanationOf(name, sources); !text.empty()) {
    showText("name", text, console);
    return Exit::ok;
  }
  diag::Diagnostics diags;
  diag::Diagnostic &d = diags.report(diag::Code::E0907, kNowhere, {name});
  d.note("there is no such file, and nothing of the standard library has this name");
  std::vector<std::string> known = namesLike(name, sources);
  known.insert(known.end(), modules.begin(), modules.end());
  for (const std::string &module : modules)
    if (llvm::StringRef(module).ends_with("." + name))
      known = {module};
  if (known.size() == 1)
    d.suggest("the module is `" + known.front() + "`");
  else if (auto near = diag::didYouMean(name, known))
    d.suggest("did you mean `" + *near + "`?");
  console.show(diags, {});
  return Exit::tool;
}

Exit explain(const Request &request, const Environment &environment, Console &console) {
  if (namesLibrary(request))
    return explainLibrary(request.recipe, environment, console);
  std::unique_ptr<Checked> checked = checkRecipe(request, environment);
  if (checked->ok()) {
    if (std::string names = namesText(request, *checked); !names.empty())
      showText("name", names, console);
    else if (request.emit == "check")
      showText("check", sema::dump(*checked->program), console);
    else
      explainOutputs(request, *checked, console);
  }
  console.show(checked->diags, checked->sources);
  return checked->verdict();
}

} // namespace smelt::driver
