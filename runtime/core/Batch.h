// Batches: what flows between nodes. Columns of values, and for each row where it came from and its raw record.
#pragma once
#include "runtime/core/Context.h"
#include <compare>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace smelt::runtime {

/// Where a row stands among all rows: order, "first" and shard cuts are defined by it, never by arrival.
struct Ordinal {
  uint32_t source = 0; ///< in the order in which the plan's streams read them
  uint32_t file = 0;   ///< in byte order of the paths of that source
  uint32_t part = 0;   ///< of one record, after `expand`
  uint64_t record = 0; ///< counted from 0 within the file, rejected ones included

  friend std::strong_ordering operator<=>(const Ordinal &a, const Ordinal &b);
  friend bool operator==(const Ordinal &a, const Ordinal &b) = default;
};

/// A 64-bit hash of an ordinal that is the same everywhere; the base of all seeded choices.
uint64_t hashOrdinal(const Ordinal &ordinal, uint64_t seed);

enum RowFlag : uint8_t {
  RowTouched = 1,       ///< invalid UTF-8 was replaced, or keys repeat: not what was stored
  RowDuplicateKeys = 2, ///< a key of the record repeats; the last one counts
};

struct RowInfo {
  Ordinal ordinal;
  uint32_t split = 0; ///< sinks never put rows of two splits in one shard
  uint8_t flags = 0;
  uint16_t shape = 0;      ///< which way it came: numbers the shapes of a sink, see RecordShape
  uint64_t offset = 0;     ///< of the record in the uncompressed file
  std::string_view record; ///< raw JSON, readable past its end; null data where the source has no records
  /// The longest string of the record between its quotes, by its place in it, so that nobody has to look for its end
  /// again; a size of 0: not known.
  uint32_t longestAt = 0, longestSize = 0;
  /// The text of that string, where a column holds it and the record writes it as a sink would; else null data. A value
  /// that lies in it is this text or a part of it: the memory of a batch goes wherever its rows go.
  std::string_view longestText = {};
  /// After `expand` of a list of texts: the element as its list wrote it, between the quotes, and its text, or null
  /// data where a sink would not write it so.
  std::string_view element = {}, elementText = {};

  std::string_view longest() const { return record.substr(longestAt, longestSize); }
};

/// Bytes of one value of a column.
size_t valueSize(smelt_column_type type);

/// One column of a batch. Copies share the values.
class ColumnValues {
public:
  ColumnValues() = default;
  /// All rows SMELT_OK and zero.
  ColumnValues(smelt_column_type type, int64_t rows);

  smelt_column_type type() const { return Type; }
  uint8_t *state() const { return State; }
  void *values() const { return Values; }
  smelt_text *texts() const { return static_cast<smelt_text *>(Values); }
  int64_t *integers() const { return static_cast<int64_t *>(Values); }
  double *reals() const { return static_cast<double *>(Values); }
  uint8_t *booleans() const { return static_cast<uint8_t *>(Values); }
  std::span<const smelt_text> list(int64_t row) const {
    const smelt_texts &texts = static_cast<const smelt_texts *>(Values)[row];
    return {texts.texts, size_t(texts.count)};
  }
  bool holdsText() const { return Type == SMELT_TEXT || Type == SMELT_JSON; }
  std::string_view text(int64_t row) const { return {texts()[row].data, size_t(texts()[row].size)}; }

  ColumnValues select(std::span<const uint32_t> rows) const;

private:
  smelt_column_type Type = SMELT_TEXT;
  Block Memory;
  uint8_t *State = nullptr;
  void *Values = nullptr;
};

/// Immutable once it is handed on.
struct Batch {
  int64_t rows = 0;
  std::vector<ColumnValues> columns;
  std::shared_ptr<const std::vector<RowInfo>> info;
  std::vector<Block> memory; ///< what the spans of columns and records point into

  void keepAlive(const std::vector<Block> &blocks) { memory.insert(memory.end(), blocks.begin(), blocks.end()); }
};
using BatchPtr = std::shared_ptr<const Batch>;

/// The batch of the rows with these indices, in this order; texts are shared. Returns `batch` itself when all are kept.
BatchPtr selectRows(const BatchPtr &batch, std::span<const uint32_t> rows);

} // namespace smelt::runtime
