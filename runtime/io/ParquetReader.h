// Reads Parquet files row group by row group: the serial half of a source, in place of cutting bytes into chunks.
//
// Row groups are decoded ahead by whatever threads are free and given out in the order of the files, so rows and chunks
// are the same for any number of threads. Only fields that somebody reads are decoded, and fields that must not be null
// where the metadata does not say that they are not.
#pragma once
#include "runtime/io/ChunkReader.h"
#include "runtime/io/ParquetLibrary.h"
#include "runtime/io/SourceParser.h"
#include <deque>
#include <set>

namespace smelt::runtime {

/// How the fields of a Parquet file serve what is expected of each record.
struct ParquetFields {
  std::vector<ParquetSelection> decoded; ///< of the file's fields
  std::vector<int32_t> cells;            ///< by expected field (SourceParser.h): index into `decoded`; -1: not decoded
};

class ParquetReader {
public:
  ParquetReader(const SourceSpec &source, const Inputs &inputs, const std::vector<Column> &columns, ReadLog &log)
      : Files(inputs.files), Expected(expectedFields(source.schema, columns)), Parts(source.parts),
        IsDeclared(source.isDeclared), Log(log) {}
  ~ParquetReader();

  /// The next rows, or what cannot be read; false at the end.
  bool next(Piece &piece);

private:
  struct OpenFile;
  class Part;
  class HashJob;
  void lookAhead();
  bool addNext();
  bool openNext();
  void fitFields(OpenFile &file) const;
  void noteLeftOut(const OpenFile &file);
  void refuse(Part &part, Piece &piece);
  void endOfFile(OpenFile &file);

  const std::vector<Input> &Files;
  const std::vector<ExpectedField> Expected;
  const std::map<std::string, std::vector<std::vector<std::string>>> &Parts;
  const bool IsDeclared;
  std::set<std::string> LeftOut; ///< fields of which it was said that no recipe can hold them
  ReadLog &Log;
  uint32_t NextFile = 0;
  std::shared_ptr<OpenFile> Last;          ///< the file whose parts are being queued
  size_t NextGroup = 0;                    ///< of it
  std::deque<std::shared_ptr<Part>> Ahead; ///< row groups in order; the first one is given out
  uint64_t AheadBytes = 0;                 ///< what they decode to
};

} // namespace smelt::runtime
