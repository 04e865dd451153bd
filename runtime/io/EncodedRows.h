// Rows of a batch, ready to be written. What is written as it came stays where it lies.
#pragma once
#include "runtime/core/Batch.h"
#include <string>
#include <string_view>
#include <vector>

namespace smelt::runtime {

class EncodedRows {
public:
  std::string bytes;            ///< jsonl: lines, one after another, but for the records that are passed on
  std::vector<uint64_t> ends;   ///< for each row, past its last byte, where each follows the one before
  std::vector<uint32_t> splits; ///< for each row
  BatchPtr batch;               ///< what holds passed records and, parquet, the rows
  std::vector<uint32_t> rows;   ///< parquet: for each row, its index in the batch

  void clear();
  /// A row that was appended to `bytes`, behind `endRun`.
  void endRow(uint32_t split);
  /// A row that is `record` and a line feed. Records that follow one another in memory are one piece.
  void passRow(std::string_view record, uint32_t split);
  /// To be called before `bytes` is appended to, and behind the last row.
  void endRun();
  /// Adds what lies between two places to `pieces`.
  void collect(uint64_t begin, uint64_t end, std::vector<std::string_view> &pieces) const;

private:
  /// Less is copied: a piece costs a write something too.
  static constexpr size_t LeastPassed = 4096;
  struct Passed {
    size_t at; ///< in `bytes`, what it stands before
    std::string_view record;
  };

  std::vector<Passed> PassedOn;
  uint64_t PassedBytes = 0;
  std::string_view Run; ///< records not passed on yet, without the last line feed
};

} // namespace smelt::runtime
