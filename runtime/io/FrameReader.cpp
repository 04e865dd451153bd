#include "runtime/io/FrameReader.h"
#include "runtime/io/AheadJob.h"
#include "runtime/io/FrameBorders.h"
#include <algorithm>
#include <cstring>
#include <new>

namespace smelt::runtime {

namespace {
/// Stored bytes for each thread: enough that a thread is busy for longer than handing it work takes.
constexpr size_t WindowBytesPerThread = 1 << 20, LargestWindow = 16 << 20;
/// What a segment may grow to; beyond it the frames are streamed, so that memory stays bounded.
constexpr size_t LargestSegment = 8 << 20;
} // namespace

class FrameReader::Segment final : public AheadJob {
public:
  Segment(Block window, std::string_view stored, Packing packing)
      : Stored(stored), Window(std::move(window)), Kind(packing) {}

  const std::string_view Stored;
  std::string_view bytes() const { return {Out.get(), Size}; }
  bool isGood() const { return Good; }

private:
  void work() noexcept override {
    std::unique_ptr<Decoder> decoder = makeDecoder(Kind);
    size_t capacity = std::min(LargestSegment, Stored.size() * 4), at = 0;
    while (at < Stored.size() && grow(capacity)) {
      Decoder::Step step = decoder->decode(Stored.data() + at, Stored.size() - at, Out.get() + Size, Capacity - Size);
      if (step.damage)
        return;
      at += step.consumed;
      Size += step.produced;
      if (Size < Capacity)
        continue;
      if (Capacity == LargestSegment)
        return;
      capacity = std::min(LargestSegment, 2 * Capacity);
    }
    Good = at == Stored.size() && decoder->atBoundary();
  }

  bool grow(size_t capacity) noexcept {
    if (capacity == Capacity)
      return true;
    Block larger = makeBlock(capacity);
    if (!larger)
      return false;
    if (Size)
      std::memcpy(larger.get(), Out.get(), Size);
    Out = std::move(larger);
    Capacity = capacity;
    return true;
  }

  Block Window;
  Packing Kind;
  Block Out;
  size_t Size = 0, Capacity = 0;
  bool Good = false;
};

FrameReader::~FrameReader() {
  for (const std::shared_ptr<Segment> &segment : Ahead)
    segment->abandon();
}

/// A new window that begins with what is left of this one.
void FrameReader::refill() {
  size_t threads = AheadJob::usefulAhead() / 2;
  size_t capacity =
      std::max(std::clamp(threads * WindowBytesPerThread, WindowBytesPerThread, LargestWindow), 2 * (Filled - Begin));
  Block window = makeBlock(capacity);
  if (!window)
    throw std::bad_alloc(); // ends the run with E0813, see Executor
  size_t filled = Filled - Begin;
  if (filled)
    std::memcpy(window.get(), begin(), filled);
  while (!AtEnd && filled < capacity) {
    size_t got = Fetch(window.get() + filled, capacity - filled);
    AtEnd = got == 0;
    filled += got;
  }
  Window = std::move(window);
  Begin = 0;
  Filled = filled;
  WasCut = false;
}

/// Looks for segments from a border on. False if there are not at least two: then a thread more would not help.
bool FrameReader::cutSegments() {
  if (WasCut)
    return false;
  WasCut = true;
  std::vector<size_t> ends = findBorders(Kind, {begin(), Filled - Begin}, AtEnd);
  if (ends.size() < 2)
    return false;
  size_t at = 0;
  for (size_t end : ends) {
    Ahead.push_back(std::make_shared<Segment>(Window, std::string_view(begin() + at, end - at), Kind));
    at = end;
  }
  for (const std::shared_ptr<Segment> &segment : Ahead)
    AheadJob::offer(segment);
  return true;
}

/// Bytes of the first segment; none if it is used up or has to be streamed.
size_t FrameReader::takeSegment(char *to, size_t size) {
  Segment &segment = *Ahead.front();
  segment.finish();
  if (!segment.isGood()) {
    for (const std::shared_ptr<Segment> &other : Ahead)
      other->abandon();
    Ahead.clear();
    return 0;
  }
  std::string_view left = segment.bytes().substr(Given);
  size_t taken = std::min(size, left.size());
  if (taken)
    std::memcpy(to, left.data(), taken);
  Given += taken;
  if (taken == left.size()) {
    Begin += segment.Stored.size();
    Given = 0;
    Codec->skippedFrames();
    Ahead.pop_front();
  }
  return taken;
}

size_t FrameReader::stream(char *to, size_t size, std::string &damage, bool &ended) {
  // The decoder may hold output although its input is used up, so it is asked before more is read.
  Decoder::Step step = Codec->decode(begin(), Filled - Begin, to, size);
  Begin += step.consumed;
  AtBorder = Codec->atBoundary();
  if (step.damage) {
    damage = step.damage;
  } else if (Begin == Filled && !step.produced) {
    refill();
    ended = Begin == Filled;
    if (ended && !Codec->atBoundary())
      damage = "the file ends in the middle of its compressed data";
  }
  return step.produced;
}

size_t FrameReader::read(char *to, size_t size, std::string &damage) {
  size_t done = 0;
  bool ended = false;
  while (done < size && damage.empty() && !ended) {
    if (!Ahead.empty()) {
      done += takeSegment(to + done, size - done);
      continue;
    }
    // Between frames: what comes may be cut again. Half a window is left at most, so little is moved.
    if (!Window || (AtBorder && WasCut && !AtEnd && Filled - Begin < Filled / 2))
      refill();
    if (!AtBorder || !cutSegments())
      done += stream(to + done, size - done, damage, ended);
  }
  return done;
}

} // namespace smelt::runtime
