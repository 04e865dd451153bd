#include "runtime/io/ShardWriter.h"
#include <cstdio>

namespace smelt::runtime {

static const char *suffixOf(Compression compression) {
  switch (compression) {
  case Compression::none:
    return "";
  case Compression::gzip:
    return ".gz";
  case Compression::zstd:
    return ".zst";
  }
  return "";
}

Status ShardWriter::startShard(uint32_t split) {
  char name[64];
  std::snprintf(name, sizeof(name), "part-%05u-%04u.jsonl%s", split, NextInSplit[split]++, suffixOf(Sink.compression));
  Split = split;
  Shards.emplace_back().name = name;
  return File.create(Folder + "/" + name, Sink.compression);
}

Status ShardWriter::write(const EncodedRows &rows) {
  uint64_t begin = 0;
  for (size_t row = 0; row < rows.ends.size();) {
    if (File.isOpen() && (Split != rows.splits[row] || Shards.back().bytes >= Sink.shardBytes))
      if (Status status = finish(); !status.ok())
        return status;
    if (!File.isOpen())
      if (Status status = startShard(rows.splits[row]); !status.ok())
        return status;
    // As many rows as belong to this shard, in one piece.
    Shard &shard = Shards.back();
    uint64_t end = begin;
    while (row < rows.ends.size() && rows.splits[row] == Split && shard.bytes < Sink.shardBytes) {
      shard.bytes += rows.ends[row] - end;
      end = rows.ends[row++];
      ++shard.rows;
    }
    if (Status status = File.write(std::string_view(rows.bytes).substr(begin, end - begin)); !status.ok())
      return status;
    begin = end;
  }
  return {};
}

Status ShardWriter::finish() {
  if (!File.isOpen())
    return {};
  Status status = File.close();
  Shards.back().storedBytes = File.storedBytes();
  Shards.back().hash = File.storedHash();
  StoredInClosed += File.storedBytes();
  return status;
}

uint64_t ShardWriter::storedBytes() const { return StoredInClosed + (File.isOpen() ? File.storedBytes() : 0); }

} // namespace smelt::runtime
