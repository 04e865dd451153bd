// Cuts the inputs of a source into chunks of about a mebibyte. Serial: it is the first stage of the pipeline.
#pragma once
#include "runtime/core/Context.h"
#include "runtime/core/Plan.h"
#include "runtime/core/Reject.h"
#include "runtime/core/Run.h"
#include "runtime/io/InputStream.h"
#include "runtime/io/Inputs.h"
#include <atomic>
#include <memory>
#include <string_view>
#include <vector>

namespace smelt::runtime {

class ParquetReader;
class ParquetRows;
struct ParquetFields;

/// Whole lines of one file, or one whole file. The bytes may be read SMELT_TEXT_PADDING past their end.
struct Piece {
  uint32_t file = 0;
  Block memory;
  std::string_view bytes;
  uint64_t offset = 0;                                    ///< of the first byte in the uncompressed file
  uint64_t line = 0;                                      ///< of the first line, counted from 0
  uint64_t lines = 0;                                     ///< how many begin in the piece
  std::vector<size_t> lineEnds;                           ///< where records are lines: the places of `\n` in `bytes`
  char lineEnd = '\n';                                    ///< csv: the last byte of its lines
  std::shared_ptr<const std::vector<std::string>> header; ///< csv: names of the fields
  std::shared_ptr<const ParquetRows> rows;                ///< parquet: in place of bytes; `lines` of them
  std::shared_ptr<const ParquetFields> fields;            ///< of these rows
  std::vector<Reject> rejects;                            ///< what could not be read after these bytes
};

/// What was read so far, and what went wrong.
struct ReadLog {
  std::vector<InputFile> files; ///< read to their end, in order
  std::vector<RunError> warnings;
  std::atomic<uint64_t> bytes = 0; ///< stored
  Status failure;
};

/// Where chunks are cut depends on the bytes of the inputs alone.
struct Chunk {
  std::vector<Piece> pieces;
};

class ChunkReader {
public:
  /// `sample`: the first records are wanted soon, so chunks are smaller.
  enum class Extent { everything, sample };
  /// `columns`: what is read of the records, for formats that can leave the rest alone.
  ChunkReader(const SourceSpec &source, const Inputs &inputs, Extent extent = Extent::everything,
              const std::vector<Column> &columns = {});
  ~ChunkReader();

  /// The next chunk; false at the end and after an error (`status`).
  bool next(Chunk &chunk);
  const Status &status() const { return Log.failure; }
  /// Files read to their end, in order.
  const std::vector<InputFile> &filesRead() const { return Log.files; }
  const std::vector<RunError> &warnings() const { return Log.warnings; }
  /// Stored bytes read so far; may be asked by other threads.
  uint64_t bytesRead() const { return Log.bytes.load(std::memory_order_relaxed); }

private:
  bool openNext();
  void close();
  bool nextPiece(Piece &piece);
  bool takesWholeFiles() const;
  bool cutsLines() const;
  bool readLines(Piece &piece);
  bool readWhole(Piece &piece);
  bool readLiterals(Piece &piece);
  size_t fill(char *to, size_t size);
  size_t lastBorder(const char *bytes, size_t searched, size_t size) const;
  size_t strayQuoteLine(std::string_view bytes) const;
  void cutFirst(Piece &piece, Block block, size_t size, size_t whole);
  void takeHeader(Piece &piece);
  void rejectHeader(Piece &piece, const char *error, std::string_view record);
  void findLineEnd(std::string_view bytes);
  void endOfFile(Piece &piece, size_t size);
  void skipLongLine(Piece &piece, const Block &block, size_t size);
  void setBytes(Piece &piece, Block block, size_t size);
  Reject rejectAt(uint64_t offset, uint64_t line, std::string reason, std::string_view document) const;

  const SourceSpec &Source;
  const std::vector<Input> &Files;
  const bool ReadsAhead;   ///< decompresses on other threads
  const size_t ChunkBytes; ///< little enough that what becomes of a chunk stays near in the caches
  BlockPool Blocks;
  uint32_t NextFile = 0;
  std::unique_ptr<InputStream> Stream;
  std::shared_ptr<const std::vector<std::string>> Header; ///< csv: of the open file
  std::optional<char> LineEnd;                            ///< of the open file; not known yet
  std::string Carry;                                      ///< read but not given out: the start of a line
  uint64_t Offset = 0;                                    ///< of the first byte of Carry
  uint64_t Line = 0;                                      ///< of the first byte of Carry
  uint64_t StoredBefore = 0;
  bool LiteralsDone = false;
  ReadLog Log;
  std::unique_ptr<ParquetReader> RowGroups; ///< parquet: reads in place of all above
};

} // namespace smelt::runtime
