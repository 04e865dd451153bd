// Exact deduplication of a stream: keys are hashed in parallel and looked up in row order.
#pragma once
#include "runtime/core/Operator.h"
#include "runtime/core/Sources.h"
#include "runtime/state/ExactDedup.h"
#include "runtime/state/Exchange.h"

namespace smelt::runtime {

class DedupOperator final : public Operator {
public:
  DedupOperator(const Plan &plan, uint32_t index, const std::vector<SourceInputs> &sources, uint64_t memoryBudget,
                StateFolder &state)
      : Operator(plan, index), Sources(sources), State(state), Keys(memoryBudget, state) {}

  bool isSerial() const override { return true; }
  Status prepare(Token &token, smelt_context &context) const override;
  Status advance(Token &token) override;
  Status settle(const std::vector<bool> &ended, std::unique_ptr<Feed> &replay, bool &done) override;

private:
  struct RowKeys;
  Status keepForLater(const BatchPtr &batch, const std::vector<uint32_t> &rows);

  const std::vector<SourceInputs> &Sources;
  StateFolder &State;
  ExactDedup Keys;
  ExchangeWriter Later;
  std::string LaterPath;
  bool Resolved = false;
};

} // namespace smelt::runtime
