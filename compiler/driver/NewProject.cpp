// The verb `new`: a folder from a template. Templates are folders of plain files (examples/templates/README.md).
#include "compiler/driver/Verbs.h"
#include "compiler/driver/World.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

namespace smelt::driver {

namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;
using diag::Code;

namespace {

/// What a template's files write for the name of the project. The recipe `project.recipe` gets the name, too;
/// `gitignore` has no dot there, so that it does not apply to the template itself.
constexpr llvm::StringLiteral kPlaceholder = "PROJECT";
constexpr llvm::StringLiteral kMainRecipe = "project.recipe";

class NewProject {
public:
  NewProject(const ProjectRequest &request, const Environment &environment)
      : request_(request), templates_(findTemplates(environment.stdlib)) {}

  bool make();
  void show(Console &console);

private:
  std::vector<std::string> known() const;
  bool findTemplate();
  bool findName();
  bool folderIsFree();
  bool copy();
  bool write(const std::string &file, llvm::StringRef text);

  const ProjectRequest &request_;
  std::string templates_, name_;
  std::vector<std::string> files_;
  diag::Diagnostics diags_;
};

std::vector<std::string> NewProject::known() const {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator it(templates_, error), end; it != end && !error; it.increment(error))
    if (it->type() == fs::file_type::directory_file)
      names.push_back(path::filename(it->path()).str());
  llvm::sort(names);
  return names;
}

bool NewProject::findTemplate() {
  std::vector<std::string> names = known();
  if (llvm::is_contained(names, request_.templateName))
    return true;
  diag::Diagnostic &d = diags_.report(Code::E0922, kNowhere, {request_.templateName});
  if (auto near = diag::didYouMean(request_.templateName, names))
    d.suggest("did you mean `" + *near + "`?");
  d.note(names.empty() ? "the folder of the templates, `" + templates_ + "`, cannot be read"
                       : "the templates are `" + llvm::join(names, "`, `") + "`");
  return false;
}

/// The name of the project is that of its folder.
bool NewProject::findName() {
  llvm::SmallString<256> folder(request_.folder);
  fs::make_absolute(folder);
  path::remove_dots(folder, /*remove_dot_dot=*/true);
  name_ = path::filename(folder).str();
  auto fine = [](char c) { return llvm::isAlnum(c) || c == '_' || c == '-' || static_cast<unsigned char>(c) >= 0x80; };
  if (!name_.empty() && llvm::all_of(name_, fine) && name_[0] != '-')
    return true;
  diags_.report(Code::E0924, kNowhere, {name_})
      .note("a name has letters, digits, `_` and `-`: the recipe of the project is called so");
  return false;
}

bool NewProject::folderIsFree() {
  std::error_code error;
  bool empty = fs::directory_iterator(request_.folder, error) == fs::directory_iterator();
  if (!fs::exists(request_.folder) || (fs::is_directory(request_.folder) && empty))
    return true;
  diags_.report(Code::E0923, kNowhere, {request_.folder})
      .suggest("choose another name, or remove what is there; smelt writes into nothing that exists");
  return false;
}

bool NewProject::write(const std::string &file, llvm::StringRef text) {
  llvm::SmallString<256> target(request_.folder);
  path::append(target, file);
  std::error_code error = fs::create_directories(path::parent_path(target));
  if (!error) {
    llvm::raw_fd_ostream out(target, error);
    if (!error) {
      out << text;
      out.close();
      error = out.error();
      out.clear_error();
    }
  }
  if (error)
    diags_.report(Code::E0920, kNowhere, {target.str().str()}).note(error.message());
  files_.push_back(target.str().str());
  return !error;
}

std::string replaced(std::string text, llvm::StringRef what, llvm::StringRef by) {
  for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
    text.replace(at, what.size(), by);
  return text;
}

bool NewProject::copy() {
  std::string folder = templates_ + "/" + request_.templateName;
  std::vector<std::string> sources;
  std::error_code error;
  for (fs::recursive_directory_iterator it(folder, error), end; it != end && !error; it.increment(error))
    if (it->type() == fs::file_type::regular_file)
      sources.push_back(it->path());
  llvm::sort(sources);
  for (const std::string &source : sources) {
    std::string reason, file = source.substr(folder.size() + 1);
    std::optional<std::string> text = readFile(source, reason);
    if (!text) {
      diags_.report(Code::E0907, kNowhere, {source}).note(reason);
      return false;
    }
    file = file == kMainRecipe ? name_ + ".recipe" : file == "gitignore" ? ".gitignore" : file;
    if (!write(file, replaced(std::move(*text), kPlaceholder, name_)))
      return false;
  }
  return true;
}

bool NewProject::make() { return findTemplate() && findName() && folderIsFree() && copy(); }

void NewProject::show(Console &console) {
  console.show(diags_, {});
  if (diags_.hasErrors())
    return;
  llvm::sort(files_);
  if (console.style().json) {
    console.line(llvm::json::Object{{"type", "project"},
                                    {"name", llvm::json::fixUTF8(name_)},
                                    {"template", request_.templateName},
                                    {"files", llvm::json::Array(files_)}});
    return;
  }
  for (const std::string &file : files_)
    console.results() << file << '\n';
  if (!console.style().quiet)
    console.messages() << "next: `cd " << request_.folder << "`, then `smelt run " << name_ << ".recipe`\n";
}

} // namespace

std::string findTemplates(const std::string &stdlib) {
  // An installation has both side by side; in the sources the templates are examples.
  for (const char *beside : {"templates", "examples/templates"}) {
    llvm::SmallString<256> folder(path::parent_path(stdlib));
    path::append(folder, beside);
    if (fs::is_directory(folder))
      return folder.str().str();
  }
  return SMELT_SOURCE_DIR "/examples/templates";
}

Exit newProject(const ProjectRequest &request, const Environment &environment, Console &console) {
  NewProject project(request, environment);
  bool made = project.make();
  project.show(console);
  return made ? Exit::ok : Exit::tool;
}

} // namespace smelt::driver
