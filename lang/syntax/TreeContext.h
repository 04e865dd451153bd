// What all nodes of the parse tree have in common: the grammar names this class as their base (contextSuperClass).
//
// ANTLR's own nodes keep their children in a vector and look them up by a dynamic cast of each, which took a fifth of a
// check. Here children are known by number, and all of the tree lies in memory that is given back at once
// (RuleParser.h).
#pragma once
#include "ParserRuleContext.h"
#include "tree/TerminalNode.h"
#include <algorithm>
#include <memory_resource>
#include <span>

namespace smelt::syntax {

/// A token in the tree.
class Leaf final : public antlr4::tree::TerminalNode {
public:
  explicit Leaf(antlr4::Token *symbol) : symbol_(symbol) {}
  antlr4::Token *getSymbol() override { return symbol_; }

  // Asked for by what prints trees only, which is not used.
  void setParent(antlr4::RuleContext *) override {}
  antlr4::misc::Interval getSourceInterval() override { return {}; }
  antlrcpp::Any accept(antlr4::tree::ParseTreeVisitor *) override { return {}; }
  std::string getText() override { return {}; }
  std::string toStringTree(antlr4::Parser *, bool) override { return {}; }
  std::string toStringTree(bool) override { return {}; }
  std::string toString() override { return {}; }

private:
  antlr4::Token *symbol_;
};

class TreeContext : public antlr4::ParserRuleContext {
public:
  TreeContext() = default;
  TreeContext(antlr4::ParserRuleContext *parent, size_t invokingState)
      : antlr4::ParserRuleContext(parent, invokingState) {}

  /// A child is of a rule or a token; `ParseTree::children` stays empty.
  struct Child {
    ptrdiff_t kind;
    antlr4::tree::ParseTree *node;

    TreeContext *rule() const { return kind >= 0 ? static_cast<TreeContext *>(node) : nullptr; }
    Leaf *leaf() const { return kind < 0 ? static_cast<Leaf *>(node) : nullptr; }
  };
  std::span<const Child> parts() const { return {parts_, size_}; }

  void add(TreeContext *rule, std::pmr::memory_resource &memory) {
    add({static_cast<ptrdiff_t>(rule->getRuleIndex()), rule}, memory);
  }
  void add(Leaf *leaf, std::pmr::memory_resource &memory) { add({kindOf(leaf->getSymbol()->getType()), leaf}, memory); }
  void removeLast() { --size_; }

  /// The child of rule T with this number, or null.
  template <class T> T *getRuleContext(size_t number) const { return static_cast<T *>(find(ruleOf<T>(), number)); }
  template <class T> std::vector<T *> getRuleContexts() const {
    std::vector<T *> all;
    const ptrdiff_t rule = ruleOf<T>();
    for (const Child &child : parts())
      if (child.kind == rule)
        all.push_back(static_cast<T *>(child.node));
    return all;
  }
  antlr4::tree::TerminalNode *getToken(size_t type, size_t number) override {
    return static_cast<Leaf *>(find(kindOf(type), number));
  }
  std::vector<antlr4::tree::TerminalNode *> getTokens(size_t type) override {
    std::vector<antlr4::tree::TerminalNode *> all;
    const ptrdiff_t kind = kindOf(type);
    for (const Child &child : parts())
      if (child.kind == kind)
        all.push_back(child.leaf());
    return all;
  }

private:
  static constexpr uint32_t kFewChildren = 4;

  /// Rules count from 0; the end of the file is token -1.
  static ptrdiff_t kindOf(size_t tokenType) { return -2 - static_cast<ptrdiff_t>(tokenType); }
  template <class T> static ptrdiff_t ruleOf() {
    static const auto rule = static_cast<ptrdiff_t>(T(nullptr, 0).getRuleIndex());
    return rule;
  }

  antlr4::tree::ParseTree *find(ptrdiff_t kind, size_t number) const {
    for (const Child &child : parts())
      if (child.kind == kind && number-- == 0)
        return child.node;
    return nullptr;
  }

  void add(Child child, std::pmr::memory_resource &memory) {
    if (size_ == room_) {
      room_ = std::max(2 * size_, kFewChildren);
      auto *roomier = static_cast<Child *>(memory.allocate(room_ * sizeof(Child), alignof(Child)));
      std::copy_n(parts_, size_, roomier);
      parts_ = roomier;
    }
    parts_[size_++] = child;
  }

  Child only_{}; ///< most nodes have one
  Child *parts_ = &only_;
  uint32_t size_ = 0, room_ = 1;
};

} // namespace smelt::syntax
