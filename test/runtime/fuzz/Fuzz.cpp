#include "Fuzz.h"
#include "runtime/io/Utf8.h"
#include <cstdio>
#include <cstdlib>
#include <sys/mman.h>
#include <tbb/task_arena.h>
#include <unistd.h>

namespace smelt::runtime::fuzz {

void require(bool holds, const char *what) {
  if (holds)
    return;
  std::fprintf(stderr, "%s\n", what);
  std::abort();
}

MemoryFile::MemoryFile(std::string_view bytes) : Fd(::memfd_create("fuzz", MFD_CLOEXEC)) {
  require(Fd >= 0 && ::write(Fd, bytes.data(), bytes.size()) == ssize_t(bytes.size()), "no file in memory");
  Path = "/proc/self/fd/" + std::to_string(Fd);
}

MemoryFile::~MemoryFile() { ::close(Fd); }

static void look(const Batch &batch) {
  uint64_t sum = 0;
  for (const ColumnValues &column : batch.columns)
    for (int64_t row = 0; row < batch.rows; ++row) {
      require(column.state()[row] <= SMELT_ABSENT, "a state that there is not");
      if (!column.holdsText())
        continue;
      std::string_view text = column.text(row);
      require(isValidUtf8(text), "a text that is not UTF-8");
      for (size_t i = 0; i < text.size() + SMELT_TEXT_PADDING; ++i)
        sum += uint8_t(text.data()[i]);
    }
  require(sum < UINT64_MAX, "bytes that cannot be added up"); // so that they are read
}

static Read readHere(const SourceSpec &source, const std::vector<Column> &columns) {
  Read read;
  Inputs inputs;
  require(resolveInputs(source, inputs).ok(), "the file is not found");
  ChunkReader reader(source, inputs, ChunkReader::Extent::sample, columns); // small blocks are soon made
  SourceParser parser(source, columns, inputs, 0, 0);
  smelt_context context;
  for (Chunk chunk; reader.next(chunk);) {
    ParsedChunk parsed;
    parser.parse(chunk, context, parsed);
    look(*parsed.batch);
    read.rows += uint64_t(parsed.batch->rows);
    read.rejects += parsed.rejects.size();
  }
  require(reader.status().ok(), "reading failed");
  return read;
}

Read readAll(const SourceSpec &source, const std::vector<Column> &columns) {
  // One thread: what others have been offered and not begun looks lost to the leak checker.
  tbb::task_arena alone(1, 1);
  return alone.execute([&] { return readHere(source, columns); });
}

} // namespace smelt::runtime::fuzz
