// Which rows repeat the key of an earlier one. Two executions give the same answer: streaming, with all keys in memory,
// and partitioned, for what comes after the memory is full.
#pragma once
#include "runtime/core/Batch.h"
#include "runtime/core/Status.h"
#include "runtime/state/KeySet.h"
#include "runtime/state/StateFolder.h"
#include <array>
#include <cstdio>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace smelt::runtime {

/// A key and where its row stands in the stream that enters the operator.
struct KeyedOrdinal {
  Key128 key;
  uint64_t ordinal;
};

/// The definition: the ordinals of all rows but the first (smallest ordinal) of each key, ascending.
std::vector<uint64_t> droppedOrdinals(std::span<const KeyedOrdinal> pairs);

/// Key of a row: each column's type and length go before its value, so that ("ab", "c") is not ("a", "bc"). Null is a
/// key of its own; a field that is absent is null. The row's states must not be SMELT_FAILED.
Key128 keyOfRow(const Batch &batch, int64_t row, std::span<const uint32_t> columns);

/// Takes keys in stream order.
class ExactDedup {
public:
  enum class Answer { first, repeated, later };

  ExactDedup(uint64_t memoryBudget, StateFolder &state) : Keys(memoryBudget), State(state) {}
  ~ExactDedup();

  /// `later`: memory is full; the answer for this row comes from `resolve`. Rows are numbered among those answered so,
  /// from 0.
  Status add(Key128 key, Answer &answer);
  bool hasSpilled() const { return Spilled > 0; }
  /// After the last `add`: for each row answered `later`, whether it is dropped. Holds one partition in memory at a
  /// time.
  Status resolve(std::vector<bool> &dropped);

private:
  static constexpr size_t Partitions = 64;
  Status spill(Key128 key);
  Status readPartition(size_t index, std::vector<KeyedOrdinal> &pairs);

  KeySet Keys;
  StateFolder &State;
  bool Full = false;
  uint64_t Spilled = 0;
  struct Partition {
    std::string path;
    std::FILE *file = nullptr;
  };
  std::array<Partition, Partitions> Files;
};

} // namespace smelt::runtime
