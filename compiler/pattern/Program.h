// A pattern as a graph of nodes: what Thompson's construction gives, with ways in order of preference.
#pragma once
#include "lang/pattern/Pattern.h"
#include "runtime/text/PatternTable.h"
#include <map>

namespace smelt::pattern {

using runtime::PatternNode;
using runtime::PatternNodeKind;

struct Program {
  std::vector<PatternNode> nodes; ///< `set` is an index into `sets`
  std::vector<CodePoints> sets;
  uint32_t start = 0, startNonempty = 0;
  bool tooLarge = false;

  /// Nodes after those they lead to without taking a character. There is no cycle: a repetition goes round only after
  /// it has taken one.
  std::vector<uint32_t> order() const;
};

Program makeProgram(const Node &root);

} // namespace smelt::pattern
