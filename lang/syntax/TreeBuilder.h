// ANTLR's parse tree to ast::Module. Split over files by what is built: ItemBuilder, TypeBuilder, ExpressionBuilder and
// StringBuilder.cpp. Reports what the grammar reads but the language does not have. Only lang/syntax/*.cpp include
// this.
//
// A context that a syntax error left incomplete gives an error node; that error is already reported, and what hangs on
// an error node must not be reported again.
#pragma once
#include "RecipeParser.h"
#include "RecipeParserBaseVisitor.h"
#include "lang/ast/Ast.h"
#include "lang/syntax/Lexemes.h"

namespace smelt::syntax {

class TreeBuilder : private generated::RecipeParserBaseVisitor {
public:
  TreeBuilder(const Lexemes &lexemes, diag::Diagnostics &diags) : lexemes_(lexemes), diags_(diags) {}
  std::unique_ptr<ast::Module> module(generated::RecipeParser::ModuleContext *ctx);

private:
  using Grammar = generated::RecipeParser;
  using Rule = TreeContext;
  using Node = antlr4::tree::TerminalNode;
  using Any = antlrcpp::Any;

  // Places.
  diag::Span spanOf(const antlr4::Token *token) const;
  diag::Span spanOf(const Rule *ctx) const;
  diag::Span spanOf(Node *node) const { return spanOf(node->getSymbol()); }
  std::string textOf(diag::Span span) const;
  std::string docOf(const Rule *ctx) const;
  /// Where brackets or quotes of the item were guessed, what is made of it is not worth a message.
  diag::Diagnostic &report(diag::Code code, diag::Span span, std::vector<std::string> args = {}) {
    return (guessed_ ? ignored_ : diags_).report(code, span, std::move(args));
  }

  // ItemBuilder.cpp
  std::unique_ptr<ast::Item> item(Grammar::ItemContext *ctx);
  std::unique_ptr<ast::Item> function(Grammar::FunctionContext *ctx);
  void fill(ast::Item &item, Grammar::ItemContext *ctx);
  void fillUse(ast::Item &item, Grammar::UseContext *ctx);
  void fillBinding(ast::Item &item, Grammar::BindingContext *ctx);
  void fillDeclaration(ast::Item &item, Grammar::ItemContext *ctx);
  void fillChoice(ast::Item &item, Grammar::ChoiceContext *ctx);
  void fillRules(ast::Item &item, Grammar::RulesBodyContext *ctx);
  void fillModel(ast::Item &item, Grammar::ModelBodyContext *ctx);
  void fillTest(ast::Item &item, Grammar::TestContext *ctx);
  void fillCases(ast::Item &item, Grammar::TestCasesContext *ctx);
  void fillFunction(ast::Item &item, Grammar::FunctionContext *ctx);
  std::vector<ast::Param> parameters(Grammar::ParametersContext *ctx);
  std::vector<ast::Name> typeParameters(Grammar::TypeParametersContext *ctx);
  void member(ast::Item &item, Grammar::ModelMemberContext *ctx);
  ast::Name name(Grammar::WordContext *ctx) const;
  std::vector<ast::Name> names(const std::vector<Grammar::WordContext *> &list) const;

  // TypeBuilder.cpp
  ast::TypePtr type(Grammar::TypeContext *ctx);
  ast::TypePtr optionalType(Grammar::TypeContext *ctx) { return ctx ? type(ctx) : nullptr; }
  ast::TypePtr typeHead(Grammar::TypeHeadContext *ctx, bool beforeArrow, std::vector<ast::TypePtr> &parameters);
  ast::TypePtr typeAtom(Grammar::TypeAtomContext *ctx);
  ast::TypePtr castAtom(Grammar::CastAtomContext *ctx);
  ast::TypePtr castType(Grammar::CastTypeContext *ctx);
  ast::TypePtr optionalOf(ast::TypePtr inner, const std::vector<Node *> &marks) const;
  ast::Name path(Grammar::PathContext *ctx) const;
  void members(const std::vector<Grammar::RowMemberContext *> &list, std::vector<ast::TypeField> &fields,
               ast::Name &rest);

