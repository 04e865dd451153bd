// parse(): the passes over the tokens, the parser, the tree.
#include "lang/syntax/Parser.h"
#include "CommonToken.h"
#include "CommonTokenStream.h"
#include "Exceptions.h"
#include "ListTokenSource.h"
#include "atn/ParserATNSimulator.h"
#include "lang/syntax/Lexemes.h"
#include "lang/syntax/Recovery.h"
#include "lang/syntax/TreeBuilder.h"
#include <algorithm>

namespace smelt::syntax {

namespace {

using generated::RecipeParser;

/// ANTLR's parser over our tokens. A token's start and stop are byte offsets.
class Parse {
public:
  explicit Parse(const Lexemes &lexemes)
      : lexemes_(lexemes), source_(tokens(lexemes)), stream_(&source_), parser_(&stream_) {
    parser_.removeErrorListeners();
  }

  /// Without `diags`, throws ParseCancellationException at the first error.
  RecipeParser::ModuleContext *run(antlr4::atn::PredictionMode mode, diag::Diagnostics *diags) {
    parser_.reset();
    recovery_ = std::make_shared<Recovery>(lexemes_, diags);
    parser_.setErrorHandler(recovery_);
    parser_.getInterpreter<antlr4::atn::ParserATNSimulator>()->setPredictionMode(mode);
    return parser_.module();
  }

  void reportStrays(diag::Diagnostics &diags) const {
    const std::vector<Lexeme> &strays = lexemes_.strays;
    for (size_t i = 0, next; i < strays.size(); i = next) {
      // Of brackets in a row, with only space between them, the first says it all.
      for (next = i + 1; next < strays.size() && onlySpace(strays[next - 1].end, strays[next].begin);)
        ++next;
      if (recovery_->metErrorAt(strays[i].begin))
        continue;
      diag::Span all{lexemes_.file, strays[i].begin, strays[next - 1].end};
      diags.report(diag::Code::E0104, lexemes_.spanOf(strays[i]), {std::string(lexemes_.textOf(strays[i]))})
          .label("nothing is open that this could close")
          .fix("leave it out", all, "");
    }
  }

private:
  static std::vector<std::unique_ptr<antlr4::Token>> tokens(const Lexemes &lexemes) {
    std::vector<std::unique_ptr<antlr4::Token>> out;
    out.reserve(lexemes.list.size());
    for (const Lexeme &l : lexemes.list) {
      auto token = std::make_unique<antlr4::CommonToken>(l.type);
      token->setStartIndex(l.begin);
      token->setStopIndex(static_cast<size_t>(l.end) - 1);
      out.push_back(std::move(token));
    }
    return out;
  }

  bool onlySpace(uint32_t begin, uint32_t end) const {
    return lexemes_.text.substr(begin, end - begin).find_first_not_of(" \t\r\n") == std::string_view::npos;
  }

  const Lexemes &lexemes_;
  antlr4::ListTokenSource source_;
  antlr4::CommonTokenStream stream_;
  RecipeParser parser_;
  std::shared_ptr<Recovery> recovery_;
};

std::unique_ptr<ast::Module> buildTree(const Lexemes &lexemes, diag::Diagnostics &diags) {
  Parse parse(lexemes);
  RecipeParser::ModuleContext *tree = nullptr;
  // SLL decides faster and is right for every recipe that it accepts; only LL can tell what is wrong with the others.
  try {
    tree = parse.run(antlr4::atn::PredictionMode::SLL, nullptr);
  } catch (const antlr4::ParseCancellationException &) {
    tree = parse.run(antlr4::atn::PredictionMode::LL, &diags);
  }
  parse.reportStrays(diags);
  return TreeBuilder(lexemes, diags).module(tree);
}

} // namespace

ParsedFile parse(const diag::SourceMap &sources, uint32_t file, diag::Diagnostics &diags) {
  diag::Diagnostics found;
  Lexemes lexemes = lex(sources, file, found);
  translateForeign(lexemes, found);
  matchBrackets(lexemes, found);
  dropNewlines(lexemes);
  limitDepth(lexemes, found);
  ParsedFile parsed;
  parsed.module = buildTree(lexemes, found);
  parsed.tokens = std::move(lexemes.all);

  std::vector<const diag::Diagnostic *> order;
  for (const diag::Diagnostic &d : found.all())
    order.push_back(&d);
  // The passes find mistakes in an order of their own; the index keeps it among those of one place.
  std::sort(order.begin(), order.end(), [](const diag::Diagnostic *a, const diag::Diagnostic *b) {
    return a->primary.span.begin != b->primary.span.begin ? a->primary.span.begin < b->primary.span.begin : a < b;
  });
  for (const diag::Diagnostic *d : order)
    diags.add(*d);
  return parsed;
}

} // namespace smelt::syntax
