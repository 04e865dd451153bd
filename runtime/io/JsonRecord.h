// A strict scanner of one JSON record (RFC 8259).
//
// simdjson's on-demand parser does not look at what it skips, so that what counts as malformed would depend on which
// columns a recipe reads, and its index takes five bytes of memory for each byte of a record. This scanner checks every
// byte in one pass, keeps nothing, and gives the raw spans that splicing a record needs.
#pragma once
#include "runtime/core/Context.h"
#include "runtime/io/JsonString.h"
#include "runtime/io/RawStrings.h"
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
  bool keyEscaped;       ///< holds backslashes
  bool textIsOurs;       ///< no escape in it is one that a sink would not write
  std::string_view text; ///< of a string that `readValue` was given room for: without escapes
  bool isRaw = false;    ///< `text` is the value as it is, see RawStrings.h

  std::string_view rawValue() const {
    bool quotes = kind == JsonKind::string;
    return {value.data() - quotes, value.size() + 2 * quotes};
  }
};

/// Walks the fields of one record. The bytes must be valid UTF-8 and readable
/// SMELT_TEXT_PADDING bytes past their end.
class JsonRecord {
public:
  explicit JsonRecord(std::string_view bytes) : Next(bytes.data()), End(bytes.data() + bytes.size()) {}
  /// Of a record that was checked before: `known`, between the quotes of a value of it, is not read again.
  JsonRecord(std::string_view checked, std::string_view known) : JsonRecord(checked) { Known = known; }

  /// Checks the opening brace; must be called first.
  bool open();
  /// The next field; false at the end of the object or when the record is malformed (see `error`).
  bool next(JsonField &field) { return nextKey(field) && readValue(field); }
  /// The two halves of `next`: up to the value, and the value. With `room` for it, a string is read too (`text`),
  /// unless `filter` leaves it as it is.
  bool nextKey(JsonField &field);
  bool readValue(JsonField &field, Arena *room = nullptr, RawStringFilter *filter = nullptr);
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
  bool readString(JsonField &field, Arena &room, RawStringFilter *filter);
  bool endString(const JsonStringReader &reader, bool closed, std::string_view &text);
  bool scanNumber(JsonKind &kind);
  bool scanWord(const char *word, size_t size);
  bool scanScalar(JsonKind &kind);
  bool scanNested();
  bool scanKey();

  const char *Next, *End;
  std::string_view Known;
  const char *Error = nullptr;
  bool NotObject = false, First = true;
};

/// Appends the shortest text that reads back as `value`; integral values keep a `.0`, so that they stay reals.
/// JSON has no numbers that are not finite: null stands for them.
void appendJsonReal(double value, std::string &out);

} // namespace smelt::runtime
