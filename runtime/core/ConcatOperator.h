// `++`: all rows of the first input, then all of the next. Rows that come too early wait in exchange files.
#pragma once
#include "runtime/core/Operator.h"
#include "runtime/state/Exchange.h"
#include "runtime/state/StateFolder.h"

namespace smelt::runtime {

class ConcatOperator final : public Operator {
public:
  ConcatOperator(const Plan &plan, uint32_t index, StateFolder &state)
      : Operator(plan, index), State(state), Waiting(Self.inputs.size()) {}

  bool isSerial() const override { return true; }
  Status prepare(Token &token, smelt_context &context) const override;
  Status advance(Token &token) override;
  Status settle(const std::vector<bool> &ended, std::unique_ptr<Feed> &replay, bool &done) override;

private:
  struct Inputs;
  struct Held {
    std::unique_ptr<ExchangeWriter> writer;
    std::string path;
  };
  std::shared_ptr<const std::vector<RowInfo>> reshaped(const std::shared_ptr<const std::vector<RowInfo>> &info,
                                                       size_t input) const;
  BatchPtr remap(const Batch &batch, size_t input, smelt_context &context) const;
  Status hold(size_t input, const Batch &batch);

  StateFolder &State;
  size_t Current = 0; ///< the input whose turn it is
  std::vector<Held> Waiting;
};

} // namespace smelt::runtime
