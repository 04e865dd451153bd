// Texts as bytes of an encoding and back. A byte is the character of its number, U+0000 to U+00FF.
#include "runtime/core/Context.h"
#include "runtime/text/Functions.h"
#include "runtime/text/Punycode.h"
#include "runtime/text/Unicode.h"
#include <array>
#include <cstring>
#include <string>
#include <string_view>
#include <unordered_map>

namespace smelt::runtime {
namespace {

/// Places in the prelude's `choice Encoding`; what follows are tables, then Punycode.
enum : int64_t { kUtf8, kCesu8, kLatin1, kTables };

constexpr std::array<uint16_t, 128> tables[] = {
#define SMELT_ENCODING(NAME, ...) {__VA_ARGS__},
#include "runtime/text/Encodings.def"
#undef SMELT_ENCODING
};

constexpr auto kPunycode = kTables + static_cast<int64_t>(std::size(tables));

using Bytes = std::unordered_map<int32_t, int32_t>;

/// The byte of each character that is not ASCII, for each table.
const std::array<Bytes, std::size(tables)> &inverses() {
  static const auto made = [] {
    std::array<Bytes, std::size(tables)> result;
    for (size_t table = 0; table < std::size(tables); ++table)
      for (int32_t byte = 0; byte < 128; ++byte)
        result[table].emplace(tables[table][byte], byte + 128);
    return result;
  }();
  return made;
}

void append(std::string &out, int32_t c) {
  auto put = [&](int32_t byte) { out += static_cast<char>(byte); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | c >> 6);
    put(0x80 | (c & 63));
  } else if (c < 0x10000) {
    put(0xE0 | c >> 12);
    put(0x80 | (c >> 6 & 63));
    put(0x80 | (c & 63));
  } else {
    put(0xF0 | c >> 18);
    put(0x80 | (c >> 12 & 63));
    put(0x80 | (c >> 6 & 63));
    put(0x80 | (c & 63));
  }
}

bool encodeName(std::string_view text, std::string &out) {
  std::u32string name;
  for (const char *p = text.data(), *end = p + text.size(); p < end;)
    name += static_cast<char32_t>(decode(p));
  auto made = encodePunycode(name);
  out = made.value_or("");
  return made.has_value();
}

bool decodeName(std::string_view text, std::string &out) {
  auto name = decodePunycode(text);
  for (char32_t c : name.value_or(U""))
    append(out, static_cast<int32_t>(c));
  return name.has_value();
}

bool encode(int64_t encoding, std::string_view text, std::string &out) {
  if (encoding == kPunycode)
    return encodeName(text, out);
  if (encoding < kLatin1) {
    for (unsigned char byte : text)
      append(out, byte);
    return true;
  }
  for (const char *p = text.data(), *end = p + text.size(); p < end;) {
    int32_t c = decode(p);
    if (c >= 0x80 && encoding >= kTables) {
      const Bytes &bytes = inverses()[encoding - kTables];
      auto byte = bytes.find(c);
      c = byte == bytes.end() ? 0x100 : byte->second;
    }
    if (c > 0xFF)
      return false;
    append(out, c);
  }
  return true;
}

/// One character of UTF-8 at `at`, or -1. Overlong forms, surrogates and numbers above U+10FFFF are none.
int32_t character(std::string_view bytes, size_t &at) {
  auto byte = [&](size_t i) { return at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0; };
  int32_t lead = byte(0);
  size_t size = lead < 0x80 ? 1 : lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
  if (!size)
    return -1;
  int32_t c = size == 1 ? lead : lead & (0x7F >> size);
  for (size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0) != 0x80)
      return -1;
    c = c << 6 | (byte(i) & 63);
  }
  constexpr int32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  if (c < least[size] || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000))
    return -1;
  at += size;
  return c;
}

/// A pair of surrogates, three bytes each, or NUL as `C0 80`, at `at`; -1 if there is none.
int32_t cesu(std::string_view bytes, size_t &at) {
  auto byte = [&](size_t i) { return at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0; };
  auto in = [&](size_t i, int32_t first, int32_t last) { return byte(i) >= first && byte(i) <= last; };
  if (byte(0) == 0xC0 && byte(1) == 0x80) {
    at += 2;
    return 0;
  }
  if (byte(0) != 0xED || !in(1, 0xA0, 0xAF) || !in(2, 0x80, 0xBF) || byte(3) != 0xED || !in(4, 0xB0, 0xBF) ||
      !in(5, 0x80, 0xBF))
    return -1;
  int32_t high = (byte(1) & 15) << 6 | (byte(2) & 63), low = (byte(4) & 15) << 6 | (byte(5) & 63);
  at += 6;
  return 0x10000 + (high << 10 | low);
}

bool decodeUtf8(std::string_view bytes, bool isCesu, std::string &out) {
  for (size_t at = 0; at < bytes.size();) {
    int32_t c = isCesu ? cesu(bytes, at) : -1;
    if (c < 0)
      c = character(bytes, at);
    if (c < 0)
      return false;
    append(out, c);
  }
  return true;
}

bool decodeBytes(int64_t encoding, std::string_view text, std::string &out) {
  if (encoding == kPunycode)
    return decodeName(text, out);
  std::string bytes;
  for (const char *p = text.data(), *end = p + text.size(); p < end;) {
    int32_t c = decode(p);
    if (c > 0xFF)
      return false;
    bytes += static_cast<char>(c);
  }
  if (encoding < kLatin1)
    return decodeUtf8(bytes, encoding == kCesu8, out);
  for (unsigned char byte : bytes)
    append(out, byte < 0x80 || encoding == kLatin1 ? byte : tables[encoding - kTables][byte - 128]);
  return true;
}

int64_t give(smelt_context *context, bool ok, std::string_view text, smelt_text *out) {
  size_t size = ok ? text.size() : 0;
  auto *data = static_cast<char *>(context->alloc(size));
  std::memcpy(data, text.data(), size);
  *out = {data, static_cast<int64_t>(size)};
  return ok;
}

} // namespace
} // namespace smelt::runtime

using namespace smelt::runtime;

int64_t smelt_encode(smelt_context *context, int64_t encoding, const char *text, int64_t size, smelt_text *out) {
  std::string made;
  bool ok = encode(encoding, {text, static_cast<size_t>(size)}, made);
  return give(context, ok, made, out);
}

int64_t smelt_decode(smelt_context *context, int64_t encoding, const char *text, int64_t size, smelt_text *out) {
  std::string made;
  bool ok = decodeBytes(encoding, {text, static_cast<size_t>(size)}, made);
  return give(context, ok, made, out);
}
