// Strings of JSON (RFC 8259): where they end, without their escapes, and with them.
#pragma once
#include "runtime/core/Context.h"
#include <cstddef>
#include <string>
#include <string_view>

namespace smelt::runtime {

/// What of a string was read so far. The bytes must be readable SMELT_TEXT_PADDING bytes past `end`.
struct JsonStringReader {
  const char *at;              ///< the next byte of it; behind it once it was read
  const char *end;             ///< of the record
  const char *error = nullptr; ///< why it is no string
  bool isOurs = true;          ///< false where it has an escape that `appendJsonString` would not write

  /// Moves to the closing quote or the first backslash; false on an error.
  bool skipPlain();
  /// Moves to the closing quote; escapes are checked.
  bool skip();
  /// As `skip`, and writes what the string stands for to `to`, which has room for `unescapedBound`; moves `to` behind
  /// it. Lone surrogates become U+FFFD.
  bool read(char *&to);
};

/// Whether the escapes of a string that begins at `at`, if any, are of the frequent kinds that stand for one character
/// each (a quote, a backslash, a line end, a tab); if so moves `at` to its closing quote.
bool skipSimpleEscapes(const char *&at, const char *end);

/// Bytes that may be written of a string of this many raw bytes.
inline size_t unescapedBound(size_t rawSize) { return rawSize + 64; }

/// Undoes the escapes of a checked raw string into `out`, which has room for `unescapedBound`. `raw` must be readable
/// SMELT_TEXT_PADDING bytes past its end. Returns the bytes written. `isOurs`: see JsonStringReader.
size_t unescapeJson(std::string_view raw, char *out, bool &isOurs);
inline size_t unescapeJson(std::string_view raw, char *out) {
  bool isOurs = true;
  return unescapeJson(raw, out, isOurs);
}

/// A string and what it stands for.
struct JsonText {
  std::string_view raw;  ///< between the quotes
  std::string_view text; ///< in place where there are no escapes
  bool isOurs = true;
};
/// Reads the string that begins behind a quote at `reader.at`, into `room` where it has escapes; leaves `reader.at` on
/// the closing quote. False on an error.
bool readJsonString(JsonStringReader &reader, Arena &room, JsonText &string);

/// Bytes that `escapeJson` may write for a text of this size.
constexpr size_t escapedBound(size_t size) { return 6 * size + 80; }
/// Writes the inside of a JSON string to `to`, which has room for `escapedBound`: only what must be escaped is. `text`
/// must be readable SMELT_TEXT_PADDING bytes past its end. Returns the end of what was written.
char *escapeJson(std::string_view text, char *to);
/// How many bytes of `text` a JSON string escapes; it must be readable SMELT_TEXT_PADDING bytes past its end.
size_t countEscaped(std::string_view text);
/// Appends `text` as a JSON string with quotes.
void appendJsonString(std::string_view text, std::string &out);
/// The same of a text that is readable SMELT_TEXT_PADDING bytes past its end, as those of columns are.
void appendJsonText(std::string_view text, std::string &out);

} // namespace smelt::runtime
