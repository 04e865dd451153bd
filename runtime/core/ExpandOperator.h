// A row for each element of a list.
#pragma once
#include "runtime/core/Operator.h"
#include "runtime/core/Sources.h"

namespace smelt::runtime {

class JsonWalker;

class ExpandOperator final : public Operator {
public:
  ExpandOperator(const Plan &plan, uint32_t index, const std::vector<SourceInputs> &sources)
      : Operator(plan, index), Sources(sources) {}

  bool isSerial() const override { return false; }
  Status prepare(Token &token, smelt_context &context) const override;

private:
  struct Element;
  static void readText(JsonWalker &list, Arena &room, Element &element);
  bool collect(const Batch &batch, int64_t row, Arena &room, std::vector<Element> &elements) const;
  BatchPtr assemble(const Batch &batch, const std::vector<Element> &elements, Arena &room) const;

  const std::vector<SourceInputs> &Sources;
};

} // namespace smelt::runtime
