// `smelt-compiler`: every verb, with the compiler built in.
#include "compiler/driver/Manifest.h"
#include "compiler/driver/Verbs.h"
#include "compiler/tools/smelt/Program.h"
#include "compiler/tools/smelt/commit.h"
#include "runtime/core/Versions.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include <csignal>

using namespace smelt;
using driver::Exit;

namespace {

/// Set by the first Ctrl-C; a signal handler can reach nothing but a global.
std::atomic<bool> interrupted = false;
static_assert(std::atomic<bool>::is_always_lock_free);

/// The first Ctrl-C lets the run clean up after itself, the second one kills.
void catchInterrupts() {
  struct sigaction action = {};
  action.sa_handler = [](int) { interrupted = true; };
  action.sa_flags = SA_RESETHAND | SA_RESTART;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

std::string versionText() {
  std::string text = "smelt " SMELT_VERSION " (" SMELT_COMMIT ")\nLLVM " + driver::llvmVersion() + "\nUnicode " +
                     driver::unicodeVersion() + "\n";
  for (const runtime::LibraryVersion &library : runtime::libraryVersions())
    text += std::string(library.name) + " " + library.version + "\n";
  return text;
}

/// `smelt explain E0207`, unless there is a file of that name.
bool namesDiagnostic(llvm::StringRef name) {
  return name.size() > 1 && llvm::StringRef("EWew").contains(name[0]) &&
         llvm::all_of(name.drop_front(), llvm::isDigit) && !llvm::sys::fs::exists(name);
}

Exit perform(tool::CommandLine &line, const driver::Environment &environment, driver::Console &console) {
  const driver::Request &request = line.request;
  if (auto exit = tool::performFront(line, environment, console))
    return *exit;
  if (line.verb == "report")
    return driver::report(request, console);
  if (line.verb == "tune")
    return driver::tune(request, environment, console);
  if (line.verb == "test")
    return driver::test(request, environment, console);
  if (line.verb == "explain")
    return namesDiagnostic(request.recipe) ? driver::explainCode(request.recipe, console)
                                           : driver::explain(request, environment, console);
  catchInterrupts();
  line.request.run.cancelled = &interrupted;
  return driver::run(request, environment, console);
}

} // namespace

int main(int argc, char **argv) { return tool::runProgram(argc, argv, versionText(), perform); }
