// Bounds the depth of the tree before the parser builds it: a parser that recurses must not meet ten thousand brackets.
#include "lang/syntax/Lexemes.h"
#include "lang/syntax/TokenSets.h"

namespace smelt::syntax {

namespace {

/// What an open bracket holds so far: operators that nest to the right and operators in a row.
struct Frame {
  unsigned prefixes = 0;
  unsigned operators = 0;
};

bool isPrefix(size_t type, size_t before) {
  switch (type) {
  case RecipeLexer::NOT:
  case RecipeLexer::IF:
  case RecipeLexer::ARROW:
  case RecipeLexer::FATARROW:
    return true;
  case RecipeLexer::MINUS:
  case RecipeLexer::RANGE:
    return !canEnd(before) || before == RecipeLexer::RANGE;
  default:
    return false;
  }
}

/// `..` after `..`: a range of ranges means nothing, and a parser that weighs every way to read a long row of them
/// takes seconds.
constexpr unsigned mostRanges = 8;

class Limit {
public:
  Limit(Lexemes &lexemes, diag::Diagnostics &diags) : lexemes_(lexemes), diags_(diags) {}
  void run();

private:
  bool exceeds(size_t type, size_t before);
  void report(size_t at);

  Lexemes &lexemes_;
  diag::Diagnostics &diags_;
  std::vector<Frame> frames_{1};
  unsigned prefixes_ = 0; ///< of all open frames
  unsigned ranges_ = 0;   ///< signs of ranges in a row
  uint32_t itemBegin_ = 0;
};

bool Limit::exceeds(size_t type, size_t before) {
  ranges_ = type == RecipeLexer::RANGE ? ranges_ + 1 : 0;
  if (isOpening(type))
    frames_.push_back({});
  else if (isClosing(type) && frames_.size() > 1) {
    prefixes_ -= frames_.back().prefixes;
    frames_.pop_back();
  } else if (type == RecipeLexer::COMMA || type == RecipeLexer::NEWLINE) {
    prefixes_ -= frames_.back().prefixes;
    frames_.back() = {};
  } else if (isPrefix(type, before)) {
    ++frames_.back().prefixes;
    ++prefixes_;
  } else if (isBinaryOperator(type) || type == RecipeLexer::DOT || type == RecipeLexer::QUESTION)
    ++frames_.back().operators;
  // Calls and indices lean to the left as operators do: f(a)(b)(c).
  if (type == RecipeLexer::RPAREN || type == RecipeLexer::RBRACKET)
    ++frames_.back().operators;
  return frames_.size() - 1 + prefixes_ > mostNesting || frames_.back().operators > mostOperators ||
         ranges_ > mostRanges;
}

/// Brackets that are not closed are deep, too, and reported already.
void Limit::report(size_t at) {
  size_t end = at;
  while (lexemes_.list[end].type != endOfFile &&
         (lexemes_.list[end].type != RecipeLexer::NEWLINE || lexemes_.list[end].depth > 0))
    ++end;
  const Lexeme &l = lexemes_.list[at];
  if (!lexemes_.faultBetween(itemBegin_, lexemes_.list[end].begin))
    diags_
        .report(diag::Code::E0113, lexemes_.spanOf(l),
                {std::to_string(ranges_ > mostRanges                       ? mostRanges
                                : frames_.back().operators > mostOperators ? mostOperators
                                                                           : mostNesting)})
        .label("too deep from here on")
        .suggest("give parts of it names of their own");
  lexemes_.faults.push_back(l.begin);
}

void Limit::run() {
  std::vector<Lexeme> out;
  out.reserve(lexemes_.list.size());
  bool cutting = false;
  for (size_t i = 0; i < lexemes_.list.size(); ++i) {
    const Lexeme &l = lexemes_.list[i];
    bool lineEnds = l.type == endOfFile || (l.type == RecipeLexer::NEWLINE && l.depth == 0);
    if (lineEnds) {
      frames_.assign(1, {});
      prefixes_ = 0;
      cutting = false;
      itemBegin_ = l.end;
    } else if (!cutting && exceeds(l.type, out.empty() ? endOfFile : out.back().type)) {
      report(i);
      cutting = true;
    }
    if (!cutting)
      out.push_back(l);
  }
  lexemes_.list = std::move(out);
}

} // namespace

void limitDepth(Lexemes &lexemes, diag::Diagnostics &diags) { Limit(lexemes, diags).run(); }

} // namespace smelt::syntax
