// The batch that a source is filling. One file for each format adds rows to it.
#pragma once
#include "runtime/io/SourceParser.h"
#include <string_view>

namespace smelt::runtime {

class RowBuilder {
public:
  RowBuilder(const SourceParser &parser, smelt_context &context, ParsedChunk &parsed, int64_t capacity);

  const std::vector<Column> &columns() const { return Parser.Columns; }
  const std::vector<ExpectedField> &expected() const { return Parser.Expected; }
  char delimiter() const { return Parser.Spec.delimiter; }
  const std::optional<SourceSpec::Raw> &raw() const { return Parser.Spec.raw; }
  bool isDeclared() const { return Parser.Spec.isDeclared; }
  uint64_t maxDocument() const { return Parser.Spec.maxDocument; }
  ParsedChunk &parsed() { return Parsed; }

  void startPiece(const Piece &piece);
  /// Begins the row of a document of the piece; it exists once `keep` is called.
  void start(std::string_view document, uint64_t line);
  void setText(size_t column, std::string_view text);
  void setInteger(size_t column, int64_t value);
  void setReal(size_t column, double value);
  void setBoolean(size_t column, bool value);
  void setState(size_t column, smelt_state state) { Values[column].state()[Rows] = uint8_t(state); }
  smelt_state state(size_t column) const { return smelt_state(Values[column].state()[Rows]); }
  /// `longest`, `longestText`: see RowInfo.
  void keep(std::string_view record, uint8_t flags, std::string_view longest = {}, std::string_view longestText = {});
  void reject(std::string reason) { reject(std::move(reason), Document); }
  /// `head`: what the reject list shows of the document.
  void reject(std::string reason, std::string_view head);

  /// `bytes` itself if it is valid UTF-8, else a repaired copy; `replaced` grows by the number of repairs.
  std::string_view validUtf8(std::string_view bytes, uint64_t &replaced);
  /// A copy that lives as long as the batch.
  std::string_view store(std::string_view text);
  /// What a raw JSON string stands for, in place where it has no escapes.
  std::string_view unescaped(std::string_view raw, bool escaped);
  /// Memory that lives as long as the batch.
  Arena &room() { return Memory.arena; }
  const std::string &path() const;
  /// The path as a value of a column: valid UTF-8, which names of files need not be.
  std::string_view pathText();
  /// Part of the path, as a value of a column.
  std::string_view pathPart(std::string_view part);
  void finish();

private:
  const SourceParser &Parser;
  smelt_context &Memory;
  ParsedChunk &Parsed;
  std::vector<ColumnValues> Values;
  std::shared_ptr<std::vector<RowInfo>> Info = std::make_shared<std::vector<RowInfo>>();
  std::vector<Block> Blocks;
  int64_t Rows = 0;
  const Piece *Current = nullptr;
  std::string_view Document;
  uint64_t Line = 0;
};

void addJsonLines(const Piece &piece, RowBuilder &rows);
void addCsvRecords(const Piece &piece, RowBuilder &rows);
void addParquetRows(const Piece &piece, RowBuilder &rows);
void addTextLines(const Piece &piece, RowBuilder &rows);
void addTextFile(const Piece &piece, RowBuilder &rows);
void addHtmlFile(const Piece &piece, RowBuilder &rows);

/// The whole of a text as a value; false if it is none.
bool parseCsvInteger(std::string_view text, int64_t &value); ///< `-0` is none: an integer does not keep its sign
bool parseCsvReal(std::string_view text, double &value);
bool parseCsvBoolean(std::string_view text, bool &value);
/// Digits after a leading zero: no number, which would lose the zero.
bool isCsvCode(std::string_view text);
bool isJsonValue(std::string_view text);

/// Calls `each(line, number)` for the lines of a piece, without `\n` or `\r\n`; numbers count from 0 in the file.
template <class Fn> void forEachLine(const Piece &piece, Fn each) {
  uint64_t number = piece.line;
  size_t at = 0;
  auto take = [&](size_t end) {
    std::string_view line = piece.bytes.substr(at, end - at);
    if (line.ends_with('\r'))
      line.remove_suffix(1);
    each(line, number++);
    at = end + 1;
  };
  for (size_t end : piece.lineEnds)
    take(end);
  if (at < piece.bytes.size())
    take(piece.bytes.size());
}

} // namespace smelt::runtime
