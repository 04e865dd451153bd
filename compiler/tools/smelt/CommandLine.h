// The command line of smelt: arguments in, a request for the driver out. Prints nothing itself.
#pragma once
#include "compiler/driver/Console.h"
#include "compiler/driver/Request.h"
#include <optional>

namespace smelt::tool {

enum class ColorChoice { automatic, always, never };

struct CommandLine {
  std::string verb;  ///< check run test explain fmt new doc; empty: only `shown` is wanted
  std::string shown; ///< the text of --help, --version, help or completions
  driver::Request request;
  driver::FormatRequest format;
  driver::ProjectRequest project;
  driver::DocumentRequest document;
  std::string directory; ///< --directory
  ColorChoice color = ColorChoice::automatic;
  bool json = false;
  bool quiet = false;
};

/// Parses the arguments without the program's name. Nothing after mistakes, which are in `diags`.
std::optional<CommandLine> parseCommandLine(const std::vector<std::string> &arguments, const std::string &version,
                                            diag::Diagnostics &diags);

/// "2 GB", "512MiB" or a number of bytes; decimal and binary units as in recipes.
std::optional<uint64_t> parseSize(llvm::StringRef text);

} // namespace smelt::tool
