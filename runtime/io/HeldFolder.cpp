#include "runtime/io/HeldFolder.h"
#include <cerrno>
#include <charconv>
#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <unistd.h>

namespace smelt::runtime {

namespace fs = std::filesystem;

static int openFolder(const std::string &path) {
  return ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

HeldFolder::~HeldFolder() {
  if (Fd >= 0)
    ::close(Fd);
}

void HeldFolder::hold(const std::string &path) {
  Fd = openFolder(path);
  if (Fd >= 0)
    ::flock(Fd, LOCK_EX | LOCK_NB);
}

/// The process that made a folder of this name; 0 if the name is not of that form.
static pid_t ownerOf(std::string_view name, std::string_view prefix) {
  pid_t pid = 0;
  if (!name.starts_with(prefix))
    return 0;
  auto [end, error] = std::from_chars(name.data() + prefix.size(), name.data() + name.size(), pid);
  bool ends = end == name.data() + name.size() || *end == '-';
  return error == std::errc() && ends ? pid : 0;
}

static void removeUnlessHeld(const std::string &path) {
  int fd = openFolder(path);
  std::error_code ignored;
  if (fd >= 0 && ::flock(fd, LOCK_EX | LOCK_NB) == 0)
    fs::remove_all(path, ignored);
  if (fd >= 0)
    ::close(fd);
}

void removeAbandoned(const std::string &parent, std::string_view prefix) {
  std::error_code error;
  for (fs::directory_iterator at(parent, error), end; !error && at != end; at.increment(error)) {
    pid_t owner = ownerOf(at->path().filename().string(), prefix);
    if (owner > 0 && ::kill(owner, 0) != 0 && errno == ESRCH)
      removeUnlessHeld(at->path().string());
  }
}

} // namespace smelt::runtime
