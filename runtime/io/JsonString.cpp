#include "runtime/io/JsonString.h"
#include "runtime/abi/kernel.h"
#include "runtime/io/JsonForms.h"
#include <algorithm>
#include <cstring>
#include <new>

namespace smelt::runtime {

bool JsonStringReader::skipPlain() {
  at = jsonStringForm().findSpecial(at, end);
  if (at >= end)
    return error = "a string is not closed", false;
  if (uint8_t(*at) < 0x20)
    return error = "a control character stands in a string", false;
  return true;
}

bool JsonStringReader::skip() { return jsonStringForm().skip(*this); }
bool JsonStringReader::read(char *&to) { return jsonStringForm().read(*this, to); }

bool skipSimpleEscapes(const char *&at, const char *end) { return jsonStringForm().skipSimple(at, end); }

size_t unescapeJson(std::string_view raw, char *out, bool &isOurs) {
  JsonStringReader reader{raw.data(), raw.data() + raw.size(), nullptr, isOurs};
  char *to = out;
  jsonStringForm().readChecked(reader, to);
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
  string = {{start, size_t(reader.at - start)}, {text, size_t(to - text)}, reader.isOurs};
  return true;
}

// ---- writing -------------------------------------------------------------------------------------------------------

size_t countEscaped(std::string_view text) { return jsonStringForm().countSpecials(text.data(), text.size()); }

char *escapeJson(std::string_view text, char *to) { return jsonStringForm().escape(text.data(), text.size(), to); }

/// By pieces, so that `out` grows little past what is written, and none of it is cleared first.
static void appendEscaped(std::string_view text, std::string &out) {
  static constexpr size_t Piece = 4096;
  for (size_t at = 0; at < text.size(); at += Piece) {
    const std::string_view piece = text.substr(at, Piece);
    const size_t before = out.size();
    out.resize_and_overwrite(before + escapedBound(piece.size()),
                             [&](char *bytes, size_t) { return size_t(escapeJson(piece, bytes + before) - bytes); });
  }
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

} // namespace smelt::runtime
