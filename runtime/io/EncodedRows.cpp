#include "runtime/io/EncodedRows.h"
#include <algorithm>

namespace smelt::runtime {

void EncodedRows::clear() {
  bytes.clear();
  ends.clear();
  splits.clear();
  batch.reset();
  rows.clear();
  PassedOn.clear();
  PassedBytes = 0;
  Run = {};
}

void EncodedRows::endRow(uint32_t split) {
  ends.push_back(bytes.size() + PassedBytes);
  splits.push_back(split);
}

void EncodedRows::passRow(std::string_view record, uint32_t split) {
  const bool goesOn = Run.data() && Run.end() + 1 == record.data() && *Run.end() == '\n';
  if (goesOn) {
    Run = {Run.data(), Run.size() + 1 + record.size()};
  } else {
    endRun();
    Run = record;
  }
  ends.push_back(bytes.size() + PassedBytes + Run.size() + 1);
  splits.push_back(split);
}

void EncodedRows::endRun() {
  if (!Run.data())
    return;
  if (Run.size() < LeastPassed) {
    bytes += Run;
  } else {
    PassedOn.push_back({bytes.size(), Run});
    PassedBytes += Run.size();
  }
  bytes += '\n';
  Run = {};
}

void EncodedRows::collect(uint64_t begin, uint64_t end, std::vector<std::string_view> &pieces) const {
  uint64_t at = 0; // of `piece`, in all that is written
  auto add = [&](std::string_view piece) {
    const uint64_t from = std::clamp(begin, at, at + piece.size()), to = std::clamp(end, at, at + piece.size());
    if (from < to)
      pieces.push_back(piece.substr(size_t(from - at), size_t(to - from)));
    at += piece.size();
  };
  size_t own = 0;
  for (const Passed &passed : PassedOn) {
    add(std::string_view(bytes).substr(own, passed.at - own));
    add(passed.record);
    own = passed.at;
  }
  add(std::string_view(bytes).substr(own));
}

} // namespace smelt::runtime
