#include "runtime/io/JsonString.h"
#include "runtime/abi/kernel.h"
#include "runtime/text/Clones.h"
#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <new>

namespace smelt::runtime {

namespace {

constexpr size_t Window = 64;
typedef uint8_t Bytes __attribute__((vector_size(Window)));
typedef bool Bits __attribute__((ext_vector_type(Window)));

#define SMELT_INLINE __attribute__((always_inline)) inline

SMELT_INLINE uint64_t maskOf(const Bytes &holds) {
  return __builtin_bit_cast(uint64_t, __builtin_convertvector(holds, Bits));
}

SMELT_INLINE void load(Bytes &window, const char *at) { std::memcpy(&window, at, Window); }
SMELT_INLINE void copyWindow(char *to, const char *from) { std::memcpy(to, from, Window); }

/// The bytes that end a string, begin an escape or must not stand in a string.
SMELT_INLINE uint64_t specials(const Bytes &window) {
  return maskOf(Bytes(window == uint8_t('"')) | Bytes(window == uint8_t('\\')) | Bytes(window < uint8_t(0x20)));
}
SMELT_INLINE uint64_t backslashes(const Bytes &window) { return maskOf(Bytes(window == uint8_t('\\'))); }

/// What a letter behind a backslash stands for; 0: nothing, or not one character.
constexpr std::array<char, 256> Unescaped = [] {
  std::array<char, 256> table{};
  for (auto [letter, meaning] :
       {std::pair{'"', '"'}, {'\\', '\\'}, {'/', '/'}, {'b', '\b'}, {'f', '\f'}, {'n', '\n'}, {'r', '\r'}, {'t', '\t'}})
    table[uint8_t(letter)] = meaning;
  return table;
}();

inline int hexValue(char c) {
  if (c >= '0' && c <= '9')
    return c - '0';
  char lower = char(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// Four hexadecimal digits; more than 0xFFFF where they are none.
inline uint32_t hex4(const char *at) {
  return uint32_t(hexValue(at[0]) << 12 | hexValue(at[1]) << 8 | hexValue(at[2]) << 4 | hexValue(at[3]));
}

size_t encodeUtf8(uint32_t scalar, char *out) {
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

/// `at` stands behind an escape of `unit`; of a surrogate pair it moves past the second half.
uint32_t scalarOf(uint32_t unit, const char *&at, const char *end) {
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

/// `at` stands on a backslash: moves past the escape and writes what it stands for. Why it is none, or null.
template <bool Writes> SMELT_INLINE const char *readEscape(const char *&at, const char *end, char *&to, bool &isOurs) {
  if (end - at < 2)
    return "a string is not closed";
  const char letter = at[1];
  if (char meant = Unescaped[uint8_t(letter)]) [[likely]] {
    at += 2;
    if constexpr (Writes) {
      isOurs &= meant != '/';
      *to++ = meant;
    }
    return nullptr;
  }
  if (letter != 'u')
    return "a backslash is followed by a character that cannot be escaped";
  if (end - at < 6)
    return "a string is not closed";
  uint32_t unit = hex4(at + 2);
  if (unit > 0xFFFF)
    return "\\u is not followed by four hexadecimal digits";
  at += 6;
  if constexpr (Writes) {
    isOurs = false;
    to += encodeUtf8(scalarOf(unit, at, end), to);
  }
  return nullptr;
}

/// Moves on to the closing quote, or to the end of what was checked before (`IsChecked`). A window is looked at once,
/// whatever it holds: what stands behind an escape is only moved up to it.
template <bool Writes, bool IsChecked>
SMELT_INLINE const char *readString(const char *&at, const char *const end, char *&to, bool &isOurs) {
  while (at < end) {
    const char *const start = at;
    Bytes window;
    load(window, start);
    if constexpr (Writes)
      copyWindow(to, start);
    uint64_t marks = IsChecked ? backslashes(window) : specials(window);
    while (marks) {
      const char *mark = start + std::countr_zero(marks);
      if (mark >= end)
        break;
      to += Writes ? mark - at : 0;
      at = mark;
      if (!IsChecked && *mark != '\\')
        return *mark == '"' ? nullptr : "a control character stands in a string";
      if (const char *error = readEscape<Writes>(at, end, to, isOurs))
        return error;
      if constexpr (Writes)
        copyWindow(to, at);
      const auto seen = size_t(at - start);
      marks = seen < Window ? marks & ~uint64_t(0) << seen : 0;
    }
    const char *const next = start + std::min<size_t>(Window, size_t(end - start));
    if (at < next) {
      to += Writes ? next - at : 0;
      at = next;
    }
  }
  return IsChecked ? nullptr : "a string is not closed";
}

/// With all that changes in registers: what is written could be anything to the compiler.
template <bool Writes, bool IsChecked> SMELT_INLINE bool run(JsonStringReader &reader, char *&out) {
  const char *at = reader.at;
  char *to = out;
  bool isOurs = reader.isOurs;
  reader.error = readString<Writes, IsChecked>(at, reader.end, to, isOurs);
  reader.at = at;
  reader.isOurs = isOurs;
  out = to;
  return !reader.error;
}

SMELT_CLONES bool skipString(JsonStringReader &reader) {
  char *nowhere = nullptr;
  return run<false, false>(reader, nowhere);
}
SMELT_CLONES bool readUnchecked(JsonStringReader &reader, char *&to) { return run<true, false>(reader, to); }
SMELT_CLONES void readChecked(JsonStringReader &reader, char *&to) { run<true, true>(reader, to); }

SMELT_CLONES const char *findSpecial(const char *at, const char *end) {
  for (; at < end; at += Window) {
    Bytes window;
    load(window, at);
    if (uint64_t marks = specials(window))
      return at + std::countr_zero(marks);
  }
  return end;
}

} // namespace

bool JsonStringReader::skipPlain() {
  at = findSpecial(at, end);
  if (at >= end)
    return error = "a string is not closed", false;
  if (uint8_t(*at) < 0x20)
    return error = "a control character stands in a string", false;
  return true;
}

bool JsonStringReader::skip() { return skipString(*this); }
bool JsonStringReader::read(char *&to) { return readUnchecked(*this, to); }

size_t unescapeJson(std::string_view raw, char *out, bool &isOurs) {
  JsonStringReader reader{raw.data(), raw.data() + raw.size(), nullptr, isOurs};
  char *to = out;
  readChecked(reader, to);
  isOurs = reader.isOurs;
  return size_t(to - out);
}

/// For what a raw string of this size stands for.
static char *roomFor(size_t rawSize, Arena &room) {
  void *bytes = room.alloc(unescapedBound(rawSize));
  if (!bytes)
    throw std::bad_alloc(); // ends the run with E0813, see Executor
  return static_cast<char *>(bytes);
}

bool readJsonString(JsonStringReader &reader, Arena &room, JsonText &string) {
  const char *const start = reader.at;
  if (!reader.skipPlain())
    return false;
  string = {{start, size_t(reader.at - start)}, {start, size_t(reader.at - start)}};
  if (*reader.at == '"')
    return true;
  string.isEscaped = true;
  // Room for the rest of a record; of a long one that would be far too much for most of its strings.
  static constexpr size_t LongRest = 1 << 16;
  char *text, *to;
  if (size_t(reader.end - start) > LongRest) {
    if (!reader.skip())
      return false;
    text = roomFor(size_t(reader.at - start), room);
    to = text + unescapeJson({start, size_t(reader.at - start)}, text, reader.isOurs);
  } else {
    text = roomFor(size_t(reader.end - start), room);
    std::memcpy(text, start, string.text.size());
    to = text + string.text.size();
    if (!reader.read(to))
      return false;
  }
  room.shrinkLast(text, size_t(to - text));
  string = {{start, size_t(reader.at - start)}, {text, size_t(to - text)}, true, reader.isOurs};
  return true;
}

// ---- writing -------------------------------------------------------------------------------------------------------

namespace {

/// The letter behind the backslash for a byte that must not stand in a string.
constexpr std::array<char, 256> Escaped = [] {
  std::array<char, 256> table{};
  for (unsigned c = 0; c < 256; ++c)
    if (char meant = Unescaped[c]; meant && meant != '/')
      table[uint8_t(meant)] = char(c);
  return table;
}();

SMELT_INLINE char *writeEscape(uint8_t byte, char *to) {
  static constexpr char Hex[] = "0123456789abcdef";
  to[0] = '\\';
  if (char letter = Escaped[byte]) [[likely]]
    return to[1] = letter, to + 2;
  std::memcpy(to + 1, "u00", 3);
  to[4] = Hex[byte >> 4];
  to[5] = Hex[byte & 15];
  return to + 6;
}

SMELT_CLONES char *escape(const char *at, size_t left, char *to) {
  for (; left; at += Window) {
    const size_t size = std::min(left, Window);
    Bytes window;
    load(window, at);
    copyWindow(to, at);
    uint64_t marks = specials(window);
    if (size < Window)
      marks &= (uint64_t(1) << size) - 1;
    size_t done = 0;
    for (; marks; marks &= marks - 1) {
      const auto mark = size_t(std::countr_zero(marks));
      to = writeEscape(uint8_t(at[mark]), to + (mark - done));
      done = mark + 1;
      copyWindow(to, at + done);
    }
    to += size - done;
    left -= size;
  }
  return to;
}

SMELT_CLONES size_t countSpecials(const char *at, size_t left) {
  size_t count = 0;
  for (; left > Window; at += Window, left -= Window) {
    Bytes window;
    load(window, at);
    count += size_t(std::popcount(specials(window)));
  }
  Bytes window;
  load(window, at);
  return count + size_t(left ? std::popcount(specials(window) << (Window - left)) : 0);
}

} // namespace

size_t countEscaped(std::string_view text) { return countSpecials(text.data(), text.size()); }

char *escapeJson(std::string_view text, char *to) { return escape(text.data(), text.size(), to); }

/// Through a buffer on the stack, so that `out` grows by large pieces and is not cleared first.
static void appendEscaped(std::string_view text, std::string &out) {
  static constexpr size_t Piece = 1024;
  char buffer[escapedBound(Piece)];
  for (size_t at = 0; at < text.size(); at += Piece)
    out.append(buffer, size_t(escapeJson(text.substr(at, Piece), buffer) - buffer));
}

void appendJsonText(std::string_view text, std::string &out) {
  out += '"';
  appendEscaped(text, out);
  out += '"';
}

void appendJsonString(std::string_view text, std::string &out) {
  // Before its end a text may be read on.
  const size_t last = std::min<size_t>(text.size(), SMELT_TEXT_PADDING);
  char padded[2 * SMELT_TEXT_PADDING];
  std::copy(text.end() - ptrdiff_t(last), text.end(), padded);
  out += '"';
  appendEscaped(text.substr(0, text.size() - last), out);
  appendEscaped({padded, last}, out);
  out += '"';
}

#undef SMELT_INLINE

} // namespace smelt::runtime
