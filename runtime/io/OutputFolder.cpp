#include "runtime/io/OutputFolder.h"
#include "runtime/io/OutputFile.h"
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sys/stat.h>
#include <unistd.h>

namespace smelt::runtime {

namespace fs = std::filesystem;

/// Between the name of an output and the number of the process that makes it.
static constexpr std::string_view Mark = ".smelt-";

bool isTemporaryName(std::string_view name) {
  size_t mark = name.rfind(Mark);
  return mark != name.npos && mark + Mark.size() < name.size() &&
         name.find_first_not_of("0123456789", mark + Mark.size()) == name.npos;
}

OutputFolder::OutputFolder(std::string path) : Shown(std::move(path)) {
  std::error_code error;
  fs::path full = fs::weakly_canonical(fs::absolute(Shown, error), error);
  if (error)
    full = fs::absolute(Shown, error).lexically_normal();
  Final = full.string();
  while (Final.size() > 1 && Final.back() == '/')
    Final.pop_back();
  Temporary = Final + std::string(Mark) + std::to_string(::getpid());
}

OutputFolder::~OutputFolder() {
  if (Created && !Published)
    removeTemporary();
}

/// What a run of smelt left in a folder, by its manifest; empty if there is none.
static std::set<std::string> namesOfOutput(const std::string &folder) {
  std::ifstream file(folder + "/manifest.json");
  nlohmann::json manifest = nlohmann::json::parse(file, nullptr, false);
  if (!manifest.is_object() || !manifest.contains(ManifestKey))
    return {};
  std::set<std::string> names = {"manifest.json", "rejects.jsonl", "report.html"};
  for (const nlohmann::json &shard : manifest.value("shards", nlohmann::json::array()))
    if (auto name = shard.find("name"); name != shard.end() && name->is_string())
      names.insert(*name);
  return names;
}

/// The entries of a folder that its manifest, if there is one, does not account for, in byte order.
static std::set<std::string> foreignEntries(const std::string &folder, std::error_code &error) {
  const std::set<std::string> own = namesOfOutput(folder);
  std::set<std::string> foreign;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    std::string name = at->path().filename().string();
    std::error_code ignored;
    if (!own.contains(name) || !fs::is_regular_file(at->symlink_status(ignored)))
      foreign.insert(std::move(name));
  }
  return foreign;
}

Status OutputFolder::check() const {
  struct stat info;
  if (::lstat(Final.c_str(), &info) != 0) {
    if (errno == ENOENT)
      return {};
    return Status(errors::CannotCreate, withReason("cannot make the output folder " + ticked(Shown), errno));
  }
  if (!S_ISDIR(info.st_mode))
    return Status(errors::OutputExists, ticked(Shown) + " exists and is not a folder; an output is a folder of shards");
  std::error_code error;
  std::set<std::string> foreign = foreignEntries(Final, error);
  if (error)
    return Status(errors::CannotCreate, withReason("cannot look into " + ticked(Shown), error.value()));
  if (foreign.empty())
    return {};
  std::string more = foreign.size() > 1 ? " and " + std::to_string(foreign.size() - 1) + " more" : "";
  return Status(errors::OutputExists, ticked(Shown) + " holds files that smelt did not write (" +
                                          ticked(*foreign.begin()) + more +
                                          "), and would be replaced as a whole; name another folder or move them away");
}

Status OutputFolder::create() {
  fs::path parent = fs::path(Final).parent_path();
  std::vector<std::string> missing;
  std::error_code error;
  for (fs::path at = parent; !at.empty() && !fs::exists(at, error) && !error; at = at.parent_path())
    missing.push_back(at.string());
  for (auto at = missing.rbegin(); at != missing.rend(); ++at) {
    if (::mkdir(at->c_str(), 0777) != 0 && errno != EEXIST)
      return Status(errors::CannotCreate, withReason("cannot make the folder " + ticked(*at), errno));
    MadeParents.push_back(*at);
  }
  removeAbandoned(parent.string(), fs::path(Final).filename().string() + std::string(Mark));
  fs::remove_all(Temporary, error); // of a process that had this number before
  if (::mkdir(Temporary.c_str(), 0777) != 0) {
    int reason = errno;
    while (!MadeParents.empty() && ::rmdir(MadeParents.back().c_str()) == 0)
      MadeParents.pop_back();
    return Status(
        errors::CannotCreate,
        withReason("cannot make the output folder " + ticked(Shown) + " in " + ticked(parent.string()), reason));
  }
  Hold.hold(Temporary);
  Created = true;
  return {};
}

/// Swaps two names; without the system's help there is a moment in which `a` has none.
static bool exchangeNames(const std::string &a, const std::string &b) {
  if (::renameat2(AT_FDCWD, a.c_str(), AT_FDCWD, b.c_str(), RENAME_EXCHANGE) == 0)
    return true;
  if (errno != EINVAL && errno != ENOSYS)
    return false;
  std::string aside = a + ".old";
  return std::rename(a.c_str(), aside.c_str()) == 0 && std::rename(b.c_str(), a.c_str()) == 0 &&
         std::rename(aside.c_str(), b.c_str()) == 0;
}

Status OutputFolder::publish() {
  // Something may have come into being since `check`.
  if (Status status = check(); !status.ok())
    return status;
  struct stat info;
  Replaced = ::lstat(Final.c_str(), &info) == 0;
  bool done = Replaced ? exchangeNames(Final, Temporary) : std::rename(Temporary.c_str(), Final.c_str()) == 0;
  if (!done)
    return Status(errors::CannotWrite, withReason("cannot give the finished output its name " + ticked(Shown), errno));
  Published = true;
  return syncFolder(fs::path(Final).parent_path().string());
}

void OutputFolder::withdraw() {
  if (!Published)
    return;
  if (Replaced ? exchangeNames(Final, Temporary) : std::rename(Final.c_str(), Temporary.c_str()) == 0)
    Published = false;
}

void OutputFolder::removeReplaced() {
  std::error_code ignored;
  if (Published && Replaced)
    fs::remove_all(Temporary, ignored);
}

void OutputFolder::removeTemporary() {
  std::error_code ignored;
  fs::remove_all(Temporary, ignored);
  for (auto at = MadeParents.rbegin(); at != MadeParents.rend(); ++at)
    ::rmdir(at->c_str());
}

Status publishAll(const std::vector<OutputFolder *> &folders) {
  Status status;
  for (OutputFolder *folder : folders) {
    status = folder->publish();
    if (!status.ok())
      break;
  }
  for (OutputFolder *folder : folders)
    status.ok() ? folder->removeReplaced() : folder->withdraw();
  return status;
}

} // namespace smelt::runtime
