// ANTLR's predictions over tables of its own automata, as LexerTable.h has it for the lexer.
//
// For every decision ANTLR makes closures to clean up with, takes a lock at each token and finds the edge in a hash
// table. Here most edges are known from when smelt was built (GrammarTables.h); each other is looked up once and then
// kept in a row of its state. What no row knows yet, ANTLR decides, and its decisions are written down on the way. A
// table belongs to one parser, so nothing is locked.
#pragma once
#include "atn/ParserATNSimulator.h"
#include "dfa/DFA.h"
#include <Parser.h> // quotes would find the one beside
#include <deque>
#include <map>
#include <unordered_map>

namespace smelt::syntax {

class DecisionTable : public antlr4::atn::ParserATNSimulator {
public:
  /// Takes the automata of the simulator that `parser` was made with.
  DecisionTable(antlr4::Parser &parser, ParserATNSimulator &simulator)
      : ParserATNSimulator(&parser, simulator.atn, simulator.decisionToDFA, simulator.getSharedContextCache()),
        parser_(parser) {}

  size_t adaptivePredict(antlr4::TokenStream *input, size_t decision, antlr4::ParserRuleContext *outer) override;

  /// What a state chooses: 0 where the next token tells, or predicates have to be weighed.
  static size_t onlyChoice(const antlr4::dfa::DFAState &state);
  /// Whether an edge to this state can be written down: where predicates choose between alternatives, ANTLR has to
  /// weigh them anew.
  static bool isKept(const antlr4::dfa::DFAState *to);

protected:
  antlr4::dfa::DFAState *getExistingTargetState(antlr4::dfa::DFAState *from, size_t token) override;
  antlr4::dfa::DFAState *computeTargetState(antlr4::dfa::DFA &dfa, antlr4::dfa::DFAState *from, size_t token) override;

private:
  /// What is known of one state. A target is null where ANTLR has not been asked yet, or must be asked each time.
  struct Row {
    size_t alternative = 0;           ///< what is chosen here; 0 where the next token tells
    bool isConflict = false;          ///< SLL's choice alone: LL has to look at the rules around
    std::vector<const Row *> targets; ///< by type of token
  };

  bool isSll() { return getPredictionMode() == antlr4::atn::PredictionMode::SLL; }
  size_t follow(const Row *row, antlr4::TokenStream &input);
  size_t followBuilt(uint16_t row, antlr4::TokenStream &input);
  Row &rowOf(const antlr4::dfa::DFAState *state);
  void keep(antlr4::dfa::DFAState *from, size_t token, antlr4::dfa::DFAState *to);

  antlr4::Parser &parser_;
  std::deque<Row> rows_;
  std::unordered_map<const antlr4::dfa::DFAState *, Row *> byState_;
  std::map<std::pair<size_t, int>, const Row *> starts_; ///< by decision and precedence
  const antlr4::dfa::DFAState *first_ = nullptr;         ///< where ANTLR's walk began
};

} // namespace smelt::syntax
