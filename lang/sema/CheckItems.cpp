// Items of a module: parameters, bindings, outputs, resources.
#include "lang/diag/Position.h"
#include "lang/sema/Checker.h"
#include "lang/syntax/Parser.h"
#include <algorithm>
#include <utility>

namespace smelt::sema {

Value Checker::globalValue(const Entity &entity, Span use) {
  auto known = globals_.find(entity.item);
  if (known != globals_.end())
    return known->second;
  if (!evaluating_.insert(entity.item).second) {
    report(Code::E0606, use, {entity.item->name.text})
        .label("needed while it is being worked out")
        .cause(entity.item->name.span, "declared here");
    return failed();
  }
  context_.push_back(entity.item);
  bool alone = std::exchange(alone_, false);
  Value v = entity.kind == EntityKind::param ? checkParam(*entity.module, *entity.item)
                                             : checkBinding(*entity.module, *entity.item);
  alone_ = alone;
  context_.pop_back();
  evaluating_.erase(entity.item);
  if (v.isError() && sourceLeftOut_)
    return v; // a test without rows of its own is told so
  return globals_[entity.item] = v;
}

/// How a value of the type is given with `--set`.
static std::string settingExample(TypeRef type) {
  switch (type->kind) {
  case TypeKind::boolean:
    return "true";
  case TypeKind::integer:
    return "3";
  case TypeKind::real:
    return "0.5";
  case TypeKind::quantity:
    return type->dimension == Dimension::ratio ? "50%" : std::string("20 ") + exampleUnit(type->dimension);
  case TypeKind::list:
    return "[\"a\", \"b\"]";
  case TypeKind::set:
    return "{\"a\", \"b\"}";
  default:
    return {};
  }
}

/// Of a Char, the character alone will do; of a choice, only its names are meant.
std::optional<Value> Checker::plainSetting(const std::string &text, TypeRef type, Span whole) {
  if (type->kind == TypeKind::text || type->kind == TypeKind::path)
    return of(makeText(type, whole, text));
  size_t end = 0;
  char32_t character = type->kind == TypeKind::character && !text.empty() ? diag::decode(text, end) : 0;
  if (end == 0 || end != text.size())
    return std::nullopt;
  auto made = makeExpr(ExprKind::character, type, whole);
  made->intValue = static_cast<int64_t>(character);
  return of(made);
}

Value Checker::settingValue(const ast::Item &item, const std::string &text, TypeRef type, Module &m) {
  uint32_t file = sources_.add("--set " + item.name.text, text);
  Span whole{file, 0, static_cast<uint32_t>(text.size())};
  TypeRef inner = type->kind == TypeKind::optional ? type->args[0] : type;
  if (auto plain = plainSetting(text, inner, whole))
    return coerce(*plain, type, whole);
  // Everything else is an expression; a file of its own makes its diagnostics show what was given.
  std::string before = item.name.text + " = ";
  uint32_t recipe = sources_.add("--set", before + text);
  auto parsed = syntax::parse(sources_, recipe, diags_);
  Scope scope(nullptr, &m);
  const ast::Expr *value = parsed.module->items.size() == 1 ? parsed.module->items[0]->value.get() : nullptr;
  bool isUnknown =
      value && value->kind == ast::ExprKind::name && inner->kind != TypeKind::choice && !lookup(m, value->name.text);
  if (value && !isUnknown)
    return checkAs(*value, scope, type);
  auto begin = static_cast<uint32_t>(before.size());
  auto &d = report(Code::E0217, {recipe, begin, begin + static_cast<uint32_t>(text.size())},
                   {"`" + text + "`", foundPhrase(type)})
                .label(isUnknown ? "no such value" : "not one expression");
  if (std::string example = settingExample(inner); !example.empty())
    d.suggest("it is given like `--set '" + item.name.text + "=" + example + "'`");
  return failed();
}

Value Checker::checkParam(Module &m, const ast::Item &item) {
  Scope scope(nullptr, &m);
  TypeRef type = item.type ? resolveType(item.type.get(), m) : nullptr;
  Value v = failed();
  if (item.value)
    v = type ? checkAs(*item.value, scope, type) : check(*item.value, scope);
  auto setting = &m == root_ ? options_.settings.find(item.name.text) : options_.settings.end();
  bool isSet = setting != options_.settings.end();
  if (isSet)
    v = settingValue(item, setting->second, type ? type : v.type, m);
  if (v.isError())
    return v;
  // A value of an optional parameter is a constant in its wrapping.
  bool wrapped = v.expr && v.type->kind == TypeKind::optional && v.expr->kind == ExprKind::convert;
  const ExprRef constant = wrapped ? v.expr->operands[0] : v.expr;
  if (!constant || !isConstant(constant)) {
    report(Code::E0216, item.value ? item.value->span : item.name.span).label("a parameter's default is a constant");
    return failed();
  }
  if (&m == root_)
    program_.params[item.name.text] = constantText(constant);
  return v;
}

/// The lines of a table have no type as a value: only tests can go through them.
Value Checker::checkTableBinding(Module &m, const ast::Item &item) {
  Scope scope(nullptr, &m);
  for (const auto &line : item.value->operands)
    for (const auto &value : line->operands)
      check(*value, scope);
  return failed();
}

Value Checker::checkBinding(Module &m, const ast::Item &item) {
  if (!item.value)
    return failed();
  if (isTable(item))
    return checkTableBinding(m, item);
  Scope scope(nullptr, &m);
  Value v = item.type ? checkAs(*item.value, scope, resolveType(item.type.get(), m)) : check(*item.value, scope);
  if (!v.stage)
    return v;
  if (v.stage->kind == StageKind::sink) {
    report(Code::E0502, item.value->span).label("a sink").suggest("write `output " + item.name.text + " = ...`");
    return failed();
  }
  bool alias = item.value->kind == ast::ExprKind::name || item.value->kind == ast::ExprKind::field;
  if (!alias && v.stage->binding.empty())
    v.stage->binding = item.name.text;
  return v;
}

/// "./out//a/../b/" is "out/b".
static std::string foldedPath(const std::string &path) {
  std::vector<std::string> parts;
  for (size_t begin = 0; begin <= path.size();) {
    size_t end = std::min(path.find('/', begin), path.size());
    std::string part = path.substr(begin, end - begin);
    begin = end + 1;
    if (part == ".." && !parts.empty() && parts.back() != "..")
      parts.pop_back();
    else if (!part.empty() && part != ".")
      parts.push_back(part);
  }
  std::string folded = path.starts_with("/") ? "/" : "";
  for (const std::string &part : parts)
    folded += part + "/";
  return folded;
}

/// False if another output writes to this place, into it or around it.
bool Checker::claimPath(const ExprRef &path) {
  std::string folded = foldedPath(path->text);
  for (const auto &[other, span] : outputPaths_) {
    bool inside = folded.starts_with(other), around = other.starts_with(folded);
    if (!inside && !around)
      continue;
    report(Code::E0702, path->span, {path->text})
        .label(inside && around ? "taken already"
               : inside         ? "inside of what another output writes"
                                : "another output writes inside of this")
        .cause(span, "the first output writes here");
    return false;
  }
  outputPaths_.emplace(folded, path->span);
  return true;
}

void Checker::checkOutput(Module &m, const ast::Item &item) {
  if (!item.value)
    return;
  Scope scope(nullptr, &m);
  Value v = check(*item.value, scope);
  if (v.isError())
    return;
  if (!v.stage || v.stage->kind != StageKind::sink) {
    report(Code::E0701, item.value->span)
        .label(v.stage ? "a stream that goes nowhere" : foundPhrase(v.type))
        .suggest("write it somewhere: `|> to_jsonl(\"out/" + item.name.text + "\")`");
    return;
  }
  if (auto path = v.stage->settings.find("path"); path != v.stage->settings.end() && !claimPath(path->second))
    return;
  program_.outputs.push_back({item.name.text, v.stage, item.span});
}

void Checker::checkResources(Module &m, const ast::Item &item) {
  const std::map<std::string, TypeRef> known = {
      {"threads", intType_},
      {"machines", intType_},
      {"memory", types_.quantity(Dimension::bytes)},
      {"device", types_.choice("Device", {"cpu", "gpu"})},
  };
  Scope scope(nullptr, &m);
  for (const ast::Arg &setting : item.settings) {
    auto type = known.find(setting.name.text);
    if (type == known.end()) {
      std::vector<std::string> legal;
      for (const auto &[name, t] : known)
        legal.push_back(name);
      auto &d = report(Code::E0608, setting.name.span, {setting.name.text}).label("not a resource");
      suggestName(d, setting.name.span, setting.name.text, legal, "the resources are");
      continue;
    }
    Value v = checkAs(*setting.value, scope, type->second);
    if (v.isError())
      continue;
    if (!isConstant(v.expr))
      report(Code::E0216, setting.value->span).label("depends on data");
    else if (auto number = numberOf(v.expr); number && *number <= 0)
      report(Code::E0222, setting.value->span).label("more than zero is needed");
    else
      program_.resources[setting.name.text] = v.expr;
  }
}

void Checker::checkSettingsExist(Module &m) {
  std::vector<std::string> legal;
  for (const auto &item : m.tree->items)
    if (item->kind == ast::ItemKind::param)
      legal.push_back(item->name.text);
  for (const auto &[name, value] : options_.settings) {
    if (std::find(legal.begin(), legal.end(), name) != legal.end())
      continue;
    std::string text = name + "=" + value;
    uint32_t file = sources_.add("--set", text);
    Span span{file, 0, static_cast<uint32_t>(name.size())};
    suggestName(report(Code::E0607, span, {name}).label("not a parameter of this recipe"), span, name, legal,
                "its parameters are");
  }
}

void Checker::checkItem(Module &m, const ast::Item &item) {
  if (item.broken)
    return;
  context_ = {&item};
  switch (item.kind) {
  case ast::ItemKind::param:
    if (item.name)
      globalValue({EntityKind::param, &m, &item, nullptr, item.name.text}, item.name.span);
    return;
  case ast::ItemKind::binding:
    if (item.name)
      globalValue({EntityKind::binding, &m, &item, nullptr, item.name.text}, item.name.span);
    return;
  case ast::ItemKind::function:
  case ast::ItemKind::rules:
    return checkFunctionAlone(m, item);
  case ast::ItemKind::record:
    declaredRecord(item, m);
    return;
  case ast::ItemKind::output:
    return checkOutput(m, item);
  case ast::ItemKind::resources:
    return checkResources(m, item);
  case ast::ItemKind::test:
    return checkTest(m, item);
  case ast::ItemKind::model:
    notAvailable("model", item.name.span);
    return;
  case ast::ItemKind::use:
  case ast::ItemKind::external:
  case ast::ItemKind::choice:
    return;
  }
}

/// Everything of the recipe itself; of the files it imports only what stands on its own. Tests come last: an error that
/// is found in a test then is one of this test alone.
void Checker::checkModule(Module &m) {
  for (const auto &item : m.tree->items) {
    bool alone = item->kind == ast::ItemKind::function || item->kind == ast::ItemKind::rules ||
                 item->kind == ast::ItemKind::record;
    if (item->kind != ast::ItemKind::test && (&m == root_ || alone))
      checkItem(m, *item);
    context_.clear();
  }
  if (&m != root_)
    return;
  checkStandardInput();
  size_t errors = diags_.errorCount();
  checkDocExamples(m, m.tree->doc, {});
  for (const auto &item : m.tree->items) {
    if (item->kind == ast::ItemKind::test)
      checkItem(m, *item);
    context_.clear();
    checkDocExamples(m, item->doc, item->name);
  }
  program_.testErrors = diags_.errorCount() - errors;
}

} // namespace smelt::sema
