#include "runtime/io/Utf8.h"

namespace smelt::runtime {

namespace {
/// What may follow a lead byte: how many bytes, and the range of the first of them (Unicode 15, table 3-7).
struct Lead {
  unsigned following = 0;
  uint8_t low = 0x80, high = 0xBF;
};
} // namespace

static Lead leadOf(uint8_t byte) {
  if (byte >= 0xC2 && byte <= 0xDF)
    return {1};
  if (byte == 0xE0)
    return {2, 0xA0, 0xBF};
  if (byte == 0xED)
    return {2, 0x80, 0x9F};
  if (byte >= 0xE1 && byte <= 0xEF)
    return {2};
  if (byte == 0xF0)
    return {3, 0x90, 0xBF};
  if (byte == 0xF4)
    return {3, 0x80, 0x8F};
  if (byte >= 0xF1 && byte <= 0xF3)
    return {3};
  return {};
}

/// Length of the well-formed sequence or maximal subpart at the front of `bytes`; `valid` says which.
static size_t sequenceLength(std::string_view bytes, bool &valid) {
  uint8_t first = uint8_t(bytes[0]);
  valid = first < 0x80;
  Lead lead = leadOf(first);
  size_t length = 1;
  while (length <= lead.following && length < bytes.size()) {
    uint8_t byte = uint8_t(bytes[length]);
    bool fits = length == 1 ? byte >= lead.low && byte <= lead.high : byte >= 0x80 && byte <= 0xBF;
    if (!fits)
      return length;
    ++length;
  }
  if (lead.following)
    valid = length == lead.following + 1;
  return length;
}

uint64_t replaceInvalidUtf8(std::string_view bytes, std::string &out) {
  uint64_t replaced = 0;
  size_t copied = 0, at = 0;
  while (at < bytes.size()) {
    bool valid = false;
    size_t length = sequenceLength(bytes.substr(at), valid);
    if (!valid) {
      out.append(bytes, copied, at - copied);
      out += "\xEF\xBF\xBD";
      copied = at + length;
      ++replaced;
    }
    at += length;
  }
  out.append(bytes, copied);
  return replaced;
}

void appendUtf8(uint32_t scalar, std::string &out) {
  if (scalar < 0x80) {
    out += char(scalar);
  } else if (scalar < 0x800) {
    out += char(0xC0 | scalar >> 6);
    out += char(0x80 | (scalar & 0x3F));
  } else if (scalar < 0x10000) {
    out += char(0xE0 | scalar >> 12);
    out += char(0x80 | (scalar >> 6 & 0x3F));
    out += char(0x80 | (scalar & 0x3F));
  } else {
    out += char(0xF0 | scalar >> 18);
    out += char(0x80 | (scalar >> 12 & 0x3F));
    out += char(0x80 | (scalar >> 6 & 0x3F));
    out += char(0x80 | (scalar & 0x3F));
  }
}

} // namespace smelt::runtime
