// Turns chunks into batches: the parallel half of a source.
#pragma once
#include "runtime/core/Batch.h"
#include "runtime/core/Plan.h"
#include "runtime/core/Reject.h"
#include "runtime/io/ChunkReader.h"
#include "runtime/io/Inputs.h"
#include <string>
#include <vector>

namespace smelt::runtime {

class RowBuilder;

struct ParsedChunk {
  BatchPtr batch;
  std::vector<Reject> rejects;
  uint64_t replacedUtf8 = 0;  ///< invalid sequences replaced by U+FFFD
  uint64_t duplicateKeys = 0; ///< keys of records that were given again
};

/// A field that every record is held to, and the column that its values go to.
struct ExpectedField {
  Column column;
  int32_t index = -1; ///< into the columns of the batch; -1: nobody reads it
};

/// The fields of the schema in its order; a column that is not among them follows.
std::vector<ExpectedField> expectedFields(const std::vector<Column> &schema, const std::vector<Column> &read);

/// Safe for use by several threads.
class SourceParser {
public:
  /// `source` numbers the sources of the plan in reading order; `firstSplit` is added to the splits of `inputs`.
  SourceParser(const SourceSpec &spec, const std::vector<Column> &columns, const Inputs &inputs, uint32_t source,
               uint32_t firstSplit);
  /// `context` lends its arena.
  void parse(const Chunk &chunk, smelt_context &context, ParsedChunk &parsed) const;

private:
  friend class RowBuilder;
  void addPiece(const Piece &piece, RowBuilder &rows) const;

  const SourceSpec &Spec;
  const std::vector<Column> &Columns;
  std::vector<ExpectedField> Expected;
  const Inputs &Files;
  uint32_t Source, FirstSplit;
};

} // namespace smelt::runtime
