#include "runtime/io/ShardWriter.h"
#include <algorithm>
#include <cstdio>
#include <utility>

namespace smelt::runtime {

std::optional<std::string> shardName(uint32_t split, uint32_t splits, unsigned number) {
  if (number > 9999)
    return std::nullopt;
  int digits = std::max(5, int(std::to_string(std::max(splits, 1u) - 1).size()));
  char name[64];
  std::snprintf(name, sizeof(name), "part-%0*u-%04u", digits, split, number);
  return name;
}

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
  Pieces.clear();
  rows.collect(byte, rows.ends[end - 1], Pieces);
  return File.write(Pieces);
}

Status ShardWriter::startShard(uint32_t split) {
  std::optional<std::string> name = shardName(split, Splits, NextInSplit[split]++);
  if (!name)
    return Status(errors::CannotWrite, "64 MiB of input would become more than 10,000 shards of `" + Sink.path +
                                           "`; a larger `shard` makes fewer");
  Split = split;
  Shards.emplace_back().name = *name + suffix();
  TakesRows = true;
  return begin(Folder + "/" + Shards.back().name);
}

Status ShardWriter::write(const EncodedRows &rows) {
  uint64_t begin = 0; // of the next row's bytes
  for (size_t row = 0; row < rows.ends.size();) {
    if (TakesRows && (Split != rows.splits[row] || Shards.back().bytes >= Sink.shardBytes))
      if (Status status = endShard(); !status.ok())
        return status;
    if (!TakesRows)
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

Status ShardWriter::end() {
  Status status = File.close();
  note(Shards.size() - 1, File);
  return status;
}

void ShardWriter::note(size_t shard, const OutputFile &file) {
  Shards[shard].storedBytes = file.storedBytes();
  Shards[shard].hash = file.storedHash();
  StoredInClosed += file.storedBytes();
}

Status ShardWriter::endShard() {
  bool ends = std::exchange(TakesRows, false);
  return ends ? end() : Status();
}

Status ShardWriter::finish() {
  Status status = endShard();
  return status.ok() ? drain() : status;
}

} // namespace smelt::runtime
