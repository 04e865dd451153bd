// What a run executes: a graph of sources, fused row kernels, whole-stream operators and sinks over numbered nodes.
// The driver builds a Plan from the compiler's output; the runtime knows nothing of recipes.
#pragma once
#include "runtime/abi/kernel.h"
#include "runtime/io/RawStrings.h"
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace smelt::runtime {

/// A column of the batches that a node gives out.
struct Column {
  std::string name;
  smelt_column_type type = SMELT_TEXT;
  bool optional = false; ///< may be null or absent
};

/// A field with the structure of its values: seen in the first records of a source, told by the metadata of a file, or
/// to be written.
struct FieldSchema {
  std::string name;
  smelt_column_type type = SMELT_TEXT;
  bool optional = false;
  enum class Shape { plain, list, record } shape = Shape::plain; ///< of a SMELT_JSON whose values agree
  std::vector<FieldSchema> parts = {};                           ///< a record's fields, or a list's one element
  std::string seen = {}; ///< the file whose records made the type what it is; of the source's own fields
};

enum class SourceFormat { text, jsonl, csv, html, folder, rows, parquet };

/// `text` gives column `text` (and `path` with byFile); `html` gives `path`, `title`, `text` (visible text) and `html`;
/// `folder` gives `path`, `name`, `extension`, `size` and `text` of each file; `jsonl`, `csv` and `parquet` give any
/// fields of the records; `rows` literal JSON records. All give `.origin` to rejects by themselves.
struct SourceSpec {
  SourceFormat format = SourceFormat::jsonl;
  std::vector<std::string> patterns;    ///< paths, globs (sorted by byte order of the path) or "-"
  bool byFile = false;                  ///< text: one row a file
  char delimiter = ',';                 ///< csv
  bool header = true;                   ///< csv: each file begins with the names of its fields; else those of `schema`
  uint64_t maxDocument = 64u << 20;     ///< bytes; longer documents are rejected
  std::vector<std::string> literalRows; ///< rows([...]): JSON objects
  /// jsonl, csv, parquet, rows: all fields that the records are declared or were seen to have. Each record is held to
  /// them, read or not, so that what is rejected does not depend on what later stages look at.
  std::vector<Column> schema;
  /// parquet: the recipe says what the fields are: others are left out knowingly, and a text in one of JSON holds it.
  bool isDeclared = false;
  /// jsonl: the field, if any, of which some strings stay as the records write them (SMELT_RAW).
  struct Raw {
    std::string field;
    RawStrings strings;
  };
  std::optional<Raw> raw;
  /// parquet: of a field that is read only in parts, the paths of these.
  std::map<std::string, std::vector<std::vector<std::string>>> parts;
};

/// A fused chain of row stages.
struct KernelSpec {
  smelt_kernel function = nullptr; ///< null: there is nothing to compute, columns are passed through
  std::shared_ptr<void> owner;     ///< keeps the code mapped
  std::vector<uint32_t> inputs;    ///< for each kernel input column: index into the columns of the node before
  std::vector<Column> results;     ///< the kernel's out columns
  struct Rule {
    std::string name;
    std::string bound;                         ///< as written; empty if the rule has no metric
    uint32_t part;                             ///< index into `parts`: the `where` it belongs to
    std::optional<double> low = {}, high = {}; ///< the bound as an interval, where it is constant
  };
  std::vector<Rule> rules;
  std::vector<std::string> parts; ///< labels of the row stages in this kernel, in order
};

/// Gives a row for each element of a list: the column holds JSON arrays or texts before, and after them raw elements,
/// or texts if that is its type (an element that is none has failed). A row whose list failed is rejected; one without
/// elements, or without a list, gives none.
struct ExpandSpec {
  uint32_t column = 0;
};

/// Drops all but the first row (smallest ordinal) of each key. A row whose key failed is rejected; null is a key.
struct DedupSpec {
  std::vector<uint32_t> keys; ///< column indices
};

/// How a sink writes a row. A row with a JSON record (jsonl) keeps the order and raw bytes of what is not listed here;
/// one without is written from its columns in this order.
struct SinkField {
  std::string name;       ///< as written to the output
  int32_t column = -1;    ///< >= 0: index into the node's columns; -1: taken from the record
  std::string recordName; ///< the record's field this one replaces or is taken from ("" = appended)
  bool rewritten = false; ///< the value differs from the record's: must come from the column
  bool whole = false;     ///< a real that counts (bytes, tokens): written without `.0`
};

/// How a sink writes the rows that came one way through the plan.
struct RecordShape {
  std::vector<SinkField> fields;
  bool keepOthers = true;           ///< record fields not listed are kept (no `select` above)
  std::vector<std::string> dropped; ///< record fields that are not written
};

enum class SinkFormat { jsonl, parquet };
enum class Compression { none, gzip, zstd };

/// `++`: for each input, the shape that rows of its shapes take in what follows; empty where they keep them.
struct ConcatSpec {
  std::vector<std::vector<uint16_t>> shapes;
};

/// How rows become one value (lang/sema/Typed.h says what each means).
enum class FoldKind { count, distinct, some, every, fraction, sum, mean, least, greatest, median, percentile };

/// What a fold of a stream gave. Kernels of later plans read `value`.
struct FoldOutcome {
  smelt_value value = {0, SMELT_FAILED};
  uint64_t rows = 0;      ///< that reached it
  uint64_t holding = 0;   ///< of them, those with a true value
  uint64_t undefined = 0; ///< of them, those whose value failed
};

struct FoldSpec {
  FoldKind kind = FoldKind::count;
  double at = 0;       ///< of a percentile
  uint32_t column = 0; ///< index into the node's columns: a boolean, integer or real
  std::shared_ptr<FoldOutcome> outcome;
};

struct SinkSpec {
  SinkFormat format = SinkFormat::jsonl;
  std::string output;                   ///< the recipe's name for it
  std::string path;                     ///< folder that appears when complete
  std::shared_ptr<std::string> collect; ///< if set, records go here, one a line, and nothing is written
  std::optional<FoldSpec> fold;         ///< if set, rows are folded, and nothing is written
  uint64_t shardBytes = 256'000'000;    ///< uncompressed; a shard ends at the first record that reaches it
  Compression compression = Compression::none;
  std::vector<FieldSchema> schema; ///< parquet: what is written
  std::vector<uint32_t> columns;   ///< parquet: for each of `schema`, index into the node's columns
  /// jsonl, by `RowInfo::shape`: what `++` brings together may have been changed in different ways.
  std::vector<RecordShape> shapes = std::vector<RecordShape>(1);
};

/// What the report counts rows by, beside all together.
struct Grouping {
  std::string name;    ///< of the field, or "input"
  int32_t column = -1; ///< index into the columns of the rows that a node reads (a source: makes); -1: their source
};

enum class NodeKind { source, concat, kernel, expand, dedup, sink };
/// As manifests and JSON name it: "source".
const char *nameOf(NodeKind kind);

/// Nodes are in topological order: inputs have smaller indices. A node may have several readers.
struct Node {
  NodeKind kind = NodeKind::source;
  std::string label;            ///< shown in the report: "jsonl data/*.jsonl", "where gopher.quality"
  std::vector<uint32_t> inputs; ///< concat: two, in order; source: none; others one
  /// What flows out. source: only the fields that someone reads need be listed. kernel: see `columns` below.
  std::vector<Column> columns;
  /// For each of `columns`, where it comes from: concat: per input, index into that input's columns or -1 (absent);
  /// kernel: >= 0 passes the input node's column through, < 0 is the kernel's result number -1 - value. Unused
  /// elsewhere.
  std::vector<std::vector<int32_t>> origins;
  SourceSpec source;
  KernelSpec kernel;
  ExpandSpec expand;
  DedupSpec dedup;
  ConcatSpec concat;
  SinkSpec sink;
  std::vector<Grouping> groupings; ///< of sources, kernels with rules and sinks
};

class RejectLog;

struct Plan {
  std::vector<Node> nodes;
  /// Of passes before this one; every output lists them after its own.
  std::vector<std::shared_ptr<RejectLog>> earlierRejects;
  /// JSON object of what the driver knows (recipe path and hash, parameters, versions); merged into each manifest.
  std::string manifest;
  /// Files that the plan was made from (recipe, modules, lists of lines); no output may replace them.
  std::vector<std::string> madeFrom;
};

} // namespace smelt::runtime
