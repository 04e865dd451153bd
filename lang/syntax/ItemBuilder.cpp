// Items and their members.
#include "lang/syntax/TreeBuilder.h"

namespace smelt::syntax {

using ast::Item;
using ast::ItemKind;
using diag::Code;
using diag::Span;

Span TreeBuilder::spanOf(const antlr4::Token *token) const {
  return {lexemes_.file, static_cast<uint32_t>(token->getStartIndex()),
          static_cast<uint32_t>(token->getStopIndex() + 1)};
}

Span TreeBuilder::spanOf(const Rule *ctx) const {
  if (!ctx->start)
    return {lexemes_.file, 0, 0};
  Span begin = spanOf(ctx->start);
  // A rule that matched nothing stops before it starts.
  if (!ctx->stop || ctx->stop->getTokenIndex() < ctx->start->getTokenIndex())
    return begin;
  return diag::cover(begin, spanOf(ctx->stop));
}

std::string TreeBuilder::textOf(Span span) const {
  return std::string(lexemes_.text.substr(span.begin, span.end - span.begin));
}

std::string TreeBuilder::docOf(const Rule *ctx) const {
  auto it = ctx->start ? lexemes_.docs.find(spanOf(ctx->start).begin) : lexemes_.docs.end();
  return it == lexemes_.docs.end() ? "" : it->second;
}

ast::Name TreeBuilder::name(Grammar::WordContext *ctx) const {
  if (!ctx || ctx->exception)
    return {};
  Span span = spanOf(ctx);
  return {textOf(span), span};
}

std::vector<ast::Name> TreeBuilder::names(const std::vector<Grammar::WordContext *> &list) const {
  std::vector<ast::Name> out;
  for (Grammar::WordContext *w : list)
    if (ast::Name n = name(w))
      out.push_back(std::move(n));
  return out;
}

std::unique_ptr<ast::Module> TreeBuilder::module(Grammar::ModuleContext *ctx) {
  auto m = std::make_unique<ast::Module>();
  m->doc = lexemes_.moduleDoc;
  for (Grammar::LineContext *line : ctx->line())
    if (line->item())
      if (auto i = item(line->item())) {
        // An error behind a complete expression: what was read of it is not what was meant.
        if (line->exception && i->value)
          i->value = make(ast::ExprKind::error, line->item());
        m->items.push_back(std::move(i));
      }
  return m;
}

/// An item whose error left it without a name is dropped: nobody can refer to it.
std::unique_ptr<Item> TreeBuilder::item(Grammar::ItemContext *ctx) {
  auto i = std::make_unique<Item>();
  i->span = spanOf(ctx);
  i->doc = docOf(ctx);
  guessed_ = lexemes_.faultBetween(i->span.begin, i->span.end);
  fill(*i, ctx);
  bool nameless = i->kind == ItemKind::use || i->kind == ItemKind::test || i->kind == ItemKind::resources;
  bool usable = nameless ? !ctx->exception : static_cast<bool>(i->name);
  return usable ? std::move(i) : nullptr;
}

void TreeBuilder::fill(Item &item, Grammar::ItemContext *ctx) {
  if (auto *use = dynamic_cast<Grammar::UseContext *>(ctx))
    fillUse(item, use);
  else if (auto *binding = dynamic_cast<Grammar::BindingContext *>(ctx))
    fillBinding(item, binding);
  else if (auto *choice = dynamic_cast<Grammar::ChoiceContext *>(ctx))
    fillChoice(item, choice);
  else if (auto *function = dynamic_cast<Grammar::FunctionItemContext *>(ctx))
    fillFunction(item, function->function());
  else if (auto *test = dynamic_cast<Grammar::TestContext *>(ctx))
    fillTest(item, test);
  else
    fillDeclaration(item, ctx);
}

void TreeBuilder::fillUse(Item &item, Grammar::UseContext *ctx) {
  item.kind = ItemKind::use;
  item.alias = name(ctx->word());
  Grammar::UsePathContext *path = ctx->usePath();
  if (!path || path->exception)
    return;
  if (path->string()) {
    item.useIsFile = true;
    item.usePath = literal(path->string());
    item.usePathSpan = spanOf(path->string());
  } else {
    for (Grammar::WordContext *w : path->word())
      item.usePath += (item.usePath.empty() ? "" : ".") + textOf(spanOf(w));
    item.usePathSpan = diag::cover(spanOf(path->word().front()), spanOf(path->word().back()));
  }
  for (Grammar::UseNameContext *n : path->useName())
    item.useNames.push_back({name(n->word(0)), name(n->word(1))});
}

void TreeBuilder::fillBinding(Item &item, Grammar::BindingContext *ctx) {
  item.kind = ItemKind::binding;
  item.name = name(ctx->word());
  item.type = optionalType(ctx->type());
  item.value = expr(ctx->expr());
  if (ctx->EQ())
    report(Code::E0111, spanOf(ctx->EQ())).label("this compares").fix("bind the name with", spanOf(ctx->EQ()), "=");
}

/// The items that are a name with a few parts.
void TreeBuilder::fillDeclaration(Item &item, Grammar::ItemContext *ctx) {
  if (auto *param = dynamic_cast<Grammar::ParamContext *>(ctx)) {
    item.kind = ItemKind::param;
    item.name = name(param->word());
    item.type = type(param->type());
    item.value = param->ASSIGN() ? expr(param->expr()) : nullptr;
  } else if (auto *output = dynamic_cast<Grammar::OutputContext *>(ctx)) {
    item.kind = ItemKind::output;
    item.name = name(output->word());
    item.value = expr(output->expr());
  } else if (auto *external = dynamic_cast<Grammar::ExternalContext *>(ctx)) {
    item.kind = ItemKind::external;
    item.name = name(external->word());
    item.typeParams = typeParameters(external->typeParameters());
    item.params = parameters(external->parameters());
    item.type = optionalType(external->type());
  } else if (auto *record = dynamic_cast<Grammar::RecordItemContext *>(ctx)) {
    item.kind = ItemKind::record;
    item.name = name(record->word());
    ast::Name rest;
    members(record->rowMember(), item.fields, rest);
    if (rest)
      report(Code::E0101, rest.span, {"a field", "`..`"}).label("a record lists all of its fields");
  } else if (auto *rules = dynamic_cast<Grammar::RulesContext *>(ctx)) {
    item.kind = ItemKind::rules;
    item.name = name(rules->word());
    item.params = parameters(rules->parameters());
    fillRules(item, rules->rulesBody());
  } else if (auto *model = dynamic_cast<Grammar::ModelContext *>(ctx)) {
    item.kind = ItemKind::model;
    item.name = name(model->word());
    item.params = parameters(model->parameters());
    fillModel(item, model->modelBody());
  } else if (auto *resources = dynamic_cast<Grammar::ResourcesContext *>(ctx)) {
    item.kind = ItemKind::resources;
    for (Grammar::SettingContext *s : resources->setting())
      if (!s->exception) {
        ast::Arg &setting = item.settings.emplace_back();
        setting.name = name(s->word());
        setting.value = expr(s->expr());
      }
  }
}

void TreeBuilder::fillChoice(Item &item, Grammar::ChoiceContext *ctx) {
  item.kind = ItemKind::choice;
  item.name = name(ctx->word());
  for (Grammar::ChoiceNameContext *c : ctx->choiceName())
    if (ast::Name n = name(c->word())) {
      item.choices.push_back(std::move(n));
      item.choiceDocs.push_back(docOf(c));
    }
}

void TreeBuilder::fillFunction(Item &item, Grammar::FunctionContext *ctx) {
  item.kind = ItemKind::function;
  if (!ctx)
    return;
  item.name = name(ctx->word());
  item.typeParams = typeParameters(ctx->typeParameters());
  item.params = parameters(ctx->parameters());
  item.type = optionalType(ctx->type());
  item.value = expr(ctx->expr());
}

std::unique_ptr<Item> TreeBuilder::function(Grammar::FunctionContext *ctx) {
  auto i = std::make_unique<Item>();
  i->span = spanOf(ctx);
  i->doc = docOf(ctx);
  fillFunction(*i, ctx);
  return i->name ? std::move(i) : nullptr;
}

std::vector<ast::Name> TreeBuilder::typeParameters(Grammar::TypeParametersContext *ctx) {
  return ctx ? names(ctx->word()) : std::vector<ast::Name>();
}

std::vector<ast::Param> TreeBuilder::parameters(Grammar::ParametersContext *ctx) {
  std::vector<ast::Param> out;
  if (!ctx)
    return out;
  for (Grammar::ParameterContext *p : ctx->parameter()) {
    ast::Param param;
    param.name = name(p->word());
    if (!param.name)
      continue;
    param.type = type(p->type());
    param.fallback = p->ASSIGN() ? expr(p->expr()) : nullptr;
    param.doc = docOf(p);
    param.span = spanOf(p);
    param.variadic = p->RANGE() != nullptr;
    out.push_back(std::move(param));
  }
  return out;
}

void TreeBuilder::fillRules(Item &item, Grammar::RulesBodyContext *ctx) {
  if (!ctx)
    return;
  for (Grammar::RuleLineContext *line : ctx->ruleLine()) {
    ast::Rule rule;
    rule.name = name(line->word());
    if (!rule.name)
      continue;
    rule.value = line->exception ? make(ast::ExprKind::error, line) : expr(line->expr());
    rule.doc = docOf(line);
    rule.span = diag::cover(rule.name.span, line->expr() ? spanOf(line->expr()) : rule.name.span);
    item.rules.push_back(std::move(rule));
  }
}

void TreeBuilder::fillModel(Item &item, Grammar::ModelBodyContext *ctx) {
  if (!ctx)
    return;
  for (Grammar::ModelLineContext *line : ctx->modelLine())
    if (line->modelMember())
      member(item, line->modelMember());
}

void TreeBuilder::member(Item &item, Grammar::ModelMemberContext *ctx) {
  if (auto *function = dynamic_cast<Grammar::ModelFunctionContext *>(ctx)) {
    if (function->function())
      if (auto f = this->function(function->function()))
        item.functions.push_back(std::move(f));
    return;
  }
  ast::ModelMember m;
  m.span = spanOf(ctx);
  m.doc = docOf(ctx);
  if (auto *part = dynamic_cast<Grammar::PartContext *>(ctx)) {
    m.isPart = true;
    m.names = names({part->word()});
    m.value = expr(part->expr());
  } else if (auto *weight = dynamic_cast<Grammar::WeightContext *>(ctx)) {
    m.names = names(weight->word());
    if (weight->axes())
      m.axes = exprs(weight->axes()->expr());
    m.value = weight->TILDE() ? expr(weight->expr()) : nullptr;
  }
  if (!m.names.empty())
    item.members.push_back(std::move(m));
}

void TreeBuilder::fillTest(Item &item, Grammar::TestContext *ctx) {
  item.kind = ItemKind::test;
  if (ctx->string()) {
    item.title = literal(ctx->string());
    item.name = {item.title, spanOf(ctx->string())};
  }
  if (ctx->testCases())
    fillCases(item, ctx->testCases());
  if (!ctx->testBody())
    return;
  for (Grammar::TestLineContext *line : ctx->testBody()->testLine()) {
    if (!line->testStatement())
      continue;
    ast::TestStatement statement;
    statement.span = spanOf(line->testStatement());
    if (auto *assertion = dynamic_cast<Grammar::AssertionContext *>(line->testStatement())) {
      statement.value = expr(assertion->expr());
    } else if (auto *binding = dynamic_cast<Grammar::TestBindingContext *>(line->testStatement())) {
      statement.kind = binding->GIVEN() ? ast::TestStatement::given : ast::TestStatement::binding;
      statement.name = name(binding->word());
      statement.value = expr(binding->expr());
    } else
      continue;
    if (line->exception)
      statement.value = make(ast::ExprKind::error, line);
    item.statements.push_back(std::move(statement));
  }
}

void TreeBuilder::fillCases(Item &item, Grammar::TestCasesContext *ctx) {
  if (auto *any = dynamic_cast<Grammar::AnyCasesContext *>(ctx)) {
    item.forAny = true;
    for (Grammar::AnyCaseContext *c : any->anyCase())
      if (ast::Name n = name(c->word())) {
        item.tableNames.push_back(std::move(n));
        item.tableTypes.push_back(type(c->type()));
      }
  } else if (auto *table = dynamic_cast<Grammar::TableCasesContext *>(ctx)) {
    item.tableNames = names(table->word());
    item.table = expr(table->expr());
  }
}

} // namespace smelt::syntax
