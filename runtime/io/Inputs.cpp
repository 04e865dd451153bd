#include "runtime/io/Inputs.h"
#include "runtime/io/Glob.h"
#include "runtime/io/InputStream.h"
#include "runtime/io/ParquetLibrary.h"
#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

namespace smelt::runtime {

/// Opens and closes a file, so that what cannot be read is found before anything runs.
static Status checkReadable(Input &input) {
  struct stat info;
  if (::stat(input.path.c_str(), &info) != 0)
    return Status(errors::CannotRead, withReason("cannot read " + ticked(input.path), errno));
  if (S_ISDIR(info.st_mode))
    return Status(errors::IsFolder, ticked(input.path) + " is a folder, but a file is needed; `" + input.path +
                                        "/**` would read every file below it");
  // Opening a named pipe would wait for its writer.
  if (S_ISREG(info.st_mode)) {
    int fd = ::open(input.path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0)
      return Status(errors::CannotRead, withReason("cannot read " + ticked(input.path), errno));
    input.packing = packingOf(fd, input.path);
    ::close(fd);
    input.bytes = uint64_t(info.st_size);
  }
  return {};
}

static std::string shownPath(const std::string &path, const std::string &pattern) {
  std::string_view folder = literalFolder(pattern);
  bool absolute = path.starts_with('/');
  return absolute && path.starts_with(folder) ? path.substr(folder.size()) : path;
}

uint32_t splitAt(const Input &input, uint64_t offset) {
  uint64_t further = input.divided ? std::min(offset, input.bytes - 1) / SplitBytes : 0;
  return input.split + uint32_t(further);
}

/// Whether the place of a record among the stored bytes is known, so that a large file can be many splits.
static bool isDivisible(const SourceSpec &source, const Input &input) {
  bool byLine = source.format == SourceFormat::jsonl || source.format == SourceFormat::csv ||
                (source.format == SourceFormat::text && !source.byFile);
  return source.format == SourceFormat::parquet || (byLine && input.packing == Packing::none);
}

static void packSplits(const SourceSpec &source, Inputs &inputs) {
  uint64_t bytes = 0;
  for (Input &input : inputs.files) {
    bool first = &input == &inputs.files.front();
    if (first || bytes + input.bytes > SplitBytes) {
      ++inputs.splits;
      bytes = 0;
    }
    bytes += input.bytes;
    input.split = inputs.splits - 1;
    input.divided = input.bytes > SplitBytes && isDivisible(source, input);
    inputs.splits = splitAt(input, input.bytes) + 1;
  }
}

static bool isFolder(const std::string &path) {
  std::error_code error;
  return std::filesystem::is_directory(path, error);
}

static std::string noMatchText(const std::string &pattern) {
  if (isFolder(pattern))
    return "there is no file in the folder " + ticked(pattern) + "; `" + pattern + "/**` would look below it too";
  std::string folder(literalFolder(pattern));
  std::error_code error;
  std::string text = "no file matches " + ticked(pattern);
  if (!folder.empty() && !std::filesystem::is_directory(folder, error))
    text += "; there is no folder " + ticked(folder);
  return text;
}

Status resolveInputs(const SourceSpec &source, Inputs &inputs) {
  inputs = {};
  std::string error;
  if (source.format == SourceFormat::parquet && !loadParquet(error))
    return Status(errors::NoParquet, error);
  if (source.format == SourceFormat::rows) {
    inputs.splits = 1;
    return {};
  }
  for (const std::string &pattern : source.patterns) {
    std::vector<std::string> paths = {pattern};
    if (pattern == "-" && source.format == SourceFormat::parquet)
      return Status(errors::ParquetStream,
                    "Parquet begins with its last bytes, so standard input (`-`) cannot hold it; "
                    "write it to a file first");
    if (pattern == "-") {
      inputs.files.push_back({"-", "-"});
      continue;
    }
    if (source.format == SourceFormat::folder && isFolder(pattern))
      paths = expandGlob(pattern + (pattern.ends_with('/') ? "*" : "/*"));
    else if (isGlob(pattern) && ::access(pattern.c_str(), F_OK) != 0)
      paths = expandGlob(pattern);
    if (paths.empty())
      return Status(errors::NoMatch, noMatchText(pattern));
    for (const std::string &path : paths) {
      Input input{path, shownPath(path, pattern)};
      if (Status status = checkReadable(input); !status.ok())
        return status;
      inputs.files.push_back(std::move(input));
    }
  }
  auto byPath = [](const Input &a, const Input &b) { return a.path < b.path; };
  auto samePath = [](const Input &a, const Input &b) { return a.path == b.path; };
  std::sort(inputs.files.begin(), inputs.files.end(), byPath);
  inputs.files.erase(std::unique(inputs.files.begin(), inputs.files.end(), samePath), inputs.files.end());
  packSplits(source, inputs);
  return {};
}

Status checkWhole(const Input &input, uint64_t read) {
  if (read >= input.bytes)
    return {};
  return Status(errors::CannotRead, ticked(input.path) + " became shorter while it was read: it had " +
                                        std::to_string(input.bytes) + " bytes, and " + std::to_string(read) +
                                        " could be read");
}

} // namespace smelt::runtime
