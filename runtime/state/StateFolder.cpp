#include "runtime/state/StateFolder.h"
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <unistd.h>

namespace smelt::runtime {

namespace fs = std::filesystem;

StateFolder::~StateFolder() {
  std::error_code ignored;
  if (!Folder.empty())
    fs::remove_all(Folder, ignored);
  if (MadeParent)
    ::rmdir(Parent.c_str()); // stays if something else is in it
}

Status StateFolder::newFile(const std::string &name, std::string &path) {
  if (Folder.empty()) {
    std::error_code error;
    MadeParent = fs::create_directories(Parent, error);
    std::string pattern = Parent + "/run-XXXXXX";
    if (error || !::mkdtemp(pattern.data()))
      return Status(errors::StateFolder,
                    withReason("cannot write to the state folder " + ticked(Parent), error ? error.value() : errno));
    Folder = pattern;
  }
  path = Folder + "/" + std::to_string(Files++) + "-" + name;
  return {};
}

} // namespace smelt::runtime
