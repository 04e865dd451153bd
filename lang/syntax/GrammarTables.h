// What lexer and parser know when a process begins: rows of ANTLR's own automata, which `grammar_tables` wrote down
// when smelt was built, after it had parsed the recipes of the tree.
//
// ANTLR makes an automaton's states when it first needs them, by closures over its network that cost as much as parsing
// a hundred lines each; a check of a short recipe was mostly that. What no row says, ANTLR decides as before.
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>

namespace smelt::syntax {

/// A state of the lexer's automaton.
struct LexerRow {
  static constexpr size_t kAscii = 128, kActions = 2;
  int16_t type;                         ///< of the token that ends here; -1: none does
  std::array<int8_t, kActions> actions; ///< of that token, places in the network's list; -1: none
  std::array<uint16_t, kAscii> targets; ///< by character
};

/// A state of the parser's automaton.
struct DecisionRow {
  static constexpr size_t kTokens = 128;
  uint8_t alternative;                   ///< what is chosen here; 0 where the next token tells
  bool isConflict;                       ///< SLL's choice alone: LL has to look at the rules around
  std::array<uint16_t, kTokens> targets; ///< by type of token
};

/// Where a decision begins.
struct DecisionStart {
  uint16_t decision;
  int16_t precedence; ///< that operators around it have; 0 outside of expressions
  uint16_t row;
};

/// By type of token; the end of the file counts as 0.
using TokenNumbers = std::array<uint8_t, DecisionRow::kTokens>;

struct GrammarTables {
  static constexpr uint16_t kUnknown = 0;      ///< ANTLR has to be asked; the rows with this number are empty
  static constexpr uint16_t kDead = 1;         ///< no token goes on here
  static constexpr size_t kGoOn = 1, kEnd = 2; ///< what a loop over operators decides between

  std::span<const LexerRow> lexer;
  std::span<const uint16_t> modes; ///< the rows that the lexer's modes begin with
  std::span<const DecisionRow> decisions;
  std::span<const DecisionStart> starts; ///< ascending
  /// By decision: the only alternative that a token can begin, or 0; how tightly an operator binds that nothing else
  /// begins with, or 0 (see FirstTokens.h).
  std::span<const TokenNumbers> only, binds;

  /// The only alternative of `decision` that `token` can begin, where what binds less than `precedence` has to wait;
  /// 0 if there are several or none.
  size_t onlyAlternative(size_t decision, size_t token, int precedence) const {
    if (decision >= only.size())
      return 0;
    const size_t number = token < DecisionRow::kTokens ? token : 0;
    const uint8_t bound = binds[decision][number];
    return bound ? (bound >= precedence ? kGoOn : kEnd) : only[decision][number];
  }

  /// The row that `decision` begins with, or kUnknown.
  uint16_t startOf(size_t decision, int precedence) const {
    auto before = [](const DecisionStart &s, std::pair<size_t, int> key) {
      return std::pair<size_t, int>(s.decision, s.precedence) < key;
    };
    auto start = std::lower_bound(starts.begin(), starts.end(), std::pair(decision, precedence), before);
    return start != starts.end() && start->decision == decision && start->precedence == precedence ? start->row
                                                                                                   : kUnknown;
  }
};

/// Empty in the program that writes them.
extern const GrammarTables grammarTables;

} // namespace smelt::syntax
