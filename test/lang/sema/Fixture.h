// One helper touches the checker: `checked(source)` is the typed program as text, `errors(source)` what was reported.
#pragma once
#include "lang/sema/Check.h"
#include <map>
#include <string>
#include <vector>

namespace smelt::sema::test {

/// Modules and schemas in memory; `std.` from the real stdlib folder.
class FakeWorld : public World {
public:
  std::map<std::string, std::string> files;     ///< "./rules.recipe" and constants
  std::map<std::string, SampledSchema> schemas; ///< by path; others get `text: Text, url: Text?, meta: Json?, n: Int`
  std::map<std::string, std::vector<PinnedField>> pins; ///< what the lock has, by source as written
  std::vector<std::string> read;                        ///< modules that were asked for

  std::optional<std::string> readModule(const std::string &importer, const std::string &path, bool isFile,
                                        std::string &resolved) override;
  std::vector<std::string> stdModules() override;
  SampledSchema sampleSource(const std::string &format, const std::string &path, char delimiter) override;
  const std::vector<PinnedField> *pinned(const std::string &key) override {
    auto found = pins.find(key);
    return found == pins.end() ? nullptr : &found->second;
  }
  std::optional<std::string> readConstant(const std::string &path, std::string &error) override;
};

/// A compilation with its world; `settings` are `--set`.
struct Compilation {
  FakeWorld world;
  CheckOptions options;
  diag::SourceMap sources;
  diag::Diagnostics diags;
  std::shared_ptr<Program> program;

  Compilation &check(const std::string &source);
  /// One line for each diagnostic: `E0207 'primary text' label`.
  std::string reports() const;
};

/// The dump of a program without errors; the reports if there are any.
std::string checked(const std::string &source);
/// The dump of an expression over a row {text: Text, url: Text?, meta: Json?, n: Int}, and its type: `... : Int`.
std::string expression(const std::string &source);
/// The reports.
std::string errors(const std::string &source);

} // namespace smelt::sema::test
