// One chunk of rows on its way through the graph, with what each node made of it.
#pragma once
#include "runtime/core/Batch.h"
#include "runtime/core/Reject.h"
#include "runtime/core/Run.h"
#include "runtime/io/ChunkReader.h"
#include <memory>
#include <string>
#include <vector>

namespace smelt::runtime {

/// The counts of one grouping for one token.
struct GroupDelta {
  GroupCount count;
  std::vector<size_t> measured; ///< the value of each row on the full path, as an index into those of `count`
};

/// What a node adds to its counts for one token.
struct NodeDelta {
  uint64_t rowsIn = 0, rowsOut = 0, bytesIn = 0, rejected = 0;
  uint64_t replacedUtf8 = 0, duplicateKeys = 0;
  double seconds = 0;
  std::vector<uint64_t> dropped;   ///< by rule
  std::vector<uint64_t> undefined; ///< by rule: those of the dropped whose rule failed
  std::vector<double> metrics;     ///< of the rows on the full path: row after row, a value for each rule
  std::string rejects;             ///< lines of JSON
  std::vector<std::pair<uint32_t, Reject>> samples; ///< rule, one of the first documents that it dropped
  std::vector<GroupDelta> groups;                   ///< by grouping of the node

  void reject(const Reject &reject) {
    ++rejected;
    appendReject(reject, rejects);
  }
};

/// What the parallel half of an operator leaves for its serial half.
class Prepared {
public:
  virtual ~Prepared() = default;
};

struct Slot {
  BatchPtr batch; ///< what flows out of the node; null: nothing
  std::unique_ptr<Prepared> prepared;
  NodeDelta delta;
};

struct Token {
  Chunk chunk;             ///< of a source
  std::vector<Slot> slots; ///< by node
};

} // namespace smelt::runtime
