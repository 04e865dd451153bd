// The verb `check`.
#include "compiler/driver/Checked.h"
#include "compiler/driver/Lock.h"
#include "compiler/driver/Verbs.h"

namespace smelt::driver {

Exit check(const Request &request, const Environment &environment, Console &console) {
  // Taking a program apart takes a tenth of a check; the process ends anyway.
  static std::vector<std::unique_ptr<Checked>> &kept = *new std::vector<std::unique_ptr<Checked>>;
  Checked *checked = kept.emplace_back(checkRecipe(request, environment)).get();
  if (request.update && checked->ok())
    if (std::string why = saveLock(*checked); !why.empty())
      checked->diags.report(diag::Code::E0310, kNowhere, {checked->lockPath}).note(why);
  console.show(checked->diags, checked->sources);
  if (console.style().json) {
    int64_t errors = checked->diags.errorCount(), all = checked->diags.all().size();
    console.line(
        llvm::json::Object{{"type", "summary"}, {"ok", checked->ok()}, {"errors", errors}, {"warnings", all - errors}});
  } else if (!console.style().quiet && checked->program) {
    std::string found = tally(checked->diags);
    console.messages() << checked->path << ": " << (found.empty() ? "no errors" : found) << '\n';
  }
  return checked->verdict();
}

Exit explainCode(const std::string &code, Console &console) {
  std::string upper = llvm::StringRef(code).upper();
  if (auto known = diag::codeByName(upper)) {
    if (console.style().json)
      console.line(llvm::json::Object{
          {"type", "explain"}, {"emit", "code"}, {"text", llvm::json::fixUTF8(diag::explainCode(*known))}});
    else
      console.results() << diag::explainCode(*known);
    return Exit::ok;
  }
  diag::Diagnostics diags;
  diag::Diagnostic &d = diags.report(diag::Code::E0910, kNowhere, {code});
  std::vector<std::string> names;
  for (size_t i = 0; i < diag::codeCount(); ++i)
    names.push_back(diag::codeName(static_cast<diag::Code>(i)));
  if (auto near = diag::didYouMean(upper, names))
    d.suggest("did you mean `" + *near + "`?");
  console.show(diags, {});
  return Exit::tool;
}

} // namespace smelt::driver
