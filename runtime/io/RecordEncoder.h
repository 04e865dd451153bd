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

  /// Appends the row and a line feed. False where the row is to be rejected, with the reason; `out` is as before then.
  bool encode(const Batch &batch, int64_t row, std::string &out, std::string &reason) const;

private:
  struct Splice;
  bool isVerbatim(const RowInfo &info) const {
    return Verbatim && info.record.data() && !(info.flags & RowDuplicateKeys);
  }
  bool splice(const Batch &batch, int64_t row, std::string &out, std::string &reason) const;
  bool spliceField(Splice &state, const JsonField &field, std::string_view key) const;
  bool fromColumns(const Batch &batch, int64_t row, std::string &out, std::string &reason) const;
  /// Appends a value; false if it failed or has no JSON.
  bool appendValue(const Batch &batch, int64_t row, const SinkField &field, std::string &out,
                   std::string &reason) const;

  const RecordShape &Shape;
  std::unordered_map<std::string_view, size_t> ByRecordName;
  std::unordered_set<std::string_view> Dropped;
  bool Verbatim = false;
};

} // namespace smelt::runtime
