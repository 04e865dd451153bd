// Runs the graph: phase after phase, each a pipeline over one feed and the nodes that its rows reach.
#pragma once
#include "runtime/core/Accounting.h"
#include "runtime/core/ConcatOperator.h"
#include "runtime/core/DedupOperator.h"
#include "runtime/core/ExpandOperator.h"
#include "runtime/core/FoldOperator.h"
#include "runtime/core/KernelOperator.h"
#include "runtime/core/SinkOperator.h"
#include "runtime/core/Sources.h"
#include <atomic>
#include <mutex>

namespace smelt::runtime {

/// The order in which sources are read: that in which the rows of a concatenation come.
std::vector<uint32_t> sourceOrder(const Plan &plan);

class Executor {
public:
  Executor(const Plan &plan, const RunOptions &options, const std::vector<SourceInputs> &sources, StateFolder &state);

  /// Makes the folders of the outputs.
  Status openSinks();
  /// Until all rows have reached their sinks, something failed, or the run was cancelled.
  Status execute();
  Status closeSinks();

  Accounting &accounting() { return Counts; }
  const Accounting &accounting() const { return Counts; }
  std::vector<SinkOperator *> &sinks() { return Sinks; }
  std::vector<SourceOperator *> &sources() { return SourceNodes; }
  bool wasCancelled() const { return Options.cancelled && Options.cancelled->load(std::memory_order_relaxed); }
  /// Stored bytes read so far; may be asked by other threads.
  uint64_t bytesRead() const;

private:
  struct Phase;
  Phase layOut(uint32_t root) const;
  Status runPhase(uint32_t root, Feed &feed);
  Status settle(std::vector<bool> &ended);
  std::unique_ptr<Token> read(uint32_t root, Feed &feed);
  void prepare(const std::vector<uint32_t> &nodes, Token &token, smelt_context &context);
  void advance(const std::vector<uint32_t> &nodes, Token &token);
  void fail(Status status);
  bool stopped() const { return Failed.load(std::memory_order_relaxed) || wasCancelled(); }
  size_t tokensInFlight() const;

  const Plan &Graph;
  const RunOptions &Options;
  Accounting Counts;
  std::vector<std::unique_ptr<Operator>> Operators;
  std::vector<std::unique_ptr<Feed>> Pending; ///< by node: rows kept on disk that may flow on
  std::vector<bool> SourceEnded;              ///< by node
  std::vector<SourceOperator *> SourceNodes;  ///< in reading order
  std::vector<SinkOperator *> Sinks;
  std::vector<FoldOperator *> Folds;
  std::atomic<bool> Failed = false;
  std::mutex FailureMutex;
  Status Failure;
};

} // namespace smelt::runtime
