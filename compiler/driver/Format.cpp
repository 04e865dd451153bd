// The verb `fmt`.
#include "lang/format/Format.h"
#include "compiler/driver/LineDifference.h"
#include "compiler/driver/Verbs.h"
#include "compiler/driver/World.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

namespace smelt::driver {

namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;
using diag::Code;

namespace {

class Formatting {
public:
  Formatting(const FormatRequest &request, Console &console) : request_(request), console_(console) {}
  Exit standardInput();
  Exit files();

private:
  std::vector<std::string> collect();
  void collectFolder(const std::string &folder, std::vector<std::string> &found);
  void file(const std::string &name);
  std::optional<std::string> formatted(const std::string &name, const std::string &text);
  void changed(const std::string &name, const std::string &before, const std::string &after);
  void summary(size_t count);
  void fail(diag::Diagnostics &diags, Exit exit) {
    console_.show(diags, {});
    worst_ = std::max(worst_, exit);
  }

  const FormatRequest &request_;
  Console &console_;
  Exit worst_ = Exit::ok;
  size_t changed_ = 0;
};

/// Writes beside the file and renames, so that a reader sees the old text or the new one; links and modes stay.
std::error_code replaceFile(llvm::StringRef name, llvm::StringRef text) {
  llvm::SmallString<256> real;
  if (std::error_code error = fs::real_path(name, real))
    return error;
  fs::file_status status;
  if (std::error_code error = fs::status(real, status))
    return error;
  llvm::Expected<fs::TempFile> temporary = fs::TempFile::create(real + ".%%%%%%", status.permissions());
  if (!temporary)
    return llvm::errorToErrorCode(temporary.takeError());
  bool failed = false;
  {
    llvm::raw_fd_ostream out(temporary->FD, /*shouldClose=*/false);
    out << text;
    out.flush();
    failed = out.has_error();
    out.clear_error();
  }
  if (failed || fs::setPermissions(temporary->FD, status.permissions())) {
    llvm::consumeError(temporary->discard());
    return std::make_error_code(std::errc::io_error);
  }
  return llvm::errorToErrorCode(temporary->keep(real));
}

} // namespace

std::optional<std::string> Formatting::formatted(const std::string &name, const std::string &text) {
  diag::SourceMap sources;
  diag::Diagnostics diags;
  uint32_t file = sources.add(name, text);
  std::optional<std::string> out = format::format(sources, file, diags);
  console_.show(diags, sources);
  if (!out)
    worst_ = std::max(worst_, Exit::recipe);
  return out;
}

void Formatting::changed(const std::string &name, const std::string &before, const std::string &after) {
  ++changed_;
  std::string difference = request_.check ? lineDifference(before, after) : "";
  if (console_.style().json) {
    llvm::json::Object object{{"type", "file"}, {"path", llvm::json::fixUTF8(name)}, {"changed", true}};
    if (request_.check)
      object["diff"] = llvm::json::fixUTF8(difference);
    return console_.line(std::move(object));
  }
  console_.results() << name << '\n' << difference;
}

void Formatting::file(const std::string &name) {
  std::string error;
  std::optional<std::string> text = readFile(name, error);
  if (!text) {
    diag::Diagnostics diags;
    diags.report(Code::E0907, kNowhere, {name}).note(error);
    return fail(diags, Exit::tool);
  }
  std::optional<std::string> out = formatted(name, *text);
  if (!out || *out == *text)
    return;
  if (request_.check) {
    worst_ = std::max(worst_, Exit::recipe);
  } else if (std::error_code code = replaceFile(name, *out)) {
    diag::Diagnostics diags;
    diags.report(Code::E0920, kNowhere, {name}).note(code.message());
    return fail(diags, Exit::tool);
  }
  changed(name, *text, *out);
}

/// All recipes below a folder but for those in hidden folders, in the order of their paths.
void Formatting::collectFolder(const std::string &folder, std::vector<std::string> &found) {
  std::error_code error;
  std::vector<std::string> here;
  for (fs::recursive_directory_iterator it(folder, error), end; it != end && !error; it.increment(error)) {
    llvm::StringRef name = it->path();
    bool isFolder = it->type() == fs::file_type::directory_file;
    if (isFolder && path::filename(name).starts_with("."))
      it.no_push();
    else if (!isFolder && name.ends_with(".recipe"))
      here.push_back(name.consume_front("./") ? name.str() : it->path());
  }
  if (here.empty()) {
    diag::Diagnostics diags;
    diags.report(Code::E0921, kNowhere, {folder});
    return fail(diags, Exit::tool);
  }
  std::sort(here.begin(), here.end());
  found.insert(found.end(), here.begin(), here.end());
}

std::vector<std::string> Formatting::collect() {
  std::vector<std::string> found;
  std::vector<std::string> paths = request_.paths;
  if (paths.empty())
    paths.push_back(".");
  for (const std::string &name : paths)
    if (fs::is_directory(name))
      collectFolder(name, found);
    else
      found.push_back(name);
  return found;
}

void Formatting::summary(size_t count) {
  const char *verb = request_.check ? "need formatting" : "were formatted";
  if (console_.style().json)
    console_.line(llvm::json::Object{{"type", "summary"},
                                     {"ok", worst_ == Exit::ok},
                                     {"files", static_cast<int64_t>(count)},
                                     {"changed", static_cast<int64_t>(changed_)}});
  else if (!console_.style().quiet)
    console_.messages() << changed_ << " of " << count << " recipes " << verb << '\n';
}

Exit Formatting::files() {
  std::vector<std::string> names = collect();
  for (const std::string &name : names)
    file(name);
  if (!names.empty())
    summary(names.size());
  return worst_;
}

Exit Formatting::standardInput() {
  std::string error;
  std::optional<std::string> text = readStandardInput(error);
  if (!text) {
    diag::Diagnostics diags;
    diags.report(Code::E0907, kNowhere, {"-"}).note(error);
    fail(diags, Exit::tool);
    return worst_;
  }
  std::optional<std::string> out = formatted("<stdin>", *text);
  if (!out)
    return worst_;
  if (!request_.check)
    console_.results() << *out;
  else if (*out != *text) {
    changed("<stdin>", *text, *out);
    worst_ = Exit::recipe;
  }
  return worst_;
}

Exit formatFiles(const FormatRequest &request, Console &console) {
  Formatting formatting(request, console);
  return request.standardInput ? formatting.standardInput() : formatting.files();
}

} // namespace smelt::driver
