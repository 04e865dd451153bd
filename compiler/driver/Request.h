// What a verb is asked to do, and where it stands. Filled by the command line, by tests, or by an embedding program.
#pragma once
#include "lang/sema/PreludeCache.h"
#include "runtime/core/Run.h"
#include <atomic>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace smelt::driver {

/// Exit codes of the tool.
enum class Exit : int {
  ok = 0,
  recipe = 1, ///< the recipe or the data is at fault
  tool = 2,   ///< the call is wrong, or smelt itself is at fault
  interrupted = 130
};

/// What surrounds a call. Nothing of it changes a result but the standard library.
struct Environment {
  std::string stdlib;  ///< folder of the standard library
  std::string version; ///< of smelt
  std::shared_ptr<sema::PreludeCache> prelude = std::make_shared<sema::PreludeCache>(); ///< of all checks
};

/// Options of the compiler, without its headers: `check` never touches MLIR.
struct CompilerChoice {
  bool fuse = true;
  std::string width = "auto"; ///< auto 512 256 128 scalar
  std::set<std::string> disabled;
  std::string cacheFolder; ///< empty: no cache
};

struct Request {
  std::string recipe;                          ///< path as given; "-" is standard input
  std::optional<std::string> recipeText;       ///< the text, where the caller has it already
  std::map<std::string, std::string> settings; ///< --set
  std::vector<std::string> outputs;            ///< names; empty: all
  bool frozen = false;                         ///< what differs from the lock is an error, and it is not written
  bool forTests = false;                       ///< a source that a test replaces need not exist
  CompilerChoice compiler;
  runtime::RunOptions run;           ///< its `cancelled` stops the run
  bool dryRun = false;               ///< fix: show, do not write
  std::string emit;                  ///< explain: a phase's name; empty: the plan
  std::vector<std::string> files;    ///< test: files and folders; empty: `recipe` alone
  std::string target;                ///< report: where the page goes
  double keep = 0.95;                ///< tune: the share of the documents that a bound lets through
  std::string method = "percentile"; ///< tune: percentile or sigma
  bool write = false;                ///< tune: edit the recipe
  std::string filter;                ///< test: only tests whose title contains this, in any case
  bool svg = false;                  ///< explain: the plan as a picture
  bool update = false;               ///< check: write the lock anew; test: write golden files, compare nothing
  uint64_t cases = 1000;             ///< test: how many values a property is tried with; `run.seed` chooses them
};

/// What `fmt` is to do.
struct FormatRequest {
  std::vector<std::string> paths; ///< files and folders; empty: the working directory
  bool check = false;             ///< show what would change, and change nothing
  bool standardInput = false;     ///< to standard output
};

/// What `new` is to make.
struct ProjectRequest {
  std::string folder; ///< made if it is not there; its name is the project's
  std::string templateName = "curate";
};

/// What `doc` is to document.
struct DocumentRequest {
  std::string module; ///< "std.text", or a file
  bool html = false;  ///< else Markdown
  std::string output; ///< the folder to write into; empty: print
};

/// The folder of the standard library: $SMELT_STDLIB, else beside the program (`build/bin/smelt` or an installation),
/// else the sources that smelt was built from.
std::string findStdlib(const std::string &program);
/// The folder of the templates of `smelt new`, found from the standard library.
std::string findTemplates(const std::string &stdlib);

} // namespace smelt::driver
