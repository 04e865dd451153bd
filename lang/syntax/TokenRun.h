// The tokens of a file as ANTLR's parser reads them. All are there from the start, on one channel, so that none of what
// ANTLR's own streams do to fetch and filter tokens is needed.
#pragma once
#include "CommonToken.h"
#include "TokenStream.h"
#include "lang/syntax/Lexemes.h"
#include <algorithm>
#include <vector>

namespace smelt::syntax {

class TokenRun : public antlr4::TokenStream {
public:
  /// A token's start and stop are byte offsets. The last lexeme is the end of the file.
  explicit TokenRun(const Lexemes &lexemes) {
    tokens_.reserve(lexemes.list.size()); // ANTLR keeps pointers to them
    for (const Lexeme &l : lexemes.list) {
      antlr4::CommonToken &token = tokens_.emplace_back(l.type);
      token.setStartIndex(l.begin);
      token.setStopIndex(static_cast<size_t>(l.end) - 1);
      token.setTokenIndex(tokens_.size() - 1);
    }
  }

  antlr4::Token *LT(ssize_t k) override {
    size_t at = k > 0 ? at_ + static_cast<size_t>(k) - 1 : at_ - static_cast<size_t>(-k);
    return k < 0 && at_ < static_cast<size_t>(-k) ? nullptr : get(std::min(at, tokens_.size() - 1));
  }
  size_t LA(ssize_t k) override { return LT(k)->getType(); }
  antlr4::Token *get(size_t index) const override { return &tokens_[index]; }
  void consume() override { at_ = std::min(at_ + 1, tokens_.size() - 1); }
  void seek(size_t index) override { at_ = std::min(index, tokens_.size() - 1); }
  size_t index() override { return at_; }
  size_t size() override { return tokens_.size(); }
  ssize_t mark() override { return 0; }
  void release(ssize_t) override {}

  // Asked for by ANTLR's own messages and repairs only, which are not used.
  antlr4::TokenSource *getTokenSource() const override { return nullptr; }
  std::string getSourceName() const override { return {}; }
  std::string getText(const antlr4::misc::Interval &) override { return {}; }
  std::string getText() override { return {}; }
  std::string getText(antlr4::RuleContext *) override { return {}; }
  std::string getText(antlr4::Token *, antlr4::Token *) override { return {}; }

private:
  mutable std::vector<antlr4::CommonToken> tokens_; ///< ANTLR reads tokens through pointers that are not const
  size_t at_ = 0;
};

} // namespace smelt::syntax
