// What one call of a rules block leaves for others, see Templates.cpp.
#pragma once
#include "lang/sema/Build.h"
#include "lang/sema/Scope.h"
#include <unordered_map>

namespace smelt::sema {

/// Whether nothing is known of the value but its type: a row's field, an element, a parameter.
bool isOpen(const ExprRef &e);

/// The rules of a block over locals that stand for its parameters.
struct RulesTemplate {
  std::vector<LocalId> params; ///< by parameter; 0: it is the same constant in each call
  std::vector<NamedRule> rules;
  unsigned expansions = 0; ///< of functions, in the rules
};

/// Makes expressions of a template's: values stand for the parameters, and what binds locals binds fresh ones.
class Instance {
public:
  explicit Instance(LocalId &lastLocal) : lastLocal_(lastLocal) {}
  void bind(LocalId param, ExprRef value) { values_[param] = std::move(value); }
  /// One node reached twice gives one node.
  ExprRef of(const ExprRef &e);

private:
  ExprRef ofLocal(const ExprRef &e) const;
  ExprRef ofParts(const ExprRef &e);

  LocalId &lastLocal_;
  std::unordered_map<LocalId, ExprRef> values_;
  std::unordered_map<LocalId, LocalId> renamed_;
  std::unordered_map<const Expr *, ExprRef> made_;
};

} // namespace smelt::sema
