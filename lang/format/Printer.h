// Tree and tokens to a document. The printer walks the tokens from first to last and asks the tree only how they belong
// together, so that nothing of the file can be lost. Split over files by what is printed.
//
// Comments are queued when the token behind them becomes the current one. `take` writes what is still queued; a list or
// a body takes them first, to put them where its lines break.
#pragma once
#include "lang/ast/Ast.h"
#include "lang/format/Doc.h"
#include "lang/format/Tokens.h"
#include <functional>

namespace smelt::format {

/// How a list in brackets is printed.
struct ListStyle {
  bool spaced = false;    ///< a space inside of the brackets
  bool fill = false;      ///< as many elements on a line as fit
  bool late = false;      ///< breaks after what stands before it (Docs::lateGroup)
  bool keepComma = false; ///< behind the last element, too: `(a,)`
};

class Printer {
public:
  Printer(std::string_view text, const Tokens &tokens, Docs &docs) : text_(text), tokens_(tokens), docs_(docs) {
    queueComments();
  }
  /// All of the file.
  Doc module(const ast::Module &m);
  bool reachedEnd() const { return at_ + 1 == tokens_.list.size(); }

private:
  using Parts = std::vector<Doc>;
  using Print = std::function<Doc()>;

  // PrintLists.cpp: tokens, comments, lists, bodies.
  const Token &current() const { return tokens_.list[at_]; }
  const Token &token(uint32_t i) const { return tokens_.list[i < tokens_.list.size() ? i : tokens_.list.size() - 1]; }
  bool at(std::string_view text) const { return current().text == text; }
  bool atEnd() const { return reachedEnd(); }
  void queueComments();
  void skip();
  /// The current token.
  Doc take();
  /// All tokens up to a byte as they are written: strings.
  Doc takeThrough(uint32_t end);
  /// All tokens up to a byte with a space between two of them.
  Doc takeSpaced(uint32_t end);
  Doc comments();
  Doc trailingComments();
  Doc ownComments(bool blanks);
  bool hasComments() const { return nextComment_ < queue_.size(); }
  bool commentsWithin(uint32_t first, uint32_t last) const;
  Doc comment(const Comment &c) { return docs_.comment(c.text, c.place); }

  /// Brackets with elements between commas; the current token is the opening one.
  Doc list(std::string_view close, const Print &element, ListStyle style = {});
  Doc separator(bool last, Doc comma);
  bool nextCommentIsDoc() const;
  /// Braces with a line for each member.
  Doc body(const Print &member);
  /// Members up to a closing brace or the end of the file, a line each.
  Doc lines(std::string_view close, const Print &member);
  bool breaksAfterOpening() const { return token(at_ + 1).newlineBefore; }

  // PrintItems.cpp
  Doc item(const ast::Item &i);
  /// The words of an item up to its name, and the name.
  Doc heading(const ast::Item &i);
  Doc use(const ast::Item &i);
  Doc function(const ast::Item &i);
  Doc parameters(const std::vector<ast::Param> &params);
  Doc typeParameters();
  Doc members(const ast::Item &i);
  Doc rules(const ast::Item &i);
  Doc model(const ast::Item &i);
  Doc member(const ast::ModelMember &m);
  Doc test(const ast::Item &i);
  Doc cases(const ast::Item &i);
  Doc statement(const ast::TestStatement &s);
  Doc testBody(const ast::Item &i);
  Doc assigned(const ast::Item &i);
  /// `name = value` at the name; neighbours are aligned at the mark.
  Doc named(const ast::Expr &value, Mark mark);

  // PrintTypes.cpp
  Doc type(const ast::TypeExpr &t);
  Doc typeCore(const ast::TypeExpr &t);
  Doc namedType(const ast::TypeExpr &t);
  Doc functionType(const ast::TypeExpr &t);
  Doc rowFields(const std::vector<ast::TypeField> &fields, bool spaced);

  // PrintExpressions.cpp
  Doc expr(const ast::Expr &e);
  Doc parenthesized(const ast::Expr &e, unsigned pairs);
  Doc core(const ast::Expr &e);
  Doc operators(const ast::Expr &e);
  Doc pipe(const ast::Expr &e, bool markStage = false);
  Doc conditional(const ast::Expr &e);
  Doc lambda(const ast::Expr &e);
  Doc range(const ast::Expr &e);
  Doc number(const ast::Expr &e);
  Doc isNull(const ast::Expr &e);
  Doc cast(const ast::Expr &e);
  Doc unary(const ast::Expr &e);
  Doc selectRules(const ast::Expr &e);
  /// What follows `=`, `=>` or `:`.
  Doc value(const ast::Expr &e, Mark mark = Mark::none, bool ofFunction = false);
  Assign breaking(const ast::Expr &e, bool ofFunction) const;
  /// Pairs of parentheses around all of an expression, without those that are its own.
  unsigned parentheses(const ast::Expr &e) const;

  // PrintPrimaries.cpp
  using Links = std::vector<const ast::Expr *>;
  /// The calls, fields and indices on top of `head`, from the innermost.
  Links linksOf(const ast::Expr &e, const ast::Expr *&head) const;
  Doc postfix(const ast::Expr &e);
  Doc link(const ast::Expr &e);
  Doc fieldName();
  Doc arguments(const std::vector<ast::Arg> &args);
  Doc argument(const ast::Arg &a);
  Doc hangingArguments(const std::vector<ast::Arg> &args, size_t positional);
  bool hugs(const std::vector<ast::Arg> &args) const;
  Doc collection(const ast::Expr &e, std::string_view close);
  Doc block(const ast::Expr &e);
  bool isAtomList(const ast::Expr &e) const;

  std::string_view text_;
  const Tokens &tokens_;
  Docs &docs_;
  uint32_t at_ = 0;
  std::vector<Comment> queue_; ///< comments in front of the current token that are not written yet
  size_t nextComment_ = 0;
};

} // namespace smelt::format
