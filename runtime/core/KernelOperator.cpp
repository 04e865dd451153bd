#include "runtime/core/KernelOperator.h"
#include "runtime/core/Groups.h"
#include <algorithm>
#include <bit>

namespace smelt::runtime {

/// Rows of which one takes the full path with Report::sample.
static constexpr uint64_t SampleOneIn = 64;

struct KernelOperator::Call {
  const BatchPtr &input;
  std::vector<ColumnValues> results = {};
  std::vector<uint8_t> path = {};
  std::vector<int32_t> verdicts = {};
  std::vector<double> metrics = {}; ///< empty if no row takes the full path
};

std::vector<uint8_t> KernelOperator::choosePaths(const Batch &batch, bool &anyFull) const {
  uint8_t common = Options.report == Report::none   ? SMELT_PATH_ANY
                   : Options.report == Report::full ? SMELT_PATH_FULL
                                                    : SMELT_PATH_BLAME;
  std::vector<uint8_t> path(size_t(batch.rows), common);
  anyFull = common == SMELT_PATH_FULL;
  if (Options.report != Report::sample)
    return path;
  for (size_t row = 0; row < path.size(); ++row) {
    if (hashOrdinal((*batch.info)[row].ordinal, Options.seed) % SampleOneIn == 0) {
      path[row] = SMELT_PATH_FULL;
      anyFull = true;
    }
  }
  return path;
}

Status KernelOperator::run(Call &call, smelt_context &context) const {
  const KernelSpec &kernel = Self.kernel;
  int64_t rows = call.input->rows;
  std::vector<smelt_column> in, out;
  for (uint32_t index : kernel.inputs) {
    const ColumnValues &column = call.input->columns[index];
    in.push_back({column.values(), column.state()});
  }
  for (const Column &column : kernel.results) {
    call.results.emplace_back(column.type, rows);
    out.push_back({call.results.back().values(), call.results.back().state()});
  }
  bool anyFull = false;
  call.path = choosePaths(*call.input, anyFull);
  call.verdicts.assign(size_t(rows), SMELT_KEPT);
  if (anyFull && !kernel.rules.empty())
    call.metrics.assign(size_t(rows) * kernel.rules.size(), std::bit_cast<double>(SMELT_METRIC_UNMEASURED_BITS));
  context.scratch().reset();
  int32_t error = kernel.function(&context, rows, in.data(), out.data(), call.path.data(), call.verdicts.data(),
                                  call.metrics.empty() ? nullptr : call.metrics.data());
  if (error == SMELT_OUT_OF_MEMORY)
    return Status(errors::OutOfMemory, "memory ran out in the stage " + ticked(Self.label));
  if (error)
    return Status(errors::KernelFailed, "the compiled code of the stage " + ticked(Self.label) + " failed with error " +
                                            std::to_string(error));
  return {};
}

/// Counts what rules did and lists the rows that are kept.
std::vector<uint32_t> KernelOperator::count(const Call &call, NodeDelta &delta) const {
  size_t rules = Self.kernel.rules.size();
  std::vector<uint32_t> kept;
  kept.reserve(call.verdicts.size());
  delta.dropped.assign(rules, 0);
  delta.undefined.assign(rules, 0);
  for (size_t row = 0; row < call.verdicts.size(); ++row) {
    int32_t verdict = call.verdicts[row];
    if (size_t rule = size_t(verdict & ~SMELT_UNDEFINED); verdict != SMELT_KEPT && rule < rules) {
      ++delta.dropped[rule];
      delta.undefined[rule] += (verdict & SMELT_UNDEFINED) != 0;
    } else {
      kept.push_back(uint32_t(row));
    }
    if (!call.metrics.empty() && call.path[row] == SMELT_PATH_FULL)
      delta.metrics.insert(delta.metrics.end(), call.metrics.begin() + ptrdiff_t(row * rules),
                           call.metrics.begin() + ptrdiff_t((row + 1) * rules));
  }
  return kept;
}

/// The first documents that rules dropped, for those of which the report has not enough yet.
void KernelOperator::sample(const Call &call, NodeDelta &delta) const {
  static constexpr size_t HeadBytes = 400, OfABatch = 3;
  std::vector<size_t> wanted(Self.kernel.rules.size());
  for (size_t rule = 0; rule < wanted.size(); ++rule)
    wanted[rule] = delta.dropped[rule] && Counts.wantsSamples(Index, rule) ? OfABatch : 0;
  size_t left = size_t(std::count_if(wanted.begin(), wanted.end(), [](size_t n) { return n > 0; }));
  for (size_t row = 0; row < call.verdicts.size() && left; ++row) {
    size_t rule = size_t(call.verdicts[row] & ~SMELT_UNDEFINED);
    if (call.verdicts[row] == SMELT_KEPT || rule >= wanted.size() || !wanted[rule])
      continue;
    Reject document = rejectRow(Sources, *call.input, int64_t(row), "");
    document.head = cutText(document.head, HeadBytes);
    delta.samples.emplace_back(uint32_t(rule), std::move(document));
    left -= --wanted[rule] == 0;
  }
}

BatchPtr KernelOperator::assemble(const Call &call, smelt_context &context) const {
  auto batch = std::make_shared<Batch>();
  batch->rows = call.input->rows;
  for (const std::vector<int32_t> &origin : Self.origins)
    batch->columns.push_back(origin[0] >= 0 ? call.input->columns[size_t(origin[0])]
                                            : call.results[size_t(-1 - origin[0])]);
  batch->info = call.input->info;
  batch->memory = call.input->memory;
  batch->keepAlive(context.arena.takeBlocks());
  return batch;
}

Status KernelOperator::prepare(Token &token, smelt_context &context) const {
  const BatchPtr &batch = input(token);
  if (!batch)
    return {};
  NodeDelta &delta = slot(token).delta;
  delta.rowsIn = uint64_t(batch->rows);
  for (uint32_t index : Self.kernel.inputs)
    if (const ColumnValues &column = batch->columns[index]; column.holdsText())
      for (int64_t row = 0; row < batch->rows; ++row)
        delta.bytesIn += uint64_t(column.texts()[row].size);
  Call call{batch};
  if (!Self.kernel.function) {
    delta.rowsOut = uint64_t(batch->rows);
    slot(token).batch = assemble(call, context);
    return {};
  }
  if (Status status = run(call, context); !status.ok())
    return status;
  std::vector<uint32_t> kept = count(call, delta);
  if (blamesRules(Self.kernel, Options.report)) {
    sample(call, delta);
    delta.groups = groupRows(Graph, Self, *batch, Sources, call.verdicts,
                             call.metrics.empty() ? std::span<const uint8_t>() : call.path);
  }
  BatchPtr result = assemble(call, context);
  delta.rowsOut = kept.size();
  if (!kept.empty())
    slot(token).batch = selectRows(result, kept);
  return {};
}

} // namespace smelt::runtime
