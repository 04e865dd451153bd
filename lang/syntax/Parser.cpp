// parse(): the passes over the tokens, the parser, the tree.
#include "lang/syntax/Parser.h"
#include "Exceptions.h"
#include "lang/syntax/Broken.h"
#include "lang/syntax/DecisionTable.h"
#include "lang/syntax/Lexemes.h"
#include "lang/syntax/Recovery.h"
#include "lang/syntax/TokenRun.h"
#include "lang/syntax/TokenSets.h"
#include "lang/syntax/TreeBuilder.h"
#include <algorithm>
#include <future>
#include <system_error>
#include <thread>
#include <unordered_map>

namespace smelt::syntax {

namespace {

using diag::Code;
using generated::RecipeParser;

/// ANTLR's parser over our tokens.
class Parse {
public:
  explicit Parse(const Lexemes &lexemes) : Parse(lexemes, 0, lexemes.list.size() - 1) {}
  Parse(const Lexemes &lexemes, size_t begin, size_t end)
      : lexemes_(lexemes), tokens_(lexemes, begin, end), parser_(&tokens_) {
    parser_.removeErrorListeners();
    parser_.setInterpreter(new DecisionTable(parser_, *parser_.getInterpreter<antlr4::atn::ParserATNSimulator>()));
  }

  /// Without `diags`, throws ParseCancellationException at the first error.
  RecipeParser::ModuleContext *run(antlr4::atn::PredictionMode mode, diag::Diagnostics *diags) {
    parser_.reset();
    recovery_ = std::make_shared<Recovery>(lexemes_, diags);
    parser_.setErrorHandler(recovery_);
    parser_.getInterpreter<antlr4::atn::ParserATNSimulator>()->setPredictionMode(mode);
    return parser_.module();
  }

  const std::vector<std::pair<uint32_t, uint32_t>> &brokenUnits() const { return recovery_->spoiled(); }

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
          .propose("leave it out", all, "");
    }
  }

private:
  bool onlySpace(uint32_t begin, uint32_t end) const {
    return lexemes_.text.substr(begin, end - begin).find_first_not_of(" \t\r\n") == std::string_view::npos;
  }

  const Lexemes &lexemes_;
  TokenRun tokens_;
  RecipeParser parser_;
  std::shared_ptr<Recovery> recovery_;
};

/// The items of the lexemes [begin, end); null at a syntax error.
std::unique_ptr<ast::Module> parsePart(const Lexemes &lexemes, size_t begin, size_t end, diag::Diagnostics &diags) {
  Parse parse(lexemes, begin, end);
  try {
    return TreeBuilder(lexemes, diags).module(parse.run(antlr4::atn::PredictionMode::SLL, nullptr));
  } catch (const antlr4::ParseCancellationException &) {
    return nullptr;
  }
}

/// Where an item begins near the middle of a file that is long enough for two threads; 0 if there is no such place.
size_t middleOf(const Lexemes &lexemes) {
  constexpr size_t kLong = 4000;
  const std::vector<Lexeme> &list = lexemes.list;
  if (list.size() < kLong || std::thread::hardware_concurrency() < 2)
    return 0;
  for (size_t i = list.size() / 2; i + 1 < list.size(); ++i)
    if (list[i].type == RecipeLexer::NEWLINE && list[i].depth == 0)
      return i + 1;
  return 0;
}

/// Both halves of a long file at once; null if it is short or anything is wrong with it.
std::unique_ptr<ast::Module> parseHalves(const Lexemes &lexemes, diag::Diagnostics &diags) {
  const size_t middle = lexemes.strays.empty() ? middleOf(lexemes) : 0;
  if (middle == 0)
    return nullptr;
  diag::Diagnostics ofFirst, ofSecond;
  std::future<std::unique_ptr<ast::Module>> second;
  try {
    second =
        std::async(std::launch::async, [&] { return parsePart(lexemes, middle, lexemes.list.size() - 1, ofSecond); });
  } catch (const std::system_error &) { // no thread to be had
    return nullptr;
  }
  std::unique_ptr<ast::Module> all = parsePart(lexemes, 0, middle, ofFirst), rest = second.get();
  if (!all || !rest)
    return nullptr;
  std::move(rest->items.begin(), rest->items.end(), std::back_inserter(all->items));
  for (const diag::Diagnostics *found : {&ofFirst, &ofSecond})
    for (const diag::Diagnostic &d : found->all())
      diags.add(d);
  return all;
}

