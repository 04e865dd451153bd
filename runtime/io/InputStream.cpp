#include "runtime/io/InputStream.h"
#include "runtime/io/Hash.h"
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace smelt::runtime {

static constexpr size_t BufferBytes = 1 << 18;

struct InputStream::Hash {
  Hash128Stream stream;
};

InputStream::InputStream(int fd, std::string path)
    : Fd(fd), Path(std::move(path)), Digest(std::make_unique<Hash>()), Buffer(new char[BufferBytes]) {}

InputStream::~InputStream() {
  if (Fd > 0)
    ::close(Fd);
}

static bool startsWith(const char *bytes, size_t size, std::string_view magic) {
  return size >= magic.size() && std::memcmp(bytes, magic.data(), magic.size()) == 0;
}

Status InputStream::open(const std::string &path, std::unique_ptr<InputStream> &stream) {
  int fd = path == "-" ? 0 : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return Status(errors::CannotRead, withReason("cannot read " + ticked(path), errno));
  struct stat info;
  if (fd && ::fstat(fd, &info) == 0 && S_ISDIR(info.st_mode)) {
    ::close(fd);
    return Status(errors::IsFolder, ticked(path) + " is a folder, but a file is needed");
  }
  stream.reset(new InputStream(fd, path));
  std::string_view name = path;
  if (name.ends_with(".gz")) {
    stream->Codec = makeGzipDecoder();
  } else if (name.ends_with(".zst")) {
    stream->Codec = makeZstdDecoder();
  } else if (fd == 0 && stream->refill()) {
    if (startsWith(stream->Buffer.get(), stream->Filled, "\x1f\x8b"))
      stream->Codec = makeGzipDecoder();
    else if (startsWith(stream->Buffer.get(), stream->Filled, "\x28\xb5\x2f\xfd"))
      stream->Codec = makeZstdDecoder();
  }
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
