// What every rule of the generated parser does when it begins and ends: the grammar names this class as its parser's
// base (superClass).
//
// ANTLR makes every node and leaf of the tree on the heap, with its children in a vector, and frees them one by one: a
// quarter of a check, and half of its memory. Here they lie one after the other and are given back at once.
#pragma once
#include "lang/syntax/TreeContext.h"
#include <Parser.h> // quotes would find the one beside
#include <type_traits>
#include <utility>

namespace smelt::syntax {

/// Makes the nodes of one tree. Takes the place of ANTLR's ParseTreeTracker.
class TreeMemory {
public:
  TreeMemory() = default;
  TreeMemory(const TreeMemory &) = delete;
  ~TreeMemory() { clear(); }

  /// A labelled alternative's node is made from the one that its rule began with, which is then used no more: the next
  /// node may lie in its place.
  template <class T, class... Args> T *createInstance(Args... args) {
    T *made = new (place(sizeof(T))) T(args...);
    if constexpr (sizeof...(Args) == 1)
      (keepForNext(args, sizeof(*args)), ...);
    return made;
  }
  void clear() {
    for (TreeContext *node : failed_)
      node->exception = nullptr;
    failed_.clear();
    spare_ = nullptr;
    block_.release();
  }
  /// Exceptions are all that a node owns.
  void note(TreeContext *node) {
    if (node->exception)
      failed_.push_back(node);
  }
  std::pmr::memory_resource &block() { return block_; }

private:
  void *place(size_t size) {
    void *spare = size <= spareSize_ ? std::exchange(spare_, nullptr) : nullptr;
    return spare ? spare : block_.allocate(size);
  }
  void keepForNext(void *node, size_t size) {
    spare_ = node;
    spareSize_ = size;
  }

  std::pmr::monotonic_buffer_resource block_{1 << 16};
  std::vector<TreeContext *> failed_;
  void *spare_ = nullptr;
  size_t spareSize_ = 0;
};

class RuleParser : public antlr4::Parser {
public:
  explicit RuleParser(antlr4::TokenStream *input) : antlr4::Parser(input) { setBuildParseTree(false); } // this does

  /// Hides ANTLR's, which goes through a std::function at every rule.
  template <class Action> static auto finally(Action action) {
    struct Finally {
      Action action;
      ~Finally() { action(); }
    };
    return Finally{std::move(action)};
  }
  /// Hides ANTLR's, which asks by a dynamic cast at every decision.
  template <class T> T *getInterpreter() const { return static_cast<T *>(_interpreter); }

  void reset() override {
    _tracker.clear();
    antlr4::Parser::reset();
  }

  antlr4::Token *consume() override {
    antlr4::Token *token = getCurrentToken();
    if (token->getType() != EOF)
      _input->consume();
    std::pmr::memory_resource &memory = _tracker.block();
    current()->add(new (memory.allocate(sizeof(Leaf))) Leaf(token), memory);
    return token;
  }

  void enterRule(antlr4::ParserRuleContext *node, size_t state, size_t) override {
    setState(state);
    _ctx = node;
    node->start = _input->LT(1);
    addToParent();
  }

  /// Hides ANTLR's, which is not virtual; there are no listeners to tell.
  void exitRule() {
    _tracker.note(current());
    _ctx->stop = _input->LT(_matchedEOF ? 1 : -1);
    setState(_ctx->invokingState);
    _ctx = parentOf(_ctx);
  }

  /// A labelled alternative's node takes the place of the one that its rule began with.
  void enterOuterAlt(antlr4::ParserRuleContext *alternative, size_t) override {
    if (_ctx != alternative && _ctx->parent) {
      parentOf(_ctx)->removeLast();
      _ctx = alternative;
      addToParent();
    }
    _ctx = alternative;
  }

  void pushNewRecursionContext(antlr4::ParserRuleContext *node, size_t state, size_t rule) override {
    TreeContext *left = current();
    antlr4::Parser::pushNewRecursionContext(node, state, rule);
    current()->add(left, _tracker.block());
  }

  void unrollRecursionContexts(antlr4::ParserRuleContext *parent) override {
    TreeContext *node = current();
    _tracker.note(node);
    antlr4::Parser::unrollRecursionContexts(parent);
    if (parent)
      static_cast<TreeContext *>(parent)->add(node, _tracker.block());
  }

protected:
  TreeMemory _tracker; ///< hides ANTLR's; the generated code has the name

private:
  TreeContext *current() { return static_cast<TreeContext *>(_ctx); }
  static TreeContext *parentOf(antlr4::ParserRuleContext *node) { return static_cast<TreeContext *>(node->parent); }
  void addToParent() {
    if (_ctx->parent)
      parentOf(_ctx)->add(current(), _tracker.block());
  }
};

} // namespace smelt::syntax
