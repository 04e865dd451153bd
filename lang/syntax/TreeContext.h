// What all nodes of the parse tree have in common: the grammar names this class as their base (contextSuperClass).
//
// ANTLR's own look-up of children tries a dynamic cast on every child, which took a fifth of a check. Nodes know their
// rule by number, so that two comparisons do.
#pragma once
#include "ParserRuleContext.h"
#include "tree/ErrorNodeImpl.h"
#include "tree/TerminalNodeImpl.h"
#include <typeinfo>

namespace smelt::syntax {

class TreeContext : public antlr4::ParserRuleContext {
public:
  TreeContext() = default;
  TreeContext(antlr4::ParserRuleContext *parent, size_t invokingState)
      : antlr4::ParserRuleContext(parent, invokingState) {}

  /// The child of rule T with this number, or null.
  template <class T> T *getRuleContext(size_t number) {
    for (antlr4::tree::ParseTree *child : children)
      if (T *found = as<T>(child); found && number-- == 0)
        return found;
    return nullptr;
  }
  template <class T> std::vector<T *> getRuleContexts() {
    std::vector<T *> all;
    for (antlr4::tree::ParseTree *child : children)
      if (T *found = as<T>(child))
        all.push_back(found);
    return all;
  }
  antlr4::tree::TerminalNode *getToken(size_t type, size_t number) override {
    for (antlr4::tree::ParseTree *child : children)
      if (antlr4::tree::TerminalNode *found = token(child, type); found && number-- == 0)
        return found;
    return nullptr;
  }
  std::vector<antlr4::tree::TerminalNode *> getTokens(size_t type) override {
    std::vector<antlr4::tree::TerminalNode *> all;
    for (antlr4::tree::ParseTree *child : children)
      if (antlr4::tree::TerminalNode *found = token(child, type))
        all.push_back(found);
    return all;
  }

private:
  /// By address: comparing types that differ compares their names.
  static bool isLeaf(const antlr4::tree::ParseTree *node) {
    const std::type_info *type = &typeid(*node);
    return type == &typeid(antlr4::tree::TerminalNodeImpl) || type == &typeid(antlr4::tree::ErrorNodeImpl);
  }
  static antlr4::tree::TerminalNode *token(antlr4::tree::ParseTree *node, size_t type) {
    if (!isLeaf(node))
      return nullptr;
    auto *leaf = static_cast<antlr4::tree::TerminalNode *>(node);
    return leaf->getSymbol()->getType() == type ? leaf : nullptr;
  }
  template <class T> static T *as(antlr4::tree::ParseTree *node) {
    static const size_t rule = T(nullptr, 0).getRuleIndex();
    bool fits = !isLeaf(node) && static_cast<antlr4::RuleContext *>(node)->getRuleIndex() == rule;
    return fits ? static_cast<T *>(node) : nullptr;
  }
};

} // namespace smelt::syntax
