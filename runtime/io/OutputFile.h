// One file of an output: written once, perhaps compressed, synced to disk when closed.
#pragma once
#include "runtime/core/Plan.h"
#include "runtime/core/Status.h"
#include "runtime/io/Hash.h"
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace smelt::runtime {

/// Turns uncompressed bytes into stored ones. What it gives may depend on how the input is cut into calls.
class Encoder {
public:
  virtual ~Encoder() = default;
  /// Appends to `out` what is ready; everything with `last`.
  virtual Status encode(std::string_view bytes, bool last, std::string &out) = 0;
};

/// Null for `none`. gzip level 6, Zstandard level 3; no times or names are stored.
std::unique_ptr<Encoder> makeEncoder(Compression compression);

class OutputFile {
public:
  OutputFile() = default;
  ~OutputFile();
  OutputFile(const OutputFile &) = delete;
  OutputFile &operator=(const OutputFile &) = delete;

  Status create(const std::string &path, Compression compression = Compression::none);
  Status write(std::string_view bytes);
  /// Flushes, syncs and closes.
  Status close();
  bool isOpen() const { return Fd >= 0; }
  uint64_t storedBytes() const { return Stored; }
  std::string storedHash() const { return Digest.hex(); }

private:
  Status encodeBlock(bool last);
  Status store(std::string_view bytes);

  int Fd = -1;
  std::string Path;
  std::unique_ptr<Encoder> Codec;
  std::string Block; ///< uncompressed; encoded or stored when it is full
  std::string Encoded;
  Hash128Stream Digest;
  uint64_t Stored = 0;
};

/// Syncs a folder, so that the names in it survive a crash.
Status syncFolder(const std::string &path);

} // namespace smelt::runtime