  // ExpressionBuilder.cpp
  ast::ExprPtr expr(Rule *ctx);
  std::vector<ast::ExprPtr> exprs(const std::vector<Grammar::ExprContext *> &list);
  ast::ExprPtr make(ast::ExprKind kind, const Rule *ctx) const;
  Any give(ast::ExprPtr e) {
    result_ = std::move(e);
    return {};
  }
  Any giveBinary(Rule *ctx, ast::ExprKind kind, ast::Op op, Node *sign, Grammar::ExprContext *left,
                 Grammar::ExprContext *right);
  void reportChain(Grammar::CompareExprContext *ctx);
  std::vector<ast::Arg> arguments(Grammar::ArgumentsContext *ctx);
  std::string calleeOf(Grammar::ArgumentContext *ctx) const;
  ast::Name argumentName(Grammar::ArgumentContext *ctx);

  Any visitPrimaryExpr(Grammar::PrimaryExprContext *ctx) override { return give(expr(ctx->primary())); }
  Any visitFieldExpr(Grammar::FieldExprContext *ctx) override;
  Any visitCallExpr(Grammar::CallExprContext *ctx) override;
  Any visitIndexExpr(Grammar::IndexExprContext *ctx) override;
  Any visitNegateExpr(Grammar::NegateExprContext *ctx) override;
  Any visitNotExpr(Grammar::NotExprContext *ctx) override;
  Any visitCastExpr(Grammar::CastExprContext *ctx) override;
  Any visitBinaryExpr(Grammar::BinaryExprContext *ctx) override;
  Any visitRangeExpr(Grammar::RangeExprContext *ctx) override;
  Any visitFromExpr(Grammar::FromExprContext *ctx) override;
  Any visitToExpr(Grammar::ToExprContext *ctx) override;
  Any visitCompareExpr(Grammar::CompareExprContext *ctx) override;
  Any visitIsNullExpr(Grammar::IsNullExprContext *ctx) override;
  Any visitSelectRulesExpr(Grammar::SelectRulesExprContext *ctx) override;
  Any visitPipeExpr(Grammar::PipeExprContext *ctx) override;
  Any visitConditionalExpr(Grammar::ConditionalExprContext *ctx) override;
  Any visitLambdaExpr(Grammar::LambdaExprContext *ctx) override;

  // PrimaryBuilder.cpp
  Any visitNumberPrimary(Grammar::NumberPrimaryContext *ctx) override;
  Any visitStringPrimary(Grammar::StringPrimaryContext *ctx) override { return give(string(ctx->string())); }
  Any visitCharacterPrimary(Grammar::CharacterPrimaryContext *ctx) override;
  Any visitBooleanPrimary(Grammar::BooleanPrimaryContext *ctx) override;
  Any visitNullPrimary(Grammar::NullPrimaryContext *ctx) override { return give(make(ast::ExprKind::null, ctx)); }
  Any visitItPrimary(Grammar::ItPrimaryContext *ctx) override { return give(make(ast::ExprKind::it, ctx)); }
  Any visitNamePrimary(Grammar::NamePrimaryContext *ctx) override;
  Any visitRowFieldPrimary(Grammar::RowFieldPrimaryContext *ctx) override;
  Any visitParenPrimary(Grammar::ParenPrimaryContext *ctx) override;
  Any visitListPrimary(Grammar::ListPrimaryContext *ctx) override;
  Any visitBracePrimary(Grammar::BracePrimaryContext *ctx) override;
  struct Braces;
  ast::ExprPtr emptyBraces(Rule *ctx);
  antlr4::Token *continuedLine(Grammar::ElementContext *field) const;
  ast::ExprPtr record(Braces &braces);
  ast::ExprPtr block(Braces &braces);
  ast::ExprPtr collection(Braces &braces);
  ast::ExprPtr mixedBraces(Braces &braces);
  ast::Name memberName(Grammar::ElementContext *ctx);
  ast::Name fieldName(Grammar::FieldNameContext *ctx);

  // StringBuilder.cpp
  ast::ExprPtr string(Grammar::StringContext *ctx);
  std::string literal(Grammar::StringContext *ctx);
  std::string escape(Node *node);
  uint32_t codePoint(std::string_view escape, diag::Span span);
  uint32_t noCharacter(std::string_view escape, diag::Span span, bool isNumber);
  ast::ExprPtr rawString(Grammar::StringContext *ctx);
  std::vector<ast::StringPart> pieces(Grammar::StringContext *ctx);

  const Lexemes &lexemes_;
  diag::Diagnostics &diags_;
  ast::ExprPtr result_;
  bool guessed_ = false;
  size_t wrongEscapes_ = 0;
  diag::Diagnostics ignored_;
};

} // namespace smelt::syntax
