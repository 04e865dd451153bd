// What a decision of the parser comes to where its next token leaves one alternative.
//
// ANTLR finds that out when it first needs it. Here the tokens that each state can begin with are worked out for all
// states at once, when smelt is built (GrammarTables.h).
#pragma once
#include "atn/ATN.h"
#include "lang/syntax/GrammarTables.h"
#include <bitset>
#include <cstdint>
#include <vector>

namespace smelt::syntax {

class FirstTokens {
public:
  explicit FirstTokens(const antlr4::atn::ATN &network);

  /// As GrammarTables has them.
  const std::vector<TokenNumbers> &only() const { return only_; }
  const std::vector<TokenNumbers> &binds() const { return binds_; }

private:
  static constexpr size_t kMost = DecisionRow::kTokens;
  using Tokens = std::bitset<kMost>;
  /// What a state can begin with; whether its rule can end there.
  struct Reach {
    Tokens tokens;
    bool ends = false;
    bool add(const Reach &other);
  };

  Reach step(const antlr4::atn::Transition &transition) const;
  void reachStates(const antlr4::atn::ATN &network);
  void followRules(const antlr4::atn::ATN &network);
  void decide(const antlr4::atn::ATN &network, size_t decision);
  void bind(const antlr4::atn::ATNState &loop, size_t decision);
  void bindFirst(const antlr4::atn::ATNState &choice, TokenNumbers &binds) const;

  size_t most_;
  std::vector<Reach> states_; ///< by number
  std::vector<Reach> rules_;  ///< what follows a rule, anywhere
  std::vector<Reach> outer_;  ///< the same, but for the operators of the rule itself
  std::vector<TokenNumbers> only_, binds_;
};

} // namespace smelt::syntax
