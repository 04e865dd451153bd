#include "runtime/io/JsonRecord.h"
#include "runtime/io/Utf8.h"
#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>

namespace smelt::runtime {

namespace {

constexpr unsigned MaxDepth = 1024;

typedef uint8_t Bytes16 __attribute__((vector_size(16)));

/// The positions among 16 bytes that a predicate vector (0 or 255 in each lane) marks, as a mask of 16 bits.
inline unsigned maskOf(Bytes16 marks) {
#if defined(__SSE2__)
  typedef char Signed16 __attribute__((vector_size(16)));
  return unsigned(__builtin_ia32_pmovmskb128(Signed16(marks)));
#else
  unsigned mask = 0;
  for (unsigned i = 0; i < 16; ++i)
    mask |= unsigned(marks[i] & 1) << i;
  return mask;
#endif
}

/// 32 bytes of a string, and which of them end it, start an escape or must not stand in it.
struct StringWindow {
  Bytes16 low, high;

  explicit StringWindow(const char *at) {
    std::memcpy(&low, at, 16);
    std::memcpy(&high, at + 16, 16);
  }
  static Bytes16 special(Bytes16 bytes) {
    return Bytes16(bytes == '"') | Bytes16(bytes == '\\') | Bytes16(bytes < 0x20);
  }
  uint32_t specials() const { return maskOf(special(low)) | maskOf(special(high)) << 16; }
  uint32_t backslashes() const { return maskOf(Bytes16(low == '\\')) | maskOf(Bytes16(high == '\\')) << 16; }
};

inline bool isDigit(char c) { return c >= '0' && c <= '9'; }

inline int hexValue(char c) {
  if (isDigit(c))
    return c - '0';
  char lower = char(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

inline uint32_t hex4(const char *at) {
  return uint32_t(hexValue(at[0]) << 12 | hexValue(at[1]) << 8 | hexValue(at[2]) << 4 | hexValue(at[3]));
}

} // namespace

void JsonRecord::skipSpace() {
  while (Next < End && (*Next == ' ' || *Next == '\t' || *Next == '\n' || *Next == '\r'))
    ++Next;
}

/// `Next` stands on the backslash; moves past the escape.
bool JsonRecord::checkEscape() {
  if (End - Next < 2)
    return fail("a string is not closed");
  char c = Next[1];
  if (c == 'u') {
    if (End - Next < 6)
      return fail("a string is not closed");
    for (int i = 2; i < 6; ++i)
      if (hexValue(Next[i]) < 0)
        return fail("\\u is not followed by four hexadecimal digits");
    Next += 6;
    return true;
  }
  if (!std::memchr("\"\\/bfnrt", c, 8))
    return fail("a backslash is followed by a character that cannot be escaped");
  Next += 2;
  return true;
}

/// `Next` stands past the opening quote; leaves it past the closing one.
bool JsonRecord::scanString(std::string_view &text, bool &escaped) {
  const char *start = Next;
  escaped = false;
  while (Next < End) {
    uint32_t marks = StringWindow(Next).specials();
    if (!marks) {
      Next += 32;
      continue;
    }
    Next += std::countr_zero(marks);
    if (Next >= End)
      break;
    if (*Next == '"') {
      text = {start, size_t(Next - start)};
      ++Next;
      return true;
    }
    if (*Next != '\\')
      return fail("a control character stands in a string");
    escaped = true;
    if (!checkEscape())
      return false;
  }
  Next = End;
  return fail("a string is not closed");
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

bool JsonRecord::scanValue(JsonField &field) {
  const char *start = Next;
  field.valueEscaped = false;
  if (Next < End && *Next == '"') {
    field.kind = JsonKind::string;
    ++Next;
    if (Next == Known.data()) {
      field.value = Known;
      Next += Known.size() + 1;
    } else if (!scanString(field.value, field.valueEscaped))
      return false;
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

bool JsonRecord::next(JsonField &field) {
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
  return scanValue(field);
}

/// Decodes `\uXXXX`, with the second half of a surrogate pair where there is one; moves `at` past it.
static uint32_t decodeUnicodeEscape(const char *&at, const char *end) {
  uint32_t unit = hex4(at + 2);
  at += 6;
  if (unit < 0xD800 || unit > 0xDFFF)
    return unit;
  if (unit < 0xDC00 && end - at >= 6 && at[0] == '\\' && at[1] == 'u') {
    uint32_t low = hex4(at + 2);
    if (low >= 0xDC00 && low <= 0xDFFF) {
      at += 6;
      return 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
    }
  }
  return 0xFFFD;
}

static size_t encodeUtf8(uint32_t scalar, char *out) {
  if (scalar < 0x80)
    return out[0] = char(scalar), 1;
  if (scalar < 0x800)
    return out[0] = char(0xC0 | scalar >> 6), out[1] = char(0x80 | (scalar & 0x3F)), 2;
  size_t size = scalar < 0x10000 ? 3 : 4;
  for (size_t i = size; --i > 0; scalar >>= 6)
    out[i] = char(0x80 | (scalar & 0x3F));
  out[0] = char((size == 3 ? 0xE0 : 0xF0) | scalar);
  return size;
}

static char simpleEscape(char c) {
  switch (c) {
  case 'b':
    return '\b';
  case 'f':
    return '\f';
  case 'n':
    return '\n';
  case 'r':
    return '\r';
  case 't':
    return '\t';
  default:
    return c; // quote, backslash, slash
  }
}

size_t unescapeJson(std::string_view raw, char *out, bool &isOurs) {
  const char *at = raw.data(), *end = at + raw.size();
  char *to = out;
  while (at < end) {
    StringWindow window(at);
    std::memcpy(to, &window.low, 16);
    std::memcpy(to + 16, &window.high, 16);
    uint32_t marks = window.backslashes();
    size_t plain = marks ? size_t(std::countr_zero(marks)) : 32;
    if (plain >= size_t(end - at))
      return size_t(to - out) + size_t(end - at);
    at += plain;
    to += plain;
    if (!marks)
      continue;
    if (at[1] == 'u') {
      to += encodeUtf8(decodeUnicodeEscape(at, end), to);
      isOurs = false;
    } else {
      *to++ = simpleEscape(at[1]);
      isOurs &= at[1] != '/';
      at += 2;
    }
  }
  return size_t(to - out);
}

/// The escape of a byte that must not stand in a string as it is; returns its length.
static size_t writeEscape(uint8_t c, char *out) {
  static constexpr char Hex[] = "0123456789abcdef", From[] = "\"\\\b\f\n\r\t", To[] = "\"\\bfnrt";
  out[0] = '\\';
  if (const void *hit = c ? std::memchr(From, c, 7) : nullptr)
    return out[1] = To[static_cast<const char *>(hit) - From], 2;
  std::memcpy(out + 1, "u00", 3);
  out[4] = Hex[c >> 4];
  out[5] = Hex[c & 15];
  return 6;
}

/// Windows go through a buffer on the stack, so that `out` grows by large pieces and is not cleared first.
void appendJsonString(std::string_view text, std::string &out) {
  char buffer[1024];
  constexpr size_t Flush = sizeof buffer - 64;
  size_t filled = 1;
  buffer[0] = '"';
  char last[32]; // the end of the text, as far as it fills no window
  std::memset(last, ' ', sizeof last);
  for (const char *at = text.data(), *end = at + text.size(); at < end;) {
    const size_t left = size_t(end - at);
    if (left < 32)
      std::memcpy(last, at, left);
    StringWindow window(left < 32 ? last : at);
    std::memcpy(buffer + filled, &window.low, 16);
    std::memcpy(buffer + filled + 16, &window.high, 16);
    uint32_t marks = window.specials();
    if (left < 32)
      marks &= (uint32_t(1) << left) - 1;
    size_t plain = marks ? size_t(std::countr_zero(marks)) : std::min<size_t>(left, 32);
    at += plain;
    filled += plain;
    if (marks) {
      filled += *at == '\n' ? (std::memcpy(buffer + filled, "\\n", 2), 2) : writeEscape(uint8_t(*at), buffer + filled);
      ++at;
    }
    if (filled > Flush) {
      out.append(buffer, filled);
      filled = 0;
    }
  }
  buffer[filled++] = '"';
  out.append(buffer, filled);
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
