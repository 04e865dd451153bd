#include "runtime/core/FoldOperator.h"
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>

namespace smelt::runtime {

FoldOperator::FoldOperator(const Plan &plan, uint32_t index, uint64_t memoryBudget, StateFolder &state)
    : Operator(plan, index), Spec(*Self.sink.fold), Outcome(*Spec.outcome), Values(memoryBudget, state) {
  Type = plan.nodes[Self.inputs[0]].columns[Spec.column].type;
  Outcome = {};
}

Status FoldOperator::prepare(Token &token, smelt_context &) const {
  if (const BatchPtr &batch = input(token))
    slot(token).delta.rowsIn = slot(token).delta.rowsOut = uint64_t(batch->rows);
  return {};
}

/// Order of the keys is order of the values; -0 comes before 0.
static uint64_t keyOf(smelt_column_type type, int64_t bits) {
  constexpr uint64_t sign = uint64_t(1) << 63;
  auto raw = static_cast<uint64_t>(bits);
  if (type != SMELT_REAL)
    return raw ^ sign;
  return raw & sign ? ~raw : raw | sign;
}

static int64_t bitsOf(smelt_column_type type, uint64_t key) {
  constexpr uint64_t sign = uint64_t(1) << 63;
  if (type != SMELT_REAL)
    return static_cast<int64_t>(key ^ sign);
  return static_cast<int64_t>(key & sign ? key ^ sign : ~key);
}

double FoldOperator::asReal(smelt_value value) const {
  return Type == SMELT_REAL ? std::bit_cast<double>(value.bits) : static_cast<double>(value.bits);
}

static int64_t bitsAt(const ColumnValues &column, int64_t row) {
  switch (column.type()) {
  case SMELT_INTEGER:
    return column.integers()[row];
  case SMELT_REAL:
    return std::bit_cast<int64_t>(column.reals()[row]);
  default:
    return column.booleans()[row];
  }
}

Status FoldOperator::add(const ColumnValues &column, int64_t row) {
  int64_t bits = bitsAt(column, row);
  switch (Spec.kind) {
  case FoldKind::count:
  case FoldKind::distinct:
  case FoldKind::some:
  case FoldKind::every:
  case FoldKind::fraction:
    Outcome.holding += bits != 0;
    return {};
  case FoldKind::sum:
  case FoldKind::mean:
    if (Type == SMELT_REAL)
      Real += std::bit_cast<double>(bits);
    else
      Whole += bits;
    return {};
  case FoldKind::least:
  case FoldKind::greatest: {
    bool isLess = keyOf(Type, bits) < keyOf(Type, Extreme.bits);
    bool isGreater = keyOf(Type, bits) > keyOf(Type, Extreme.bits);
    if (Extreme.state == SMELT_NULL || (Spec.kind == FoldKind::least ? isLess : isGreater))
      Extreme = {bits, SMELT_OK};
    return {};
  }
  case FoldKind::median:
  case FoldKind::percentile:
    return Values.add(keyOf(Type, bits));
  }
  return {};
}

Status FoldOperator::advance(Token &token) {
  const BatchPtr &batch = input(token);
  if (!batch)
    return {};
  const ColumnValues &column = batch->columns[Spec.column];
  Outcome.rows += uint64_t(batch->rows);
  for (int64_t row = 0; row < batch->rows; ++row) {
    if (column.state()[row] == SMELT_FAILED) {
      ++Outcome.undefined;
      continue;
    }
    if (column.state()[row] != SMELT_OK)
      continue; // a condition that is null does not hold
    if (Status status = add(column, row); !status.ok())
      return status;
  }
  return {};
}

Status FoldOperator::rank(uint64_t place, smelt_value &out) {
  uint64_t key = 0;
  Status status = Values.at(place, key);
  out = {bitsOf(Type, key), SMELT_OK};
  return status;
}

/// The mean of the two in the middle, if there is no one value there.
Status FoldOperator::middle(smelt_value &out) {
  smelt_value lower, upper;
  Status status = rank((Values.count() - 1) / 2, lower);
  if (status.ok())
    status = rank(Values.count() / 2, upper);
  double value = Values.count() % 2 ? asReal(upper) : std::midpoint(asReal(lower), asReal(upper));
  out = {std::bit_cast<int64_t>(value), SMELT_OK};
  return status;
}

// A sum that leaves the range of its type fails.

static smelt_value ofReal(double value) {
  return {std::bit_cast<int64_t>(value), static_cast<uint8_t>(std::isfinite(value) ? SMELT_OK : SMELT_FAILED)};
}
static smelt_value ofWhole(__int128 value) {
  bool fits = value >= std::numeric_limits<int64_t>::min() && value <= std::numeric_limits<int64_t>::max();
  return {static_cast<int64_t>(value), static_cast<uint8_t>(fits ? SMELT_OK : SMELT_FAILED)};
}

Status FoldOperator::finish() {
  smelt_value &value = Outcome.value;
  auto rows = static_cast<double>(Outcome.rows), holding = static_cast<double>(Outcome.holding);
  double total = Type == SMELT_REAL ? Real : static_cast<double>(Whole);
  Status status;
  switch (Spec.kind) {
  case FoldKind::count:
  case FoldKind::distinct:
    value = ofWhole(static_cast<__int128>(Outcome.holding));
    break;
  case FoldKind::some:
    value = {Outcome.holding > 0, SMELT_OK};
    break;
  case FoldKind::every:
    value = {Outcome.holding == Outcome.rows, SMELT_OK};
    break;
  case FoldKind::fraction:
    value = ofReal(Outcome.rows ? holding / rows : 0);
    break;
  case FoldKind::sum:
    value = Type == SMELT_REAL ? ofReal(Real) : ofWhole(Whole);
    break;
  case FoldKind::mean:
    value = ofReal(Outcome.rows ? total / rows : 0);
    break;
  case FoldKind::least:
  case FoldKind::greatest:
    value = Extreme;
    break;
  case FoldKind::median:
  case FoldKind::percentile:
    if (!Values.count()) {
      value = {0, SMELT_NULL};
    } else if (Spec.kind == FoldKind::median) {
      status = middle(value);
    } else {
      // The least value that a share `at` of them does not exceed.
      double place = std::ceil(Spec.at * static_cast<double>(Values.count()));
      status = rank(static_cast<uint64_t>(std::max(place, 1.0)) - 1, value);
    }
    break;
  }
  if (Outcome.undefined)
    value.state = SMELT_FAILED;
  return status;
}

} // namespace smelt::runtime
