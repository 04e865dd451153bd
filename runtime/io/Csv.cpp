#include "runtime/io/Csv.h"
#include <cstring>

namespace smelt::runtime {

static const char *findByte(const char *from, const char *end, char byte) {
  const void *hit = from < end ? std::memchr(from, byte, size_t(end - from)) : nullptr;
  return hit ? static_cast<const char *>(hit) : end;
}

/// Whether a quote at `at` opens a field.
static bool beginsField(const char *at, const char *begin, char delimiter, char lineEnd) {
  return at == begin || at[-1] == delimiter || at[-1] == '\n' || at[-1] == lineEnd;
}

/// Past the quote that closes a field whose opening quote stands before `at`; null if there is none.
static const char *pastClosingQuote(const char *at, const char *end) {
  for (;;) {
    at = findByte(at, end, '"');
    if (at == end)
      return nullptr;
    if (at + 1 == end || at[1] != '"')
      return at + 1;
    at += 2;
  }
}

/// Whether a field may end where its quote is closed, before `at`. At the end of the bytes nothing speaks against it.
static bool endsField(const char *at, const char *end, char delimiter, char lineEnd) {
  return at == end || *at == delimiter || *at == lineEnd ||
         ((*at == '\r' || *at == '\n') && (at + 1 == end || (*at == '\r' && at[1] == lineEnd)));
}

std::optional<char> csvLineEnd(std::string_view bytes, char delimiter) {
  CsvRecordEnd feed = csvRecordEnd(bytes, delimiter, '\n');
  std::string_view head = feed.closed ? bytes.substr(0, feed.at) : bytes;
  CsvRecordEnd end = csvRecordEnd(head, delimiter, '\r');
  if (!end.closed || !head.substr(0, end.at).ends_with('\r'))
    return feed.closed && feed.at < bytes.size() ? std::optional('\n') : std::nullopt;
  if (end.at == bytes.size())
    return std::nullopt;
  return bytes[end.at] == '\n' ? '\n' : '\r';
}

CsvRecordEnd csvRecordEnd(std::string_view bytes, char delimiter, char lineEnd) {
  const char *begin = bytes.data(), *end = begin + bytes.size(), *at = begin;
  for (;;) {
    const char *newline = findByte(at, end, lineEnd);
    const char *quote = findByte(at, newline, '"');
    size_t pastLine = size_t(newline - begin) + (newline < end);
    if (quote == newline)
      return {pastLine, true};
    at = quote + 1;
    if (!beginsField(quote, begin, delimiter, lineEnd))
      continue;
    at = pastClosingQuote(at, end);
    if (!at || (at > newline && !endsField(at, end, delimiter, lineEnd)))
      return {pastLine, false};
  }
}

size_t csvLastRecordEnd(std::string_view bytes, char delimiter, char lineEnd) {
  const char *begin = bytes.data(), *end = begin + bytes.size(), *at = begin;
  size_t last = 0;
  while (at < end) {
    // Outside of quotes: every line end up to the next opening quote ends a record.
    const char *quote = findByte(at, end, '"');
    while (quote < end && !beginsField(quote, begin, delimiter, lineEnd))
      quote = findByte(quote + 1, end, '"');
    if (const void *newline = ::memrchr(at, lineEnd, size_t(quote - at)))
      last = size_t(static_cast<const char *>(newline) - begin) + 1;
    const char *close = quote < end ? pastClosingQuote(quote + 1, end) : nullptr;
    if (!close)
      break;
    // Where a stray quote stands, the end of its line ends a record.
    at = endsField(close, end, delimiter, lineEnd) ? close : findByte(quote, close, lineEnd);
  }
  return last;
}

std::string CsvCell::text() const {
  std::string text;
  for (size_t i = 0; i < raw.size(); ++i) {
    text += raw[i];
    i += escaped && raw[i] == '"';
  }
  return text;
}

const char *splitCsv(std::string_view record, char delimiter, std::vector<CsvCell> &cells) {
  cells.clear();
  const char *at = record.data(), *end = at + record.size();
  for (;;) {
    CsvCell cell;
    const char *stop = findByte(at, end, delimiter);
    if (at < end && *at == '"') {
      const char *close = pastClosingQuote(at + 1, end);
      if (!close)
        return "a quote is opened and never closed";
      cell.quoted = true;
      cell.raw = {at + 1, size_t(close - at) - 2};
      cell.escaped = cell.raw.find('"') != cell.raw.npos;
      stop = close;
      if (stop < end && *stop != delimiter)
        return "something follows the closing quote of a field";
    } else {
      cell.raw = {at, size_t(stop - at)};
    }
    cells.push_back(cell);
    if (stop == end)
      return nullptr;
    at = stop + 1;
  }
}

} // namespace smelt::runtime
