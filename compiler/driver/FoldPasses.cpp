#include "compiler/driver/FoldPasses.h"
#include "compiler/driver/TestKernel.h"
#include "compiler/gen/Gen.h"
#include "llvm/ADT/STLExtras.h"
#include <bit>

namespace smelt::driver {

namespace json = llvm::json;
using runtime::FoldOutcome;
using runtime::NodeKind;

/// What failed before the duplicates were left out reached no row of the fold itself.
static void countFailedKeys(const runtime::Plan &plan, const runtime::RunResult &result) {
  for (const runtime::Node &sink : plan.nodes) {
    if (!sink.sink.fold || sink.sink.fold->kind != runtime::FoldKind::distinct)
      continue;
    uint32_t node = sink.inputs[0];
    while (plan.nodes[node].kind != NodeKind::dedup)
      node = plan.nodes[node].inputs[0];
    FoldOutcome &outcome = *sink.sink.fold->outcome;
    outcome.rows = result.nodes[node].rowsIn;
    outcome.undefined += result.nodes[node].rejected;
    if (outcome.undefined)
      outcome.value.state = SMELT_FAILED;
  }
}

std::optional<std::vector<FoldPass>> runFoldPasses(Lowering &lowering,
                                                   const std::shared_ptr<pipeline::NativeCode> &code,
                                                   const sema::Program &program, llvm::ArrayRef<size_t> folds,
                                                   llvm::StringRef prefix, const runtime::RunOptions &options,
                                                   const PassProgress &progress) {
  std::set<uint32_t> rounds;
  for (size_t index : folds)
    rounds.insert(program.folds[index].round);
  runtime::RunOptions own = options;
  own.report = runtime::Report::none; // nobody asks which rule dropped what on the way to a value
  std::vector<FoldPass> passes;
  for (uint32_t round : rounds) {
    std::optional<runtime::Plan> plan = lowering.plan(code, (prefix + "_" + llvm::Twine(round)).str());
    if (!plan)
      return std::nullopt;
    FoldPass &pass = passes.emplace_back(FoldPass{std::move(*plan), {}});
    runtime::ProgressFn tell;
    if (progress)
      tell = [&](const runtime::Progress &p) { progress(pass.plan, p); };
    pass.result = runtime::run(pass.plan, own, tell);
    if (!pass.result.ok)
      break;
    countFailedKeys(pass.plan, pass.result);
  }
  return passes;
}

// ---- values --------------------------------------------------------------------------------------------------------

std::string shownFold(const sema::StreamFold &fold, const FoldOutcome &outcome) {
  sema::TypeRef type = fold.type->kind == sema::TypeKind::optional ? fold.type->args[0] : fold.type;
  TestValue value;
  value.state = outcome.value.state;
  value.integer = outcome.value.bits;
  value.real = std::bit_cast<double>(outcome.value.bits);
  value.type = type->kind == sema::TypeKind::integer   ? SMELT_INTEGER
               : type->kind == sema::TypeKind::boolean ? SMELT_BOOLEAN
                                                       : SMELT_REAL;
  return literal(value, type);
}

static std::string rowsText(uint64_t rows) { return withCommas(rows) + (rows == 1 ? " row" : " rows"); }

std::string whyUndefined(const FoldOutcome &outcome) {
  if (outcome.undefined)
    return "it failed for " + withCommas(outcome.undefined) + " of " + rowsText(outcome.rows);
  return outcome.value.state == SMELT_FAILED ? "the sum is too large" : "";
}

static json::Value valueOf(const sema::StreamFold &fold, const FoldOutcome &outcome) {
  if (outcome.value.state != SMELT_OK)
    return nullptr;
  sema::TypeRef type = fold.type->kind == sema::TypeKind::optional ? fold.type->args[0] : fold.type;
  if (type->kind == sema::TypeKind::integer)
    return outcome.value.bits;
  if (type->kind == sema::TypeKind::boolean)
    return outcome.value.bits != 0;
  return std::bit_cast<double>(outcome.value.bits);
}

static json::Object describe(const sema::StreamFold &fold, const FoldOutcome &outcome) {
  return json::Object{{"name", json::fixUTF8(fold.name)},
                      {"value", valueOf(fold, outcome)},
                      {"rows", outcome.rows},
                      {"undefined", outcome.value.state == SMELT_FAILED},
                      {"rows_undefined", outcome.undefined}};
}

static uint64_t rejectedIn(const FoldPass &pass) {
  uint64_t rejected = 0;
  for (const runtime::NodeCount &count : pass.result.nodes)
    rejected += count.rejected;
  return rejected;
}

json::Object describeFolds(const Lowering &lowering, const sema::Program &program, llvm::ArrayRef<size_t> folds,
                           const std::vector<FoldPass> &passes) {
  json::Array values, read;
  for (size_t index : folds)
    values.push_back(describe(program.folds[index], lowering.outcome(index)));
  for (const FoldPass &pass : passes) {
    json::Array inputs;
    for (const runtime::InputFile &file : pass.result.inputs)
      inputs.push_back(
          json::Object{{"path", json::fixUTF8(file.path)}, {"bytes", file.bytes}, {"xxh3_128", file.hash}});
    read.push_back(json::Object{{"inputs", std::move(inputs)}, {"rejected", rejectedIn(pass)}});
  }
  return json::Object{{"values", std::move(values)}, {"passes", std::move(read)}};
}

// ---- for people ----------------------------------------------------------------------------------------------------

namespace {
/// Numbers for nodes: those with one label and the same above them, which reject the same, have one in all plans.
class NodeNumbers {
public:
  std::vector<size_t> of(const runtime::Plan &plan) {
    std::vector<size_t> numbers;
    for (const runtime::Node &node : plan.nodes) { // each after its inputs
      std::vector<size_t> above;
      for (uint32_t input : node.inputs)
        above.push_back(numbers[input]);
      numbers.push_back(known_.try_emplace({node.label, std::move(above)}, known_.size()).first->second);
    }
    return numbers;
  }

private:
  std::map<std::pair<std::string, std::vector<size_t>>, size_t> known_;
};
} // namespace

uint64_t listRejects(const std::vector<FoldPass> &passes, runtime::Plan &plan) {
  NodeNumbers numbers;
  std::vector<size_t> own = numbers.of(plan);
  std::set<size_t> listed(own.begin(), own.end());
  uint64_t rejected = 0;
  for (const FoldPass &pass : passes) {
    std::vector<size_t> ofPass = numbers.of(pass.plan);
    for (size_t i = 0; i < pass.result.nodes.size(); ++i) {
      const runtime::Node &node = pass.plan.nodes[i];
      bool isOfFold = node.kind == NodeKind::dedup && node.label == "distinct"; // undefined, see countFailedKeys
      if (isOfFold || pass.result.nodes[i].rejected == 0 || !listed.insert(ofPass[i]).second)
        continue;
      rejected += pass.result.nodes[i].rejected;
      plan.earlierRejects.push_back(pass.result.rejects[i]);
    }
  }
  return rejected;
}

void showFolds(const Lowering &lowering, const sema::Program &program, llvm::ArrayRef<size_t> folds, uint64_t rejected,
               Console &console, const diag::SourceMap &sources) {
  console.clearBar();
  diag::Diagnostics warnings;
  for (size_t index : folds) {
    const sema::StreamFold &fold = program.folds[index];
    const FoldOutcome &outcome = lowering.outcome(index);
    if (console.style().json) {
      json::Object line = describe(fold, outcome);
      line["type"] = "fold";
      console.line(std::move(line));
    } else if (!console.style().quiet) {
      console.messages() << fold.name << " = " << shownFold(fold, outcome) << ", over " << rowsText(outcome.rows)
                         << '\n';
    }
    if (std::string why = whyUndefined(outcome); !why.empty())
      warnings.report(diag::Code::W0952, fold.span, {fold.name, why}).label("undefined");
  }
  if (rejected)
    warnings
        .report(diag::Code::W0953, kNowhere,
                {withCommas(rejected) + (rejected == 1 ? " document was" : " documents were")})
        .note("listed in `rejects.jsonl` of each output");
  console.show(warnings, sources);
}

} // namespace smelt::driver
