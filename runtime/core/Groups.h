// Counting rows by the values of a field, for the report.
#pragma once
#include "runtime/core/Batch.h"
#include "runtime/core/Plan.h"
#include "runtime/core/Run.h"
#include "runtime/core/Token.h"
#include <span>

namespace smelt::runtime {

struct SourceInputs;

/// Counts the rows of a batch by each grouping of the node. Of a kernel whose rules are blamed: `verdicts` of the rows,
/// and, where metrics were measured, the `path` that each took.
std::vector<GroupDelta> groupRows(const Plan &plan, const Node &node, const Batch &batch,
                                  const std::vector<SourceInputs> &sources, std::span<const int32_t> verdicts = {},
                                  std::span<const uint8_t> path = {});

/// Adds the counts of later rows, grouping by grouping. `metrics` has a value for each rule of each row on the full
/// path.
void addGroups(std::vector<GroupCount> &all, const std::vector<GroupDelta> &more, std::span<const double> metrics);

/// Whether a rule's metric has a value for a row.
bool isMeasured(double metric);

} // namespace smelt::runtime
