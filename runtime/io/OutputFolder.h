// The folder of an output: filled under a temporary name beside the final one, which it gets when the run succeeds.
#pragma once
#include "runtime/core/Status.h"
#include "runtime/io/HeldFolder.h"
#include <string>
#include <vector>

namespace smelt::runtime {

/// The key by which smelt knows its own manifests.
inline constexpr char ManifestKey[] = "smelt_manifest";

class OutputFolder {
public:
  explicit OutputFolder(std::string path);
  /// Removes the temporary folder unless it was published.
  ~OutputFolder();
  OutputFolder(const OutputFolder &) = delete;
  OutputFolder &operator=(const OutputFolder &) = delete;

  /// The final path, absolute and without `.`, `..` and links.
  const std::string &path() const { return Final; }
  /// Refuses to replace a folder that holds anything but what its manifest accounts for. Touches nothing.
  Status check() const;
  /// Makes the temporary folder, and removes those that killed runs left of this output.
  Status create();
  const std::string &temporary() const { return Temporary; }

  /// Gives the folder its final name; what was there before has the temporary name then.
  Status publish();
  /// Undoes `publish`.
  void withdraw();
  /// Removes what `publish` replaced.
  void removeReplaced();

private:
  void removeTemporary();

  std::string Shown, Final, Temporary;
  std::vector<std::string> MadeParents; ///< outermost first
  HeldFolder Hold;                      ///< of the temporary folder
  bool Created = false, Published = false, Replaced = false;
};

/// Whether the folder of an output has such a name while a run fills it.
bool isTemporaryName(std::string_view name);

/// Publishes all folders or none.
Status publishAll(const std::vector<OutputFolder *> &folders);

} // namespace smelt::runtime
