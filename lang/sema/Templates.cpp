// Rules blocks are checked once for all calls that give them values of which only the type is known: each other such
// call takes the rules with its own values in place of the parameters.
#include "lang/sema/Templates.h"
#include "lang/sema/Checker.h"

namespace smelt::sema {

// ---- from one call's expressions to another's ----------------------------------------------------------------------

bool isOpen(const ExprRef &e) {
  if (!e)
    return false;
  if (e->kind == ExprKind::local)
    return true;
  const bool isPlace = e->kind == ExprKind::field || e->kind == ExprKind::convert;
  return isPlace && isOpen(e->operands[0]);
}

ExprRef Instance::of(const ExprRef &e) {
  if (!e || (e->operands.empty() && e->kind != ExprKind::local))
    return e;
  auto [known, fresh] = made_.try_emplace(e.get());
  if (fresh) {
    ExprRef made = e->kind == ExprKind::local ? ofLocal(e) : ofParts(e);
    made_[e.get()] = made;
    return made;
  }
  return known->second;
}

ExprRef Instance::ofLocal(const ExprRef &e) const {
  if (auto value = values_.find(e->local); value != values_.end())
    return retype(value->second, e->type);
  auto renamed = renamed_.find(e->local);
  return renamed == renamed_.end() ? e : makeLocal(e->type, e->span, renamed->second);
}

ExprRef Instance::ofParts(const ExprRef &e) {
  for (LocalId bound : e->params)
    renamed_[bound] = ++lastLocal_;
  if (e->kind == ExprKind::let)
    renamed_[e->local] = ++lastLocal_;
  std::vector<ExprRef> operands;
  operands.reserve(e->operands.size());
  bool isSame = e->params.empty() && e->kind != ExprKind::let;
  uint32_t depth = 0;
  for (const ExprRef &operand : e->operands) {
    operands.push_back(of(operand));
    isSame = isSame && operands.back() == operand;
    if (operands.back())
      depth = std::max(depth, operands.back()->depth + 1);
  }
  if (isSame)
    return e;
  auto made = std::make_shared<Expr>(*e);
  made->operands = std::move(operands);
  made->depth = depth;
  for (LocalId &bound : made->params)
    bound = renamed_[bound];
  if (e->kind == ExprKind::let)
    made->local = renamed_[e->local];
  return made;
}

// ---- rules ---------------------------------------------------------------------------------------------------------

static bool hasStream(const ExprRef &e, std::unordered_set<const Expr *> &seen) {
  if (!e || !seen.insert(e.get()).second)
    return false;
  return e->kind == ExprKind::stream ||
         std::any_of(e->operands.begin(), e->operands.end(), [&](const ExprRef &o) { return hasStream(o, seen); });
}

/// What tells calls apart that one template cannot serve; none if a template can serve no other call.
std::optional<Checker::TemplateKey> Checker::templateKey(const Candidate &c, const Scope &inner) const {
  TemplateKey key{{c.item, c.entity.rule}, {}};
  bool anyOpen = false;
  for (const LocalName &l : inner.names) {
    const ExprRef &e = l.value.expr;
    const bool open = isOpen(e);
    if (!e || (!open && !isConstant(e)))
      return std::nullopt;
    anyOpen = anyOpen || open;
    const bool isWhole = open || !e->operands.empty() || e->lines;
    key.first.push_back(e->type);
    key.first.push_back(open ? nullptr : isWhole ? static_cast<const void *>(e.get()) : c.item);
    if (!isWhole) {
      const std::string text = constantText(e);
      key.second += std::to_string(text.size()) + ':' + text; // no text can be taken for the end of another
    }
  }
  return anyOpen ? std::optional(std::move(key)) : std::nullopt;
}

/// The rules over `open`, whose names are constants and locals that nothing is known of. Null if anything is to be said
/// of them, which has to be said of the call, or if they depend on more than values. `alone`: see expandRules.
std::shared_ptr<const RulesTemplate> Checker::makeTemplate(const Candidate &c, const Call &call, const Scope &open,
                                                           bool alone) {
  auto made = std::make_shared<RulesTemplate>();
  const size_t reports = reports_, folds = program_.folds.size();
  const unsigned expanded = expanded_;
  auto set = expandRules(c, call, open, {}, alone);
  if (!set || reports_ != reports || program_.folds.size() != folds)
    return nullptr;
  std::unordered_set<const Expr *> seen;
  for (const NamedRule &r : set->rules)
    if (hasStream(r.rule.holds, seen))
      return nullptr;
  for (const LocalName &l : open.names)
    made->params.push_back(isOpen(l.value.expr) ? l.value.expr->local : 0);
  made->rules = std::move(set->rules);
  made->expansions = expanded_ - expanded;
  return made;
}

/// The values of a call with a local of its own for each that is open.
void Checker::openScope(const Scope &inner, Scope &open) {
  for (const LocalName &l : inner.names) {
    Value value = isOpen(l.value.expr) ? of(makeLocal(l.value.type, l.span, freshLocal())) : l.value;
    open.names.push_back({l.name, std::move(value), l.span, true});
  }
}

/// The rules that `call` means; null where it has to be checked by itself.
std::shared_ptr<RuleSet> Checker::instantiateRules(const Candidate &c, const Call &call, const Scope &inner) {
  auto key = test_ ? std::nullopt : templateKey(c, inner);
  if (!key)
    return nullptr;
  auto [known, fresh] = templates_.try_emplace(*key);
  std::shared_ptr<const RulesTemplate> &found = known->second;
  if (fresh) {
    for (const LocalName &l : inner.names)
      keepAlive_.push_back(l.value.expr); // its address may be part of the key
    Scope open(nullptr, inner.module);
    openScope(inner, open);
    found = makeTemplate(c, call, open, false);
  } else if (found) {
    expanded_ += found->expansions;
  }
  return found ? instance(*found, c, call, inner) : nullptr;
}

/// What was found out of rules before any call serves those calls that give them open values alone.
void Checker::checkRulesAlone(const Candidate &c, const Call &call, const Scope &inner) {
  auto made = makeTemplate(c, call, inner, true);
  if (auto key = made ? templateKey(c, inner) : std::nullopt)
    templates_.try_emplace(*key, made);
}

std::shared_ptr<RuleSet> Checker::instance(const RulesTemplate &from, const Candidate &c, const Call &call,
                                           const Scope &inner) {
  Instance instance(lastLocal_);
  size_t index = 0;
  for (const LocalName &l : inner.names)
    if (LocalId param = from.params[index++])
      instance.bind(param, l.value.expr);
  auto set = std::make_shared<RuleSet>();
  set->path = pathOfRules(c, call);
  set->rules = from.rules;
  for (NamedRule &r : set->rules) {
    nameRule(r, *set, call);
    r.rule.holds = instance.of(r.rule.holds);
    r.rule.metric = instance.of(r.rule.metric);
    if (r.rule.holds->depth > kMaxDepth)
      return nullptr; // what is too deep is reported where it is
  }
  return set;
}

} // namespace smelt::sema
