#include "runtime/core/Reject.h"
#include "runtime/io/JsonRecord.h"
#include "runtime/io/Utf8.h"

namespace smelt::runtime {

std::string rejectHead(std::string_view document) {
  size_t size = std::min(document.size(), RejectHeadBytes);
  // Step back over at most three continuation bytes of a character that the cut would split.
  if (size < document.size())
    for (int i = 0; i < 3 && size > 1 && (uint8_t(document[size]) & 0xC0) == 0x80; ++i)
      --size;
  return std::string(document.substr(0, size));
}

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
