// A strict scanner of one JSON record (RFC 8259).
//
// simdjson's on-demand parser does not look at what it skips, so that what counts as malformed would depend on which
// columns a recipe reads, and its index takes five bytes of memory for each byte of a record. This scanner checks every
// byte in one pass, keeps nothing, and gives the raw spans that splicing a record needs.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace smelt::runtime {

enum class JsonKind : uint8_t { null, boolean, integer, real, string, array, object };

/// A field of the record's object; the spans are raw bytes of the record.
struct JsonField {
  std::string_view key;   ///< between the quotes
  std::string_view value; ///< strings: between the quotes
  const char *start;      ///< of the quote before the key
  const char *end;        ///< past the last byte of the value, quotes included
  JsonKind kind;
  bool keyEscaped, valueEscaped; ///< hold backslashes

  std::string_view rawValue() const {
    bool quotes = kind == JsonKind::string;
    return {value.data() - quotes, value.size() + 2 * quotes};
  }
};

/// Walks the fields of one record. The bytes must be valid UTF-8 and readable 32 bytes past their end.
class JsonRecord {
public:
  explicit JsonRecord(std::string_view bytes) : Next(bytes.data()), End(bytes.data() + bytes.size()) {}
  /// Of a record that was checked before: `known`, between the quotes of a value of it, is not read again, and whether
  /// it holds backslashes is not found out.
  JsonRecord(std::string_view checked, std::string_view known) : JsonRecord(checked) { Known = known; }

  /// Checks the opening brace; must be called first.
  bool open();
  /// The next field; false at the end of the object or when the record is malformed (see `error`).
  bool next(JsonField &field);
  /// Why the record is malformed, or null. After `next` returned false without an error, the whole record is well
  /// formed.
  const char *error() const { return Error; }
  /// True if the record is JSON but no object, as far as its first byte tells.
  bool isNotObject() const { return NotObject; }
  const char *position() const { return Next; }

private:
  bool fail(const char *why) {
    if (!Error)
      Error = why;
    return false;
  }
  void skipSpace();
  bool scanString(std::string_view &text, bool &escaped);
  bool checkEscape();
  bool scanNumber(JsonKind &kind);
  bool scanWord(const char *word, size_t size);
  bool scanScalar(JsonKind &kind);
  bool scanNested();
  bool scanKey();
  bool scanValue(JsonField &field);

  const char *Next, *End;
  std::string_view Known;
  const char *Error = nullptr;
  bool NotObject = false, First = true;
};

/// Bytes that `unescapeJson` may write for a string of this many raw bytes.
inline size_t unescapedBound(size_t rawSize) { return rawSize + 32; }

/// Undoes the escapes of a checked raw string into `out`, which has room for `unescapedBound`; lone surrogates become
/// U+FFFD. `raw` must be readable 32 bytes past its end. Returns the bytes written. `isOurs` becomes false where `raw`
/// has an escape that `appendJsonString` would not write.
size_t unescapeJson(std::string_view raw, char *out, bool &isOurs);
inline size_t unescapeJson(std::string_view raw, char *out) {
  bool isOurs = true;
  return unescapeJson(raw, out, isOurs);
}

/// Appends `text` as a JSON string with quotes: only what must be escaped is.
void appendJsonString(std::string_view text, std::string &out);
/// Appends the shortest text that reads back as `value`; integral values keep a `.0`, so that they stay reals.
/// JSON has no numbers that are not finite: null stands for them.
void appendJsonReal(double value, std::string &out);

} // namespace smelt::runtime
