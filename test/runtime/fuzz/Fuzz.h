// What the fuzz targets of the runtime share: a file that holds the bytes, and seeds for the run without libFuzzer.
#pragma once
#include "runtime/io/SourceParser.h"
#include <cstdint>
#include <string>
#include <vector>

namespace smelt::runtime::fuzz {

/// Ends the program unless `holds`.
void require(bool holds, const char *what);

/// A file in memory that can be opened by its path.
class MemoryFile {
public:
  explicit MemoryFile(std::string_view bytes);
  ~MemoryFile();
  MemoryFile(const MemoryFile &) = delete;
  MemoryFile &operator=(const MemoryFile &) = delete;
  const std::string &path() const { return Path; }

private:
  int Fd;
  std::string Path;
};

/// Reads a source to its end and looks at every value: texts are valid UTF-8 and may be read past their end. Returns
/// the rows and the rejects.
struct Read {
  uint64_t rows = 0, rejects = 0;
};
Read readAll(const SourceSpec &source, const std::vector<Column> &columns);

/// Inputs that the target knows, which the run without libFuzzer changes byte by byte. Defined by each target.
std::vector<std::string> seeds();

} // namespace smelt::runtime::fuzz
