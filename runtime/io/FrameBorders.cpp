#include "runtime/io/FrameBorders.h"
#include <algorithm>
#include <zstd.h>

namespace smelt::runtime {

/// Whether a member of gzip may begin here: RFC 1952, 2.3.1, with the values of XFL and OS that exist.
static bool looksLikeMember(std::string_view bytes) {
  if (bytes.size() < 10)
    return false;
  auto at = [&](size_t i) { return uint8_t(bytes[i]); };
  bool flags = (at(3) & 0xE0) == 0, effort = at(8) == 0 || at(8) == 2 || at(8) == 4;
  return flags && effort && (at(9) <= 13 || at(9) == 255);
}

static std::vector<size_t> findMembers(std::string_view stored, bool last) {
  static constexpr std::string_view Magic("\x1f\x8b\x08", 3);
  std::vector<size_t> ends;
  for (size_t at = stored.find(Magic, SegmentBytes); at != stored.npos;) {
    bool member = looksLikeMember(stored.substr(at));
    if (member)
      ends.push_back(at);
    at = stored.find(Magic, at + (member ? SegmentBytes : 1));
  }
  if (last && !stored.empty())
    ends.push_back(stored.size());
  return ends;
}

static std::vector<size_t> findFrames(std::string_view stored, bool last) {
  std::vector<size_t> ends;
  size_t at = 0, begin = 0;
  while (at < stored.size()) {
    size_t size = ZSTD_findFrameCompressedSize(stored.data() + at, stored.size() - at);
    if (ZSTD_isError(size) || size == 0)
      break;
    at += size;
    if (at - begin >= SegmentBytes || (last && at == stored.size())) {
      ends.push_back(at);
      begin = at;
    }
  }
  return ends;
}

std::vector<size_t> findBorders(Packing packing, std::string_view stored, bool last) {
  switch (packing) {
  case Packing::gzip:
    return findMembers(stored, last);
  case Packing::zstd:
    return findFrames(stored, last);
  case Packing::none:
  case Packing::bzip2:
  case Packing::xz:
    return {};
  }
  return {};
}

} // namespace smelt::runtime