std::unique_ptr<ast::Module> buildTree(const Lexemes &lexemes, diag::Diagnostics &diags) {
  if (auto module = parseHalves(lexemes, diags)) {
    markBroken(*module, lexemes, {}, diags);
    return module;
  }
  Parse parse(lexemes);
  RecipeParser::ModuleContext *tree = nullptr;
  // SLL decides faster and is right for every recipe that it accepts; only LL can tell what is wrong with the others.
  try {
    tree = parse.run(antlr4::atn::PredictionMode::SLL, nullptr);
  } catch (const antlr4::ParseCancellationException &) {
    tree = parse.run(antlr4::atn::PredictionMode::LL, &diags);
  }
  parse.reportStrays(diags);
  auto module = TreeBuilder(lexemes, diags).module(tree);
  markBroken(*module, lexemes, parse.brokenUnits(), diags);
  return module;
}

bool opensQuote(const diag::Diagnostic &d) { return d.code == Code::E0105 || d.code == Code::E0116; }

/// A forgotten quote turns the rest of its line inside out: strings are read as code and code as strings. Of what is
/// said about such a line only the quote remains.
std::vector<const diag::Diagnostic *> withoutInsideOut(std::vector<const diag::Diagnostic *> sorted,
                                                       std::string_view text) {
  std::unordered_map<size_t, const diag::Diagnostic *> turned; // by the line's end
  auto lineOf = [&](const diag::Diagnostic *d) {
    return std::min(text.find('\n', d->primary.span.begin), text.size());
  };
  for (const diag::Diagnostic *d : sorted)
    if (opensQuote(*d) && d->edits.empty())
      turned[lineOf(d)] = nullptr;
  if (turned.empty())
    return sorted;
  for (const diag::Diagnostic *d : sorted)
    if (auto line = turned.find(lineOf(d)); line != turned.end() && opensQuote(*d) && !line->second)
      line->second = d;
  std::erase_if(sorted, [&](const diag::Diagnostic *d) {
    auto line = turned.find(lineOf(d));
    bool lexical = opensQuote(*d) || d->code == Code::E0106 || d->code == Code::E0109 || d->code == Code::E0110 ||
                   d->code == Code::E0114;
    return line != turned.end() && lexical && line->second != d;
  });
  return sorted;
}

void spoilWords(ast::Module &module, std::string_view text) {
  auto isPart = [](unsigned char c) { return std::isalnum(c) || c == '_' || c >= 0x80; };
  for (const char *p = text.data(), *end = text.data() + text.size(); p < end;) {
    const char *word = p;
    p = std::find_if_not(p, end, isPart);
    if (p > word)
      module.spoiled.emplace(word, p);
    p += p < end;
  }
}

/// A text over lines that is never closed, or is closed by the end of another, has swallowed lines: their words may be
/// names declared there.
void spoilSwallowed(ast::Module &module, const diag::Diagnostics &found, std::string_view text) {
  for (const diag::Diagnostic &d : found.all()) {
    size_t at = d.primary.span.begin;
    if (d.code == Code::E0105 && text.substr(at, 3) == "\"\"\"")
      spoilWords(module, text.substr(at));
  }
  if (!found.hasErrors())
    return;
  for (size_t at = 0; (at = text.find("r#\"", at)) != text.npos;) {
    size_t end = std::min(text.find("\"#", at + 3), text.size());
    if (std::string_view body = text.substr(at, end - at); body.find('\n') != body.npos)
      spoilWords(module, body);
    at = end;
  }
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
  spoilSwallowed(*parsed.module, found, lexemes.text);
  parsed.tokens = std::move(lexemes.all);

  // The passes find mistakes in an order of their own.
  for (const diag::Diagnostic *d : withoutInsideOut(found.sorted(), lexemes.text))
    diags.add(*d);
  return parsed;
}

} // namespace smelt::syntax
