// The files of a run's spilled operators: a folder of its own, removed when the run ends.
#pragma once
#include "runtime/core/Status.h"
#include "runtime/io/HeldFolder.h"
#include <string>

namespace smelt::runtime {

class StateFolder {
public:
  /// Removes what killed runs left in `parent`.
  explicit StateFolder(std::string parent);
  ~StateFolder();
  StateFolder(const StateFolder &) = delete;
  StateFolder &operator=(const StateFolder &) = delete;

  /// A path for a new file. The folder is made when the first is asked for.
  Status newFile(const std::string &name, std::string &path);

private:
  std::string Parent, Folder;
  HeldFolder Hold;
  bool MadeParent = false;
  unsigned Files = 0;
};

} // namespace smelt::runtime
