// ANTLR's lexer over tables of its own automaton.
//
// ANTLR finds every edge in a hash table behind a lock, keeps the line of every character, and walks its network anew
// for every character outside ASCII. Here most edges are known from when smelt was built (GrammarTables.h); each other
// is looked up once and then kept in a row of the state. What no row knows yet, ANTLR decides, and its decisions are
// written down on the way. A table belongs to one lexer, so nothing is locked.
#pragma once
#include "RecipeLexer.h"
#include "atn/LexerATNSimulator.h"
#include "lang/syntax/Characters.h"
#include "lang/syntax/GrammarTables.h"
#include <deque>
#include <memory>
#include <unordered_map>
#include <vector>

namespace smelt::syntax {

class LexerTable : public antlr4::atn::LexerATNSimulator {
public:
  /// Takes the automaton of the simulator that `lexer` was made with.
  LexerTable(antlr4::Lexer *lexer, LexerATNSimulator &simulator, const Characters &characters)
      : LexerATNSimulator(lexer, simulator.atn, simulator._decisionToDFA, simulator.getSharedContextCache()),
        characters_(characters) {}

  size_t match(antlr4::CharStream *input, size_t mode) override;

protected:
  antlr4::dfa::DFAState *getExistingTargetState(antlr4::dfa::DFAState *from, size_t character) override;
  antlr4::dfa::DFAState *computeTargetState(antlr4::CharStream *input, antlr4::dfa::DFAState *from,
                                            size_t character) override;

private:
  static constexpr size_t kAscii = LexerRow::kAscii;
  /// What is known of one state. A target is null where ANTLR has not been asked yet.
  struct Row {
    antlr4::dfa::DFAState *state = nullptr;
    std::vector<std::shared_ptr<antlr4::atn::LexerAction>> actions; ///< of the token that ends here
    Row *ascii[kAscii] = {};
    std::unordered_map<size_t, Row *> others; ///< by code point, and the end of the input
  };

  std::optional<size_t> matchBuilt(antlr4::CharStream &input, size_t mode);
  Row *rowOf(antlr4::dfa::DFAState *state);
  Row *target(const Row &row, size_t character) const;
  void keep(antlr4::dfa::DFAState *from, size_t character, antlr4::dfa::DFAState *to);

  const Characters &characters_;
  std::deque<Row> rows_;
  std::unordered_map<const antlr4::dfa::DFAState *, Row *> byState_;
  std::unordered_map<size_t, Row *> starts_;         ///< by mode
  const antlr4::dfa::DFAState *lastState_ = nullptr; ///< that ANTLR was in
  const Row *lastRow_ = nullptr;
  Row dead_; ///< where no token goes on
};

} // namespace smelt::syntax
