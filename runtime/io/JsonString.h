// Strings of JSON (RFC 8259): where they end, without their escapes, and with them.
#pragma once
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

/// Bytes that may be written of a string of this many raw bytes.
inline size_t unescapedBound(size_t rawSize) { return rawSize + 64; }

/// Undoes the escapes of a checked raw string into `out`, which has room for `unescapedBound`. `raw` must be readable
/// SMELT_TEXT_PADDING bytes past its end. Returns the bytes written. `isOurs`: see JsonStringReader.
size_t unescapeJson(std::string_view raw, char *out, bool &isOurs);
inline size_t unescapeJson(std::string_view raw, char *out) {
  bool isOurs = true;
  return unescapeJson(raw, out, isOurs);
}

/// Appends `text` as a JSON string with quotes: only what must be escaped is.
void appendJsonString(std::string_view text, std::string &out);

} // namespace smelt::runtime
