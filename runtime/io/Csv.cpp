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

std::optional<char> csvLineEnd(std::string_view bytes, char delimiter) {
  size_t feed = csvRecordEnd(bytes, delimiter, '\n');
  std::string_view head = bytes.substr(0, feed);
  size_t end = csvRecordEnd(head, delimiter, '\r');
  if (end == NoRecordEnd || !head.substr(0, end).ends_with('\r'))
    return feed < bytes.size() ? std::optional('\n') : std::nullopt;
  if (end == bytes.size())
    return std::nullopt;
  return bytes[end] == '\n' ? '\n' : '\r';
}

size_t csvRecordEnd(std::string_view bytes, char delimiter, char lineEnd) {
  const char *begin = bytes.data(), *end = begin + bytes.size(), *at = begin;
  for (;;) {
    const char *newline = findByte(at, end, lineEnd);
    const char *quote = findByte(at, newline, '"');
    if (quote == newline)
      return size_t(newline - begin) + (newline < end);
    at = quote + 1;
    if (beginsField(quote, begin, delimiter, lineEnd) && !(at = pastClosingQuote(at, end)))
      return NoRecordEnd;
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
    if (quote == end || !(at = pastClosingQuote(quote + 1, end)))
      break;
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
