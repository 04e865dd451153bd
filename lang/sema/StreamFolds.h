// Which folds of streams a stream or a value waits for.
#pragma once
#include "lang/sema/Typed.h"
#include <map>
#include <set>
#include <unordered_set>

namespace smelt::sema {

/// What the trees of streams and values refer to. Every part is looked at once.
class References {
public:
  void add(const StageRef &stage);
  void add(const ExprRef &value);

  /// Locals that are referred to and bound by nothing that was added: folds of streams, or what stands around.
  std::set<LocalId> free() const;
  /// The source of standard input among what was added, or null.
  const Stage *standardInput() const { return standardInput_; }

private:
  std::unordered_set<const void *> seen_;
  std::set<LocalId> bound_, used_;
  const Stage *standardInput_ = nullptr;
};

/// The folds that these trees wait for, and those that they in turn wait for: places in `program.folds`, ascending.
std::vector<size_t> foldsOf(const Program &program, const References &references);
/// The same for the outputs with these names, or for all if there are none.
std::vector<size_t> foldsOfOutputs(const Program &program, const std::vector<std::string> &names);

/// The same for the asserts of a test and the streams that it compares.
std::vector<size_t> foldsOfTest(const Program &program, const TestCase &test);

/// What a bound of `Program::foldedBounds` comes to with the folds' values (null for one that failed); nothing where
/// that takes more than arithmetic and `??`.
std::optional<double> settledBound(const ExprRef &bound, const std::map<LocalId, ExprRef> &values);

} // namespace smelt::sema
