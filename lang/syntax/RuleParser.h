// What every rule of the generated parser does when it begins and ends: the grammar names this class as its parser's
// base (superClass).
//
// ANTLR finds out by a dynamic cast, for every node, that its parent is a node: a twentieth of a check. In our parse
// trees nothing but rules (TreeContext.h) has children.
#pragma once
#include "ParserRuleContext.h"
#include <Parser.h> // quotes would find the one beside

namespace smelt::syntax {

class RuleParser : public antlr4::Parser {
public:
  using antlr4::Parser::Parser;

  /// Hides ANTLR's, which is not virtual; there are no listeners to tell.
  void exitRule() {
    _ctx->stop = _input->LT(_matchedEOF ? 1 : -1);
    setState(_ctx->invokingState);
    _ctx = parentOf(_ctx);
  }

  /// A labelled alternative's node takes the place of the one that its rule began with.
  void enterOuterAlt(antlr4::ParserRuleContext *alternative, size_t number) override {
    alternative->setAltNumber(number);
    if (_ctx != alternative && _ctx->parent) {
      antlr4::ParserRuleContext *parent = parentOf(_ctx);
      parent->removeLastChild();
      parent->addChild(alternative);
    }
    _ctx = alternative;
  }

protected:
  void addContextToParseTree() override {
    if (_ctx->parent)
      parentOf(_ctx)->addChild(_ctx);
  }

private:
  static antlr4::ParserRuleContext *parentOf(antlr4::ParserRuleContext *node) {
    return static_cast<antlr4::ParserRuleContext *>(node->parent);
  }
};

} // namespace smelt::syntax
