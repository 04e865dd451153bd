// The automaton of a pattern, which reads a text from its end to its start.
//
// A state says which nodes that take a character lead to a match, given the characters to the right. With the character
// on the left it gives the viable nodes at the place between: all nodes from which a match can be reached there. A
// forward walk that always takes the first viable way is then the match that backtracking would find (Frisch and
// Cardelli 2004, Kearns 1991), without ever going back.
#pragma once
#include "runtime/text/PatternTable.h"
#include <span>
#include <unordered_map>
#include <vector>

namespace smelt::runtime {

class PatternAutomaton {
public:
  explicit PatternAutomaton(const PatternTable &table);

  static constexpr uint32_t unknown = ~0u;

  /// The state at the end of a stretch that no match crosses, before a symbol.
  uint32_t startState(uint32_t followingSymbol);
  /// Computes transition `at` = state + symbol; afterwards next(at) and viable(at) are known.
  void step(uint32_t at);
  uint32_t next(uint32_t at) const { return nexts[at]; }
  uint16_t viable(uint32_t at) const { return viables[at]; }
  const std::vector<uint32_t> &nextTable() const { return nexts; }
  const std::vector<uint16_t> &viableTable() const { return viables; }
  const std::vector<uint64_t> &viableBits() const { return viableSets; }
  uint32_t stateCount() const { return static_cast<uint32_t>(contexts.size()); }
  uint32_t viableCount() const { return static_cast<uint32_t>(viableSets.size() / words); }

  bool isLarge() const { return viableCount() > 12000 || nexts.size() > (1u << 21); }
  /// Forgets everything but the states in `keep`, which get their new numbers.
  void flush(std::span<uint32_t> keep);
  /// How often `flush` was called: numbers of states and sets from before mean nothing.
  uint64_t generation() const { return flushes; }

private:
  using Bits = std::vector<uint64_t>;
  uint32_t internState(const uint64_t *leaves, uint32_t context);
  uint16_t internViable(const Bits &nodes);
  bool holds(const PatternNode &node, uint32_t before, uint32_t after) const;
  bool isViable(const PatternNode &node, const Bits &set, uint32_t before, uint32_t after) const;
  static bool has(const Bits &bits, uint32_t i) { return bits[i / 64] >> (i % 64) & 1; }

  const PatternTable &table;
  uint32_t words;
  std::vector<uint64_t> leafSets; ///< of each state
  std::vector<uint32_t> contexts; ///< of each state
  std::vector<uint32_t> nexts;
  std::vector<uint16_t> viables;
  std::vector<uint64_t> viableSets;
  std::unordered_multimap<uint64_t, uint32_t> states, sets; ///< numbers by hash: equal bits get one number
  uint64_t flushes = 0;
};

} // namespace smelt::runtime
