// The checker's door: a file in, a typed program and diagnostics out. Reads no data itself.
#pragma once
#include "lang/diag/Diagnostic.h"
#include "lang/sema/PreludeCache.h"
#include "lang/sema/Typed.h"
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace smelt::sema {

/// A field seen in the first records of a source.
struct SampledField {
  std::string name;
  enum Kind { integer, real, boolean, text, json, list, record } kind = text;
  bool optional = false;                ///< missing or null in some record
  std::vector<SampledField> parts = {}; ///< a record's fields, or a list's one element
  std::string seen = {};                ///< the file whose records made the type what it is; empty if not known
};

struct SampledSchema {
  std::vector<SampledField> fields;
  std::string error; ///< why it could not be read: "no file matches `x/*.jsonl`"; empty if fine
};

/// What the checker asks of the world; the driver answers.
class World {
public:
  virtual ~World() = default;
  /// Text of a module: "std.quality.gopher" or a path relative to the importing file. `resolved` is its canonical path.
  virtual std::optional<std::string> readModule(const std::string &importer, const std::string &path, bool isFile,
                                                std::string &resolved) = 0;
  /// Names of the modules under `std.` for did-you-mean.
  virtual std::vector<std::string> stdModules() = 0;
  /// Schema of `format("path")`, from the first records.
  virtual SampledSchema sampleSource(const std::string &format, const std::string &path, char delimiter) = 0;
  /// The fields that the lock has for a source, null if it has none. See Checker::sourceKey.
  virtual const std::vector<PinnedField> *pinned(const std::string &key) { return nullptr; }
  /// Lines of a constant file (`lines("stop.txt")`).
  virtual std::optional<std::string> readConstant(const std::string &path, std::string &error) = 0;
};

struct CheckOptions {
  std::map<std::string, std::string> settings; ///< --set name=value
  std::string lock;                            ///< its name, for messages; empty: nothing is pinned
  bool frozen = false;                         ///< what differs from the lock is an error
  bool forTests = false;                       ///< a source that no test needs need not exist
  std::shared_ptr<PreludeCache> prelude;       ///< of several checks; null: this one parses it for itself
};

/// Parses and checks `path` (text given) with everything it imports. Never null; use it only if diags has no errors.
std::shared_ptr<Program> check(diag::SourceMap &sources, const std::string &path, std::string text, World &world,
                               const CheckOptions &options, diag::Diagnostics &diags);

} // namespace smelt::sema
