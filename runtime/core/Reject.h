// A document that a run could not take: never lost silently, never a reason to stop.
#pragma once
#include "runtime/core/Batch.h"
#include <cstdint>
#include <string>
#include <string_view>

namespace smelt::runtime {

struct Reject {
  std::string file;    ///< path as matched
  uint64_t offset = 0; ///< of the document in the uncompressed file, in bytes
  uint64_t line = 0;   ///< counted from 1
  std::string reason;
  std::string head; ///< the document's first kilobyte as it was read
};

inline constexpr size_t RejectHeadBytes = 1024;

/// The first bytes of a text, at most `size`, not cut within a character.
std::string_view cutText(std::string_view text, size_t size);
/// At most RejectHeadBytes of `document`, not cut within a character.
std::string rejectHead(std::string_view document);
/// One JSON object and a line feed: file, offset, line, reason, head.
void appendReject(const Reject &reject, std::string &out);

} // namespace smelt::runtime
