// The sources of a plan: their files, and how a row is told where it came from.
#pragma once
#include "runtime/core/Operator.h"
#include "runtime/core/Run.h"
#include "runtime/io/ChunkReader.h"
#include "runtime/io/SourceParser.h"

namespace smelt::runtime {

/// A source of the plan, numbered in the order in which sources are read.
struct SourceInputs {
  uint32_t node = 0;
  Inputs inputs;
  uint32_t firstSplit = 0;
};

/// Finds the files of all sources; `order` lists the source nodes in reading order. Tells all that is wrong at once.
std::vector<SourceInputs> resolveSources(const Plan &plan, const std::vector<uint32_t> &order,
                                         std::vector<RunError> &problems);

/// A reject for a row that is already in a batch.
Reject rejectRow(const std::vector<SourceInputs> &sources, const Batch &batch, int64_t row, std::string reason);

class SourceOperator final : public Operator {
public:
  SourceOperator(const Plan &plan, const SourceInputs &source, uint32_t number)
      : Operator(plan, source.node), Parser(Self.source, Self.columns, source.inputs, number, source.firstSplit),
        Reader(
            std::make_unique<ChunkReader>(Self.source, source.inputs, ChunkReader::Extent::everything, Self.columns)) {}

  bool isSerial() const override { return false; }
  Status prepare(Token &token, smelt_context &context) const override;
  std::unique_ptr<Feed> feed();
  ChunkReader &reader() { return *Reader; }

private:
  SourceParser Parser;
  std::unique_ptr<ChunkReader> Reader;
};

} // namespace smelt::runtime
