// The matches of a compiled pattern in a text, from left to right, in time linear in the text.
//
// A pattern that has an automaton for it is read forward (compiler/pattern/Forward.h), some only until too much was
// read in vain. For all others, and for who asks for groups, the text is taken in stretches that no match crosses. Over
// a stretch the automaton runs from the right to the left and notes what is viable at each place, block by block (a
// stretch longer than a block is read twice: its states at the borders of blocks are found first); then matches are
// walked from the left. Long lists of texts are looked up (LiteralSearch.cpp).
#pragma once
#include "runtime/core/Context.h"
#include "runtime/text/LiteralTable.h"
#include "runtime/text/PatternAutomaton.h"
#include "runtime/text/Sieve.h"

namespace smelt::runtime {

/// Memory of a search, kept for the next one.
struct PatternBuffers {
  std::vector<uint16_t> viable;      ///< at the places of a block
  std::vector<uint32_t> blockStates; ///< the state at the end of each block
  std::vector<int64_t> blockEnds;
};

class PatternSearch {
public:
  PatternSearch(smelt_context *context, const PatternTable &table, const char *text, int64_t size);
  ~PatternSearch();
  PatternSearch(const PatternSearch &) = delete;
  PatternSearch &operator=(const PatternSearch &) = delete;

  /// Finds the next match as Python's `re.finditer` does: an empty match does not follow an empty match at one place.
  /// `groups`: two places for each group, to be filled (-1: not matched); null if they are not wanted.
  bool next(int64_t *groups = nullptr);
  /// Whether there is a match at all: its end is not looked for.
  bool any();
  int64_t begin() const { return matchBegin; }
  int64_t end() const { return matchEnd; }

private:
  bool nextLiteral();
  bool holds(const LiteralPlace &place, int64_t at, bool isAfter) const;
  int64_t endOfLiteral(const LiteralTable &literals, int64_t at) const;
  bool nextForward();
  bool nextRun();
  int64_t findBeginning(int64_t from);
  bool mayBegin(int64_t at) const;
  int64_t endForward(int64_t at);
  bool nextStretch();
  void expandStretch(int64_t hit);
  int64_t findCandidate(int64_t from);
  int64_t reachOf(int64_t hit) const;
  int64_t nextSeparator(int64_t place, int64_t end);
  void openStretch();
  void relieve(int64_t first, uint32_t &state);
  void fillBlock(int64_t block);
  template <bool keep> uint32_t readBack(int64_t from, int64_t to, uint32_t state);
  int64_t findStart();
  int64_t follow(bool nonempty, int64_t at);
  int64_t walk(uint32_t node, int64_t at, int64_t *groups);
  uint16_t viableAt(int64_t place);
  bool isViable(uint16_t set, uint32_t node) const {
    return viableBits()[size_t(set & ~kMatchStarts) * words + node / 64] >> (node % 64) & 1;
  }
  const uint64_t *viableBits() const {
    return lazy ? lazy->viableBits().data() : table.at<uint64_t>(table.viableBitsOffset);
  }
  uint32_t symbolBefore(int64_t place) const;
  uint32_t symbolAt(int64_t place) const;
  uint32_t symbolOf(int32_t c) const;
  bool isSeparator(uint32_t symbol) const { return separators[symbol] != 0; }
  int64_t startOfCharacter(int64_t place) const;

  smelt_context *context;
  const PatternTable &table;
  const char *text;
  int64_t size;
  PatternAutomaton *lazy; ///< null where the table holds the whole automaton
  uint32_t words;
  const uint16_t *ascii;
  const uint8_t *separators;
  SieveScan scan, beginnings, separatorScan; ///< for what a match contains, begins with, does not contain

  bool goesForward;
  int64_t vain = 0; ///< bytes read forward that ended no match
  int64_t position = 0;
  bool mustAdvance = false, finished = false;
  int64_t matchBegin = 0, matchEnd = 0;
  int64_t stretchBegin = 0, stretchEnd = -1;
  static constexpr int64_t kUnknown = -2;
  int64_t following = kUnknown; ///< a candidate that was found behind the stretch, -1: there is none
  int64_t blockSize, blocks = 0, block = -1, blockBegin = 0, blockEnd = 0;
  uint64_t generation = 0;
  std::unique_ptr<PatternBuffers> buffers;
  uint16_t *viable = nullptr;
};

} // namespace smelt::runtime
