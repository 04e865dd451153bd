// A compiled pattern: one constant of a kernel, made by compiler/pattern, read by PatternSearch.
//
// Matching goes over symbols: classes of characters that the pattern cannot tell apart, and three that stand for
// places. `newline` is a line end that ends the text, `begin` and `end` lie before and behind the text.
#pragma once
#include <cstdint>

namespace smelt::runtime {

enum class PatternNodeKind : uint8_t {
  character, ///< takes one symbol of row `set`, then `next`
  split,     ///< `next` if it leads to a match, else `other`
  save,      ///< remembers the place in slot `other`, then `next`
  assertion, ///< `place` holds for row `set`, then `next`
  look,      ///< what starts at `other` matches here (`negated`: does not), then `next`
  match,     ///< the end of a match, or of what `look` looks for
  fail       ///< never
};

/// As smelt::pattern::Place.
enum class PatternPlace : uint8_t {
  textStart,
  lineStart,
  textEnd,
  lastLineEnd,
  lineEnd,
  wordEdge,
  noWordEdge,
  after,
  notAfter
};

struct PatternNode {
  PatternNodeKind kind;
  PatternPlace place;
  uint16_t negated;
  uint32_t set; ///< a row: one bit for each symbol
  uint32_t next, other;
};

/// Where alone a match may begin.
enum class PatternBeginning : uint32_t { anywhere, line, text };

/// Whether a search reads forward: `tried` until it has read as much in vain as the text is long.
enum class PatternForward : uint32_t { none, tried, always };

enum class PatternFinder : uint32_t { none, literal, sieve };

/// Offsets are bytes from the start of the header.
struct PatternTable {
  uint32_t size;
  uint32_t nodes, start, startNonempty; ///< startNonempty: for a match that must not be empty
  uint32_t groups;
  uint32_t symbols, strideBits;           ///< transitions of a state: 1 << strideBits
  uint32_t newline, begin, end, lineFeed; ///< symbols; lineFeed: that of `\n` elsewhere
  uint32_t contexts;
  uint32_t states, viables; ///< 0: made while matching (PatternAutomaton)
  PatternFinder finder;
  uint32_t literalSize;
  uint32_t hasSeparators;
  PatternFinder separatorFinder; ///< sieve, or none, where separators are frequent
  uint32_t reach;                ///< bytes of the longest match; 0: no bound, or what follows is looked at
  // Sections.
  uint32_t asciiOffset;          ///< uint16_t[128]: symbol of a character
  uint32_t blocksOffset;         ///< uint16_t[0x1100]: leaf of code point / 256
  uint32_t leavesOffset;         ///< uint16_t[][256]
  uint32_t nodesOffset;          ///< PatternNode[nodes]
  uint32_t orderOffset;          ///< uint32_t[nodes]: nodes after those they lead to without taking a character
  uint32_t rowsOffset;           ///< uint64_t[][rowWords]
  uint32_t contextOfOffset;      ///< uint16_t[symbols]: what a symbol that follows is for assertions
  uint32_t contextOffset;        ///< uint16_t[contexts]: a symbol of each
  uint32_t separatorsOffset;     ///< uint8_t[symbols]: no match contains it
  uint32_t separatorSieveOffset; ///< Sieve
  uint32_t literalOffset;        ///< bytes
  uint32_t sieveOffset;          ///< Sieve
  uint32_t beginningsOffset;     ///< uint8_t[symbols]: a string of the sieve may begin with it
  uint32_t nextOffset;           ///< uint32_t[states << strideBits]: the state before, as an index into this array
  uint32_t viableOffset;         ///< uint16_t[states << strideBits]
  uint32_t viableBitsOffset;     ///< uint64_t[viables][nodeWords]
  uint32_t followOffset, followStride; ///< uint16_t[viables][followStride]; stride 0: not there
  uint32_t startStatesOffset;          ///< uint32_t[contexts]: nothing follows but a symbol of the context
  // The automaton that reads forward (compiler/pattern/Forward.h).
  PatternForward forward;
  PatternBeginning forwardPlace;
  uint32_t forwardRuns;            ///< a match is a run of the bytes that the sieve lets through
  PatternFinder forwardFinder;     ///< sieve, or none, where what it would look for is too frequent
  uint32_t forwardBack;            ///< characters between a match's begin and the one that is looked for
  uint32_t forwardOffset;          ///< uint16_t[states << strideBits]
  uint32_t forwardStaysOffset;     ///< uint8_t[states]: the only character, of ASCII, that leaves a state; or 0
  uint32_t forwardSieveOffset;     ///< Sieve
  uint32_t forwardCharacterOffset; ///< uint8_t[symbols]: what is looked for
  uint32_t literalsOffset;         ///< LiteralTable: a long list of texts, of which the rest is the outline; 0: none

  template <class T> const T *at(uint32_t offset) const {
    return reinterpret_cast<const T *>(reinterpret_cast<const char *>(this) + offset);
  }
  uint32_t rowWords() const { return (symbols + 63) / 64; }
  uint32_t nodeWords() const { return (nodes + 63) / 64; }
  bool inRow(uint32_t row, uint32_t symbol) const {
    return at<uint64_t>(rowsOffset)[row * rowWords() + symbol / 64] >> (symbol % 64) & 1;
  }
};

/// A walk without groups knows nodes that take a character by their rank: follow[set][rank] is the rank of the node
/// that takes the character after it, or kMatchEnds. The last two columns are for the two starts.
constexpr uint16_t kMatchEnds = 0xFFFF;

/// Set in the number of a state of the automaton that reads forward where a match may end before the state.
constexpr uint16_t kMatchAccepts = 0x8000;

/// Set in the number of a set of viable nodes where a match starts.
constexpr uint16_t kMatchStarts = 0x8000;

} // namespace smelt::runtime
