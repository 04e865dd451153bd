// Comma-separated values as RFC 4180 has them, with any one-byte delimiter.
//
// A quote opens a quoted field only where a field begins; elsewhere it is data. Quoted fields hold delimiters, line
// feeds and doubled quotes. So where records end can be told without splitting them.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace smelt::runtime {

inline constexpr size_t NoRecordEnd = size_t(-1);

/// Past the record that `bytes` begins with, its line feed included; the size if the bytes end first; NoRecordEnd if
/// they end inside quotes.
size_t csvRecordEnd(std::string_view bytes, char delimiter);
/// Past the last whole record with its line feed; 0 if there is none. `bytes` begins with a record.
size_t csvLastRecordEnd(std::string_view bytes, char delimiter);

struct CsvCell {
  std::string_view raw; ///< between the quotes
  bool quoted = false, escaped = false;

  /// Doubled quotes made single.
  std::string text() const;
};

/// Splits a record without its line feed. Returns what is wrong with it, or null.
const char *splitCsv(std::string_view record, char delimiter, std::vector<CsvCell> &cells);

/// Without `\n` or `\r\n` at the end.
inline std::string_view withoutLineEnd(std::string_view record) {
  if (record.ends_with('\n'))
    record.remove_suffix(1);
  if (record.ends_with('\r'))
    record.remove_suffix(1);
  return record;
}

/// Calls `each(record, line, closed)` for the records of bytes that begin with one; lines count from `line`. Where
/// quotes are not closed before the end, only the first line is taken for a record (and not `closed`), so that a stray
/// quote does not cost the rest of a file.
template <class Fn> void forEachCsvRecord(std::string_view bytes, uint64_t line, char delimiter, Fn each) {
  while (!bytes.empty()) {
    size_t end = csvRecordEnd(bytes, delimiter);
    bool closed = end != NoRecordEnd;
    if (!closed)
      end = std::min(bytes.find('\n'), bytes.size() - 1) + 1;
    std::string_view record = bytes.substr(0, end);
    each(withoutLineEnd(record), line, closed);
    for (size_t at = record.find('\n'); at != record.npos; at = record.find('\n', at + 1))
      ++line;
    bytes.remove_prefix(end);
  }
}

} // namespace smelt::runtime
