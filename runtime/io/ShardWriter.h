// Writes encoded rows to shards. Cuts depend on the rows alone: on their splits and uncompressed sizes.
#pragma once
#include "runtime/core/Plan.h"
#include "runtime/io/OutputFile.h"
#include <map>
#include <string>
#include <vector>

namespace smelt::runtime {

/// Rows of a batch as lines, one after another.
struct EncodedRows {
  std::string bytes;
  std::vector<uint64_t> ends;   ///< for each row, past its last byte
  std::vector<uint32_t> splits; ///< for each row
};

struct Shard {
  std::string name;
  uint64_t rows = 0, bytes = 0, storedBytes = 0;
  std::string hash; ///< XXH3-128 of the stored bytes
};

/// Used by one thread at a time, in row order.
class ShardWriter {
public:
  ShardWriter(const SinkSpec &sink, std::string folder) : Sink(sink), Folder(std::move(folder)) {}

  Status write(const EncodedRows &rows);
  Status finish();
  const std::vector<Shard> &shards() const { return Shards; }
  uint64_t storedBytes() const;

private:
  Status startShard(uint32_t split);

  const SinkSpec &Sink;
  std::string Folder;
  OutputFile File;
  uint32_t Split = 0;
  std::map<uint32_t, unsigned> NextInSplit;
  std::vector<Shard> Shards;
  uint64_t StoredInClosed = 0;
};

} // namespace smelt::runtime
