// Answers the checker's questions from the file system.
#pragma once
#include "lang/sema/Check.h"

namespace smelt::driver {

/// Modules from files and the standard library, schemas from the first records of the data, constants from files.
/// Not thread-safe.
class FileWorld final : public sema::World {
public:
  explicit FileWorld(std::string stdlib) : stdlib_(std::move(stdlib)) {}

  std::optional<std::string> readModule(const std::string &importer, const std::string &path, bool isFile,
                                        std::string &resolved) override;
  std::vector<std::string> stdModules() override;
  sema::SampledSchema sampleSource(const std::string &format, const std::string &path, char delimiter) override;
  const std::vector<sema::PinnedField> *pinned(const std::string &key) override;
  std::optional<std::string> readConstant(const std::string &path, std::string &error) override;

  /// Constant files read so far and the hashes of their bytes, for the manifest.
  const std::map<std::string, std::string> &constants() const { return constants_; }
  /// The files of the modules read so far.
  const std::vector<std::string> &moduleFiles() const { return moduleFiles_; }

  /// The schemas that a lock has; they outlive the check.
  void setPins(const std::map<std::string, std::vector<sema::PinnedField>> *pins) { pins_ = pins; }

private:
  std::string stdlib_;
  std::vector<std::string> stdModules_; ///< once they have been asked for
  const std::map<std::string, std::vector<sema::PinnedField>> *pins_ = nullptr;
  std::map<std::string, sema::SampledSchema> schemas_; ///< by format and path: a source is sampled once
  std::map<std::string, std::string> constants_;
  std::vector<std::string> moduleFiles_;
};

/// The whole file, or nothing and the reason.
std::optional<std::string> readFile(const std::string &path, std::string &error);
/// Writes the whole file under another name first, so that no reader sees a part; false and the reason if it cannot.
bool writeFile(const std::string &path, const std::string &text, std::string &error);
/// All of standard input.
std::optional<std::string> readStandardInput(std::string &error);
/// XXH3-128 of the bytes as 32 hex digits, as in the hashes of inputs (runtime/core/Run.h).
std::string hashOf(std::string_view bytes);

} // namespace smelt::driver
