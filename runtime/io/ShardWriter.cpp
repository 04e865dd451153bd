#include "runtime/io/ShardWriter.h"
#include <cstdio>

namespace smelt::runtime {

std::string ShardWriter::suffix() const {
  switch (Sink.compression) {
  case Compression::none:
    break;
  case Compression::gzip:
    return ".jsonl.gz";
  case Compression::zstd:
    return ".jsonl.zst";
  }
  return ".jsonl";
}

Status ShardWriter::begin(const std::string &path) { return File.create(path, Sink.compression); }

Status ShardWriter::put(const EncodedRows &rows, size_t, size_t end, uint64_t byte) {
  return File.write(std::string_view(rows.bytes).substr(byte, rows.ends[end - 1] - byte));
}

Status ShardWriter::startShard(uint32_t split) {
  char name[64];
  std::snprintf(name, sizeof(name), "part-%05u-%04u", split, NextInSplit[split]++);
  Split = split;
  Shards.emplace_back().name = name + suffix();
  return begin(Folder + "/" + Shards.back().name);
}

Status ShardWriter::write(const EncodedRows &rows) {
  uint64_t begin = 0; // of the next row's bytes
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
    size_t first = row;
    while (row < rows.ends.size() && rows.splits[row] == Split && shard.bytes < Sink.shardBytes) {
      shard.bytes += rows.ends[row] - end;
      end = rows.ends[row++];
      ++shard.rows;
    }
    if (Status status = put(rows, first, row, begin); !status.ok())
      return status;
    begin = end;
  }
  return {};
}

Status ShardWriter::finish() {
  if (!File.isOpen())
    return {};
  Status status = end();
  Shards.back().storedBytes = File.storedBytes();
  Shards.back().hash = File.storedHash();
  StoredInClosed += File.storedBytes();
  return status;
}

uint64_t ShardWriter::storedBytes() const { return StoredInClosed + (File.isOpen() ? File.storedBytes() : 0); }

} // namespace smelt::runtime
