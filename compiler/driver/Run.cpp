// The verb `run`.
#include "compiler/driver/FoldPasses.h"
#include "compiler/driver/Lock.h"
#include "compiler/driver/Lowering.h"
#include "compiler/driver/Manifest.h"
#include "compiler/driver/ProgressView.h"
#include "compiler/driver/RunReport.h"
#include "compiler/driver/Verbs.h"
#include "lang/sema/StreamFolds.h"
#include "runtime/core/Manifest.h"
#include "runtime/core/Preflight.h"

namespace smelt::driver {

namespace json = llvm::json;
using runtime::NodeKind;

/// The rule above an output that dropped most, if that is known.
static const runtime::RuleCount *strictestRule(const runtime::Plan &plan, const runtime::RunResult &result,
                                               llvm::ArrayRef<uint32_t> above) {
  const runtime::RuleCount *strictest = nullptr;
  for (uint32_t node : above) {
    if (result.nodes[node].rules.size() < plan.nodes[node].kernel.rules.size())
      return nullptr;
    for (const runtime::RuleCount &rule : result.nodes[node].rules)
      if (rule.dropped && (!strictest || rule.dropped > strictest->dropped))
        strictest = &rule;
  }
  return strictest;
}

static std::string counted(uint64_t documents, const char *were) {
  return withCommas(documents) + (documents == 1 ? " document was " : " documents were ") + were;
}

/// An output without documents is seldom what was meant.
static void warnOfEmptyOutputs(const runtime::Plan &plan, const runtime::RunResult &result, diag::Diagnostics &diags) {
  for (uint32_t i = 0; i < result.nodes.size(); ++i) {
    if (plan.nodes[i].kind != NodeKind::sink || result.nodes[i].rowsIn > result.nodes[i].rejected)
      continue;
    std::vector<uint32_t> above = runtime::nodesAbove(plan, i);
    uint64_t read = 0, rejected = 0;
    for (uint32_t node : above) {
      rejected += result.nodes[node].rejected;
      if (plan.nodes[node].kind == NodeKind::source)
        read += result.nodes[node].rowsOut;
    }
    diag::Diagnostic &d = diags.report(diag::Code::W0951, kNowhere, {plan.nodes[i].sink.output});
    d.note(counted(read, "read"));
    if (rejected)
      d.note(counted(rejected, "rejected; see `") + plan.nodes[i].sink.path + "/rejects.jsonl`");
    if (const runtime::RuleCount *rule = strictestRule(plan, result, above)) {
      // A rule without a name of its own goes by its text, which ends in the bound.
      bool named = !rule->bound.empty() && !llvm::StringRef(rule->name).ends_with(rule->bound);
      d.note("`" + rule->name + (named ? " " + rule->bound : "") + "` dropped " + withCommas(rule->dropped) +
             ", more than any other rule");
    }
  }
}

static Exit exitOf(const runtime::RunResult &result) {
  if (result.ok)
    return Exit::ok;
  if (result.cancelled)
    return Exit::interrupted;
  // A plan that contradicts itself and a kernel that fails are ours; all else is in the data or the machine.
  for (const runtime::RunError &error : result.errors)
    if (error.code == "E0811" || error.code == "E0812")
      return Exit::tool;
  return Exit::recipe;
}

/// What `resources { }` says, where the command line says nothing.
static runtime::RunOptions runOptions(const Request &request, const sema::Program &program) {
  runtime::RunOptions options = request.run;
  auto number = [&](const char *name) -> std::optional<uint64_t> {
    auto found = program.resources.find(name);
    if (found == program.resources.end())
      return std::nullopt;
    const sema::Expr &e = *found->second;
    return e.kind == sema::ExprKind::integer ? uint64_t(e.intValue) : static_cast<uint64_t>(e.realValue);
  };
  if (options.threads == 0)
    options.threads = static_cast<unsigned>(std::min<uint64_t>(number("threads").value_or(0), 4096));
  if (options.memoryBytes == runtime::RunOptions().memoryBytes)
    options.memoryBytes = number("memory").value_or(options.memoryBytes);
  return options;
}

namespace {

/// A recipe that is ready to run.
struct Prepared {
  Lowering lowering;
  std::shared_ptr<pipeline::NativeCode> code;
  std::vector<size_t> folds; ///< that the outputs wait for
  runtime::Plan plan;        ///< of the outputs, without its manifest
};

} // namespace

/// Nothing after errors.
static std::unique_ptr<Prepared> prepare(const Request &request, Checked &checked) {
  std::optional<std::vector<std::string>> outputs = checked.selectOutputs(request.outputs);
  if (!outputs)
    return nullptr;
  std::unique_ptr<Prepared> made(new Prepared{Lowering(checked, request.compiler), nullptr, {}, {}});
  if (!made->lowering.generate(*outputs, pipeline::Phase::stages))
    return nullptr;
  made->folds = sema::foldsOfOutputs(*checked.program, *outputs);
  made->code = made->lowering.compile();
  std::optional<runtime::Plan> plan = made->code ? made->lowering.plan(made->code, "main") : std::nullopt;
  if (!plan)
    return nullptr;
  made->plan = std::move(*plan);
  return made;
}

/// The passes that the outputs wait for, and the manifest with what they gave; how it ended, if not well.
static std::optional<Exit> runFolds(Prepared &prepared, const runtime::RunOptions &options, Checked &checked,
                                    const Environment &environment, Console &console) {
  // A pass may take hours, and would be for nothing.
  runtime::RunResult problems;
  if (!prepared.folds.empty())
    problems.errors = runtime::problemsBefore(prepared.plan, options);
  if (!problems.errors.empty()) {
    showRun(prepared.plan, problems, console);
    return exitOf(problems);
  }
  auto show = [&](const runtime::Plan &plan, const runtime::Progress &p) {
    console.bar(progressLines(plan, p, console.style().width));
  };
  auto passes =
      runFoldPasses(prepared.lowering, prepared.code, *checked.program, prepared.folds, "folds", options, show);
  if (!passes) {
    console.show(checked.diags, checked.sources);
    return Exit::tool;
  }
  if (!passes->empty() && !passes->back().result.ok) {
    showRun(passes->back().plan, passes->back().result, console);
    return exitOf(passes->back().result);
  }
  json::Object folds;
  if (!prepared.folds.empty()) {
    if (!checked.program->foldedBounds.empty()) {
      prepared.lowering.settleBounds();
      prepared.plan = std::move(*prepared.lowering.plan(prepared.code, "main")); // it was made before, and can be
    }
    uint64_t rejected = listRejects(*passes, prepared.plan);
    showFolds(prepared.lowering, *checked.program, prepared.folds, rejected, console, checked.sources);
    folds = describeFolds(prepared.lowering, *checked.program, prepared.folds, *passes);
  }
  prepared.plan.manifest = manifestOf(checked, environment, std::move(folds));
  return std::nullopt;
}

/// Where it is not known which rule dropped a document, its kernel's stages are counted together.
static void joinStages(runtime::Plan &plan, runtime::Report report) {
  for (runtime::Node &node : plan.nodes) {
    runtime::KernelSpec &kernel = node.kernel;
    auto isElsewhere = [&](const runtime::KernelSpec::Rule &rule) { return rule.part != kernel.rules[0].part; };
    if (runtime::blamesRules(kernel, report) || llvm::none_of(kernel.rules, isElsewhere))
      continue;
    kernel.parts = {node.label};
    for (runtime::KernelSpec::Rule &rule : kernel.rules)
      rule.part = 0;
  }
}

static void sayInterrupted(Console &console) {
  if (!console.style().json)
    console.messages() << "interrupted: nothing was left under the name of an output\n";
}

Exit run(const Request &request, const Environment &environment, Console &console) {
  std::unique_ptr<Checked> checked = checkRecipe(request, environment);
  std::unique_ptr<Prepared> prepared;
  if (checked->ok())
    prepared = prepare(request, *checked);
  if (prepared && !request.frozen)
    if (std::string why = saveLock(*checked); !why.empty())
      checked->diags.report(diag::Code::W0910, kNowhere, {checked->lockPath}).note(why);
  console.show(checked->diags, checked->sources);
  if (!prepared)
    return checked->verdict();
  runtime::RunOptions options = runOptions(request, *checked->program);
  if (std::optional<Exit> ended = runFolds(*prepared, options, *checked, environment, console)) {
    if (*ended == Exit::interrupted)
      sayInterrupted(console);
    return *ended;
  }
  joinStages(prepared->plan, options.report);
  const runtime::Plan &plan = prepared->plan;
  auto progress = [&](const runtime::Progress &p) { console.bar(progressLines(plan, p, console.style().width)); };
  runtime::RunResult result = runtime::run(plan, options, progress);
  showRun(plan, result, console);
  if (result.ok) {
    diag::Diagnostics empty;
    warnOfEmptyOutputs(plan, result, empty);
    console.show(empty, checked->sources);
  } else if (result.cancelled) {
    sayInterrupted(console);
  }
  return exitOf(result);
}

} // namespace smelt::driver
