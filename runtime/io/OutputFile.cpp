#include "runtime/io/OutputFile.h"
#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

namespace smelt::runtime {

namespace {

constexpr size_t BlockBytes = 1 << 18;

class GzipEncoder final : public Encoder {
public:
  GzipEncoder() { Ready = deflateInit2(&Stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK; }
  ~GzipEncoder() override {
    if (Ready)
      deflateEnd(&Stream);
  }

  Status encode(std::string_view bytes, bool last, std::string &out) override {
    if (!Ready)
      return Status(errors::OutOfMemory, "memory ran out while compressing an output");
    Stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(bytes.data()));
    Stream.avail_in = uInt(bytes.size()); // at most a block
    char room[1 << 16];
    do {
      Stream.next_out = reinterpret_cast<Bytef *>(room);
      Stream.avail_out = sizeof(room);
      deflate(&Stream, last ? Z_FINISH : Z_NO_FLUSH);
      out.append(room, sizeof(room) - Stream.avail_out);
    } while (Stream.avail_out == 0);
    return {};
  }

private:
  z_stream Stream = {};
  bool Ready = false;
};

class ZstdEncoder final : public Encoder {
public:
  ZstdEncoder() : Context(ZSTD_createCCtx(), ZSTD_freeCCtx) {
    if (Context) {
      ZSTD_CCtx_setParameter(Context.get(), ZSTD_c_compressionLevel, 3);
      ZSTD_CCtx_setParameter(Context.get(), ZSTD_c_checksumFlag, 1);
    }
  }

  Status encode(std::string_view bytes, bool last, std::string &out) override {
    if (!Context)
      return Status(errors::OutOfMemory, "memory ran out while compressing an output");
    ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
    char room[1 << 16];
    for (;;) {
      ZSTD_outBuffer to{room, sizeof(room), 0};
      size_t left = ZSTD_compressStream2(Context.get(), &to, &in, last ? ZSTD_e_end : ZSTD_e_continue);
      if (ZSTD_isError(left))
        return Status(errors::CannotWrite, std::string("zstd cannot compress: ") + ZSTD_getErrorName(left));
      out.append(room, to.pos);
      if (last ? left == 0 : in.pos == in.size)
        return {};
    }
  }

private:
  std::unique_ptr<ZSTD_CCtx, size_t (*)(ZSTD_CCtx *)> Context;
};

} // namespace

std::unique_ptr<Encoder> makeEncoder(Compression compression) {
  if (compression == Compression::gzip)
    return std::make_unique<GzipEncoder>();
  if (compression == Compression::zstd)
    return std::make_unique<ZstdEncoder>();
  return nullptr;
}

OutputFile::~OutputFile() {
  if (Fd >= 0)
    ::close(Fd);
}

Status OutputFile::create(const std::string &path, Compression compression) {
  Path = path;
  Codec = makeEncoder(compression);
  Block.clear();
  Digest = {};
  Stored = 0;
  Fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (Fd < 0)
    return Status(errors::CannotWrite, withReason("cannot write " + ticked(path), errno));
  return {};
}

Status OutputFile::write(std::string_view bytes) {
  // Blocks are cut by size alone, never by calls, so that compressed bytes do not depend on how rows came in batches.
  while (!bytes.empty()) {
    if (!Codec && Block.empty() && bytes.size() >= BlockBytes)
      return store(bytes);
    std::string_view part = bytes.substr(0, BlockBytes - Block.size());
    bytes.remove_prefix(part.size());
    Block += part;
    if (Block.size() == BlockBytes)
      if (Status status = encodeBlock(false); !status.ok())
        return status;
  }
  return {};
}

Status OutputFile::encodeBlock(bool last) {
  Status status;
  if (!Codec) {
    status = store(Block);
  } else {
    Encoded.clear();
    status = Codec->encode(Block, last, Encoded);
    if (status.ok())
      status = store(Encoded);
  }
  Block.clear();
  return status;
}

Status OutputFile::store(std::string_view bytes) {
  Digest.add(bytes);
  while (!bytes.empty()) {
    ssize_t done = ::write(Fd, bytes.data(), bytes.size());
    if (done < 0 && errno == EINTR)
      continue;
    if (done < 0)
      return Status(errors::CannotWrite, withReason("cannot write " + ticked(Path), errno));
    bytes.remove_prefix(size_t(done));
    Stored += uint64_t(done);
  }
  return {};
}

Status OutputFile::close() {
  Status status = encodeBlock(true);
  // Devices cannot be synced; a disk that is full may say so only now.
  if (status.ok() && ::fsync(Fd) != 0 && errno != EINVAL && errno != EROFS)
    status = Status(errors::CannotWrite, withReason("cannot write " + ticked(Path), errno));
  if (::close(std::exchange(Fd, -1)) != 0 && status.ok())
    status = Status(errors::CannotWrite, withReason("cannot write " + ticked(Path), errno));
  return status;
}

Status syncFolder(const std::string &path) {
  int fd = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  bool synced = fd >= 0 && (::fsync(fd) == 0 || errno == EINVAL);
  int error = errno;
  if (fd >= 0)
    ::close(fd);
  return synced ? Status() : Status(errors::CannotWrite, withReason("cannot write " + ticked(path), error));
}

} // namespace smelt::runtime
