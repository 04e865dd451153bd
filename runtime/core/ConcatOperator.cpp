#include "runtime/core/ConcatOperator.h"
#include "runtime/io/JsonRecord.h"
#include <algorithm>
#include <cstring>
#include <new>

namespace smelt::runtime {

/// The batches of the inputs, with the columns of this node.
struct ConcatOperator::Inputs final : Prepared {
  std::vector<BatchPtr> batches;
};

static std::string_view storeText(std::string_view text, smelt_context &context) {
  char *copy = static_cast<char *>(context.alloc(text.size()));
  if (!copy)
    throw std::bad_alloc(); // ends the run with E0813, see Executor
  std::copy(text.begin(), text.end(), copy);
  return {copy, text.size()};
}

static void appendJson(const ColumnValues &column, int64_t row, std::string &out) {
  switch (column.type()) {
  case SMELT_TEXT:
    return appendJsonString(column.text(row), out);
  case SMELT_JSON:
    out += column.text(row);
    return;
  case SMELT_INTEGER:
    out += std::to_string(column.integers()[row]);
    return;
  case SMELT_REAL:
    return appendJsonReal(column.reals()[row], out);
  case SMELT_BOOLEAN:
    out += column.booleans()[row] ? "true" : "false";
    return;
  case SMELT_TEXTS:
    return;
  }
}

/// The column as another type: integers as reals, anything as JSON.
static ColumnValues convertColumn(const ColumnValues &column, smelt_column_type type, int64_t rows,
                                  smelt_context &context) {
  ColumnValues result(type, rows);
  std::memcpy(result.state(), column.state(), size_t(rows));
  std::string json;
  for (int64_t row = 0; row < rows; ++row) {
    bool present = column.state()[row] == SMELT_OK;
    if (type == SMELT_REAL) {
      result.reals()[row] = column.type() == SMELT_INTEGER ? double(column.integers()[row]) : 0;
      continue;
    }
    json.clear();
    if (present)
      appendJson(column, row, json);
    std::string_view stored = storeText(json, context);
    result.texts()[row] = {stored.data(), int64_t(stored.size())};
  }
  return result;
}

static ColumnValues absentColumn(smelt_column_type type, int64_t rows, smelt_context &context) {
  ColumnValues column(type, rows);
  std::memset(column.state(), SMELT_ABSENT, size_t(rows));
  if (column.holdsText()) {
    const char *nothing = storeText({}, context).data();
    for (int64_t row = 0; row < rows; ++row)
      column.texts()[row] = {nothing, 0};
  }
  return column;
}

std::shared_ptr<const std::vector<RowInfo>>
ConcatOperator::reshaped(const std::shared_ptr<const std::vector<RowInfo>> &info, size_t input) const {
  const std::vector<std::vector<uint16_t>> &shapes = Self.concat.shapes;
  auto isSame = [&](const RowInfo &row) { return shapes[input][row.shape] == row.shape; };
  if (shapes.empty() || shapes[input].empty() || std::all_of(info->begin(), info->end(), isSame))
    return info;
  auto result = std::make_shared<std::vector<RowInfo>>(*info);
  for (RowInfo &row : *result)
    row.shape = shapes[input][row.shape];
  return result;
}

BatchPtr ConcatOperator::remap(const Batch &batch, size_t input, smelt_context &context) const {
  auto result = std::make_shared<Batch>();
  result->rows = batch.rows;
  for (size_t i = 0; i < Self.columns.size(); ++i) {
    int32_t origin = Self.origins[i][input];
    smelt_column_type type = Self.columns[i].type;
    if (origin < 0)
      result->columns.push_back(absentColumn(type, batch.rows, context));
    else if (const ColumnValues &column = batch.columns[size_t(origin)]; column.type() == type)
      result->columns.push_back(column);
    else
      result->columns.push_back(convertColumn(column, type, batch.rows, context));
  }
  result->info = reshaped(batch.info, input);
  result->memory = batch.memory;
  result->keepAlive(context.arena.takeBlocks());
  return result;
}

Status ConcatOperator::prepare(Token &token, smelt_context &context) const {
  auto prepared = std::make_unique<Inputs>();
  for (size_t i = 0; i < Self.inputs.size(); ++i) {
    const BatchPtr &batch = token.slots[Self.inputs[i]].batch;
    prepared->batches.push_back(batch ? remap(*batch, i, context) : nullptr);
    slot(token).delta.rowsIn += batch ? uint64_t(batch->rows) : 0;
  }
  slot(token).prepared = std::move(prepared);
  return {};
}

Status ConcatOperator::advance(Token &token) {
  auto &prepared = static_cast<Inputs &>(*slot(token).prepared);
  Status status;
  for (size_t i = 0; i < prepared.batches.size() && status.ok(); ++i) {
    const BatchPtr &batch = prepared.batches[i];
    if (!batch)
      continue;
    if (i == Current && !Waiting[i].writer) {
      slot(token).batch = batch;
      slot(token).delta.rowsOut = uint64_t(batch->rows);
    } else {
      status = hold(i, *batch);
    }
  }
  slot(token).prepared.reset();
  return status;
}

Status ConcatOperator::hold(size_t input, const Batch &batch) {
  Held &held = Waiting[input];
  if (!held.writer) {
    if (Status status = State.newFile("rows.zst", held.path); !status.ok())
      return status;
    held.writer = std::make_unique<ExchangeWriter>();
    if (Status status = held.writer->create(held.path); !status.ok())
      return status;
  }
  return held.writer->write(batch);
}

Status ConcatOperator::settle(const std::vector<bool> &ended, std::unique_ptr<Feed> &replay, bool &done) {
  for (; Current < Waiting.size(); ++Current) {
    Held &held = Waiting[Current];
    if (held.writer) {
      // What waited goes before what may still come from this input.
      Status status = held.writer->close();
      held.writer.reset();
      replay = makeReplay(Index, held.path, {});
      done = false;
      return status;
    }
    if (!ended[Current])
      break;
  }
  done = Current == Waiting.size();
  return {};
}

} // namespace smelt::runtime
