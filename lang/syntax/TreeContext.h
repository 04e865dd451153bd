// What all nodes of the parse tree have in common: the grammar names this class as their base (contextSuperClass).
//
// ANTLR's own look-up of children tries a dynamic cast on every child, which took a fifth of a check. Nodes know their
// rule by number, so that two comparisons do. Nodes lie one after the other in memory that is given back at once.
#pragma once
#include "ParserRuleContext.h"
#include "tree/ErrorNodeImpl.h"
#include "tree/TerminalNodeImpl.h"
#include <memory_resource>
#include <typeinfo>

namespace smelt::syntax {

class TreeContext : public antlr4::ParserRuleContext {
public:
  /// Where this thread makes nodes; the parser that needs them sets it while it runs.
  static inline thread_local std::pmr::memory_resource *memory = nullptr;
  static void *operator new(size_t size) { return memory->allocate(size); }
  static void operator delete(void *) noexcept {}

  TreeContext() { children.reserve(kFewChildren); }
  TreeContext(antlr4::ParserRuleContext *parent, size_t invokingState)
      : antlr4::ParserRuleContext(parent, invokingState) {
    children.reserve(kFewChildren);
  }

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
  static constexpr size_t kFewChildren = 3; ///< what the smallest piece of memory holds

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
