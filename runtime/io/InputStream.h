// The uncompressed bytes of one input: a plain, .gz, .zst, .bz2 or .xz file, or standard input.
#pragma once
#include "runtime/core/Status.h"
#include "runtime/io/FrameBorders.h"
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace smelt::runtime {

/// Turns stored bytes into uncompressed ones. Concatenated members and frames are one stream.
class Decoder {
public:
  virtual ~Decoder() = default;
  struct Step {
    size_t consumed = 0, produced = 0;
    const char *damage = nullptr; ///< the stored bytes are corrupt
  };
  virtual Step decode(const char *from, size_t size, char *to, size_t room) = 0;
  /// True if the stored bytes may end here.
  virtual bool atBoundary() const = 0;
  /// Frames before those that this decoder will see were decoded by others.
  virtual void skippedFrames() {}
};

/// Null for `none`.
std::unique_ptr<Decoder> makeDecoder(Packing packing);
/// Told from the first bytes of a file; where they are no mark, from the end of its name. A pipe has its name only.
Packing packingOf(int fd, std::string_view name);

class FrameReader;

/// Not safe for use by several threads.
class InputStream {
public:
  /// `path` "-" is standard input, of which the first bytes alone tell whether it is compressed.
  /// `ahead`: it may be decompressed by several threads, see FrameReader.
  static Status open(const std::string &path, std::unique_ptr<InputStream> &stream, bool ahead = false);
  ~InputStream();
  InputStream(const InputStream &) = delete;
  InputStream &operator=(const InputStream &) = delete;

  /// Reads `size` bytes; fewer only at the end, after damage, or on an error of the system (`status`).
  size_t read(char *to, size_t size);
  /// Why a compressed input could not be read to its end; empty while all is well.
  const std::string &damage() const { return Damage; }
  const Status &status() const { return Failure; }

  /// Reads what is left of the stored bytes without decompressing, so that `storedHash` covers the whole file.
  void drain();
  uint64_t storedBytes() const { return Stored; }
  /// XXH3-128 of the stored bytes read so far, in hexadecimal.
  std::string storedHash() const;

private:
  struct Hash;
  InputStream(int fd, std::string path);
  size_t fetch(char *to, size_t size);
  bool refill();
  size_t readDecoded(char *to, size_t size);

  int Fd;
  std::string Path;
  std::unique_ptr<Hash> Digest;
  std::unique_ptr<Decoder> Codec;
  std::unique_ptr<FrameReader> Frames; ///< in place of Codec where several threads decompress
  std::unique_ptr<char[]> Buffer;
  size_t Begin = 0, Filled = 0;
  uint64_t Stored = 0;
  bool AtEnd = false;
  std::string Damage;
  Status Failure;
};

} // namespace smelt::runtime
