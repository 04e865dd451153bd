// What a run has done so far: counts of nodes and rules, and the rejects.
#pragma once
#include "runtime/core/Run.h"
#include "runtime/core/Status.h"
#include "runtime/core/Token.h"
#include "runtime/io/OutputFile.h"
#include "runtime/state/StateFolder.h"
#include <atomic>
#include <mutex>

namespace smelt::runtime {

/// Rejects of one node, in the order of the rows that reached it. Long logs lie on disk, and stay readable after the
/// folder they lie in was removed.
class RejectLog {
public:
  Status add(std::string_view lines, StateFolder &state);
  Status copyTo(OutputFile &file);

private:
  std::string Lines; ///< not yet on disk
  std::string Path;
  std::shared_ptr<std::FILE> File;
};

class Accounting {
public:
  Accounting(const Plan &plan, Report report, StateFolder &state);

  /// Adds what the nodes did with one token; in row order.
  Status add(const Token &token);
  /// May be called while `add` runs.
  std::vector<NodeCount> snapshot() const;
  /// Of all sources. May be called while `add` runs.
  uint64_t rowsRead() const;
  NodeCount &node(uint32_t index) { return Nodes[index]; }
  /// Whether more documents dropped by a rule of the node are wanted as samples. May be called while `add` runs.
  bool wantsSamples(uint32_t index, size_t rule) const {
    return !SamplesDone[index][rule].load(std::memory_order_relaxed);
  }
  const std::vector<std::shared_ptr<RejectLog>> &rejects() const { return Rejects; } ///< by node
  uint64_t replacedUtf8(uint32_t source) const { return Replaced[source]; }
  uint64_t duplicateKeys(uint32_t source) const { return Duplicates[source]; }

private:
  void addRules(uint32_t index, const NodeDelta &delta);

  const Plan &Graph;
  StateFolder &State;
  mutable std::mutex Mutex;
  std::vector<NodeCount> Nodes;
  std::vector<std::shared_ptr<RejectLog>> Rejects;
  std::vector<std::vector<std::atomic<bool>>> SamplesDone; ///< by node and rule
  std::vector<uint64_t> Replaced, Duplicates;
};

} // namespace smelt::runtime
