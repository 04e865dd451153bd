#include "runtime/io/OutputFile.h"
#include "runtime/io/AheadJob.h"
#include <algorithm>
#include <cerrno>
#include <climits>
#include <fcntl.h>
#include <new>
#include <sys/uio.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

namespace smelt::runtime {

static constexpr size_t BlockBytes = 1 << 20;

/// A block on its way to its stored form.
class OutputFile::PackedBlock final : public AheadJob {
public:
  PackedBlock(std::string plain, Compression compression) : Plain(std::move(plain)), Kind(compression) {}

  const std::string &stored() const { return Stored; }
  bool isGood() const { return Good; }

private:
  /// gzip level 6, Zstandard level 3; no times or names are stored.
  void work() noexcept override {
    try {
      Good = Kind == Compression::gzip ? packGzip() : packZstd();
    } catch (const std::bad_alloc &) {
    }
    Plain = {};
  }

  bool packGzip() {
    z_stream stream = {};
    if (deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
      return false;
    Stored.resize(deflateBound(&stream, Plain.size()));
    stream.next_in = reinterpret_cast<Bytef *>(Plain.data());
    stream.avail_in = uInt(Plain.size());
    stream.next_out = reinterpret_cast<Bytef *>(Stored.data());
    stream.avail_out = uInt(Stored.size());
    bool good = deflate(&stream, Z_FINISH) == Z_STREAM_END;
    Stored.resize(stream.total_out);
    deflateEnd(&stream);
    return good;
  }

  bool packZstd() {
    std::unique_ptr<ZSTD_CCtx, size_t (*)(ZSTD_CCtx *)> context(ZSTD_createCCtx(), ZSTD_freeCCtx);
    if (!context)
      return false;
    ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, 3);
    ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
    Stored.resize(ZSTD_compressBound(Plain.size()));
    size_t size = ZSTD_compress2(context.get(), Stored.data(), Stored.size(), Plain.data(), Plain.size());
    if (ZSTD_isError(size))
      return false;
    Stored.resize(size);
    return true;
  }

  std::string Plain, Stored;
  Compression Kind;
  bool Good = false;
};

OutputFile::OutputFile() = default;

OutputFile::~OutputFile() {
  for (const std::shared_ptr<PackedBlock> &block : Ahead)
    block->abandon();
  if (Fd >= 0)
    ::close(Fd);
}

Status OutputFile::create(const std::string &path, Compression compression) {
  Path = path;
  Packing = compression;
  Block.clear();
  Ahead.clear();
  AnyBlock = false;
  Digest = {};
  Stored = 0;
  Fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (Fd < 0)
    return Status(errors::CannotWrite, withReason("cannot write " + ticked(path), errno));
  return {};
}

Status OutputFile::write(std::span<const std::string_view> pieces) {
  size_t size = 0;
  for (std::string_view piece : pieces)
    size += piece.size();
  if (Packing == Compression::none && Block.empty() && size >= BlockBytes / 4)
    return store(pieces);
  for (std::string_view piece : pieces)
    if (Status status = add(piece); !status.ok())
      return status;
  return {};
}

Status OutputFile::add(std::string_view bytes) {
  // Blocks are cut by size alone, never by calls, so that compressed bytes do not depend on how rows came in batches.
  while (!bytes.empty()) {
    std::string_view part = bytes.substr(0, BlockBytes - Block.size());
    bytes.remove_prefix(part.size());
    Block += part;
    if (Block.size() == BlockBytes)
      if (Status status = endBlock(); !status.ok())
        return status;
  }
  return {};
}

/// Stores the block or hands it on to be compressed.
Status OutputFile::endBlock() {
  AnyBlock = true;
  if (Packing == Compression::none) {
    Status status = store(Block);
    Block.clear();
    return status;
  }
  Ahead.push_back(std::make_shared<PackedBlock>(std::move(Block), Packing));
  Block.clear();
  size_t most = AheadJob::usefulAhead();
  if (most)
    AheadJob::offer(Ahead.back());
  return Ahead.size() > most ? storeFirst() : Status();
}

Status OutputFile::storeFirst() {
  std::shared_ptr<PackedBlock> first = std::move(Ahead.front());
  Ahead.pop_front();
  first->finish();
  if (!first->isGood())
    return Status(errors::OutOfMemory, "memory ran out while compressing an output");
  return store(first->stored());
}

Status OutputFile::store(std::span<const std::string_view> pieces) {
  std::vector<iovec> left;
  for (std::string_view piece : pieces) {
    Digest.add(piece);
    left.push_back({const_cast<char *>(piece.data()), piece.size()});
  }
  for (size_t first = 0; first < left.size();) {
    ssize_t done = ::writev(Fd, &left[first], int(std::min<size_t>(left.size() - first, IOV_MAX)));
    if (done < 0 && errno == EINTR)
      continue;
    if (done < 0)
      return Status(errors::CannotWrite, withReason("cannot write " + ticked(Path), errno));
    Stored += uint64_t(done);
    // A disk that fills up takes a part only.
    size_t written = size_t(done);
    for (; first < left.size() && written >= left[first].iov_len; ++first)
      written -= left[first].iov_len;
    if (written) {
      left[first].iov_base = static_cast<char *>(left[first].iov_base) + written;
      left[first].iov_len -= written;
    }
  }
  return {};
}

Status OutputFile::close() {
  // A file of nothing is an empty member or frame.
  Status status = Block.empty() && AnyBlock ? Status() : endBlock();
  while (status.ok() && !Ahead.empty())
    status = storeFirst();
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
