// A folder that a process holds while it lives, so that another can tell what a killed one has left.
#pragma once
#include <string>
#include <string_view>

namespace smelt::runtime {

class HeldFolder {
public:
  HeldFolder() = default;
  ~HeldFolder();
  HeldFolder(const HeldFolder &) = delete;
  HeldFolder &operator=(const HeldFolder &) = delete;

  /// Holds a folder that this process has made. Where the file system has no locks, nobody will remove it.
  void hold(const std::string &path);

private:
  int Fd = -1;
};

/// Removes the folders in `parent` named `prefix`, the number of a process and perhaps `-` and more, that nobody holds
/// and whose process is gone. Numbers are given out again, and a process in another container has none here: neither
/// sign is enough by itself.
void removeAbandoned(const std::string &parent, std::string_view prefix);

} // namespace smelt::runtime
