// What a decision of the parser comes to where its next token leaves one alternative.
//
// ANTLR finds that out when it first needs it, by closures over its network that cost as much as parsing a hundred
// lines. Here the tokens that each state can begin with are worked out for all states at once.
#pragma once
#include "atn/ATN.h"
#include <array>
#include <bitset>
#include <cstdint>
#include <vector>

namespace smelt::syntax {

class FirstTokens {
public:
  explicit FirstTokens(const antlr4::atn::ATN &network);

  /// The only alternative of `decision` that `token` can begin, where what binds less than `precedence` has to wait;
  /// 0 if there are several or none.
  size_t only(size_t decision, size_t token, int precedence) const {
    uint8_t number = numberOf(token), binds = binds_[decision][number];
    return binds ? (binds >= precedence ? kGoOn : kEnd) : only_[decision][number];
  }

private:
  static constexpr size_t kMost = 128;
  static constexpr size_t kGoOn = 1, kEnd = 2; ///< what a loop over operators decides between
  using Tokens = std::bitset<kMost>;
  using Numbers = std::array<uint8_t, kMost>; ///< by token
  /// What a state can begin with; whether its rule can end there.
  struct Reach {
    Tokens tokens;
    bool ends = false;
    bool add(const Reach &other);
  };

  /// The end of the file has no number of its own.
  static uint8_t numberOf(size_t token) { return token < kMost ? static_cast<uint8_t>(token) : 0; }
  Reach step(const antlr4::atn::Transition &transition) const;
  void reachStates(const antlr4::atn::ATN &network);
  void followRules(const antlr4::atn::ATN &network);
  void decide(const antlr4::atn::ATN &network, size_t decision);
  void bind(const antlr4::atn::ATNState &loop, size_t decision);
  void bindFirst(const antlr4::atn::ATNState &choice, Numbers &binds) const;

  size_t most_;
  std::vector<Reach> states_;  ///< by number
  std::vector<Reach> rules_;   ///< what follows a rule, anywhere
  std::vector<Reach> outer_;   ///< the same, but for the operators of the rule itself
  std::vector<Numbers> only_;  ///< by decision; 0: several or none
  std::vector<Numbers> binds_; ///< how tightly an operator binds that nothing else begins with; 0: it is not such a one
};

} // namespace smelt::syntax
