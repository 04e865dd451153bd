// Where the frames of a compressed file may be cut.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace smelt::runtime {

enum class Packing : uint8_t { none, gzip, zstd, bzip2, xz };

/// `stored` begins with a frame. The ends of segments of whole frames, each at least SegmentBytes long but the last;
/// with `last`, `stored` is all that is left of the file. For gzip these are guesses, see FrameReader.
std::vector<size_t> findBorders(Packing packing, std::string_view stored, bool last);
inline constexpr size_t SegmentBytes = 1 << 17;

} // namespace smelt::runtime
