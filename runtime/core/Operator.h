// A node at work. Each has a parallel half, run on many tokens at once, and perhaps a serial half, run on one token
// after another in row order.
#pragma once
#include "runtime/core/Plan.h"
#include "runtime/core/Status.h"
#include "runtime/core/Token.h"
#include <memory>
#include <vector>

namespace smelt::runtime {

/// Where rows of a phase come from: a source, or rows that an operator kept on disk.
class Feed {
public:
  virtual ~Feed() = default;
  /// Fills the token; false at the end. Serial.
  virtual Status next(Token &token, bool &more) = 0;
};

class Operator {
public:
  Operator(const Plan &plan, uint32_t index) : Graph(plan), Index(index), Self(plan.nodes[index]) {}
  virtual ~Operator() = default;
  Operator(const Operator &) = delete;
  Operator &operator=(const Operator &) = delete;

  uint32_t index() const { return Index; }
  virtual bool isSerial() const = 0;
  /// The parallel half. Must not change the operator.
  virtual Status prepare(Token &token, smelt_context &context) const = 0;
  /// The serial half.
  virtual Status advance(Token &token) { return {}; }
  /// Between phases: `ended[i]` says that no more rows come from input i. Sets `replay` if rows that the operator kept
  /// may flow out of it now, else `done` if nothing will flow out of it any more.
  virtual Status settle(const std::vector<bool> &ended, std::unique_ptr<Feed> &replay, bool &done);

protected:
  /// The batch of the only input; null if nothing came.
  const BatchPtr &input(const Token &token) const { return token.slots[Self.inputs[0]].batch; }
  Slot &slot(Token &token) const { return token.slots[Index]; }

  const Plan &Graph;
  const uint32_t Index;
  const Node &Self;
};

/// Gives back rows from an exchange file, as the output of a node.
std::unique_ptr<Feed> makeReplay(uint32_t node, std::string path, std::vector<bool> dropped);

} // namespace smelt::runtime
