// Turns "this token did not fit" into a sentence: first the slips that have a name, then what could have stood there.
#include "lang/syntax/Recovery.h"
#include "lang/syntax/TokenSets.h"
#include <algorithm>
#include <initializer_list>
#include <set>

namespace smelt::syntax {

using diag::Code;
using diag::Span;
using Grammar = generated::RecipeParser;

namespace {

class Reporter {
public:
  Reporter(const Lexemes &lexemes, const Surprise &s, diag::Diagnostics &diags)
      : lexemes_(lexemes), list_(lexemes.list), s_(s), diags_(diags), found_(list_[s.at].type),
        before_(s.at > s.unit ? list_[s.at - 1].type : endOfFile) {}
  void report();

private:
  bool danglingOperator();
  bool foreignWord();
  bool misplacedSign();
  bool reservedWord();
  bool wasRefused(std::string_view word) const;
  void withdrawUses();
  bool inInterpolation() const;
  bool namelessExpression();
  bool missingAssert();
  bool missingPart();
  void reportIs(Span span);
  bool foreignOperator();
  void showNextLine(diag::Diagnostic &d);
  bool missingComma();
  bool missingCommaAbove();
  bool stringPrefix();
  void reportDangling(size_t sign);
  bool danglingAtEnd();
  void unexpected();

  bool expects(size_t type) const { return s_.expected.contains(type); }
  size_t typeAt(size_t i) const { return i < list_.size() ? list_[i].type : endOfFile; }
  std::string textAt(size_t i) const { return std::string(lexemes_.textOf(list_[i])); }
  /// Where the surprise is: behind the last token if a line or the file ended.
  Span place() const;
  std::string foundText() const;
  std::string expectedText() const;
  std::string aroundText() const;
  std::string listedText() const;
  std::string lineStartText() const;
  size_t innermostOpening() const;
  /// Two operands without anything between them.
  bool adjoins() const;

