#include "lang/syntax/DecisionTable.h"
#include "TokenStream.h"
#include "atn/ATN.h"
#include "dfa/DFAState.h"
#include "lang/syntax/GrammarTables.h"

namespace smelt::syntax {

using antlr4::dfa::DFAState;

/// A single one that has a predicate is held to it by the rule itself.
size_t DecisionTable::onlyChoice(const DFAState &state) {
  if (!state.isAcceptState)
    return 0;
  return state.predicates.size() == 1 ? static_cast<size_t>(state.predicates.front()->alt) : state.prediction;
}

bool DecisionTable::isKept(const DFAState *to) { return to != ERROR.get() && to->predicates.size() <= 1; }

DecisionTable::Row &DecisionTable::rowOf(const DFAState *state) {
  auto [known, fresh] = byState_.try_emplace(state, nullptr);
  if (fresh) {
    known->second = &rows_.emplace_back();
    known->second->alternative = onlyChoice(*state);
    known->second->isConflict = state->requiresFullContext;
  }
  return *known->second;
}

void DecisionTable::keep(DFAState *from, size_t token, DFAState *to) {
  if (!isKept(to) || token > atn.maxTokenType)
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
      return row->isConflict && !isSll() ? 0 : row->alternative;
  }
  return 0;
}

/// The same as far as the rows know that smelt was built with.
size_t DecisionTable::followBuilt(uint16_t row, antlr4::TokenStream &input) {
  for (ssize_t ahead = 1; row != GrammarTables::kUnknown; ++ahead) {
    size_t token = input.LA(ahead);
    row = token < DecisionRow::kTokens ? grammarTables.decisions[row].targets[token] : GrammarTables::kUnknown;
    if (const DecisionRow &next = grammarTables.decisions[row]; next.alternative)
      return next.isConflict && !isSll() ? 0 : next.alternative;
  }
  return 0;
}

size_t DecisionTable::adaptivePredict(antlr4::TokenStream *input, size_t decision, antlr4::ParserRuleContext *outer) {
  const int precedence = decisionToDFA[decision].isPrecedenceDfa() ? parser_.getPrecedence() : 0;
  if (size_t alternative = grammarTables.onlyAlternative(decision, input->LA(1), precedence))
    return alternative;
  if (size_t alternative = followBuilt(grammarTables.startOf(decision, precedence), *input))
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
