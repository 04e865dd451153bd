// A fused chain of row stages: calls the compiled kernel on a batch and keeps the rows it does not drop.
#pragma once
#include "runtime/core/Accounting.h"
#include "runtime/core/Operator.h"
#include "runtime/core/Run.h"
#include "runtime/core/Sources.h"

namespace smelt::runtime {

class KernelOperator final : public Operator {
public:
  KernelOperator(const Plan &plan, uint32_t index, const RunOptions &options, const Accounting &counts,
                 const std::vector<SourceInputs> &sources)
      : Operator(plan, index), Options(options), Counts(counts), Sources(sources) {}

  bool isSerial() const override { return false; }
  Status prepare(Token &token, smelt_context &context) const override;

private:
  struct Call;
  std::vector<uint8_t> choosePaths(const Batch &batch, bool &anyFull) const;
  Status run(Call &call, smelt_context &context) const;
  BatchPtr assemble(const Call &call, smelt_context &context) const;
  std::vector<uint32_t> count(const Call &call, NodeDelta &delta) const;

  void sample(const Call &call, NodeDelta &delta) const;

  const RunOptions &Options;
  const Accounting &Counts;
  const std::vector<SourceInputs> &Sources;
};

} // namespace smelt::runtime
