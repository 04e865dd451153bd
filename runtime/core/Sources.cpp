#include "runtime/core/Sources.h"
#include "runtime/core/Groups.h"
#include <algorithm>

namespace smelt::runtime {

std::vector<SourceInputs> resolveSources(const Plan &plan, const std::vector<uint32_t> &order,
                                         std::vector<RunError> &problems) {
  std::vector<SourceInputs> sources;
  uint32_t splits = 0;
  bool standardInput = false;
  for (uint32_t node : order) {
    SourceInputs source;
    source.node = node;
    source.firstSplit = splits;
    if (Status status = resolveInputs(plan.nodes[node].source, source.inputs); !status.ok())
      problems.push_back({status.code(), status.text()});
    for (const Input &input : source.inputs.files) {
      if (input.path == "-" && standardInput)
        problems.push_back({errors::InputTwice.code, "standard input (`-`) can be read by one source only"});
      standardInput |= input.path == "-";
    }
    splits += source.inputs.splits;
    sources.push_back(std::move(source));
  }
  return sources;
}

Reject rejectRow(const std::vector<SourceInputs> &sources, const Batch &batch, int64_t row, std::string reason) {
  const RowInfo &info = (*batch.info)[size_t(row)];
  const std::vector<Input> &files = sources[info.ordinal.source].inputs.files;
  Reject reject;
  reject.file = files.empty() ? "rows" : files[info.ordinal.file].path;
  reject.offset = info.offset;
  reject.line = info.ordinal.record + 1;
  reject.reason = std::move(reason);
  std::string_view document = info.record;
  if (!document.data())
    for (const ColumnValues &column : batch.columns)
      if (column.type() == SMELT_TEXT && column.state()[row] == SMELT_OK && document.empty())
        document = column.text(row);
  reject.head = rejectHead(document);
  return reject;
}

Status SourceOperator::prepare(Token &token, smelt_context &context) const {
  ParsedChunk parsed;
  Parser.parse(token.chunk, context, parsed);
  token.chunk.pieces.clear();
  NodeDelta &delta = slot(token).delta;
  for (const Reject &reject : parsed.rejects)
    delta.reject(reject);
  delta.rowsOut = uint64_t(parsed.batch->rows);
  delta.rowsIn = delta.rowsOut + delta.rejected;
  delta.replacedUtf8 = parsed.replacedUtf8;
  delta.duplicateKeys = parsed.duplicateKeys;
  delta.groups = groupRows(Graph, Self, *parsed.batch, {});
  if (parsed.batch->rows)
    slot(token).batch = std::move(parsed.batch);
  return {};
}

namespace {
class SourceFeed final : public Feed {
public:
  explicit SourceFeed(ChunkReader &reader) : Reader(reader) {}
  Status next(Token &token, bool &more) override {
    more = Reader.next(token.chunk);
    return Reader.status();
  }

private:
  ChunkReader &Reader;
};
} // namespace

std::unique_ptr<Feed> SourceOperator::feed() { return std::make_unique<SourceFeed>(*Reader); }

} // namespace smelt::runtime
