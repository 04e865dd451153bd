#include "runtime/io/InputStream.h"
#include "runtime/io/AheadJob.h"
#include "runtime/io/FrameReader.h"
#include "runtime/io/Hash.h"
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace smelt::runtime {

static constexpr size_t BufferBytes = 1 << 18;
/// Smaller files are decompressed before another thread could help.
static constexpr off_t LeastForAhead = 1 << 20;

struct InputStream::Hash {
  Hash128Stream stream;
};

InputStream::InputStream(int fd, std::string path)
    : Fd(fd), Path(std::move(path)), Digest(std::make_unique<Hash>()), Buffer(new char[BufferBytes]) {}

InputStream::~InputStream() {
  if (Fd > 0)
    ::close(Fd);
}

static Packing packingOfName(std::string_view name) {
  return name.ends_with(".gz")    ? Packing::gzip
         : name.ends_with(".zst") ? Packing::zstd
         : name.ends_with(".bz2") ? Packing::bzip2
         : name.ends_with(".xz")  ? Packing::xz
                                  : Packing::none;
}

static Packing packingOfBytes(std::string_view first) {
  using namespace std::string_view_literals;
  return first.starts_with("\x1f\x8b\x08"sv)       ? Packing::gzip
         : first.starts_with("\x28\xb5\x2f\xfd"sv) ? Packing::zstd
         // "BZh", the size of blocks, and the mark of the first block or of the end.
         : first.starts_with("BZh"sv) &&
                 (first.substr(4).starts_with("1AY&SY"sv) || first.substr(4).starts_with("\x17\x72\x45\x38\x50\x90"sv))
             ? Packing::bzip2
         : first.starts_with("\xfd"
                             "7zXZ\0"sv)
             ? Packing::xz
             : Packing::none;
}

Packing packingOf(int fd, std::string_view name) {
  char first[10];
  ssize_t got = ::pread(fd, first, sizeof first, 0);
  Packing packing = packingOfBytes({first, size_t(std::max<ssize_t>(got, 0))});
  return packing == Packing::none ? packingOfName(name) : packing;
}

Status InputStream::open(const std::string &path, std::unique_ptr<InputStream> &stream, bool ahead) {
  int fd = path == "-" ? 0 : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return Status(errors::CannotRead, withReason("cannot read " + ticked(path), errno));
  struct stat info = {};
  if (fd && ::fstat(fd, &info) == 0 && S_ISDIR(info.st_mode)) {
    ::close(fd);
    return Status(errors::IsFolder, ticked(path) + " is a folder, but a file is needed");
  }
  stream.reset(new InputStream(fd, path));
  Packing packing = fd ? packingOf(fd, path) : Packing::none;
  if (fd == 0 && stream->refill())
    packing = packingOfBytes({stream->Buffer.get(), stream->Filled});
  bool framed = packing == Packing::gzip || packing == Packing::zstd;
  if (ahead && fd && framed && info.st_size >= LeastForAhead && AheadJob::usefulAhead())
    stream->Frames = std::make_unique<FrameReader>(
        packing, [owner = stream.get()](char *to, size_t size) { return owner->fetch(to, size); });
  else
    stream->Codec = makeDecoder(packing);
  return {};
}

/// Stored bytes as they come; 0 at the end.
size_t InputStream::fetch(char *to, size_t size) {
  while (!AtEnd) {
    ssize_t got = ::read(Fd, to, size);
    if (got > 0) {
      Digest->stream.add({to, size_t(got)});
      Stored += uint64_t(got);
      return size_t(got);
    }
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      Failure = Status(errors::CannotRead, withReason("cannot read " + ticked(Path), errno));
    AtEnd = true;
  }
  return 0;
}

bool InputStream::refill() {
  Begin = 0;
  Filled = fetch(Buffer.get(), BufferBytes);
  return Filled > 0;
}

size_t InputStream::readDecoded(char *to, size_t size) {
  size_t done = 0;
  while (done < size && Damage.empty() && Failure.ok()) {
    // The decoder may hold output although its input is used up, so it is asked before more is read.
    Decoder::Step step = Codec->decode(Buffer.get() + Begin, Filled - Begin, to + done, size - done);
    Begin += step.consumed;
    done += step.produced;
    if (step.damage) {
      Damage = step.damage;
    } else if (Begin == Filled && !step.produced && !refill()) {
      if (!Codec->atBoundary() && Failure.ok())
        Damage = "the file ends in the middle of its compressed data";
      break;
    }
  }
  return done;
}

size_t InputStream::read(char *to, size_t size) {
  if (Frames)
    return Frames->read(to, size, Damage);
  if (Codec)
    return readDecoded(to, size);
  size_t done = std::min(size, Filled - Begin);
  std::memcpy(to, Buffer.get() + Begin, done);
  Begin += done;
  while (done < size) {
    size_t got = fetch(to + done, size - done);
    if (!got)
      break;
    done += got;
  }
  return done;
}

void InputStream::drain() {
  while (fetch(Buffer.get(), BufferBytes))
    ;
  Begin = Filled = 0;
}

std::string InputStream::storedHash() const { return Digest->stream.hex(); }

} // namespace smelt::runtime
