#include "runtime/state/StateFolder.h"
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <unistd.h>

namespace smelt::runtime {

namespace fs = std::filesystem;

static constexpr std::string_view Prefix = "run-";

StateFolder::StateFolder(std::string parent) : Parent(std::move(parent)) { removeAbandoned(Parent, Prefix); }

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
    std::string pattern = Parent + "/" + std::string(Prefix) + std::to_string(::getpid()) + "-XXXXXX";
    if (error || !::mkdtemp(pattern.data()))
      return Status(errors::StateFolder,
                    withReason("cannot write to the state folder " + ticked(Parent), error ? error.value() : errno));
    Folder = pattern;
    Hold.hold(Folder);
  }
  path = Folder + "/" + std::to_string(Files++) + "-" + name;
  return {};
}

} // namespace smelt::runtime
