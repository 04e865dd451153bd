// A recipe that was read and checked. Knows nothing of MLIR: this is all that `smelt check` pays for.
#pragma once
#include "compiler/driver/Console.h"
#include "compiler/driver/Request.h"
#include "compiler/driver/World.h"
#include "lang/sema/Typed.h"
#include <memory>

namespace smelt::driver {

/// What NAME.lock says (Lock.h).
struct Lock {
  std::map<std::string, std::string> library; ///< hashes of the modules of the standard library that are used
  std::map<std::string, std::vector<sema::PinnedField>> sources; ///< see sema::Checker::sourceKey
  std::string text;                                              ///< as read
};

struct Checked {
  diag::SourceMap sources;
  diag::Diagnostics diags;
  std::unique_ptr<FileWorld> world;
  std::shared_ptr<sema::Program> program; ///< null if the recipe could not be read
  std::string path;                       ///< as shown: "<stdin>" for standard input
  uint32_t recipeFile = 0;                ///< of `sources`; the lock comes before it

  std::string lockPath;     ///< empty: the recipe is no file and has no lock
  std::optional<Lock> lock; ///< as read
  uint32_t lockFile = 0;    ///< its text among the sources

  bool ok() const { return program && !diags.hasErrors(); }
  /// `ok` but for errors of single tests, which do not keep the others from running.
  bool testable() const { return program && diags.errorCount() == program->testErrors; }
  /// `ok`, or whose fault the errors are: those of the command line and of smelt itself (family E09) are not the
  /// recipe's.
  Exit verdict() const;
  /// The outputs that `names` mean, in the recipe's order; all for no names. Reports names that there are not.
  std::optional<std::vector<std::string>> selectOutputs(const std::vector<std::string> &names,
                                                        const std::vector<std::string> &others = {});
};

/// Reads and checks `request.recipe` with everything it imports.
std::unique_ptr<Checked> checkRecipe(const Request &request, const Environment &environment);

/// "2 errors, 1 warning", or "" where there is neither.
std::string tally(const diag::Diagnostics &diags);

} // namespace smelt::driver
