#include "compiler/driver/Lowering.h"
#include "compiler/dialect/text/Text.h"
#include "compiler/driver/FieldOrigins.h"
#include "compiler/driver/PlanBuilder.h"
#include "compiler/gen/Gen.h"
#include "lang/sema/Build.h"
#include "lang/sema/StreamFolds.h"
#include "runtime/text/Functions.h"
#include "runtime/text/Punkt.h"
#include <bit>

using namespace mlir;

namespace smelt::driver {

using pipeline::Phase;

pipeline::Options compilerOptions(const CompilerChoice &choice) {
  pipeline::Options options;
  options.fuse = choice.fuse;
  options.width = pipeline::widthByName(choice.width).value_or(pipeline::Width::automatic);
  options.disabled = choice.disabled;
  options.cacheFolder = choice.cacheFolder;
  return options;
}

/// The place in a recipe that an op came from: the byte at its line and column (see Generator::locationOf).
static diag::Span spanOf(Location location, const diag::SourceMap &sources) {
  auto place = location->findInstanceOf<FileLineColLoc>();
  if (!place)
    return kNowhere;
  for (uint32_t id = 0; id < sources.size(); ++id) {
    const std::string &text = sources.file(id).text;
    if (place.getFilename() != sources.file(id).path)
      continue;
    size_t begin = 0;
    for (unsigned line = 1; line < place.getLine() && begin < text.size(); ++line)
      begin = std::min(text.find('\n', begin), text.size() - 1) + 1;
    auto offset = static_cast<uint32_t>(std::min(begin + std::max(1u, place.getColumn()) - 1, text.size()));
    return {id, offset, offset};
  }
  return kNowhere;
}

/// The message, cut: an op with a large region would print all of it.
static std::string textOf(const Diagnostic &diagnostic) { return diagnostic.str().substr(0, 1000); }

Lowering::Lowering(Checked &checked, const CompilerChoice &choice)
    : checked_(checked), options_(compilerOptions(choice)), context_(MLIRContext::Threading::DISABLED),
      handler_(&context_, [this](Diagnostic &diagnostic) {
        if (diagnostic.getSeverity() == DiagnosticSeverity::Error)
          said_.push_back({textOf(diagnostic), spanOf(diagnostic.getLocation(), checked_.sources)});
        return success();
      }) {
  pipeline::loadDialects(context_);
}

bool Lowering::internalError(llvm::StringRef phase, llvm::StringRef reason) {
  diag::Span span = said_.empty() ? kNowhere : said_[0].span;
  diag::Diagnostic &d = checked_.diags.report(diag::Code::E0913, span, {phase.str()});
  d.label("compiled from here");
  if (!reason.empty())
    d.note(reason.str());
  constexpr size_t mostNotes = 5;
  for (size_t i = 0; i < std::min(said_.size(), mostNotes); ++i)
    d.note(said_[i].text);
  d.suggest("please report it with the recipe; `smelt explain E0913` says more");
  said_.clear();
  return false;
}

/// What the generator has no form for is part of the language that comes later, not a bug. True if it said so.
bool Lowering::notCompiled() {
  constexpr llvm::StringLiteral ending = " cannot be compiled here";
  if (said_.empty() || !llvm::StringRef(said_[0].text).ends_with(ending))
    return false;
  std::string what = llvm::StringRef(said_[0].text).drop_back(ending.size()).str();
  checked_.diags.report(diag::Code::E0260, said_[0].span, {what})
      .label("part of the language, but not of this release");
  said_.erase(said_.begin());
  return true;
}

bool Lowering::lower(OwningOpRef<ModuleOp> module, Phase last) {
  if (!module)
    return notCompiled() ? false : internalError("gen");
  module_ = std::move(module);
  if (last >= Phase::optimize && failed(pipeline::optimize(*module_, options_)))
    return internalError("optimize");
  if (last >= Phase::stages && failed(pipeline::formStages(*module_, options_)))
    return internalError("stages");
  return true;
}

bool Lowering::generate(const std::vector<std::string> &outputs, Phase last) {
  return lower(gen::generate(*checked_.program, checked_.sources, outputs, context_, lists_), last);
}

bool Lowering::generateTests(std::vector<size_t> &left) {
  OwningOpRef<ModuleOp> module = gen::generateTests(*checked_.program, checked_.sources, context_, lists_, left);
  while (module && notCompiled())
    ;
  return lower(std::move(module), Phase::stages);
}

OwningOpRef<ModuleOp> Lowering::kernels(Phase last) {
  OwningOpRef<ModuleOp> kernels = pipeline::buildKernels(*module_, options_);
  if (!kernels) {
    internalError("kernels");
    return {};
  }
  if (last >= Phase::llvm && failed(pipeline::lowerToLLVM(*kernels, options_))) {
    internalError("llvm");
    return {};
  }
  return kernels;
}

std::optional<std::string> Lowering::assembly() {
  std::string error, text = pipeline::emitAssembly(*module_, options_, error);
  if (error.empty() && !text.empty())
    return text;
  internalError("native", error);
  return std::nullopt;
}

bool Lowering::hasTables() {
  bool all = true, isTold = runtime::chineseTablesArePinned();
  module_->walk([&](text::ChineseOp op) {
    std::string problem = runtime::chineseProblem(static_cast<int64_t>(op.getMode()));
    if (!isTold && problem.empty())
      checked_.diags.report(diag::Code::W0911, spanOf(op.getLoc(), checked_.sources), {"convert_chinese"})
          .note("they are those in " + runtime::chineseTables());
    isTold = true;
    if (!all || problem.empty())
      return;
    all = false;
    checked_.diags.report(diag::Code::E0263, spanOf(op.getLoc(), checked_.sources), {"convert_chinese"})
        .note(problem)
        .suggest("install Debian's `libopencc-data`");
  });
  return all;
}

std::shared_ptr<pipeline::NativeCode> Lowering::compile() {
  if (!hasTables())
    return nullptr;
  std::string error;
  for (const auto &[symbol, lines] : lists_)
    options_.lines.try_emplace(symbol, symbol.starts_with("smelt_punkt_")
                                           ? runtime::punktModel(*lines)
                                           : std::make_shared<const runtime::LineTable>(lines));
  for (size_t i = 0; i < checked_.program->folds.size(); ++i) {
    auto outcome = folds_.bySymbol[gen::foldSymbol(i)] = std::make_shared<runtime::FoldOutcome>();
    options_.lines[gen::foldSymbol(i)] = std::shared_ptr<const void>(outcome, &outcome->value);
  }
  std::shared_ptr<pipeline::NativeCode> code = pipeline::compile(*module_, options_, error);
  if (!code)
    internalError("native", error);
  return code;
}

const runtime::FoldOutcome &Lowering::outcome(size_t index) const {
  return *folds_.bySymbol.at(gen::foldSymbol(index));
}

/// A fold's value as a constant; null also where it failed or is not known yet.
static sema::ExprRef constantOf(const sema::StreamFold &fold, const runtime::FoldOutcome &outcome) {
  sema::TypeRef type = fold.type->kind == sema::TypeKind::optional ? fold.type->args[0] : fold.type;
  if (outcome.value.state != SMELT_OK)
    return sema::makeExpr(sema::ExprKind::null, type, fold.span);
  if (type->kind == sema::TypeKind::integer)
    return sema::makeInteger(type, fold.span, outcome.value.bits);
  if (type->kind == sema::TypeKind::boolean)
    return sema::makeBoolean(type, fold.span, outcome.value.bits != 0);
  return sema::makeReal(type, fold.span, std::bit_cast<double>(outcome.value.bits));
}

void Lowering::settleBounds() {
  const sema::Program &program = *checked_.program;
  std::map<sema::LocalId, sema::ExprRef> values;
  for (size_t i = 0; i < program.folds.size(); ++i)
    values[program.folds[i].local] = constantOf(program.folds[i], outcome(i));
  folds_.bounds.clear();
  for (const sema::ExprRef &bound : program.foldedBounds)
    folds_.bounds.push_back(sema::settledBound(bound, values));
}

/// The files that the recipe was read from.
static std::vector<std::string> filesOf(const Checked &checked) {
  std::vector<std::string> files = checked.world->moduleFiles();
  for (const auto &[path, hash] : checked.world->constants())
    files.push_back(path);
  if (!checked.lockPath.empty()) // else it is no file
    files.push_back(checked.path);
  return files;
}

std::optional<runtime::Plan> Lowering::plan(std::shared_ptr<pipeline::NativeCode> code, llvm::StringRef recipe) {
  std::string error;
  std::optional<runtime::Plan> plan = buildPlan(*module_, std::move(code), checked_.diags, error, recipe, folds_);
  if (!plan && !error.empty())
    internalError("plan", error);
  if (plan)
    plan->madeFrom = filesOf(checked_);
  return plan;
}

} // namespace smelt::driver
