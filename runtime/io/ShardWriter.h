// Writes encoded rows to shards. Cuts depend on the rows alone: on their splits and uncompressed sizes.
#pragma once
#include "runtime/core/Plan.h"
#include "runtime/io/EncodedRows.h"
#include "runtime/io/OutputFile.h"
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace smelt::runtime {

struct Shard {
  std::string name;
  uint64_t rows = 0, bytes = 0, storedBytes = 0;
  std::string hash; ///< XXH3-128 of the stored bytes
};

/// "part-00012-0034"; such names sort in row order. `splits`: how many there are. Nothing for more shards of a split
/// than the name can count.
std::optional<std::string> shardName(uint32_t split, uint32_t splits, unsigned number);

/// Used by one thread at a time, in row order.
class ShardWriter {
public:
  ShardWriter(const SinkSpec &sink, std::string folder, uint32_t splits)
      : Sink(sink), Folder(std::move(folder)), Splits(splits) {}
  virtual ~ShardWriter() = default;
  ShardWriter(const ShardWriter &) = delete;
  ShardWriter &operator=(const ShardWriter &) = delete;

  Status write(const EncodedRows &rows);
  Status finish();
  const std::vector<Shard> &shards() const { return Shards; }
  uint64_t storedBytes() const { return StoredInClosed + openBytes(); }

protected:
  /// What a name of a shard ends in.
  virtual std::string suffix() const;
  virtual Status begin(const std::string &path);
  /// Rows [first, end), whose bytes begin at `byte`.
  virtual Status put(const EncodedRows &rows, size_t first, size_t end, uint64_t byte);
  /// No row of the last shard is left to come. Its file is closed now or, at the latest, in `drain`.
  virtual Status end();
  virtual Status drain() { return {}; }
  /// Stored bytes of the files that are not closed.
  virtual uint64_t openBytes() const { return File.isOpen() ? File.storedBytes() : 0; }
  /// A shard's file was closed.
  void note(size_t shard, const OutputFile &file);

  const SinkSpec &Sink;

private:
  Status startShard(uint32_t split);
  Status endShard();

  OutputFile File;
  std::vector<std::string_view> Pieces; ///< of a write
  std::string Folder;
  bool TakesRows = false; ///< the last shard does
  uint32_t Splits, Split = 0;
  std::map<uint32_t, unsigned> NextInSplit;
  std::vector<Shard> Shards;
  uint64_t StoredInClosed = 0;
};

} // namespace smelt::runtime
