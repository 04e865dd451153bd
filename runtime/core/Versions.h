// The libraries that the runtime is built with, for `smelt --version`.
#pragma once
#include <string>
#include <vector>

namespace smelt::runtime {

struct LibraryVersion {
  const char *name;
  std::string version;
};

/// Those that read, write and cut data: another version of one may be why two machines differ.
std::vector<LibraryVersion> libraryVersions();

} // namespace smelt::runtime
