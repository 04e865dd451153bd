// The verb `doc`.
#include "compiler/driver/Verbs.h"
#include "compiler/driver/World.h"
#include "lang/doc/Html.h"
#include "lang/doc/Markdown.h"
#include "lang/syntax/Parser.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

namespace smelt::driver {

namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;
using diag::Code;

namespace {

struct Module {
  std::string name; ///< as a recipe imports it
  std::string path, text;
};

/// A file, or a module of the standard library by its name.
std::optional<Module> findModule(const std::string &name, const std::string &stdlib, diag::Diagnostics &diags) {
  FileWorld world(stdlib);
  Module module;
  module.name = name;
  std::string error;
  if (llvm::StringRef(name).ends_with(".recipe") || fs::is_regular_file(name)) {
    module.name = path::stem(name).str();
    module.path = name;
    if (std::optional<std::string> text = readFile(name, error)) {
      module.text = std::move(*text);
      return module;
    }
    diags.report(Code::E0907, kNowhere, {name}).note(error);
    return std::nullopt;
  }
  if (std::optional<std::string> text = world.readModule("", name, /*isFile=*/false, module.path)) {
    module.text = std::move(*text);
    return module;
  }
  diag::Diagnostic &d = diags.report(Code::E0925, kNowhere, {name});
  if (auto near = diag::didYouMean(name, world.stdModules()))
    d.suggest("did you mean `" + *near + "`?");
  else
    d.suggest("write the name of a module, such as `std.text`, or of a file that ends in `.recipe`");
  return std::nullopt;
}

/// Writes the page as a file of the folder; reports what fails.
bool writePage(const std::string &folder, const std::string &file, llvm::StringRef page, Console &console,
               diag::Diagnostics &diags) {
  llvm::SmallString<256> target(folder);
  path::append(target, file);
  std::error_code error = fs::create_directories(folder);
  if (!error) {
    llvm::raw_fd_ostream out(target, error);
    if (!error) {
      out << page;
      out.close();
      error = out.error();
      out.clear_error();
    }
  }
  if (error)
    diags.report(Code::E0920, kNowhere, {target.str().str()}).note(error.message());
  else
    console.results() << target << '\n';
  return !error;
}

} // namespace

Exit document(const DocumentRequest &request, const Environment &environment, Console &console) {
  diag::SourceMap sources;
  diag::Diagnostics diags;
  std::optional<Module> module = findModule(request.module, environment.stdlib, diags);
  if (!module) {
    console.show(diags, sources);
    return Exit::tool;
  }
  uint32_t file = sources.add(module->path, module->text);
  syntax::ParsedFile parsed = syntax::parse(sources, file, diags);
  if (diags.hasErrors()) {
    console.show(diags, sources);
    return Exit::recipe;
  }
  std::string page = doc::markdown(*parsed.module, module->text, module->name);
  if (request.html)
    page = doc::html(page, module->name);
  if (request.output.empty()) {
    console.results() << page;
    return Exit::ok;
  }
  bool written = writePage(request.output, module->name + (request.html ? ".html" : ".md"), page, console, diags);
  console.show(diags, sources);
  return written ? Exit::ok : Exit::tool;
}

} // namespace smelt::driver
