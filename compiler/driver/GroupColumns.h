// What the report counts rows by: some fields as the sources give them. What a recipe makes of such a field would take
// a row from one group to another between being read and kept, so the values that were read stay in columns of their
// own.
#pragma once
#include "compiler/dialect/flow/Flow.h"
#include "runtime/core/Plan.h"
#include <map>

namespace smelt::driver {

/// For each field that rows are counted by, the column of a stream that still holds what its source gave. Negative
/// where the field is no text in some of the rows, which are counted by it nowhere below.
using GroupColumns = std::map<llvm::StringRef, int32_t>;

/// The fields of a source's rows that are counted by.
std::vector<llvm::StringRef> groupedFields(flow::RowType row);

GroupColumns groupsOfSource(flow::RowType row, const std::map<std::string, uint32_t> &columns);

/// Hands the columns of the inputs through `node`, a kernel or a concatenation whose own columns are complete. Adds
/// those that it would leave out.
GroupColumns carryGroups(llvm::ArrayRef<const GroupColumns *> inputs, runtime::Node &node);

} // namespace smelt::driver
