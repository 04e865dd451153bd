#include "lang/syntax/DecisionTable.h"
#include "TokenStream.h"
#include "atn/ATN.h"
#include "dfa/DFAState.h"
#include "lang/syntax/FirstTokens.h"

namespace smelt::syntax {

using antlr4::dfa::DFAState;

namespace {

/// What a state chooses: 0 where the next token tells, or predicates have to be weighed. A single one that has a
/// predicate is held to it by the rule itself.
size_t onlyChoice(const DFAState &state) {
  if (!state.isAcceptState)
    return 0;
  return state.predicates.size() == 1 ? static_cast<size_t>(state.predicates.front()->alt) : state.prediction;
}

} // namespace

DecisionTable::Row &DecisionTable::rowOf(const DFAState *state) {
  auto [known, fresh] = byState_.try_emplace(state, nullptr);
  if (fresh) {
    known->second = &rows_.emplace_back();
    known->second->alternative = onlyChoice(*state);
    known->second->isConflict = state->requiresFullContext;
  }
  return *known->second;
}

/// Where predicates choose between alternatives, ANTLR has to weigh them anew; the end of the file has no number.
void DecisionTable::keep(DFAState *from, size_t token, DFAState *to) {
  if (to == ERROR.get() || to->predicates.size() > 1 || token > atn.maxTokenType)
    return;
  std::vector<const Row *> &targets = rowOf(from).targets;
  targets.resize(atn.maxTokenType + 1);
  targets[token] = &rowOf(to);
}

DFAState *DecisionTable::getExistingTargetState(DFAState *from, size_t token) {
  if (!first_)
    first_ = from;
  DFAState *to = ParserATNSimulator::getExistingTargetState(from, token);
  if (to)
    keep(from, token, to);
  return to;
}

DFAState *DecisionTable::computeTargetState(antlr4::dfa::DFA &dfa, DFAState *from, size_t token) {
  DFAState *to = ParserATNSimulator::computeTargetState(dfa, from, token);
  keep(from, token, to);
  return to;
}

/// The alternative that the next tokens lead to, as far as the rows know; else 0.
size_t DecisionTable::follow(const Row *row, antlr4::TokenStream &input) {
  for (ssize_t ahead = 1; row; ++ahead) {
    size_t token = input.LA(ahead);
    row = token < row->targets.size() ? row->targets[token] : nullptr;
    if (row && row->alternative)
      return row->isConflict && getPredictionMode() != antlr4::atn::PredictionMode::SLL ? 0 : row->alternative;
  }
  return 0;
}

size_t DecisionTable::adaptivePredict(antlr4::TokenStream *input, size_t decision, antlr4::ParserRuleContext *outer) {
  static const FirstTokens firstTokens(atn);
  const int precedence = decisionToDFA[decision].isPrecedenceDfa() ? parser_.getPrecedence() : 0;
  if (size_t alternative = firstTokens.only(decision, input->LA(1), precedence))
    return alternative;
  const Row *&start = starts_[{decision, precedence}];
  if (size_t alternative = follow(start, *input))
    return alternative;
  first_ = nullptr;
  size_t alternative = ParserATNSimulator::adaptivePredict(input, decision, outer);
  if (first_)
    start = &rowOf(first_);
  return alternative;
}

} // namespace smelt::syntax
