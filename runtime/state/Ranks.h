// The k-th smallest of many numbers in bounded memory: more than fit wait in a file, which is read a few times.
#pragma once
#include "runtime/state/StateFolder.h"
#include <cstdint>
#include <cstdio>
#include <memory>
#include <vector>

namespace smelt::runtime {

/// Not thread-safe.
class Ranks {
public:
  Ranks(uint64_t memoryBudget, StateFolder &state);

  Status add(uint64_t key);
  uint64_t count() const { return Written + Keys.size(); }
  /// The key at place `place` (from 0) in ascending order; there must be one.
  Status at(uint64_t place, uint64_t &key);

private:
  Status spill();
  template <class Fn> Status forEach(Fn look);

  const size_t Most; ///< keys in memory
  StateFolder &State;
  std::vector<uint64_t> Keys; ///< not in the file
  std::string Path;
  std::shared_ptr<std::FILE> File;
  uint64_t Written = 0;
};

} // namespace smelt::runtime
