#include "runtime/io/JsonRecord.h"
#include "runtime/io/Utf8.h"
#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>

namespace smelt::runtime {

namespace {

constexpr unsigned MaxDepth = 1024;

inline bool isDigit(char c) { return c >= '0' && c <= '9'; }

} // namespace

void JsonRecord::skipSpace() {
  while (Next < End && (*Next == ' ' || *Next == '\t' || *Next == '\n' || *Next == '\r'))
    ++Next;
}

/// `Next` stands past the opening quote; leaves it past the closing one.
bool JsonRecord::scanString(std::string_view &text, bool &escaped) {
  JsonStringReader reader{Next, End};
  bool closed = reader.skipPlain();
  escaped = closed && *reader.at == '\\';
  return endString(reader, closed && (!escaped || reader.skip()), text);
}

/// As `scanString`, and what the string stands for.
bool JsonRecord::readString(JsonField &field, Arena &room, RawStringFilter *filter) {
  JsonStringReader reader{Next, End};
  field.isRaw = filter && filter->leaves(reader.at, End);
  if (field.isRaw) {
    endString(reader, true, field.value);
    field.text = field.value;
    return true;
  }
  JsonText string;
  bool closed = readJsonString(reader, room, string);
  field.textIsOurs = string.isOurs;
  field.text = string.text;
  return endString(reader, closed, field.value);
}

/// `reader.at` stands on the closing quote if there is one.
bool JsonRecord::endString(const JsonStringReader &reader, bool closed, std::string_view &text) {
  if (!closed) {
    Next = std::min(reader.at, End);
    return fail(reader.error);
  }
  text = {Next, size_t(reader.at - Next)};
  Next = reader.at + 1;
  return true;
}

bool JsonRecord::scanNumber(JsonKind &kind) {
  const char *at = Next;
  auto digits = [&] {
    const char *first = at;
    while (at < End && isDigit(*at))
      ++at;
    return at > first;
  };
  if (at < End && *at == '-')
    ++at;
  bool zero = at < End && *at == '0';
  if (zero)
    ++at;
  else if (!digits())
    return fail("a value is expected");
  kind = JsonKind::integer;
  if (at < End && *at == '.') {
    ++at;
    kind = JsonKind::real;
    if (!digits())
      return fail("a number ends in its point");
  }
  if (at < End && (*at == 'e' || *at == 'E')) {
    ++at;
    kind = JsonKind::real;
    if (at < End && (*at == '+' || *at == '-'))
      ++at;
    if (!digits())
      return fail("a number ends in its exponent");
  }
  Next = at;
  return true;
}

bool JsonRecord::scanWord(const char *word, size_t size) {
  if (size_t(End - Next) < size || std::memcmp(Next, word, size) != 0)
    return fail("a value is expected");
  Next += size;
  return true;
}

/// Anything but arrays and objects; strings without their quotes are not told apart here.
bool JsonRecord::scanScalar(JsonKind &kind) {
  if (Next == End)
    return fail("the record ends too early");
  switch (*Next) {
  case 't':
    kind = JsonKind::boolean;
    return scanWord("true", 4);
  case 'f':
    kind = JsonKind::boolean;
    return scanWord("false", 5);
  case 'n':
    kind = JsonKind::null;
    return scanWord("null", 4);
  case '"': {
    std::string_view text;
    bool escaped;
    kind = JsonKind::string;
    ++Next;
    return scanString(text, escaped);
  }
  default:
    return scanNumber(kind);
  }
}

/// A key and its colon.
bool JsonRecord::scanKey() {
  std::string_view text;
  bool escaped;
  if (Next == End || *Next != '"')
    return fail("a key is expected");
  ++Next;
  if (!scanString(text, escaped))
    return false;
  skipSpace();
  if (Next == End || *Next != ':')
    return fail("a colon is expected");
  ++Next;
  skipSpace();
  return true;
}

/// An array or object, without recursion so that depth costs no stack. `Next` stands on its bracket.
bool JsonRecord::scanNested() {
  bool inObject[MaxDepth];
  unsigned depth = 0;
  JsonKind kind;
  for (;;) {
    // A value is expected here.
    if (Next < End && (*Next == '{' || *Next == '[')) {
      if (depth == MaxDepth)
        return fail("values are nested more than 1,024 deep");
      bool object = *Next++ == '{';
      inObject[depth++] = object;
      skipSpace();
      if (!(Next < End && *Next == (object ? '}' : ']'))) {
        if (object && !scanKey())
          return false;
        continue;
      }
    } else if (!scanScalar(kind)) {
      return false;
    }
    // A value has ended: close what ends here, or go on after a comma.
    for (;;) {
      skipSpace();
      if (Next == End)
        return fail("the record ends too early");
      bool object = inObject[depth - 1];
      if (*Next == (object ? '}' : ']')) {
        ++Next;
        if (--depth == 0)
          return true;
        continue;
      }
      if (*Next != ',')
        return fail("a comma or a closing bracket is expected");
      ++Next;
      skipSpace();
      if (object && !scanKey())
        return false;
      break;
    }
  }
}

bool JsonRecord::readValue(JsonField &field, Arena *room, RawStringFilter *filter) {
  const char *start = Next;
  bool escaped;
  field.textIsOurs = true;
  field.isRaw = false;
  field.text = {};
  if (Next < End && *Next == '"') {
    field.kind = JsonKind::string;
    ++Next;
    if (Next == Known.data()) {
      field.value = Known;
      Next += Known.size() + 1;
    } else if (!(room ? readString(field, *room, filter) : scanString(field.value, escaped))) {
      return false;
    }
  } else if (Next < End && (*Next == '{' || *Next == '[')) {
    field.kind = *Next == '{' ? JsonKind::object : JsonKind::array;
    if (!scanNested())
      return false;
    field.value = {start, size_t(Next - start)};
  } else {
    if (!scanScalar(field.kind))
      return false;
    field.value = {start, size_t(Next - start)};
  }
  field.end = Next;
  return true;
}

bool JsonRecord::open() {
  skipSpace();
  if (Next == End)
    return fail("the record is empty");
  if (*Next != '{') {
    NotObject = true;
    return fail("the record is not an object");
  }
  ++Next;
  return true;
}

bool JsonRecord::nextKey(JsonField &field) {
  if (Error)
    return false;
  skipSpace();
  if (Next == End)
    return fail("the record ends too early");
  if (*Next == '}') {
    ++Next;
    skipSpace();
    if (Next != End)
      return fail("something follows the record's object");
    return false;
  }
  if (!First) {
    if (*Next != ',')
      return fail("a comma or a closing bracket is expected");
    ++Next;
    skipSpace();
  }
  First = false;
  field.start = Next;
  if (Next == End || *Next != '"')
    return fail("a key is expected");
  ++Next;
  if (!scanString(field.key, field.keyEscaped))
    return false;
  skipSpace();
  if (Next == End || *Next != ':')
    return fail("a colon is expected");
  ++Next;
  skipSpace();
  return true;
}

void appendJsonReal(double value, std::string &out) {
  if (!std::isfinite(value)) {
    out += "null";
    return;
  }
  char digits[32];
  auto [end, error] = std::to_chars(digits, digits + sizeof(digits), value);
  std::string_view text(digits, size_t(end - digits));
  out += text;
  if (text.find_first_of(".e") == text.npos)
    out += ".0";
}

} // namespace smelt::runtime
