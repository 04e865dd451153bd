// The automaton that reads a pattern forward, for patterns that need no more: no places but a line's or the text's
// start at the beginning, no looking ahead, no empty matches.
#pragma once
#include "compiler/pattern/Program.h"
#include "compiler/pattern/Symbols.h"
#include "runtime/text/Sieve.h"
#include <optional>

namespace smelt::pattern {

/// What a character of a match may be, counted from the match's begin.
struct Character {
  CodePoints set;
  std::vector<uint8_t> symbols; ///< by symbol
};

struct Forward {
  /// By state << strideBits | symbol: the next state, 0 where the match cannot go on; kMatchAccepts where a match may
  /// end after the symbol. State 1 is where a match starts.
  std::vector<uint16_t> next;
  std::vector<uint8_t> stays;                    ///< by state: the only character, of ASCII, that leaves it; or 0
  std::vector<Character> characters;             ///< the first few of every match
  std::vector<runtime::SieveString> prefixes;    ///< one of them every match begins with
  bool atLineStart = false, atTextStart = false; ///< where alone one may begin: `(?m)^`, `\A`
  bool isRun = false;    ///< a match is one or more characters of a set, as many as follow one another
  bool isLinear = false; ///< a search never reads more than a few characters that it then has to read again
};

/// Nothing where the pattern needs more, or states are too many.
std::optional<Forward> makeForward(const Program &program, const Symbols &symbols, uint32_t strideBits);

} // namespace smelt::pattern
