// gzip (RFC 1952) through zlib and Zstandard (RFC 8878) through libzstd, both streaming.
#include "runtime/io/InputStream.h"
#include <algorithm>
#include <climits>
#include <zlib.h>
#include <zstd.h>

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
    if (step.consumed)
      AtStart = First = false;
    if (result == Z_STREAM_END) {
      AtStart = true;
      inflateReset(&Stream);
    } else if (result != Z_OK && result != Z_BUF_ERROR) {
      step.damage = Stream.msg ? Stream.msg : "the gzip data is corrupt";
    }
    return step;
  }

  bool atBoundary() const override { return AtStart; }

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
      step.damage = ZSTD_getErrorName(left);
    else if (in.pos || out.pos)
      AtStart = left == 0;
    return step;
  }

  bool atBoundary() const override { return AtStart; }

private:
  std::unique_ptr<ZSTD_DCtx, size_t (*)(ZSTD_DCtx *)> Context;
  bool AtStart = true;
};

} // namespace

std::unique_ptr<Decoder> makeGzipDecoder() { return std::make_unique<GzipDecoder>(); }
std::unique_ptr<Decoder> makeZstdDecoder() { return std::make_unique<ZstdDecoder>(); }

} // namespace smelt::runtime
