#include "runtime/state/ExactDedup.h"
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <tuple>
#define XXH_INLINE_ALL
#include <xxhash.h>

namespace smelt::runtime {

std::vector<uint64_t> droppedOrdinals(std::span<const KeyedOrdinal> pairs) {
  std::vector<KeyedOrdinal> sorted(pairs.begin(), pairs.end());
  std::sort(sorted.begin(), sorted.end(), [](const KeyedOrdinal &a, const KeyedOrdinal &b) {
    return std::tie(a.key.high, a.key.low, a.ordinal) < std::tie(b.key.high, b.key.low, b.ordinal);
  });
  std::vector<uint64_t> dropped;
  for (size_t i = 1; i < sorted.size(); ++i)
    if (sorted[i].key == sorted[i - 1].key)
      dropped.push_back(sorted[i].ordinal);
  std::sort(dropped.begin(), dropped.end());
  return dropped;
}

Key128 keyOfRow(const Batch &batch, int64_t row, std::span<const uint32_t> columns) {
  // tag, length, then 16 bytes: a text's own hash, or the value.
  struct Part {
    uint64_t tag, length, value[2];
  };
  std::array<Part, 8> parts;
  size_t used = 0;
  XXH128_hash_t hash = {0, 0};
  for (uint32_t index : columns) {
    const ColumnValues &column = batch.columns[index];
    Part part = {uint64_t(column.type()), 0, {0, 0}};
    if (column.state()[row] != SMELT_OK) {
      part.tag = 255;
    } else if (column.holdsText()) {
      std::string_view text = column.text(row);
      XXH128_hash_t own = XXH3_128bits(text.data(), text.size());
      part.length = text.size();
      part.value[0] = own.low64;
      part.value[1] = own.high64;
    } else if (column.type() == SMELT_REAL) {
      double value = column.reals()[row] == 0 ? 0.0 : column.reals()[row]; // -0.0 equals 0.0
      std::memcpy(part.value, &value, sizeof(value));
    } else if (column.type() == SMELT_BOOLEAN) {
      part.value[0] = column.booleans()[row];
    } else {
      part.value[0] = uint64_t(column.integers()[row]);
    }
    parts[used++] = part;
    if (used == parts.size()) {
      // More columns than room: what was hashed so far stands for them.
      hash = XXH3_128bits(parts.data(), used * sizeof(Part));
      parts[0] = {254, 0, {hash.low64, hash.high64}};
      used = 1;
    }
  }
  hash = XXH3_128bits(parts.data(), used * sizeof(Part));
  return {hash.low64, hash.high64};
}

ExactDedup::~ExactDedup() {
  for (Partition &partition : Files)
    if (partition.file)
      std::fclose(partition.file);
}

Status ExactDedup::add(Key128 key, Answer &answer) {
  // Once full, the set stays as it is: a key that is not in it comes first among the spilled rows or not at all.
  KeySet::Result result = Full ? (Keys.contains(key) ? KeySet::Result::found : KeySet::Result::full) : Keys.insert(key);
  Full |= result == KeySet::Result::full;
  answer = result == KeySet::Result::added   ? Answer::first
           : result == KeySet::Result::found ? Answer::repeated
                                             : Answer::later;
  return answer == Answer::later ? spill(key) : Status();
}

static Status partitionFailure(const std::string &path) {
  return Status(errors::StateFolder, withReason("cannot use the partition file " + ticked(path), errno ? errno : EIO));
}

Status ExactDedup::spill(Key128 key) {
  Partition &partition = Files[key.high >> 58];
  if (!partition.file) {
    if (Status status = State.newFile("keys", partition.path); !status.ok())
      return status;
    partition.file = std::fopen(partition.path.c_str(), "w+be");
    if (!partition.file)
      return partitionFailure(partition.path);
  }
  KeyedOrdinal pair{key, Spilled++};
  return std::fwrite(&pair, sizeof(pair), 1, partition.file) == 1 ? Status() : partitionFailure(partition.path);
}

Status ExactDedup::readPartition(size_t index, std::vector<KeyedOrdinal> &pairs) {
  Partition &partition = Files[index];
  long bytes = std::fflush(partition.file) == 0 ? std::ftell(partition.file) : -1;
  if (bytes < 0)
    return partitionFailure(partition.path);
  std::rewind(partition.file);
  pairs.resize(size_t(bytes) / sizeof(KeyedOrdinal));
  if (std::fread(pairs.data(), sizeof(KeyedOrdinal), pairs.size(), partition.file) != pairs.size())
    return partitionFailure(partition.path);
  std::fclose(std::exchange(partition.file, nullptr));
  return {};
}

Status ExactDedup::resolve(std::vector<bool> &dropped) {
  dropped.assign(Spilled, false);
  std::vector<KeyedOrdinal> pairs;
  for (size_t index = 0; index < Partitions; ++index) {
    if (!Files[index].file)
      continue;
    if (Status status = readPartition(index, pairs); !status.ok())
      return status;
    for (uint64_t ordinal : droppedOrdinals(pairs))
      dropped[ordinal] = true;
  }
  return {};
}

} // namespace smelt::runtime
