// The verb `fix`: makes the edits that diagnostics are sure of, until none is left.
#include "compiler/driver/Checked.h"
#include "compiler/driver/LineDifference.h"
#include "compiler/driver/Verbs.h"
#include "compiler/driver/World.h"

namespace smelt::driver {

namespace {

/// Every round mends at least one mistake; mistakes behind mistakes are rarely more than a few deep.
constexpr unsigned mostRounds = 20;

struct Fixed {
  std::string before, after;
  size_t fixes = 0;
  std::unique_ptr<Checked> left; ///< the recipe as it is now
};

void sayFix(const diag::Diagnostic &d, const Checked &checked, Console &console) {
  if (!console.style().json)
    return;
  llvm::json::Array edits;
  for (const diag::Edit &e : d.edits)
    edits.push_back(llvm::json::Object{{"range", llvm::json::Array{e.span.begin, e.span.end}},
                                       {"text", llvm::json::fixUTF8(e.text)}});
  console.line(llvm::json::Object{
      {"type", "fix"}, {"file", checked.path}, {"code", diag::codeName(d.code)}, {"edits", std::move(edits)}});
}

Fixed fixRecipe(Request request, const Environment &environment, Console &console) {
  Fixed fixed;
  for (unsigned round = 0; round < mostRounds; ++round) {
    fixed.left = checkRecipe(request, environment);
    if (!fixed.left->program)
      return fixed;
    uint32_t recipeFile = fixed.left->recipeFile;
    const std::string &text = fixed.left->sources.file(recipeFile).text;
    if (round == 0)
      fixed.before = text;
    fixed.after = text;
    std::vector<diag::Edit> edits;
    for (const diag::Diagnostic *d : fixed.left->diags.sorted())
      if (d->applicability == diag::Applicability::sure && d->primary.span.file == recipeFile) {
        edits.insert(edits.end(), d->edits.begin(), d->edits.end());
        sayFix(*d, *fixed.left, console);
        ++fixed.fixes;
      }
    if (edits.empty())
      return fixed;
    fixed.after = diag::applyEdits(text, recipeFile, std::move(edits));
    request.recipeText = fixed.after;
  }
  return fixed;
}

} // namespace

Exit fix(const Request &request, const Environment &environment, Console &console) {
  Fixed fixed = fixRecipe(request, environment, console);
  Checked &left = *fixed.left;
  bool changed = fixed.before != fixed.after, inPlace = request.recipe != "-" && !request.dryRun;
  if (changed && inPlace)
    if (std::string error; !writeFile(request.recipe, fixed.after, error)) {
      left.diags.report(diag::Code::E0920, kNowhere, {request.recipe}).note(error);
      fixed.fixes = 0;
    }
  if (console.style().json) {
    console.show(left.diags, left.sources);
    console.line(llvm::json::Object{{"type", "summary"},
                                    {"ok", left.ok()},
                                    {"fixes", static_cast<int64_t>(fixed.fixes)},
                                    {"errors", static_cast<int64_t>(left.diags.errorCount())}});
    return left.verdict();
  }
  if (request.dryRun)
    console.results() << (changed ? left.path + "\n" : "") << lineDifference(fixed.before, fixed.after);
  else if (!inPlace && left.program)
    console.results() << fixed.after;
  console.show(left.diags, left.sources);
  if (!console.style().quiet && left.program) {
    std::string found = tally(left.diags);
    console.messages() << left.path << ": " << fixed.fixes << (fixed.fixes == 1 ? " fix" : " fixes")
                       << (request.dryRun ? " to make" : " made") << (found.empty() ? "" : ", " + found + " left")
                       << '\n';
  }
  return left.verdict();
}

} // namespace smelt::driver
