// `smelt`: what needs no compiler happens here, for all else this process becomes `smelt-compiler`.
#include "compiler/driver/Verbs.h"
#include "compiler/tools/smelt/Program.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <cerrno>
#include <cstring>
#include <unistd.h>

using namespace smelt;
using driver::Exit;

/// Returns only if there is no such program.
static int becomeCompiler(char **argv) {
  std::string self = llvm::sys::fs::getMainExecutable(argv[0], reinterpret_cast<void *>(&becomeCompiler));
  llvm::SmallString<256> compiler(llvm::sys::path::parent_path(self));
  llvm::sys::path::append(compiler, "smelt-compiler");
  ::execv(compiler.c_str(), argv);
  diag::Diagnostics mistakes;
  mistakes.report(diag::Code::E0912, driver::kNowhere, {compiler.str().str()}).note(std::strerror(errno));
  driver::Console(llvm::outs(), llvm::errs(), tool::styleOf({})).show(mistakes, {});
  return static_cast<int>(Exit::tool);
}

int main(int argc, char **argv) {
  if (argc < 2 || !tool::isFrontVerb(argv[1]))
    return becomeCompiler(argv);
  return tool::runProgram(argc, argv, "", [](tool::CommandLine &line, const auto &environment, auto &console) {
    return *tool::performFront(line, environment, console);
  });
}
