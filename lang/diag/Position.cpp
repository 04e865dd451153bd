// Offsets to lines, columns and terminal cells.
#include "lang/diag/Position.h"
#include <algorithm>
#include <cstdio>
#include <iterator>

namespace smelt::diag {

uint32_t lineBegin(const SourceFile &file, uint32_t offset) {
  size_t at = offset;
  while (at > 0 && file.text[at - 1] != '\n')
    --at;
  return static_cast<uint32_t>(at);
}

uint32_t lineEnd(const SourceFile &file, uint32_t offset) {
  size_t at = std::min(file.text.find('\n', offset), file.text.size());
  if (at > offset && file.text[at - 1] == '\r')
    --at;
  return static_cast<uint32_t>(at);
}

Position positionOf(const SourceFile &file, uint32_t offset) {
  std::string_view text = file.text;
  offset = std::min<uint32_t>(offset, static_cast<uint32_t>(text.size()));
  Position p;
  p.line = 1 + static_cast<uint32_t>(std::count(text.begin(), text.begin() + offset, '\n'));
  for (size_t at = lineBegin(file, offset); at < offset; ++p.column)
    decode(text, at);
  return p;
}

char32_t decode(std::string_view text, size_t &offset) {
  auto byte = [&](size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  unsigned lead = byte(offset);
  size_t length = lead < 0x80                   ? 1
                  : lead >= 0xC2 && lead < 0xE0 ? 2
                  : lead >= 0xE0 && lead < 0xF0 ? 3
                  : lead >= 0xF0 && lead < 0xF5 ? 4
                                                : 0;
  char32_t c = length == 1 ? lead : lead & (0x7Fu >> length);
  for (size_t i = 1; i < length; ++i) {
    if ((byte(offset + i) & 0xC0) != 0x80)
      length = 0;
    c = c << 6 | (byte(offset + i) & 0x3F);
  }
  bool overlong = (length == 3 && c < 0x800) || (length == 4 && (c < 0x10000 || c > 0x10FFFF));
  if (length == 0 || overlong || (c >= 0xD800 && c < 0xE000)) {
    ++offset;
    return 0xFFFD;
  }
  offset += length;
  return c;
}

void encode(char32_t c, std::string &out) {
  if (c < 0x80) {
    out += static_cast<char>(c);
    return;
  }
  unsigned tail = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
  out += static_cast<char>((0xF00u >> (tail + 1) & 0xFF) | c >> 6 * tail);
  for (; tail > 0; --tail)
    out += static_cast<char>(0x80 | (c >> 6 * (tail - 1) & 0x3F));
}

namespace {

struct Range {
  char32_t first, last;
};

/// Unicode 15 East Asian Width W and F, with the emoji that terminals draw in two cells.
constexpr Range wide[] = {
    {0x1100, 0x115F},   {0x231A, 0x231B},   {0x2329, 0x232A},   {0x23E9, 0x23EC},   {0x25FD, 0x25FE},
    {0x2614, 0x2615},   {0x2648, 0x2653},   {0x267F, 0x267F},   {0x26A1, 0x26A1},   {0x26BD, 0x26BE},
    {0x2705, 0x2705},   {0x270A, 0x270B},   {0x2728, 0x2728},   {0x274C, 0x274C},   {0x2753, 0x2755},
    {0x2795, 0x2797},   {0x2B1B, 0x2B1C},   {0x2B50, 0x2B50},   {0x2E80, 0x303E},   {0x3041, 0x33FF},
    {0x3400, 0x4DBF},   {0x4E00, 0xA4CF},   {0xA960, 0xA97C},   {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},
    {0xFE10, 0xFE19},   {0xFE30, 0xFE6F},   {0xFF01, 0xFF60},   {0xFFE0, 0xFFE6},   {0x17000, 0x18CFF},
    {0x1AFF0, 0x1B2FF}, {0x1F004, 0x1F004}, {0x1F0CF, 0x1F0CF}, {0x1F18E, 0x1F18E}, {0x1F191, 0x1F19A},
    {0x1F200, 0x1F320}, {0x1F32D, 0x1F64F}, {0x1F680, 0x1F6FC}, {0x1F7E0, 0x1F7F0}, {0x1F90C, 0x1FAFF},
    {0x20000, 0x3FFFD}};

/// Combining marks and characters without a cell of their own.
constexpr Range zeroWidth[] = {{0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x0610, 0x061A},
                               {0x064B, 0x065F}, {0x0E31, 0x0E31}, {0x0E34, 0x0E3A}, {0x0E47, 0x0E4E},
                               {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF}, {0x200B, 0x200F}, {0x20D0, 0x20FF},
                               {0x2060, 0x2064}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0xFEFF, 0xFEFF}};

template <size_t N> bool contains(const Range (&ranges)[N], char32_t c) {
  const Range *r = std::lower_bound(std::begin(ranges), std::end(ranges), c,
                                    [](const Range &range, char32_t value) { return range.last < value; });
  return r != std::end(ranges) && r->first <= c;
}

} // namespace

unsigned cellWidth(char32_t c) {
  if (c < 0x300)
    return 1;
  return contains(zeroWidth, c) ? 0 : contains(wide, c) ? 2 : 1;
}

bool isControl(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

std::string printable(std::string_view text) {
  std::string out;
  for (size_t at = 0; at < text.size();) {
    char32_t c = decode(text, at);
    if (!isControl(c) || c == '\n' || c == '\t') {
      encode(c, out);
      continue;
    }
    char escape[16];
    std::snprintf(escape, sizeof(escape), "\\u{%X}", unsigned(c));
    out += escape;
  }
  return out;
}

} // namespace smelt::diag