  const Lexemes &lexemes_;
  const std::vector<Lexeme> &list_;
  const Surprise &s_;
  diag::Diagnostics &diags_;
  size_t found_, before_;
};

Span Reporter::place() const {
  if ((found_ == RecipeLexer::NEWLINE || found_ == endOfFile) && s_.at > 0) {
    uint32_t end = list_[s_.at - 1].end;
    return {lexemes_.file, end, end};
  }
  return lexemes_.spanOf(list_[s_.at]);
}

std::string Reporter::foundText() const {
  switch (found_) {
  case RecipeLexer::NEWLINE:
    // One that was put in stands before the body's brace.
    return list_[s_.at].begin == list_[s_.at].end && typeAt(s_.at + 1) == RecipeLexer::RBRACE ? "`}`"
                                                                                              : "the end of the line";
  case endOfFile:
    return "the end of the file";
  case RecipeLexer::STRING_START:
  case RecipeLexer::TEXT_START:
  case RecipeLexer::RAW_STRING:
    return "a string";
  default:
    return "`" + textAt(s_.at) + "`";
  }
}

/// Index of the bracket around the surprise, or its own index if there is none in this line.
size_t Reporter::innermostOpening() const {
  uint32_t depth = list_[s_.at].depth;
  for (size_t i = s_.at; i-- > s_.unit;)
    if (isOpening(list_[i].type) && list_[i].depth + 1 == depth)
      return i;
  return s_.at;
}

bool Reporter::adjoins() const {
  bool complete = s_.expected.isEmpty() || expects(RecipeLexer::RPAREN) || expects(RecipeLexer::RBRACKET) ||
                  expects(RecipeLexer::RBRACE) || expects(RecipeLexer::NEWLINE) || expects(RecipeLexer::PLUS);
  return s_.at > s_.unit && complete && canEnd(before_) && canBegin(found_);
}

std::string joinAlternatives(const std::vector<std::string> &parts) {
  std::string out;
  for (size_t i = 0; i < parts.size(); ++i)
    out += (i == 0 ? "" : i + 1 == parts.size() ? " or " : ", ") + parts[i];
  return out;
}

/// What follows a word that begins an item; null if the word is just a name.
const char *afterItemWord(size_t type) {
  switch (type) {
  case RecipeLexer::USE:
    return "a module or a quoted file";
  case RecipeLexer::EXTERNAL:
    return "`fn`";
  case RecipeLexer::TEST:
    return "a string";
  case RecipeLexer::RESOURCES:
    return "`{`";
  default:
    return type >= RecipeLexer::PARAM && type <= RecipeLexer::OUTPUT ? "a name" : nullptr;
  }
}

bool readsType(size_t rule) {
  return rule == Grammar::RuleType || rule == Grammar::RuleTypeHead || rule == Grammar::RuleTypeAtom ||
         rule == Grammar::RuleCastType || rule == Grammar::RuleCastAtom || rule == Grammar::RulePath;
}

std::string Reporter::lineStartText() const {
  switch (s_.rule) {
  case Grammar::RuleRulesBody:
    return "a rule `name: predicate`";
  case Grammar::RuleModelBody:
    return "`weight`, `part` or `fn`";
  case Grammar::RuleTestBody:
    return "`assert`, `given` or a binding";
  default:
    return "an item";
  }
}

std::string Reporter::expectedText() const {
  if (s_.at == s_.unit)
    return lineStartText();
  if (s_.expected.isEmpty() && s_.at == s_.unit + 1)
    if (const char *text = afterItemWord(list_[s_.unit].type))
      return text;
  // A parser knows only what its present rule wants; people also think of the list around it.
  return canEnd(before_) && (s_.expected.isEmpty() || adjoins()) ? aroundText() : listedText();
}

/// What can follow an operand, by the bracket around it.
std::string Reporter::aroundText() const {
  size_t opening = innermostOpening();
  if (opening == s_.at)
    return "an operator or the end of the line";
  switch (list_[opening].type) {
  case RecipeLexer::LPAREN:
    return "`,` or `)`";
  case RecipeLexer::LBRACKET:
    return "`,` or `]`";
  case RecipeLexer::INTERPOLATION:
    return "an operator or `}`";
  default:
    return "`,`, a new line or `}`";
  }
}

/// The tokens that the parser could have taken, many at once under one name.
std::string Reporter::listedText() const {
  bool word = expects(RecipeLexer::IDENTIFIER), expression = expects(RecipeLexer::NUMBER);
  std::vector<std::string> parts;
  if (s_.expected.isEmpty() || expression)
    parts.push_back(before_ == RecipeLexer::DOT || before_ == RecipeLexer::QDOT ? "a name"
                    : before_ == RecipeLexer::ARROW                             ? "a type"
                                                                                : "an expression");
  else if (word)
    parts.push_back(readsType(s_.rule) ? "a type" : "a name");
  else if (expects(RecipeLexer::STRING_START))
    parts.push_back("a string");
  if (expects(RecipeLexer::PLUS))
    parts.push_back("an operator");
  auto add = [&](std::initializer_list<std::pair<size_t, const char *>> signs) {
    for (auto [type, text] : signs)
      if (expects(type))
        parts.push_back(text);
  };
  if (parts.empty())
    add({{RecipeLexer::LPAREN, "`(`"},
         {RecipeLexer::LBRACE, "`{`"},
         {RecipeLexer::LBRACKET, "`[`"},
         {RecipeLexer::FN, "`fn`"}});
  add({{RecipeLexer::ASSIGN, "`=`"},
       {RecipeLexer::COLON, "`:`"},
       {RecipeLexer::COMMA, "`,`"},
       {RecipeLexer::RPAREN, "`)`"},
       {RecipeLexer::RBRACKET, "`]`"},
       {RecipeLexer::RBRACE, "`}`"},
       {RecipeLexer::THEN, "`then`"},
       {RecipeLexer::ELSE, "`else`"},
       {RecipeLexer::NEWLINE, "the end of the line"}});
  if (parts.empty())
    add({{RecipeLexer::GT, "`>`"},
         {RecipeLexer::IN, "`in`"},
         {RecipeLexer::NULL_, "`null`"},
         {RecipeLexer::ARROW, "`->`"}});
  return parts.empty() || parts.size() > 4 ? "something else" : joinAlternatives(parts);
}

/// `let x = 1`, `return x`: words that mean something elsewhere.
bool Reporter::foreignWord() {
  for (size_t i : {s_.at - 1, s_.unit}) {
    if (i < s_.unit || i >= s_.at || !isWord(list_[i].type) || s_.at > i + 3)
      continue;
    size_t next = typeAt(i + 1);
    std::string_view advice = adviceFor(lexemes_.textOf(list_[i]));
    if (advice.empty() || !(isWord(next) || canBegin(next)) || next == RecipeLexer::DOT)
      continue;
    diags_.report(Code::E0124, lexemes_.spanOf(list_[i]), {textAt(i)})
        .label("this word means nothing here")
        .suggest(std::string(advice));
    return true;
  }
  return false;
}

/// `x between a and b`, `x like "%a"`: words that are operators elsewhere.
bool Reporter::foreignOperator() {
  struct Advice {
    std::string_view word, advice;
  };
  static constexpr Advice operators[] = {
      {"between", "an interval is written `x in 1..3`"},
      {"like", "a text is searched with `t.contains(\"...\")` or `t.matches(r\"...\")`"},
      {"matches", "a function is called: `t.matches(r\"...\")`"},
      {"contains", "a function is called: `t.contains(\"...\")`"},
      {"mod", "the remainder of `a / b` is `mod(a, b)`"},
      {"div", "a quotient is made whole with `floor(a / b)`"},
      {"xor", "one of two conditions holds where `a != b`"},
  };
  if (found_ != RecipeLexer::IDENTIFIER || !canEnd(before_) || s_.at == s_.unit || !canBegin(typeAt(s_.at + 1)))
    return false;
  for (const Advice &a : operators)
    if (a.word == textAt(s_.at)) {
      diags_.report(Code::E0124, place(), {textAt(s_.at)}).label("no operator").suggest(std::string(a.advice));
      return true;
    }
  return false;
}

/// An operator at a line's end takes the next line along, where `name =`, `name:` or what follows `assert` then
/// surprises.
bool Reporter::danglingOperator() {
  if (s_.at < s_.unit + 3 || !isWord(before_))
    return false;
  size_t i = s_.at - 2;
  if (list_[i].type == RecipeLexer::NEWLINE)
    --i;
  // Where a line goes on with neither, only these operators are sure to have been left over.
  bool type = list_[i].type == RecipeLexer::ARROW;
  bool sure = type || list_[i].type == RecipeLexer::DOT || list_[i].type == RecipeLexer::QDOT ||
              list_[i].type == RecipeLexer::AS;
  bool statement = textAt(s_.at - 1) == "assert" && canBegin(found_);
  if (found_ != RecipeLexer::ASSIGN && found_ != RecipeLexer::COLON && !sure && !statement)
    return false;
  std::string_view between = lexemes_.text.substr(list_[i].end, list_[s_.at - 1].begin - list_[i].end);
  if (!(isBinaryOperator(list_[i].type) || sure || list_[i].type == RecipeLexer::NOT) ||
      between.find('\n') == std::string_view::npos)
    return false;
  reportDangling(i);
  return true;
}

void Reporter::reportDangling(size_t sign) {
  uint32_t end = list_[sign].end;
  diags_.report(Code::E0128, {lexemes_.file, end, end}, {textAt(sign)})
      .label("something is missing here")
      .suggest(list_[sign].type == RecipeLexer::ASSIGN && list_[s_.unit].type == RecipeLexer::FN
                   ? "a body of several lines stands between braces: `= { ... }`"
                   : "write what belongs there, or leave `" + textAt(sign) + "` out");
}

/// `f"..."`.
bool Reporter::stringPrefix() {
  bool string = found_ == RecipeLexer::STRING_START || found_ == RecipeLexer::TEXT_START;
  if (!string || before_ != RecipeLexer::IDENTIFIER || list_[s_.at - 1].end != list_[s_.at].begin)
    return false;
  std::string prefix = textAt(s_.at - 1);
  Span span = lexemes_.spanOf(list_[s_.at - 1]);
  diag::Diagnostic &d = diags_.report(Code::E0126, span, {prefix}).label("not needed");
  if (prefix == "f" || prefix == "s" || prefix == "u")
    d.fix("every string interpolates `{expr}`", span, "");
  else
    d.propose("leave it out; a raw string is written `r\"...\"`", span, "");
  return true;
}

/// An operator, a dot or an arrow with nothing behind it in its line.
bool Reporter::danglingAtEnd() {
  bool ends = found_ == RecipeLexer::NEWLINE || found_ == endOfFile || isClosing(found_);
  bool open = isBinaryOperator(before_) || before_ == RecipeLexer::DOT || before_ == RecipeLexer::QDOT;
  if (!ends || !open || s_.at < s_.unit + 2 || before_ == RecipeLexer::RANGE || before_ == RecipeLexer::IS)
    return false;
  reportDangling(s_.at - 1);
  return true;
}

/// At the end of a line within brackets, where the next line begins another argument, parameter or element.
bool Reporter::missingCommaAbove() {
  if (!canEnd(before_) || !isWord(found_) || s_.at == s_.unit || !expectedText().starts_with("`,`"))
    return false;
  const Lexeme &last = list_[s_.at - 1];
  if (lexemes_.text.substr(last.end, list_[s_.at].begin - last.end).find('\n') == std::string_view::npos)
    return false;
  diags_.report(Code::E0127, lexemes_.spanOf(last))
      .label("a comma is missing behind this")
      .cause(place(), "what follows is another one")
      .propose("end the line with a comma", {lexemes_.file, last.end, last.end}, ",");
  return true;
}

/// `f(a = 1 b = 2)`: the `b` has been read as the unit of the number.
bool Reporter::missingComma() {
  if (missingCommaAbove())
    return true;
  bool named = isWord(found_) && (typeAt(s_.at + 1) == RecipeLexer::ASSIGN || typeAt(s_.at + 1) == RecipeLexer::COLON);
  size_t opening = named && canEnd(before_) && s_.at > s_.unit ? innermostOpening() : s_.at;
  if (opening != s_.at && list_[opening].type == RecipeLexer::LPAREN) {
    uint32_t end = list_[s_.at - 1].end;
    diags_.report(Code::E0127, place())
        .label("a comma is missing before this")
        .propose("separate arguments with commas", {lexemes_.file, end, end}, ",");
    return true;
  }
  if (found_ != RecipeLexer::ASSIGN || !isWord(before_) || s_.at < s_.unit + 2 || innermostOpening() == s_.at ||
      list_[s_.at - 2].type != RecipeLexer::NUMBER)
    return false;
  uint32_t end = list_[s_.at - 2].end;
  diags_.report(Code::E0127, lexemes_.spanOf(list_[s_.at - 1]))
      .label("a comma is missing before this")
      .propose("separate arguments with commas", {lexemes_.file, end, end}, ",");
  return true;
}

/// `=` for `==` and the other way round, `:` and `=`, `? :`.
bool Reporter::misplacedSign() {
  Span span = place();
  if (found_ == RecipeLexer::ASSIGN && expects(RecipeLexer::COLON) && s_.rule != Grammar::RuleRuleLine) {
    diags_.report(Code::E0101, span, {"`:`", "`=`"})
        .label("the type is missing before this")
        .suggest("a parameter is written `name: Type`, with a default `name: Type = value`");
    return true;
  }
  if (found_ == RecipeLexer::ASSIGN && expects(RecipeLexer::COLON)) {
    diags_.report(Code::E0101, span, {"`:`", "`=`"}).label("a name is followed by `:` here").fix("write", span, ":");
    return true;
  }
  if (found_ == RecipeLexer::COLON && expects(RecipeLexer::ASSIGN) && !expects(RecipeLexer::COLON)) {
    bool result = expects(RecipeLexer::ARROW) || typeAt(s_.at - 1) == RecipeLexer::RPAREN;
    diags_.report(Code::E0101, span, {result ? "`->` or `=`" : "`=`", "`:`"})
        .label(result ? "the type of the result follows `->`" : "a value follows `=`")
        .fix("write", span, result ? " ->" : " =");
    return true;
  }
  if (found_ == RecipeLexer::ASSIGN && expects(RecipeLexer::LBRACE) && typeAt(s_.at + 1) == RecipeLexer::LBRACE) {
    diags_.report(Code::E0101, span, {"`{`", "`=`"})
        .label("a declaration has no `=`")
        .fix("leave it out", {span.file, list_[s_.at - 1].end, list_[s_.at + 1].begin}, " ");
    return true;
  }
  if (found_ == RecipeLexer::EQ && expects(RecipeLexer::ASSIGN)) {
    diags_.report(Code::E0111, span).label("this compares").fix("bind the name with", span, "=");
    return true;
  }
  if (found_ == RecipeLexer::ASSIGN && canEnd(before_) && list_[s_.at].begin > list_[s_.unit].begin) {
    diags_.report(Code::E0112, span).label("`=` only names").fix("compare with", span, "==");
    return true;
  }
  size_t percent = found_ == RecipeLexer::PERCENT && canEnd(before_)     ? s_.at
                   : before_ == RecipeLexer::PERCENT && canBegin(found_) ? s_.at - 1
                                                                         : 0;
  if (percent) {
    diags_.report(Code::E0124, lexemes_.spanOf(list_[percent]), {"%"})
        .label("`%` belongs to a number, as in `80%`")
        .suggest("the remainder of `a / b` is `mod(a, b)`");
    return true;
  }
  if (found_ == RecipeLexer::QUESTION && canEnd(before_)) {
    bool choice = canBegin(typeAt(s_.at + 1));
    diags_.report(Code::E0124, span, {choice ? "? :" : "?"})
        .label("no question mark here")
        .suggest(choice ? "a choice between two values is `if condition then a else b`"
                        : "a value that may be null is reached through with `?.` and gets a default with `??`");
    return true;
  }
  return false;
}

/// Whether a reserved word was meant to be a name further up: its uses are no mistakes of their own.
bool Reporter::wasRefused(std::string_view word) const {
  const auto &all = diags_.all();
  return std::any_of(all.begin(), all.end(), [&](const diag::Diagnostic &d) {
    return d.code == Code::E0119 && d.applicability == diag::Applicability::none &&
           lexemes_.text.substr(d.primary.span.begin, d.primary.span.end - d.primary.span.begin) == word;
  });
}

/// The uses further up of what a reserved word was meant to name.
void Reporter::withdrawUses() {
  std::set<size_t> uses;
  for (size_t i = 0; i < diags_.all().size(); ++i) {
    const diag::Diagnostic &d = diags_.all()[i];
    Span span = d.primary.span;
    if (d.code == Code::E0101 && lexemes_.text.substr(span.begin, span.end - span.begin) == textAt(s_.at))
      uses.insert(i);
  }
  if (!uses.empty())
    diags_.withdraw(uses);
}

bool Reporter::reservedWord() {
  if (!isReserved(found_))
    return false;
  bool field = before_ == RecipeLexer::DOT || before_ == RecipeLexer::QDOT;
  if (!field && wasRefused(textAt(s_.at)))
    return true;
  bool wantsName = expectedText() == "a name";
  bool begins =
      s_.at == s_.unit && (typeAt(s_.at + 1) == RecipeLexer::ASSIGN || typeAt(s_.at + 1) == RecipeLexer::COLON);
  if (!field && !wantsName && !begins)
    return false;
  withdrawUses();
  diag::Diagnostic &d = diags_.report(Code::E0119, place(), {textAt(s_.at)});
  d.label("this cannot be a name");
  if (field)
    d.fix("a field of that name is reached with", place(), "[\"" + textAt(s_.at) + "\"]");
  else
    d.suggest("choose another name");
  return true;
}

/// A pipeline that nothing names, at the top of a recipe.
bool Reporter::namelessExpression() {
  if (s_.inBody || s_.at > s_.unit + 1)
    return false;
  bool starts = s_.at == s_.unit && (canBegin(found_) || found_ == RecipeLexer::MINUS || found_ == RecipeLexer::RANGE);
  bool goesOn = s_.at == s_.unit + 1 && list_[s_.unit].type == RecipeLexer::IDENTIFIER &&
                (isBinaryOperator(found_) || isOpening(found_) || found_ == RecipeLexer::DOT ||
                 found_ == RecipeLexer::NEWLINE || found_ == endOfFile);
  if (!starts && !goesOn)
    return false;
  size_t end = s_.unit + 1;
  while (typeAt(end) == RecipeLexer::DOT || isWord(typeAt(end)))
    ++end;
  if (goesOn && found_ == RecipeLexer::LBRACKET)
    while (typeAt(end) != RecipeLexer::ASSIGN && typeAt(end) != RecipeLexer::NEWLINE && typeAt(end) != endOfFile)
      ++end;
  if (goesOn && (found_ == RecipeLexer::DOT || found_ == RecipeLexer::LBRACKET) && typeAt(end) == RecipeLexer::ASSIGN) {
    diags_.report(Code::E0123, {lexemes_.file, list_[s_.unit].begin, list_[end - 1].end}, {"="})
        .label("a field cannot be bound")
        .suggest("a field of every row is made with `with(name = ...)` or changed with `edit(.name, ...)`");
    return true;
  }
  diags_.report(Code::E0118, lexemes_.spanOf(list_[s_.unit]))
      .label("an expression alone does nothing")
      .suggest("name it with `name = ...`, or make a result of it with `output name = ...`");
  return true;
}

bool Reporter::missingAssert() {
  bool inTest =
      s_.rule == Grammar::RuleTestStatement || s_.rule == Grammar::RuleTestLine || s_.rule == Grammar::RuleTestBody;
  if (!inTest || s_.at > s_.unit + 1 || isClosing(found_) || list_[s_.unit].type == RecipeLexer::GIVEN)
    return false;
  if (s_.at == s_.unit && !canBegin(found_))
    return false;
  Span first = lexemes_.spanOf(list_[s_.unit]);
  diag::Diagnostic &d = diags_.report(Code::E0118, first).label("an expression alone tests nothing");
  auto word = diag::didYouMean(lexemes_.textOf(list_[s_.unit]), {"assert", "given"});
  if (word && s_.at == s_.unit + 1 && canBegin(found_))
    d.propose("did you mean `" + *word + "`?", first, *word);
  else
    d.fix("assert it", {first.file, first.begin, first.begin}, "assert ");
  return true;
}

/// Where a construct stops at the end of a line, the next line may be what was to go on with it.
void Reporter::showNextLine(diag::Diagnostic &d) {
  size_t next = s_.at + 1;
  if (found_ == RecipeLexer::NEWLINE && next < list_.size() && typeAt(next) != endOfFile)
    d.cause(lexemes_.spanOf(list_[next]), "this line does not go on with it");
}

/// `x is None`, `x is "a"`: the word after `is` can only be `null`.
void Reporter::reportIs(Span span) {
  diag::Diagnostic &d = diags_.report(Code::E0101, span, {"`null`", foundText()}).label("`is` tests for null only");
  static constexpr std::string_view nulls[] = {"None", "NULL", "Null", "nil", "undefined", "none"};
  if (found_ == RecipeLexer::IDENTIFIER &&
      std::find(std::begin(nulls), std::end(nulls), textAt(s_.at)) != std::end(nulls))
    d.fix("nothing is called `null`", span, "null");
  else if (canBegin(found_) && before_ == RecipeLexer::IS)
    d.propose("compare with", lexemes_.spanOf(list_[s_.at - 1]), "==");
  else if (canBegin(found_))
    d.propose("compare with", {span.file, list_[s_.at - 2].begin, list_[s_.at - 1].end}, "!=");
  else
    d.suggest("values are compared with `==`, elements are found with `in`");
}

/// A part of a construct that is easily forgotten and easily put in.
bool Reporter::missingPart() {
  Span span = place();
  if (found_ == RecipeLexer::LBRACE && s_.rule == Grammar::RuleFunction && expects(RecipeLexer::ASSIGN)) {
    diags_.report(Code::E0101, span, {"`=`", "`{`"})
        .label("a function's body follows `=`")
        .fix("write", {span.file, span.begin, span.begin}, "= ");
    return true;
  }
  if (found_ == RecipeLexer::COLON && expects(RecipeLexer::THEN)) {
    diags_.report(Code::E0101, span, {"`then`", "`:`"})
        .label("a choice is written with words")
        .fix("write", span, " then");
    return true;
  }
  if (before_ == RecipeLexer::IS || (before_ == RecipeLexer::NOT && typeAt(s_.at - 2) == RecipeLexer::IS)) {
    reportIs(span);
    return true;
  }
  if (expects(RecipeLexer::ELSE) && !expects(RecipeLexer::IDENTIFIER) && s_.rule == Grammar::RuleExpr) {
    diag::Diagnostic &d = diags_.report(Code::E0129, span);
    d.label("`else` is missing here").suggest("`if condition then a else b` always has both values");
    showNextLine(d);
    return true;
  }
  return false;
}

void Reporter::unexpected() {
  diag::Diagnostic &d = diags_.report(Code::E0101, place(), {expectedText(), foundText()});
  bool ends = found_ == RecipeLexer::NEWLINE || found_ == endOfFile || isClosing(found_);
  d.label(adjoins() ? "something is missing before this"
          : ends    ? "something is missing here"
                    : "this does not fit here");
  if (expects(RecipeLexer::THEN))
    showNextLine(d);
  if (s_.rule == Grammar::RuleRuleLine && expects(RecipeLexer::COLON) && s_.at == s_.unit + 1)
    d.suggest("a rule has a name: `name: condition`");
  if (s_.at == s_.unit + 1 && isWord(found_) && !s_.inBody)
    if (auto word = diag::didYouMean(lexemes_.textOf(list_[s_.unit]), {"use", "param", "fn", "external", "choice",
                                                                       "record", "rules", "model", "output", "test"}))
      if (*word != lexemes_.textOf(list_[s_.unit]))
        d.propose("did you mean `" + *word + "`?", lexemes_.spanOf(list_[s_.unit]), *word);
  if (found_ == RecipeLexer::ARROW && canEnd(before_))
    d.suggest("`->` belongs to types; a function in place is written `x => expression`");
  bool nextLine = s_.at > s_.unit && !canEnd(before_) && list_[s_.at - 1].end < list_[s_.at].begin &&
                  lexemes_.text.substr(list_[s_.at - 1].end, list_[s_.at].begin - list_[s_.at - 1].end).find('\n') !=
                      std::string_view::npos;
  if (nextLine && !isOpening(before_) && before_ != RecipeLexer::COMMA)
    d.cause(lexemes_.spanOf(list_[s_.at - 1]), "the line goes on behind this");
  if (d.help.empty())
    d.suggest(std::string(habitAt(lexemes_, s_)));
}

bool Reporter::inInterpolation() const {
  uint32_t depth = list_[s_.at].depth;
  for (size_t i = s_.at; i-- > s_.unit;)
    if (isOpening(list_[i].type) && list_[i].depth < depth) {
      depth = list_[i].depth;
      if (list_[i].type == RecipeLexer::INTERPOLATION)
        return true;
    }
  return false;
}

void Reporter::report() {
  const size_t before = diags_.all().size();
  stringPrefix() || foreignWord() || foreignOperator() || danglingOperator() || danglingAtEnd() || missingComma() ||
      missingAssert() || reportComparison(lexemes_, s_, diags_) || misplacedSign() || reservedWord() ||
      namelessExpression() || missingPart() || (unexpected(), true);
  if (diags_.all().size() == before || !inInterpolation())
    return;
  if (diag::Diagnostic &d = diags_.at(before); d.help.empty())
    d.suggest(braceInString);
  else
    d.note(braceInString);
}

} // namespace

void reportSurprise(const Lexemes &lexemes, const Surprise &surprise, diag::Diagnostics &diags) {
  Reporter(lexemes, surprise, diags).report();
}

} // namespace smelt::syntax
