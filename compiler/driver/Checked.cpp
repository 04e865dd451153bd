#include "compiler/driver/Checked.h"
#include "compiler/driver/Lock.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace smelt::driver {

using diag::Code;

/// The lock beside the recipe, which a check that writes it anew does not look at.
static void readLock(const Request &request, Checked &checked) {
  checked.lockPath = lockPathOf(request.recipe);
  std::string error;
  std::optional<std::string> text = request.update ? std::nullopt : readFile(checked.lockPath, error);
  if (text) {
    checked.lockFile = checked.sources.add(checked.lockPath, std::move(*text));
    checked.lock = parseLock(checked.lockPath, checked.lockFile, checked.sources, checked.diags);
  } else if (request.frozen) {
    checked.diags.report(Code::E0307, kNowhere, {checked.lockPath})
        .note(error)
        .suggest("write it with `smelt check " + request.recipe + " --update`");
  }
  if (checked.lock)
    checked.world->setPins(&checked.lock->sources);
}

std::unique_ptr<Checked> checkRecipe(const Request &request, const Environment &environment) {
  auto checked = std::make_unique<Checked>();
  bool standardInput = request.recipe == "-";
  checked->path = standardInput ? "<stdin>" : request.recipe;
  checked->world = std::make_unique<FileWorld>(environment.stdlib);
  std::string error;
  std::optional<std::string> text = request.recipeText;
  if (!text)
    text = standardInput ? readStandardInput(error) : readFile(request.recipe, error);
  if (!text) {
    checked->diags.report(Code::E0907, kNowhere, {request.recipe}).note(error);
    return checked;
  }
  sema::CheckOptions options;
  options.settings = request.settings;
  options.frozen = request.frozen;
  options.forTests = request.forTests;
  options.prelude = environment.prelude;
  if (!standardInput && !request.recipeText)
    readLock(request, *checked);
  if (checked->lock)
    options.lock = checked->lockPath;
  checked->recipeFile = static_cast<uint32_t>(checked->sources.size());
  checked->program =
      sema::check(checked->sources, checked->path, std::move(*text), *checked->world, options, checked->diags);
  compareWithLock(*checked, request.frozen);
  return checked;
}

std::optional<std::vector<std::string>> Checked::selectOutputs(const std::vector<std::string> &names,
                                                               const std::vector<std::string> &others) {
  std::vector<std::string> known, chosen;
  for (const sema::Output &output : program->outputs)
    known.push_back(output.name);
  if (known.empty() && (names.empty() || others.empty())) {
    diags.report(Code::E0909, kNowhere).suggest("add one: `output clean = corpus |> to_jsonl(\"out/clean\")`");
    return std::nullopt;
  }
  bool allKnown = true;
  for (const std::string &name : names) {
    if (llvm::is_contained(known, name))
      continue;
    allKnown = false;
    diag::Diagnostic &d = diags.report(Code::E0908, kNowhere, {name});
    std::vector<std::string> meant = known;
    meant.insert(meant.end(), others.begin(), others.end());
    if (auto near = diag::didYouMean(name, meant))
      d.suggest("did you mean `" + *near + "`?");
    if (!known.empty())
      d.note("its outputs: `" + llvm::join(known, "`, `") + "`");
  }
  if (!allKnown)
    return std::nullopt;
  for (const std::string &name : known)
    if (names.empty() || llvm::is_contained(names, name))
      chosen.push_back(name);
  return chosen;
}

Exit Checked::verdict() const {
  if (ok())
    return Exit::ok;
  auto blamesTool = [](const diag::Diagnostic &d) { return llvm::StringRef(diag::familyOf(d.code)) == "cli"; };
  return llvm::any_of(diags.all(), blamesTool) ? Exit::tool : Exit::recipe;
}

static std::string counted(size_t count, const char *noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

std::string tally(const diag::Diagnostics &diags) {
  size_t errors = diags.errorCount(), warnings = diags.all().size() - errors;
  std::string text = errors ? counted(errors, "error") : "";
  if (warnings)
    text += (text.empty() ? "" : ", ") + counted(warnings, "warning");
  return text;
}

} // namespace smelt::driver
