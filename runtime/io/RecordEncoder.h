// How a sink writes a row as one line of JSON.
#pragma once
#include "runtime/core/Batch.h"
#include "runtime/core/Plan.h"
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace smelt::runtime {

struct JsonField;

/// Writes the rows of one shape. Safe for use by several threads.
class RecordEncoder {
public:
  explicit RecordEncoder(const RecordShape &shape);

  /// What is kept from row to row of a batch, for one thread.
  struct Memory {
    std::vector<uint8_t> written;       ///< by sink field, of one row
    const char *record = nullptr;       ///< whose spacing `lead` and `colon` are
    std::string_view lead, colon = ":"; ///< before each key, before each value
    const char *string = nullptr;       ///< of which a part was written last, as its record has it
    const char *text = nullptr;         ///< where that part ends
    const char *raw = nullptr;          ///< the same in the record
  };
  /// Whether a row is written as its record came: nothing is taken out or added, and edits left all as it was.
  bool passes(const Batch &batch, int64_t row) const;
  /// Appends a row that does not pass, and a line feed. False where the row is to be rejected, with the reason; `out`
  /// is as before then.
  bool encode(const Batch &batch, int64_t row, Memory &memory, std::string &out, std::string &reason) const;

private:
  struct Splice;
  bool splice(Splice &state) const;
  bool spliceRecord(Splice &state) const;
  bool spliceField(Splice &state, const JsonField &field, std::string_view key) const;
  bool fromColumns(const Batch &batch, int64_t row, Memory &memory, std::string &out, std::string &reason) const;
  /// Appends a value; false if it failed or has no JSON.
  bool appendValue(const Batch &batch, int64_t row, const SinkField &field, Memory &memory, std::string &out,
                   std::string &reason) const;

  const RecordShape &Shape;
  std::vector<std::string> Keys; ///< the names of the fields as JSON strings
  std::unordered_map<std::string_view, size_t> ByRecordName;
  std::unordered_set<std::string_view> Dropped;
  bool KeepsFields = false;  ///< as they are named, and adds none
  std::vector<int> Edited;   ///< columns of fields that may differ from the record's
  bool TakesNothing = false; ///< of a record but how it is spaced
};

} // namespace smelt::runtime
