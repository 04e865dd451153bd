// The tokens of a file, or of some of its lines, as ANTLR's parser reads them. All are there from the start, on one
// channel, so that none of what ANTLR's own streams do to fetch and filter tokens is needed.
#pragma once
#include "Token.h"
#include "TokenStream.h"
#include "lang/syntax/Lexemes.h"
#include <algorithm>
#include <vector>

namespace smelt::syntax {

/// A token whose start and stop are byte offsets; a fifth of ANTLR's own.
class RunToken final : public antlr4::Token {
public:
  RunToken(const Lexeme &lexeme, size_t index)
      : type_(static_cast<int32_t>(lexeme.type)), index_(static_cast<uint32_t>(index)), begin_(lexeme.begin),
        end_(lexeme.end) {}

  size_t getType() const override { return static_cast<size_t>(ptrdiff_t{type_}); } // that of the file's end is -1
  size_t getTokenIndex() const override { return index_; }
  size_t getStartIndex() const override { return begin_; }
  size_t getStopIndex() const override { return size_t{end_} - 1; }
  size_t getChannel() const override { return DEFAULT_CHANNEL; }

  // Asked for by ANTLR's own messages only, which are not used.
  std::string getText() const override { return {}; }
  size_t getLine() const override { return 0; }
  size_t getCharPositionInLine() const override { return 0; }
  antlr4::TokenSource *getTokenSource() const override { return nullptr; }
  antlr4::CharStream *getInputStream() const override { return nullptr; }
  std::string toString() const override { return {}; }

private:
  int32_t type_;
  uint32_t index_, begin_, end_;
};

class TokenRun final : public antlr4::TokenStream {
public:
  /// The last lexeme is the end of the file.
  explicit TokenRun(const Lexemes &lexemes) : TokenRun(lexemes, 0, lexemes.list.size() - 1) {}
  /// The lexemes [begin, end), and the end of the file right after them.
  TokenRun(const Lexemes &lexemes, size_t begin, size_t end) : first_(begin), last_(end), at_(begin) {
    tokens_.reserve(end - begin + 1); // ANTLR keeps pointers to them
    for (size_t i = begin; i < end; ++i)
      tokens_.emplace_back(lexemes.list[i], i);
    tokens_.emplace_back(lexemes.list.back(), end);
  }

  antlr4::Token *LT(ssize_t k) override {
    size_t at = k > 0 ? at_ + static_cast<size_t>(k) - 1 : at_ - static_cast<size_t>(-k);
    return k < 0 && at_ < first_ + static_cast<size_t>(-k) ? nullptr : get(std::min(at, last_));
  }
  size_t LA(ssize_t k) override { return static_cast<RunToken *>(LT(k))->getType(); }
  antlr4::Token *get(size_t index) const override { return &tokens_[index - first_]; }
  void consume() override { at_ = std::min(at_ + 1, last_); }
  void seek(size_t index) override { at_ = std::clamp(index, first_, last_); }
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
  mutable std::vector<RunToken> tokens_; ///< ANTLR reads tokens through pointers that are not const
  size_t first_, last_;                  ///< places of the first token and of the file's end
  size_t at_;
};

} // namespace smelt::syntax
