#include "runtime/state/Exchange.h"
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <vector>
#include <zstd.h>

namespace smelt::runtime {

namespace {

struct CloseFile {
  void operator()(std::FILE *file) const { std::fclose(file); }
};
using FileHandle = std::unique_ptr<std::FILE, CloseFile>;

constexpr uint64_t NoRecord = ~uint64_t(0);

Status ioFailure(const std::string &path, int error) {
  return Status(errors::StateFolder, withReason("cannot use the exchange file " + ticked(path), error));
}

/// Appends numbers and bytes to a frame.
struct FrameBuilder {
  std::string bytes;
  template <class T> void number(T value) { bytes.append(reinterpret_cast<const char *>(&value), sizeof(value)); }
  void raw(const void *data, size_t size) { bytes.append(static_cast<const char *>(data), size); }
};

/// Takes them out again. A frame is trusted: the run that reads it wrote it, under a checksum.
struct FrameCursor {
  const char *at;
  template <class T> T number() {
    T value;
    raw(&value, sizeof(value));
    return value;
  }
  void raw(void *to, size_t size) {
    if (size)
      std::memcpy(to, at, size);
    at += size;
  }
  const char *skip(uint64_t size) { return std::exchange(at, at + size); }
};

void putColumn(const ColumnValues &column, int64_t rows, FrameBuilder &frame) {
  frame.number(uint8_t(column.type()));
  frame.raw(column.state(), size_t(rows));
  if (!column.holdsText()) {
    frame.raw(column.values(), size_t(rows) * valueSize(column.type()));
    return;
  }
  for (int64_t row = 0; row < rows; ++row)
    frame.number(uint64_t(column.texts()[row].size));
  for (int64_t row = 0; row < rows; ++row)
    frame.raw(column.texts()[row].data, size_t(column.texts()[row].size));
}

ColumnValues takeColumn(FrameCursor &frame, int64_t rows) {
  ColumnValues column(smelt_column_type(frame.number<uint8_t>()), rows);
  frame.raw(column.state(), size_t(rows));
  if (!column.holdsText()) {
    frame.raw(column.values(), size_t(rows) * valueSize(column.type()));
    return column;
  }
  for (int64_t row = 0; row < rows; ++row)
    column.texts()[row].size = int64_t(frame.number<uint64_t>());
  for (int64_t row = 0; row < rows; ++row)
    column.texts()[row].data = frame.skip(uint64_t(column.texts()[row].size));
  return column;
}

void putInfo(const RowInfo &info, FrameBuilder &frame) {
  frame.number(info.ordinal.source);
  frame.number(info.ordinal.file);
  frame.number(info.ordinal.part);
  frame.number(info.ordinal.record);
  frame.number(info.split);
  frame.number(info.flags);
  frame.number(info.shape);
  frame.number(info.offset);
  bool has = info.record.data() != nullptr;
  frame.number(has ? uint64_t(info.record.size()) : NoRecord);
  if (has)
    frame.raw(info.record.data(), info.record.size());
}

RowInfo takeInfo(FrameCursor &frame) {
  RowInfo info;
  info.ordinal.source = frame.number<uint32_t>();
  info.ordinal.file = frame.number<uint32_t>();
  info.ordinal.part = frame.number<uint32_t>();
  info.ordinal.record = frame.number<uint64_t>();
  info.split = frame.number<uint32_t>();
  info.flags = frame.number<uint8_t>();
  info.shape = frame.number<uint16_t>();
  info.offset = frame.number<uint64_t>();
  uint64_t size = frame.number<uint64_t>();
  if (size != NoRecord)
    info.record = {frame.skip(size), size_t(size)};
  return info;
}

} // namespace

struct ExchangeWriter::File {
  std::string path;
  FileHandle file;
  std::unique_ptr<ZSTD_CCtx, size_t (*)(ZSTD_CCtx *)> zstd{ZSTD_createCCtx(), ZSTD_freeCCtx};
};

ExchangeWriter::ExchangeWriter() = default;
ExchangeWriter::~ExchangeWriter() = default;

Status ExchangeWriter::create(const std::string &path) {
  Out = std::make_unique<File>();
  Out->path = path;
  Out->file.reset(std::fopen(path.c_str(), "wbe"));
  if (!Out->file)
    return ioFailure(path, errno);
  ZSTD_CCtx_setParameter(Out->zstd.get(), ZSTD_c_compressionLevel, 1);
  ZSTD_CCtx_setParameter(Out->zstd.get(), ZSTD_c_checksumFlag, 1);
  return {};
}

Status ExchangeWriter::write(const Batch &batch) {
  if (batch.rows == 0)
    return {};
  FrameBuilder frame;
  frame.number(uint64_t(batch.rows));
  frame.number(uint32_t(batch.columns.size()));
  for (const ColumnValues &column : batch.columns)
    putColumn(column, batch.rows, frame);
  for (const RowInfo &info : *batch.info)
    putInfo(info, frame);
  std::string packed(ZSTD_compressBound(frame.bytes.size()), '\0');
  size_t size = ZSTD_compress2(Out->zstd.get(), packed.data(), packed.size(), frame.bytes.data(), frame.bytes.size());
  if (ZSTD_isError(size))
    return Status(errors::StateFolder, std::string("zstd cannot compress: ") + ZSTD_getErrorName(size));
  uint64_t sizes[2] = {frame.bytes.size(), size};
  if (std::fwrite(sizes, sizeof(sizes), 1, Out->file.get()) != 1 ||
      std::fwrite(packed.data(), 1, size, Out->file.get()) != size)
    return ioFailure(Out->path, errno);
  Rows += uint64_t(batch.rows);
  return {};
}

Status ExchangeWriter::close() {
  std::FILE *file = Out->file.release();
  return std::fclose(file) == 0 ? Status() : ioFailure(Out->path, errno);
}

struct ExchangeReader::File {
  std::string path;
  FileHandle file;
};

ExchangeReader::ExchangeReader() = default;
ExchangeReader::~ExchangeReader() = default;

Status ExchangeReader::open(const std::string &path) {
  In = std::make_unique<File>();
  In->path = path;
  In->file.reset(std::fopen(path.c_str(), "rbe"));
  return In->file ? Status() : ioFailure(path, errno);
}

Status ExchangeReader::next(BatchPtr &batch) {
  batch.reset();
  uint64_t sizes[2];
  size_t got = std::fread(sizes, 1, sizeof(sizes), In->file.get());
  if (got == 0 && std::feof(In->file.get()))
    return {};
  if (got != sizeof(sizes))
    return ioFailure(In->path, errno ? errno : EIO);
  std::string packed(sizes[1], '\0');
  if (std::fread(packed.data(), 1, packed.size(), In->file.get()) != packed.size())
    return ioFailure(In->path, errno ? errno : EIO);
  Block memory = makeBlock(sizes[0]);
  if (!memory)
    return Status(errors::OutOfMemory, "memory ran out while reading back an exchange file");
  if (ZSTD_decompress(memory.get(), sizes[0], packed.data(), packed.size()) != sizes[0])
    return ioFailure(In->path, EIO);
  FrameCursor frame{memory.get()};
  auto result = std::make_shared<Batch>();
  result->rows = int64_t(frame.number<uint64_t>());
  uint32_t columns = frame.number<uint32_t>();
  for (uint32_t i = 0; i < columns; ++i)
    result->columns.push_back(takeColumn(frame, result->rows));
  auto info = std::make_shared<std::vector<RowInfo>>();
  for (int64_t row = 0; row < result->rows; ++row)
    info->push_back(takeInfo(frame));
  result->info = std::move(info);
  result->memory.push_back(std::move(memory));
  batch = std::move(result);
  return {};
}

} // namespace smelt::runtime
