// gzip (RFC 1952) through zlib, Zstandard (RFC 8878) through libzstd, bzip2 and xz through the formats' own libraries;
// all streaming.
#include "runtime/io/InputStream.h"
#include <algorithm>
#include <bzlib.h>
#include <climits>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

namespace smelt::runtime {

namespace {

class GzipDecoder final : public Decoder {
public:
  GzipDecoder() { Ready = inflateInit2(&Stream, 15 + 16) == Z_OK; }
  ~GzipDecoder() override {
    if (Ready)
      inflateEnd(&Stream);
  }

  Step decode(const char *from, size_t size, char *to, size_t room) override {
    if (!Ready)
      return {0, 0, "zlib ran out of memory"};
    // Zeros after a member are padding that tape and block devices leave; gzip ignores them too.
    if (AtStart && !First) {
      size_t padding = 0;
      while (padding < size && from[padding] == 0)
        ++padding;
      if (padding)
        return {padding, 0, nullptr};
    }
    Stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(from));
    Stream.avail_in = uInt(std::min<size_t>(size, INT_MAX));
    Stream.next_out = reinterpret_cast<Bytef *>(to);
    Stream.avail_out = uInt(std::min<size_t>(room, INT_MAX));
    uInt in = Stream.avail_in, out = Stream.avail_out;
    int result = inflate(&Stream, Z_NO_FLUSH);
    Step step{in - Stream.avail_in, out - Stream.avail_out, nullptr};
    bool foreign = AtStart && size > 1 && (from[0] != '\x1f' || from[1] != '\x8b');
    if (step.consumed)
      AtStart = First = false;
    if (result == Z_STREAM_END) {
      AtStart = true;
      inflateReset(&Stream);
    } else if (result != Z_OK && result != Z_BUF_ERROR) {
      step.damage = foreign ? "it is not gzip data" : Stream.msg ? Stream.msg : "the gzip data is corrupt";
    }
    return step;
  }

  bool atBoundary() const override { return AtStart; }
  void skippedFrames() override { First = false; }

private:
  z_stream Stream = {};
  bool Ready = false, AtStart = true, First = true;
};

class ZstdDecoder final : public Decoder {
public:
  ZstdDecoder() : Context(ZSTD_createDCtx(), ZSTD_freeDCtx) {}

  Step decode(const char *from, size_t size, char *to, size_t room) override {
    if (!Context)
      return {0, 0, "zstd ran out of memory"};
    ZSTD_inBuffer in{from, size, 0};
    ZSTD_outBuffer out{to, room, 0};
    size_t left = ZSTD_decompressStream(Context.get(), &out, &in);
    Step step{in.pos, out.pos, nullptr};
    if (ZSTD_isError(left))
      step.damage =
          ZSTD_getErrorCode(left) == ZSTD_error_prefix_unknown ? "it is not Zstandard data" : ZSTD_getErrorName(left);
    else if (in.pos || out.pos)
      AtStart = left == 0;
    return step;
  }

  bool atBoundary() const override { return AtStart; }

private:
  std::unique_ptr<ZSTD_DCtx, size_t (*)(ZSTD_DCtx *)> Context;
  bool AtStart = true;
};

class Bzip2Decoder final : public Decoder {
public:
  ~Bzip2Decoder() override {
    if (!AtStart)
      BZ2_bzDecompressEnd(&Stream);
  }

  Step decode(const char *from, size_t size, char *to, size_t room) override {
    if (size == 0 && AtStart)
      return {};
    if (AtStart && BZ2_bzDecompressInit(&Stream, 0, 0) != BZ_OK)
      return {0, 0, "bzip2 ran out of memory"};
    AtStart = false;
    Stream.next_in = const_cast<char *>(from);
    Stream.avail_in = unsigned(std::min<size_t>(size, INT_MAX));
    Stream.next_out = to;
    Stream.avail_out = unsigned(std::min<size_t>(room, INT_MAX));
    unsigned in = Stream.avail_in, out = Stream.avail_out;
    int result = BZ2_bzDecompress(&Stream);
    Step step{in - Stream.avail_in, out - Stream.avail_out, nullptr};
    if (result == BZ_STREAM_END) {
      BZ2_bzDecompressEnd(&Stream);
      Stream = {};
      AtStart = true;
    } else if (result != BZ_OK) {
      step.damage = result == BZ_DATA_ERROR_MAGIC ? "it is not bzip2 data"
                    : result == BZ_MEM_ERROR      ? "bzip2 ran out of memory"
                                                  : "the bzip2 data is corrupt";
    }
    return step;
  }

  bool atBoundary() const override { return AtStart; }

private:
  bz_stream Stream = {};
  bool AtStart = true; ///< no stream is open
};

class XzDecoder final : public Decoder {
public:
  ~XzDecoder() override { lzma_end(&Stream); }

  Step decode(const char *from, size_t size, char *to, size_t room) override {
    // Streams may be padded with zeros, four at a time (the .xz file format, 2.2).
    size_t padding = 0;
    while (AtStart && !First && padding < size && from[padding] == 0)
      ++padding;
    if (padding)
      return {padding, 0, nullptr};
    if (size == 0 && AtStart)
      return {};
    if (AtStart && lzma_stream_decoder(&Stream, MemoryLimit, 0) != LZMA_OK)
      return {0, 0, "xz ran out of memory"};
    AtStart = First = false;
    Stream.next_in = reinterpret_cast<const uint8_t *>(from);
    Stream.avail_in = size;
    Stream.next_out = reinterpret_cast<uint8_t *>(to);
    Stream.avail_out = room;
    lzma_ret result = lzma_code(&Stream, LZMA_RUN);
    AtStart = result == LZMA_STREAM_END;
    return {size - Stream.avail_in, room - Stream.avail_out, damageOf(result)};
  }

  bool atBoundary() const override { return AtStart; }

private:
  /// The strongest preset of xz needs 65 MiB.
  static constexpr uint64_t MemoryLimit = 512u << 20;

  static const char *damageOf(lzma_ret result) {
    switch (result) {
    case LZMA_OK:
    case LZMA_STREAM_END:
    case LZMA_BUF_ERROR:
      return nullptr;
    case LZMA_FORMAT_ERROR:
      return "it is not xz data";
    case LZMA_MEMLIMIT_ERROR:
      return "it takes more than 512 MiB of memory to decompress";
    case LZMA_MEM_ERROR:
      return "xz ran out of memory";
    default:
      return "the xz data is corrupt";
    }
  }

  lzma_stream Stream = LZMA_STREAM_INIT;
  bool AtStart = true, First = true;
};

} // namespace

std::unique_ptr<Decoder> makeDecoder(Packing packing) {
  switch (packing) {
  case Packing::gzip:
    return std::make_unique<GzipDecoder>();
  case Packing::zstd:
    return std::make_unique<ZstdDecoder>();
  case Packing::bzip2:
    return std::make_unique<Bzip2Decoder>();
  case Packing::xz:
    return std::make_unique<XzDecoder>();
  case Packing::none:
    break;
  }
  return nullptr;
}

} // namespace smelt::runtime
