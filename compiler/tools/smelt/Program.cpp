// What both programs do around a verb: arguments, terminal, the process.
#include "compiler/tools/smelt/Program.h"
#include "compiler/driver/Verbs.h"
#include "compiler/tools/smelt/Memory.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include <cstdlib>
#include <sys/ioctl.h>
#include <unistd.h>

namespace smelt::tool {
namespace {

/// By the locale's variables in their order of precedence; where none is set, terminals of today speak UTF-8.
bool speaksUnicode() {
  for (const char *name : {"LC_ALL", "LC_CTYPE", "LANG"})
    if (const char *value = std::getenv(name); value && *value) {
      std::string lower = llvm::StringRef(value).lower();
      return lower.find("utf-8") != std::string::npos || lower.find("utf8") != std::string::npos;
    }
  return true;
}

/// As programs agree on it: NO_COLOR is above CLICOLOR_FORCE, which colors what is no terminal, and that above
/// CLICOLOR=0.
bool wantsColor(bool terminal) {
  auto isSet = [](const char *name) {
    const char *value = std::getenv(name);
    return value && *value && llvm::StringRef(value) != "0";
  };
  const char *noColor = std::getenv("NO_COLOR"), *color = std::getenv("CLICOLOR");
  if (noColor && *noColor)
    return false;
  return isSet("CLICOLOR_FORCE") || (terminal && !(color && llvm::StringRef(color) == "0"));
}

/// Of a command line that could not be read: who asked for JSON gets its mistake as JSON, too.
bool asksForJson(const std::vector<std::string> &arguments) {
  for (size_t i = 0; i < arguments.size(); ++i)
    if (arguments[i] == "--format=json" ||
        (arguments[i] == "--format" && i + 1 < arguments.size() && arguments[i + 1] == "json"))
      return true;
  return false;
}

/// Changes to --directory. Recipes stay where the caller's shell sees them; the folders of reports are data.
bool enterDirectory(CommandLine &line, diag::Diagnostics &diags) {
  if (line.directory.empty())
    return true;
  auto settle = [&](std::string &path) {
    if (path == "-" || line.request.recipeText || line.verb == "report")
      return;
    llvm::SmallString<256> absolute(path);
    llvm::sys::fs::make_absolute(absolute);
    path = absolute.str().str();
  };
  settle(line.request.recipe);
  llvm::for_each(line.request.files, settle);
  std::error_code error = llvm::sys::fs::set_current_path(line.directory);
  if (error)
    diags.report(diag::Code::E0911, driver::kNowhere, {line.directory}).note(error.message());
  return !error;
}

/// What needs no compiler.
struct FrontVerb {
  llvm::StringRef name;
  driver::Exit (*perform)(const CommandLine &, const driver::Environment &, driver::Console &);
};
constexpr FrontVerb frontVerbs[] = {
    {"check",
     [](auto &line, auto &environment, auto &console) { return driver::check(line.request, environment, console); }},
    {"fix",
     [](auto &line, auto &environment, auto &console) { return driver::fix(line.request, environment, console); }},
    {"fmt", [](auto &line, auto &, auto &console) { return driver::formatFiles(line.format, console); }},
    {"doc", [](auto &line, auto &environment,
               auto &console) { return driver::document(line.document, environment, console); }},
    {"new", [](auto &line, auto &environment,
               auto &console) { return driver::newProject(line.project, environment, console); }},
};
const FrontVerb *frontVerb(llvm::StringRef name) {
  auto found = llvm::find_if(frontVerbs, [&](const FrontVerb &verb) { return verb.name == name; });
  return found == std::end(frontVerbs) ? nullptr : found;
}

/// A run keeps to what the allocator thinks best.
bool runsRecipes(llvm::StringRef verb) { return verb == "run" || verb == "tune" || verb == "test"; }

} // namespace

std::optional<driver::Exit> performFront(const CommandLine &line, const driver::Environment &environment,
                                         driver::Console &console) {
  const FrontVerb *verb = frontVerb(line.verb);
  return verb ? std::optional(verb->perform(line, environment, console)) : std::nullopt;
}

bool isFrontVerb(llvm::StringRef verb) { return frontVerb(verb); }

driver::ConsoleStyle styleOf(const CommandLine &line) {
  driver::ConsoleStyle style;
  style.terminal = llvm::sys::Process::StandardErrIsDisplayed();
  style.color =
      line.color == ColorChoice::always || (line.color == ColorChoice::automatic && wantsColor(style.terminal));
  style.unicode = speaksUnicode();
  style.json = line.json;
  style.quiet = line.quiet;
  winsize size = {}; // LLVM knows $COLUMNS only, which shells do not hand on
  if (style.terminal && ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col)
    style.width = size.ws_col;
  return style;
}

/// What could not be written would end the process, at its exit, with LLVM's word for it. False if there was such.
static bool flushed(llvm::raw_fd_ostream &stream, std::string &why) {
  stream.flush();
  why = stream.has_error() ? stream.error().message() : "";
  stream.clear_error();
  return why.empty();
}

/// The exit code after all that was written has arrived. Where messages do not, nobody is left to be told.
static int finished(driver::Exit exit, const CommandLine &line) {
  std::string why;
  flushed(llvm::errs(), why);
  if (!flushed(llvm::outs(), why)) {
    diag::Diagnostics mistakes;
    mistakes.report(diag::Code::E0920, driver::kNowhere, {"standard output"}).note(why);
    CommandLine plain = line;
    plain.json = false; // there is no place for it
    driver::Console(llvm::outs(), llvm::errs(), styleOf(plain)).show(mistakes, {});
    flushed(llvm::errs(), why);
    exit = driver::Exit::tool;
  }
  return static_cast<int>(exit);
}

int runProgram(int argc, char **argv, const std::string &version, Perform perform) {
  using driver::Exit;
  diag::Diagnostics mistakes;
  std::vector<std::string> arguments(argv + 1, argv + argc);
  std::optional<CommandLine> line = parseCommandLine(arguments, version, mistakes);
  if (line && line->verb.empty()) {
    llvm::outs() << line->shown;
    return finished(Exit::ok, *line);
  }
  bool ready = line && enterDirectory(*line, mistakes);
  CommandLine none;
  none.json = asksForJson(arguments);
  driver::Console console(llvm::outs(), llvm::errs(), styleOf(line ? *line : none));
  if (!ready) {
    console.show(mistakes, {});
    return finished(Exit::tool, none);
  }
  std::string self = llvm::sys::fs::getMainExecutable(argv[0], reinterpret_cast<void *>(&runProgram));
  driver::Environment environment{driver::findStdlib(self), SMELT_VERSION, std::make_shared<sema::PreludeCache>()};
  Exit exit = Exit::tool;
  auto work = [&] { exit = perform(*line, environment, console); };
  if (runsRecipes(line->verb))
    work();
  else
    withMemoryAhead([&] {
      work();
      llvm::outs().flush();
      if (!llvm::outs().has_error() && !llvm::errs().has_error())
        endProcess(static_cast<int>(exit));
    });
  return finished(exit, *line);
}

} // namespace smelt::tool
