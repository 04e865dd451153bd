#include "runtime/core/Reject.h"
#include "runtime/io/JsonRecord.h"
#include "runtime/io/Utf8.h"

namespace smelt::runtime {

/// Steps back over at most three continuation bytes of a character that the cut would split.
std::string_view cutText(std::string_view text, size_t size) {
  if (size >= text.size())
    return text;
  for (int i = 0; i < 3 && size > 1 && (uint8_t(text[size]) & 0xC0) == 0x80; ++i)
    --size;
  return text.substr(0, size);
}

std::string rejectHead(std::string_view document) { return std::string(cutText(document, RejectHeadBytes)); }

static void appendText(std::string_view text, std::string &out) {
  std::string valid;
  replaceInvalidUtf8(text, valid);
  appendJsonString(valid, out);
}

void appendReject(const Reject &reject, std::string &out) {
  out += "{\"file\":";
  appendText(reject.file, out);
  out += ",\"offset\":" + std::to_string(reject.offset) + ",\"line\":" + std::to_string(reject.line) + ",\"reason\":";
  appendText(reject.reason, out);
  out += ",\"head\":";
  appendText(reject.head, out);
  out += "}\n";
}

} // namespace smelt::runtime
