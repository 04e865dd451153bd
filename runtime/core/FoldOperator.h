// The end of a stream that is folded to one value: values are added in row order.
#pragma once
#include "runtime/core/Operator.h"
#include "runtime/state/Ranks.h"

namespace smelt::runtime {

class FoldOperator final : public Operator {
public:
  /// Values whose order is asked for take at most `memoryBudget` bytes; more of them wait on disk.
  FoldOperator(const Plan &plan, uint32_t index, uint64_t memoryBudget, StateFolder &state);

  bool isSerial() const override { return true; }
  Status prepare(Token &token, smelt_context &context) const override;
  Status advance(Token &token) override;
  /// After the last row: fills the outcome.
  Status finish();

private:
  Status add(const ColumnValues &column, int64_t row);
  Status middle(smelt_value &out);
  Status rank(uint64_t place, smelt_value &out);
  double asReal(smelt_value value) const;

  const FoldSpec &Spec;
  FoldOutcome &Outcome;
  smelt_column_type Type = SMELT_BOOLEAN;
  __int128 Whole = 0; ///< sum of integers
  double Real = 0;    ///< sum of reals
  smelt_value Extreme = {0, SMELT_NULL};
  Ranks Values;
};

} // namespace smelt::runtime
