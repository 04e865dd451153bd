// Comma-separated values as RFC 4180 has them, with any one-byte delimiter.
//
// A quote opens a quoted field only where a field begins; elsewhere it is data. Quoted fields hold delimiters, line
// feeds and doubled quotes. So where records end can be told without splitting them. A record ends with a line feed, or
// in files of old with a carriage return alone: `lineEnd` is the one of the file.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace smelt::runtime {

struct CsvRecordEnd {
  size_t at;   ///< past the record, its line end included; the size if the bytes end first
  bool closed; ///< false: a quote opens a field that none closes. `at` is past the line of the quote, so that a stray
               ///< one does not cost the rest of a file
};

/// What ends the records of a file that begins with `bytes`: '\r' where the first record ends with one that no line
/// feed follows, else '\n'; nothing if these bytes do not tell.
std::optional<char> csvLineEnd(std::string_view bytes, char delimiter);
/// The end of the record that `bytes` begins with. A quote does not close a field over lines if something else than a
/// delimiter or a line end follows it.
CsvRecordEnd csvRecordEnd(std::string_view bytes, char delimiter, char lineEnd = '\n');
/// Past the last whole record with its line end, whatever bytes follow; 0 if there is none. `bytes` begins with a
/// record.
size_t csvLastRecordEnd(std::string_view bytes, char delimiter, char lineEnd = '\n');

struct CsvCell {
  std::string_view raw; ///< between the quotes
  bool quoted = false, escaped = false;

  /// Doubled quotes made single.
  std::string text() const;
};

/// Splits a record without its line end. Returns what is wrong with it, or null.
const char *splitCsv(std::string_view record, char delimiter, std::vector<CsvCell> &cells);

/// Without `\n`, `\r\n` or `\r` at the end, and without what is left of a `\r\n` where `\r` ended the record before.
inline std::string_view withoutLineEnd(std::string_view record, char lineEnd = '\n') {
  if (lineEnd == '\r' && record.starts_with('\n'))
    record.remove_prefix(1);
  if (record.ends_with('\n'))
    record.remove_suffix(1);
  if (record.ends_with('\r'))
    record.remove_suffix(1);
  return record;
}

/// Calls `each(record, line)` for the records of bytes that begin with one; lines count from `line`.
template <class Fn>
void forEachCsvRecord(std::string_view bytes, uint64_t line, char delimiter, char lineEnd, Fn each) {
  while (!bytes.empty()) {
    std::string_view record = bytes.substr(0, csvRecordEnd(bytes, delimiter, lineEnd).at);
    each(withoutLineEnd(record, lineEnd), line);
    for (size_t at = record.find(lineEnd); at != record.npos; at = record.find(lineEnd, at + 1))
      ++line;
    bytes.remove_prefix(record.size());
  }
}

} // namespace smelt::runtime
