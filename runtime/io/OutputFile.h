// One file of an output: written once, perhaps compressed, synced to disk when closed.
//
// What is compressed is cut into blocks of one mebibyte, each a member (gzip) or a frame (Zstandard) of its own, so
// that threads compress them in parallel and readers may do the same with decompressing.
#pragma once
#include "runtime/core/Plan.h"
#include "runtime/core/Status.h"
#include "runtime/io/Hash.h"
#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace smelt::runtime {

class OutputFile {
public:
  OutputFile();
  ~OutputFile();
  OutputFile(const OutputFile &) = delete;
  OutputFile &operator=(const OutputFile &) = delete;

  Status create(const std::string &path, Compression compression = Compression::none);
  /// Writes the pieces, one behind the other.
  Status write(std::span<const std::string_view> pieces);
  Status write(std::string_view bytes) { return write({&bytes, 1}); }
  /// Flushes, syncs and closes.
  Status close();
  bool isOpen() const { return Fd >= 0; }
  uint64_t storedBytes() const { return Stored; }
  std::string storedHash() const { return Digest.hex(); }

private:
  class PackedBlock;
  Status endBlock();
  Status storeFirst();
  Status add(std::string_view bytes);
  Status store(std::span<const std::string_view> pieces);
  Status store(std::string_view bytes) { return store({&bytes, 1}); }

  int Fd = -1;
  std::string Path;
  Compression Packing = Compression::none;
  std::string Block;                              ///< uncompressed; encoded or stored when it is full
  std::deque<std::shared_ptr<PackedBlock>> Ahead; ///< being compressed, in order
  bool AnyBlock = false;
  Hash128Stream Digest;
  uint64_t Stored = 0;
};

/// Syncs a folder, so that the names in it survive a crash.
Status syncFolder(const std::string &path);

} // namespace smelt::runtime
