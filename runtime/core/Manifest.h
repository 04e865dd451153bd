// manifest.json: what an output was made from and what was decided on the way. Two runs over the same data give the
// same bytes, so it holds no times, thread counts or folders of this machine.
#pragma once
#include "runtime/core/Executor.h"

namespace smelt::runtime {

/// The nodes whose rows reach a node, itself included, ascending.
std::vector<uint32_t> nodesAbove(const Plan &plan, uint32_t node);

std::string buildManifest(const Plan &plan, const RunOptions &options, Executor &executor, const SinkOperator &sink);
/// report.html: the manifest with histograms and samples of every rule, as one page that needs nothing else.
/// What it says of time is under `times`; all else is the same for every run over the same data.
std::string buildReport(const Plan &plan, const RunOptions &options, Executor &executor, const SinkOperator &sink,
                        const std::vector<Moment> &moments);
/// The page over such data: one report, or `{"compare": [A, B]}`.
std::string reportPage(std::string_view data);

} // namespace smelt::runtime
