// The command is two programs. `smelt` is what the user starts: it does what needs no compiler itself, without LLVM's
// thousand initializers, and becomes `smelt-compiler`, which lies beside it and can do everything, for all else.
#pragma once
#include "compiler/tools/smelt/CommandLine.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace smelt::tool {

using Perform = llvm::function_ref<driver::Exit(CommandLine &, const driver::Environment &, driver::Console &)>;

/// Reads the command line and has its verb performed; the exit code.
int runProgram(int argc, char **argv, const std::string &version, Perform perform);

/// What the streams of this process can show.
driver::ConsoleStyle styleOf(const CommandLine &line);

/// Whether `smelt` performs the verb itself.
bool isFrontVerb(llvm::StringRef verb);
/// Performs such a verb; nothing for all others.
std::optional<driver::Exit> performFront(const CommandLine &line, const driver::Environment &environment,
                                         driver::Console &console);

} // namespace smelt::tool
