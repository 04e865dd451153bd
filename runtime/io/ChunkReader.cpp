#include "runtime/io/ChunkReader.h"
#include "runtime/io/Csv.h"
#include "runtime/io/ParquetReader.h"
#include "runtime/io/Utf8.h"
#include "runtime/text/Bytes64.h"
#include "runtime/text/Clones.h"
#include <algorithm>
#include <cstring>

namespace smelt::runtime {

static constexpr std::string_view Bom = "\xEF\xBB\xBF";
/// What a piece costs besides its bytes, so that a chunk of small files ends too.
static constexpr size_t LeastPiece = 512;

/// Of whole blocks of 64 bytes, in counters of a byte each; std::count's eight-byte counters are five times slower on
/// baseline x86-64.
SMELT_CLONES static uint64_t countInBlocks(const char *bytes, size_t blocks, char lineEnd) {
  const Bytes64 newlines = Bytes64{} + uint8_t(lineEnd);
  uint64_t count = 0;
  while (blocks > 0) {
    Bytes64 counters = {};
    const size_t some = blocks < 255 ? blocks : 255; // a counter holds 255
    for (size_t i = 0; i < some; ++i, bytes += 64) {
      Bytes64 window;
      load64(window, bytes);
      counters -= Bytes64(window == newlines);
    }
    for (int lane = 0; lane < 64; ++lane)
      count += counters[lane];
    blocks -= some;
  }
  return count;
}

static uint64_t countNewlines(std::string_view bytes, char lineEnd) {
  const size_t whole = bytes.size() / 64 * 64;
  return countInBlocks(bytes.data(), bytes.size() / 64, lineEnd) +
         uint64_t(std::count(bytes.begin() + ptrdiff_t(whole), bytes.end(), lineEnd));
}

/// Past whole blocks of 256 bytes without a line end; most have none.
SMELT_CLONES static const char *skipWithoutLineEnd(const char *at, const char *end) {
  constexpr ptrdiff_t block = 256;
  for (; end - at >= block; at += block) {
    Bytes64 any = {};
    for (ptrdiff_t i = 0; i < block; i += 64) {
      Bytes64 window;
      load64(window, at + i);
      any |= Bytes64(window == uint8_t('\n'));
    }
    if (maskOf(any))
      break;
  }
  return at;
}

static std::vector<size_t> findLineEnds(std::string_view bytes) {
  std::vector<size_t> places;
  const char *begin = bytes.data(), *end = begin + bytes.size();
  for (const char *at = begin; (at = skipWithoutLineEnd(at, end)) < end; ++at) {
    at = static_cast<const char *>(std::memchr(at, '\n', size_t(end - at)));
    if (!at)
      break;
    places.push_back(size_t(at - begin));
  }
  return places;
}

ChunkReader::ChunkReader(const SourceSpec &source, const Inputs &inputs, Extent extent,
                         const std::vector<Column> &columns)
    : Source(source), Files(inputs.files), ReadsAhead(extent == Extent::everything),
      ChunkBytes(extent == Extent::sample ? 1 << 17 : 1 << 19), Blocks(ChunkBytes + ChunkBytes / 4) {
  if (source.format == SourceFormat::parquet)
    RowGroups = std::make_unique<ParquetReader>(source, inputs, columns, Log);
}

ChunkReader::~ChunkReader() = default;

bool ChunkReader::next(Chunk &chunk) {
  chunk.pieces.clear();
  size_t bytes = 0;
  while (bytes < ChunkBytes && Log.failure.ok()) {
    Piece piece;
    if (!nextPiece(piece))
      break;
    bytes += piece.rows ? piece.rows->bytes() : std::max(piece.bytes.size(), LeastPiece);
    if (piece.lines || !piece.rejects.empty())
      chunk.pieces.push_back(std::move(piece));
  }
  return !chunk.pieces.empty() && Log.failure.ok();
}

bool ChunkReader::openNext() {
  if (NextFile == Files.size())
    return false;
  Log.failure = InputStream::open(Files[NextFile].path, Stream, ReadsAhead);
  Carry.clear();
  Header.reset();
  LineEnd.reset();
  if (Source.format != SourceFormat::csv)
    LineEnd = '\n';
  Offset = Line = 0;
  ++NextFile;
  return Log.failure.ok();
}

void ChunkReader::close() {
  Stream->drain();
  Log.failure = Stream->status().ok() ? checkWhole(Files[NextFile - 1], Stream->storedBytes()) : Stream->status();
  StoredBefore += Stream->storedBytes();
  Log.bytes = StoredBefore;
  Log.files.push_back({Files[NextFile - 1].shown, Stream->storedBytes(), Stream->storedHash()});
  Stream.reset();
}

bool ChunkReader::nextPiece(Piece &piece) {
  if (RowGroups)
    return RowGroups->next(piece);
  if (Source.format == SourceFormat::rows)
    return readLiterals(piece);
  if (!Stream && !openNext())
    return false;
  piece.file = NextFile - 1;
  if (takesWholeFiles())
    return readWhole(piece);
  bool isRead = readLines(piece);
  if (isRead && Stream && Source.format == SourceFormat::csv && !Header)
    close(); // what no header names is not read
  return isRead;
}

bool ChunkReader::takesWholeFiles() const {
  return Source.format == SourceFormat::html || Source.format == SourceFormat::folder ||
         (Source.format == SourceFormat::text && Source.byFile);
}

bool ChunkReader::cutsLines() const { return Source.format != SourceFormat::csv && !takesWholeFiles(); }

size_t ChunkReader::fill(char *to, size_t size) {
  size_t got = Stream->read(to, size);
  Log.bytes.store(StoredBefore + Stream->storedBytes(), std::memory_order_relaxed);
  return got;
}

Reject ChunkReader::rejectAt(uint64_t offset, uint64_t line, std::string reason, std::string_view document) const {
  return {Files[NextFile - 1].path, offset, line + 1, std::move(reason), rejectHead(document)};
}

/// Gives out the first `size` bytes of a block, without the file's byte order mark.
void ChunkReader::setBytes(Piece &piece, Block block, size_t size) {
  piece.bytes = {block.get(), size};
  piece.offset = Offset;
  piece.line = Line;
  if (Offset == 0 && piece.bytes.starts_with(Bom)) {
    piece.bytes.remove_prefix(Bom.size());
    piece.offset = Bom.size();
  }
  piece.memory = std::move(block);
  LineEnd = piece.lineEnd = LineEnd.value_or('\n');
  if (cutsLines())
    piece.lineEnds = findLineEnds(piece.bytes);
  uint64_t newlines = cutsLines() ? piece.lineEnds.size() : countNewlines(piece.bytes, piece.lineEnd);
  Offset += size;
  Line += newlines;
  if (Source.format == SourceFormat::csv) {
    if (!Header)
      takeHeader(piece);
    piece.header = Header;
    newlines = countNewlines(piece.bytes, piece.lineEnd);
  }
  piece.lines = newlines + (!piece.bytes.empty() && piece.bytes.back() != piece.lineEnd);
}

/// The names of the fields: the first record of the file, which is none of its rows, or what the source declares.
/// Without them there is no header, and nothing of the file is given out.
void ChunkReader::takeHeader(Piece &piece) {
  auto names = std::make_shared<std::vector<std::string>>();
  if (Source.header) {
    std::string_view record = piece.bytes.substr(0, csvRecordEnd(piece.bytes, Source.delimiter, piece.lineEnd).at);
    std::vector<CsvCell> cells;
    if (const char *error = splitCsv(withoutLineEnd(record, piece.lineEnd), Source.delimiter, cells)) {
      rejectHeader(piece, error, record);
      return;
    }
    for (const CsvCell &cell : cells)
      replaceInvalidUtf8(cell.text(), names->emplace_back());
    piece.line += countNewlines(record, piece.lineEnd);
    piece.offset += record.size();
    piece.bytes.remove_prefix(record.size());
  } else {
    for (const Column &column : Source.schema)
      names->push_back(column.name);
  }
  Header = std::move(names);
}

void ChunkReader::rejectHeader(Piece &piece, const char *error, std::string_view record) {
  std::string reason = std::string("line 1, the header, is malformed: ") + error + "; the file is not read";
  Log.warnings.push_back({errors::MalformedHeader.code, ticked(Files[NextFile - 1].path) + ": " + reason});
  piece.rejects.push_back(rejectAt(piece.offset, 0, std::move(reason), record));
  piece.bytes = {};
}

/// Looks at the first bytes of a file for what ends its lines.
void ChunkReader::findLineEnd(std::string_view bytes) {
  if (bytes.starts_with(Bom))
    bytes.remove_prefix(Bom.size());
  LineEnd = csvLineEnd(bytes, Source.delimiter);
}

/// Past the last line end that ends a record; 0 if there is none. The first `searched` bytes hold none.
size_t ChunkReader::lastBorder(const char *bytes, size_t searched, size_t size) const {
  if (Source.format == SourceFormat::csv)
    return csvLastRecordEnd({bytes, size}, Source.delimiter, LineEnd.value_or('\n'));
  const void *newline = size > searched ? ::memrchr(bytes + searched, '\n', size - searched) : nullptr;
  return newline ? size_t(static_cast<const char *>(newline) - bytes) + 1 : 0;
}

/// Past the line of the quote that nothing closes in these bytes, which hold no whole record; 0 if the line does not
/// end in them either. It is rejected where records are parsed, and the next line may begin one.
size_t ChunkReader::strayQuoteLine(std::string_view bytes) const {
  if (Source.format != SourceFormat::csv)
    return 0;
  const char lineEnd = LineEnd.value_or('\n');
  size_t end = csvRecordEnd(bytes, Source.delimiter, lineEnd).at;
  return bytes[end - 1] == lineEnd ? end : 0;
}

/// Gives out the first `whole` bytes of a block; the others wait for the next piece.
void ChunkReader::cutFirst(Piece &piece, Block block, size_t size, size_t whole) {
  Carry.assign(block.get() + whole, size - whole);
  setBytes(piece, std::move(block), whole);
}

/// The block holds the last `size` bytes of the file, or of what could be read of it.
void ChunkReader::endOfFile(Piece &piece, size_t size) {
  const std::string damage = Stream->damage();
  Block block = std::move(piece.memory);
  size_t whole = size;
  if (!damage.empty()) {
    // The line in which the damage lies is not whole, whatever it looks like.
    whole = lastBorder(block.get(), 0, size);
  }
  setBytes(piece, block, whole);
  if (!damage.empty()) {
    std::string reason = "the rest of the file cannot be decompressed: " + damage;
    piece.rejects.push_back(rejectAt(Offset, Line, reason, {block.get() + whole, size - whole}));
    Log.warnings.push_back({errors::DamagedInput.code, ticked(Files[NextFile - 1].path) + ": " + reason +
                                                           "; documents before byte " + std::to_string(Offset) +
                                                           " of its contents were kept"});
  }
  close();
}

bool ChunkReader::readLines(Piece &piece) {
  // A longer line than this is not buffered any further: it is a reject.
  const size_t limit = size_t(std::max<uint64_t>(Source.maxDocument + 2, ChunkBytes));
  size_t capacity = Carry.size() + ChunkBytes, size = Carry.size(), searched = 0;
  Block block = Blocks.take(capacity);
  if (block)
    std::memcpy(block.get(), Carry.data(), size);
  Carry.clear();
  for (;;) {
    if (!block) {
      Log.failure = Status(errors::OutOfMemory, "memory ran out while reading " + ticked(Files[NextFile - 1].path));
      return false;
    }
    size += fill(block.get() + size, capacity - size);
    if (!LineEnd)
      findLineEnd({block.get(), size});
    if (size < capacity) {
      std::memset(block.get() + size, 0, SMELT_TEXT_PADDING);
      piece.memory = std::move(block);
      endOfFile(piece, size);
      return true;
    }
    if (size_t whole = lastBorder(block.get(), searched, size)) {
      cutFirst(piece, std::move(block), size, whole);
      return true;
    }
    if (size >= limit) {
      if (size_t line = strayQuoteLine({block.get(), size})) {
        cutFirst(piece, block, size, line);
        return true;
      }
      skipLongLine(piece, block, size);
      return true;
    }
    searched = size;
    capacity = std::min(size * 2, limit);
    Block larger = makeBlock(capacity);
    if (larger)
      std::memcpy(larger.get(), block.get(), size);
    block = std::move(larger);
  }
}

/// The block is full of one line that is longer than any document may be: reads on to its end and keeps nothing of it.
void ChunkReader::skipLongLine(Piece &piece, const Block &block, size_t size) {
  uint64_t start = Offset;
  std::string head = rejectHead({block.get(), size});
  Offset += size;
  for (bool ended = false; !ended;) {
    size_t got = fill(block.get(), size);
    const void *newline = std::memchr(block.get(), LineEnd.value_or('\n'), got);
    size_t skipped = newline ? size_t(static_cast<const char *>(newline) - block.get()) + 1 : got;
    Offset += skipped;
    ended = newline || got < size;
    if (newline)
      Carry.assign(block.get() + skipped, got - skipped);
  }
  std::string reason = "the document is longer than max_document (" + std::to_string(Source.maxDocument) + " bytes)";
  piece.rejects.push_back(rejectAt(start, Line, std::move(reason), head));
  ++Line;
}

bool ChunkReader::readWhole(Piece &piece) {
  std::string_view path = Files[NextFile - 1].path;
  size_t capacity = 1 << 16, size = 0;
  Block block = makeBlock(capacity);
  while (block) {
    size += fill(block.get() + size, capacity - size);
    if (size < capacity || size > Source.maxDocument)
      break;
    capacity = size_t(std::min<uint64_t>(capacity * 4, Source.maxDocument + 1));
    Block larger = makeBlock(capacity);
    if (larger)
      std::memcpy(larger.get(), block.get(), size);
    block = std::move(larger);
  }
  if (!block) {
    Log.failure = Status(errors::OutOfMemory, "memory ran out while reading " + ticked(path));
    return false;
  }
  std::memset(block.get() + size, 0, std::min<size_t>(SMELT_TEXT_PADDING, capacity + SMELT_TEXT_PADDING - size));
  std::string reason;
  if (size > Source.maxDocument)
    reason = "the document is longer than max_document (" + std::to_string(Source.maxDocument) + " bytes)";
  else if (!Stream->damage().empty())
    reason = "the file cannot be decompressed: " + Stream->damage();
  if (reason.empty()) {
    setBytes(piece, std::move(block), size);
    piece.line = 0;
    piece.lines = 1;
  } else {
    piece.rejects.push_back(rejectAt(0, 0, reason, {block.get(), size}));
    if (!Stream->damage().empty())
      Log.warnings.push_back({errors::DamagedInput.code, ticked(path) + ": " + reason});
  }
  close();
  return true;
}

bool ChunkReader::readLiterals(Piece &piece) {
  if (LiteralsDone)
    return false;
  LiteralsDone = true;
  std::string all;
  for (const std::string &row : Source.literalRows) {
    // A record is a line; between JSON values a line feed means as much as a space.
    std::string line = row;
    std::replace(line.begin(), line.end(), '\n', ' ');
    all += line + "\n";
  }
  Block block = makeBlock(all.size());
  std::memcpy(block.get(), all.data(), all.size());
  setBytes(piece, std::move(block), all.size());
  return true;
}

} // namespace smelt::runtime
