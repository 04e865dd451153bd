// Decompresses the members (gzip) or frames (Zstandard) of one file in parallel, where it can see where they begin.
//
// A window of stored bytes is cut into segments of whole frames, which threads decompress ahead. Frames of Zstandard
// tell their size. The members of gzip do not: segments are cut where a header seems to begin, and the bytes of a
// segment are given out only if the one before ended exactly there, so that what looks like a header and is none costs
// time alone. Whatever is not so (one large member, damage, a segment that grows beyond its bound) is streamed through
// one decoder, from the border before it on: bytes and damage are the same for any number of threads.
#pragma once
#include "runtime/core/Context.h"
#include "runtime/io/InputStream.h"
#include <deque>
#include <functional>
#include <memory>
#include <string>

namespace smelt::runtime {

class FrameReader {
public:
  /// `fetch` gives stored bytes in order, 0 at the end.
  FrameReader(Packing packing, std::function<size_t(char *, size_t)> fetch)
      : Kind(packing), Fetch(std::move(fetch)), Codec(makeDecoder(packing)) {}
  ~FrameReader();

  /// Reads `size` bytes; fewer at the end and after damage.
  size_t read(char *to, size_t size, std::string &damage);

private:
  class Segment;
  void refill();
  bool cutSegments();
  size_t takeSegment(char *to, size_t size);
  size_t stream(char *to, size_t size, std::string &damage, bool &ended);
  const char *begin() const { return Window.get() + Begin; }

  Packing Kind;
  std::function<size_t(char *, size_t)> Fetch;
  std::unique_ptr<Decoder> Codec;
  Block Window; ///< stored bytes; segments point into it
  size_t Begin = 0, Filled = 0;
  bool AtEnd = false;   ///< no more stored bytes
  bool AtBorder = true; ///< `Begin` stands between frames
  bool WasCut = false;  ///< segments of this window were looked for
  std::deque<std::shared_ptr<Segment>> Ahead;
  size_t Given = 0; ///< bytes of the first segment that were read
};

} // namespace smelt::runtime
