#include "lang/syntax/FirstTokens.h"
#include "Token.h"
#include "atn/DecisionState.h"
#include "atn/PrecedencePredicateTransition.h"
#include "atn/RuleStartState.h"
#include "atn/RuleStopState.h"
#include "atn/RuleTransition.h"
#include "atn/StarLoopEntryState.h"
#include <algorithm>
#include <utility>

namespace smelt::syntax {

using antlr4::atn::ATN;
using antlr4::atn::ATNState;
using antlr4::atn::RuleTransition;
using antlr4::atn::Transition;

bool FirstTokens::Reach::add(const Reach &other) {
  Reach before = *this;
  tokens |= other.tokens;
  ends |= other.ends;
  return tokens != before.tokens || ends != before.ends;
}

FirstTokens::FirstTokens(const ATN &network)
    : most_(std::min(network.maxTokenType, kMost - 1)), states_(network.states.size()),
      rules_(network.ruleToStartState.size()), outer_(rules_), only_(network.getNumberOfDecisions()),
      binds_(only_.size()) {
  reachStates(network);
  followRules(network);
  for (size_t decision = 0; decision < only_.size(); ++decision)
    decide(network, decision);
}

/// Predicates are taken to hold: they tell how tightly an operator binds, and every operator can follow an expression.
FirstTokens::Reach FirstTokens::step(const Transition &transition) const {
  if (transition.getSerializationType() == Transition::RULE) {
    const auto &call = static_cast<const RuleTransition &>(transition);
    Reach reach = states_[call.target->stateNumber];
    if (std::exchange(reach.ends, false))
      reach.add(states_[call.followState->stateNumber]);
    return reach;
  }
  if (transition.isEpsilon())
    return states_[transition.target->stateNumber];
  Reach reach;
  for (size_t token = 1; token <= most_; ++token)
    reach.tokens[token] = transition.matches(token, 1, most_);
  reach.tokens[0] = transition.matches(antlr4::Token::EOF, 1, most_);
  return reach;
}

void FirstTokens::reachStates(const ATN &network) {
  for (const antlr4::atn::RuleStopState *stop : network.ruleToStopState)
    states_[stop->stateNumber].ends = true;
  for (bool changed = true; changed;) {
    changed = false;
    for (auto state = network.states.rbegin(); state != network.states.rend(); ++state)
      if (*state && (*state)->getStateType() != ATNState::RULE_STOP)
        for (const Transition *transition : (*state)->transitions)
          changed |= states_[(*state)->stateNumber].add(step(*transition));
  }
}

void FirstTokens::followRules(const ATN &network) {
  for (bool changed = true; changed;) {
    changed = false;
    for (const ATNState *state : network.states)
      for (const Transition *transition : state ? state->transitions : std::vector<Transition *>())
        if (transition->getSerializationType() == Transition::RULE) {
          const auto *call = static_cast<const RuleTransition *>(transition);
          const size_t rule = state->ruleIndex, called = call->target->ruleIndex;
          Reach after = states_[call->followState->stateNumber];
          const bool isOperand = after.ends && rule == called; // the right side of an operator
          if (after.ends)
            after.add(rules_[rule]);
          changed |= rules_[called].add(after);
          if (!isOperand)
            outer_[called].add(after);
        }
  }
}

void FirstTokens::decide(const ATN &network, size_t decision) {
  ATNState *state = network.decisionToState[decision];
  Tokens once, more;
  std::vector<Tokens> alternatives;
  for (const Transition *transition : state->transitions) {
    Reach reach = step(*transition);
    if (reach.ends)
      reach.tokens |= rules_[state->ruleIndex].tokens;
    more |= once & reach.tokens;
    once |= reach.tokens;
    alternatives.push_back(reach.tokens);
  }
  for (size_t i = 0; i < alternatives.size(); ++i)
    for (size_t token = 0; token <= most_; ++token)
      if (alternatives[i][token] && !more[token])
        only_[decision][token] = static_cast<uint8_t>(i + 1);
  if (state->getStateType() == ATNState::STAR_LOOP_ENTRY &&
      static_cast<const antlr4::atn::StarLoopEntryState *>(state)->isPrecedenceDecision)
    bind(*state, decision);
}

/// A loop over operators goes on with one that binds tightly enough, and ends before any other: what stands around may
/// go on with that.
void FirstTokens::bind(const ATNState &loop, size_t decision) {
  TokenNumbers binds{};
  const ATNState *choice = loop.transitions.front()->target;
  while (choice->transitions.size() == 1 && choice->transitions.front()->isEpsilon())
    choice = choice->transitions.front()->target;
  bindFirst(*choice, binds);
  for (size_t token = 0; token <= most_; ++token)
    if (!outer_[loop.ruleIndex].tokens[token])
      binds_[decision][token] = binds[token];
}

void FirstTokens::bindFirst(const ATNState &choice, TokenNumbers &binds) const {
  Tokens once, more;
  for (const Transition *alternative : choice.transitions) {
    const ATNState *state = alternative->target;
    const Transition *gate = state->transitions.front();
    if (gate->getSerializationType() != Transition::PRECEDENCE)
      continue;
    Tokens tokens = step(*gate).tokens;
    more |= once & tokens;
    once |= tokens;
    for (size_t token = 0; token <= most_; ++token)
      if (tokens[token])
        binds[token] =
            static_cast<uint8_t>(static_cast<const antlr4::atn::PrecedencePredicateTransition *>(gate)->precedence);
  }
  for (size_t token = 0; token <= most_; ++token)
    if (more[token])
      binds[token] = 0;
}

} // namespace smelt::syntax
