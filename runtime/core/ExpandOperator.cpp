#include "runtime/core/ExpandOperator.h"
#include "runtime/io/JsonWalker.h"

namespace smelt::runtime {

/// The rows to come: for each the row that it is made of, and its element.
struct ExpandOperator::Elements {
  std::vector<uint32_t> rows;
  std::vector<std::string_view> values;
};

/// False if the value is no list.
bool ExpandOperator::collect(const Batch &batch, int64_t row, Elements &elements) const {
  const ColumnValues &lists = batch.columns[Self.expand.column];
  if (lists.state()[row] == SMELT_NULL || lists.state()[row] == SMELT_ABSENT)
    return true;
  JsonWalker list(lists.text(row));
  if (lists.state()[row] != SMELT_OK || !list.open('['))
    return false;
  while (list.next()) {
    elements.rows.push_back(uint32_t(row));
    elements.values.push_back(list.value());
  }
  return true;
}

/// Parts of one record are numbered through, so that a list within a list keeps the order of its elements.
static std::shared_ptr<const std::vector<RowInfo>> numberParts(std::vector<RowInfo> info) {
  for (size_t i = 0; i < info.size(); ++i) {
    Ordinal &own = info[i].ordinal;
    own.part = 0;
    if (i == 0)
      continue;
    Ordinal before = info[i - 1].ordinal;
    uint32_t part = before.part;
    before.part = 0;
    if (before == own)
      own.part = part + 1;
  }
  return std::make_shared<const std::vector<RowInfo>>(std::move(info));
}

Status ExpandOperator::prepare(Token &token, smelt_context &) const {
  const BatchPtr &batch = input(token);
  if (!batch)
    return {};
  NodeDelta &delta = slot(token).delta;
  delta.rowsIn = uint64_t(batch->rows);
  Elements elements;
  for (int64_t row = 0; row < batch->rows; ++row)
    if (!collect(*batch, row, elements))
      delta.reject(
          rejectRow(Sources, *batch, row,
                    "field \"" + Graph.nodes[Self.inputs[0]].columns[Self.expand.column].name + "\" is not a list"));
  delta.rowsOut = elements.rows.size();
  if (elements.rows.empty())
    return {};
  auto result = std::make_shared<Batch>();
  result->rows = int64_t(elements.rows.size());
  std::vector<RowInfo> info;
  for (uint32_t row : elements.rows)
    info.push_back((*batch->info)[row]);
  result->info = numberParts(std::move(info));
  for (const ColumnValues &column : batch->columns)
    result->columns.push_back(column.select(elements.rows));
  ColumnValues values(SMELT_JSON, result->rows);
  for (size_t i = 0; i < elements.values.size(); ++i)
    values.texts()[i] = {elements.values[i].data(), int64_t(elements.values[i].size())};
  result->columns[Self.expand.column] = values;
  result->memory = batch->memory;
  slot(token).batch = std::move(result);
  return {};
}

} // namespace smelt::runtime
