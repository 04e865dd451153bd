// What to say beside a syntax error to people who write SQL, Python, jq or YAML.
#include "lang/syntax/Recovery.h"
#include "lang/syntax/TokenSets.h"
#include <array>

namespace smelt::syntax {

using Lexer = RecipeLexer;

namespace {

class Habits {
public:
  Habits(const Lexemes &lexemes, const Surprise &s)
      : lexemes_(lexemes), list_(lexemes.list), at_(s.at), unit_(s.unit) {}

  std::string_view advice() const {
    std::string_view said = ofItem();
    return !said.empty() ? said : ofExpression();
  }

private:
  std::string_view ofItem() const;
  std::string_view ofExpression() const;
  std::string_view ofWord() const;

  size_t type(size_t i) const { return i < list_.size() ? list_[i].type : endOfFile; }
  size_t before(size_t n = 1) const { return at_ >= unit_ + n ? list_[at_ - n].type : endOfFile; }
  std::string_view text(size_t i) const { return i < list_.size() ? lexemes_.textOf(list_[i]) : ""; }
  bool inBrackets() const {
    for (size_t i = at_; i-- > unit_;)
      if (isOpening(list_[i].type) && list_[i].depth + 1 == list_[at_].depth)
        return list_[i].type == Lexer::LBRACKET;
    return false;
  }

  const Lexemes &lexemes_;
  const std::vector<Lexeme> &list_;
  size_t at_, unit_;
};

std::string_view Habits::ofItem() const {
  const size_t found = type(at_), item = type(unit_);
  if (item == Lexer::OUTPUT && at_ <= unit_ + 2)
    return "an output has a name: `output clean = docs |> to_jsonl(\"out\")`";
  if (item == Lexer::TEST && at_ == unit_ + 1)
    return "a test has a title in quotes: `test \"stubs go\" { assert ... }`";
  if (item == Lexer::RULES && found == Lexer::LBRACE && at_ == unit_ + 2)
    return "rules say what they look at: `rules good(t: Text) { long: t.words.count > 5 }`";
  if (item == Lexer::USE && found == Lexer::STAR)
    return "say what is used: the module, `use std.text`, or names of it, `use std.text.{fix_unicode}`";
  if (item == Lexer::USE && (found == Lexer::SLASH || found == Lexer::COLON))
    return "the parts of a module's name are joined with dots: `use std.quality.gopher`";
  if (item == Lexer::USE && text(at_) == "from")
    return "names are imported with `use std.quality.{gopher, c4}`";
  if (item == Lexer::TEST && found == Lexer::COLON)
    return "what is tested stands between braces: `test \"stubs go\" { assert ... }`";
  if (item == Lexer::RECORD && isWord(found))
    return "a field is written `name: Type`";
  if (item == Lexer::FN && found == Lexer::RPAREN)
    return "a parameter has a type: `fn long(t: Text) -> Bool = t.words.count > 5`";
  if (item == Lexer::CHOICE && found == Lexer::STRING_START)
    return "the names of a choice stand without quotes";
  if (item == Lexer::USE && found == Lexer::COMMA)
    return "each module has a `use` of its own; names of one stand in braces: `use std.text.{fix_unicode, normalize}`";
  if (item == Lexer::USE && before(2) == Lexer::AS)
    return "the other name is one word";
  if (isWord(item) && type(unit_ + 1) == Lexer::COLON && list_[unit_].depth == 0)
    return "a name gets its value with `=`: `shard = 64 MB`; a recipe is no YAML";
  return {};
}

/// Words of other languages after an operand.
std::string_view Habits::ofWord() const {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 4> words{{
      {"if", "the condition stands first: `if condition then a else b`"},
      {"for",
       "there are no loops: `v.map(f)` changes each element, `v.filter(p)` keeps some, `any(v, p)` and `all(v, p)` "
       "ask about them"},
      {"when", "a choice is written `if condition then a else b`"},
      {"union", "streams are put after each other with `++`"},
  }};
  for (const auto &[word, advice] : words)
    if (text(at_) == word)
      return advice;
  return {};
}

std::string_view Habits::ofExpression() const {
  const size_t found = type(at_);
  if (before() == Lexer::EXCEPT || before() == Lexer::ONLY)
    return "the rules stand in braces: `except {word_count}`";
  if (before() == Lexer::LBRACE && (before(2) == Lexer::EXCEPT || before(2) == Lexer::ONLY))
    return "the names of rules stand without quotes";
  if (found == Lexer::RBRACKET && before() == Lexer::LBRACKET)
    return "a row for each element is made with `expand(.tags)`; `.tags.map(f)` changes each element";
  if (found == Lexer::COLON && inBrackets())
    return "there are no slices: the first 100 characters of a text are `t.chunks(100).first ?? \"\"`";
  if (found == Lexer::COLON && before(2) == Lexer::LPAREN && before(3) == Lexer::ASSIGN)
    return "a function with types is written `fn name(t: Text) -> Bool = expression`";
  const std::string_view last = at_ > unit_ ? text(at_ - 1) : "";
  if (before(2) == Lexer::NUMBER && isWord(found) && (last == "k" || last == "M" || last == "B" || last == "T"))
    return "a suffix touches the number: `7B tokens`";
  if (found == Lexer::TILDE)
    return "a pattern is searched with `t.matches(r\"...\")`";
  if (before() == Lexer::RANGE && found == Lexer::RBRACE && (before(2) == Lexer::COMMA || before(2) == Lexer::LBRACE))
    return "the fields that are not named get a name: `{text: Text, ..rest}`";
  if (before() == Lexer::RANGE || (before() == Lexer::DOT && before(2) == Lexer::RANGE))
    return "a range has two dots: `10..100`";
  if (found == Lexer::STAR && before() == Lexer::LPAREN)
    return "`*` only multiplies: all fields stay unless `select` or `drop` leaves some out, and `v.count` counts";
  if (found == Lexer::COMMA && lexemes_.list[unit_].depth > 0)
    return "lines are not separated by commas";
  if (!canEnd(before()))
    return {};
  if (std::string_view said = ofWord(); !said.empty())
    return said;
  // `limit 10`, `select text`, `order by n`
  bool begins = before(2) == Lexer::PIPE || before(2) == Lexer::ASSIGN;
  if (isWord(before()) && begins && canBegin(found))
    return "what a stage takes stands in parentheses: `select(.text, .url)`";
  return {};
}

} // namespace

bool reportComparison(const Lexemes &lexemes, const Surprise &s, diag::Diagnostics &diags) {
  const std::vector<Lexeme> &list = lexemes.list;
  if (s.at <= s.unit + 1)
    return false;
  const Lexeme &sign = list[s.at], &before = list[s.at - 1];
  const bool atLeast = sign.type == Lexer::FATARROW && canEnd(before.type);
  if (!atLeast && !(sign.type == Lexer::LT && before.type == Lexer::ASSIGN && before.end == sign.begin))
    return false;
  const diag::Span span{lexemes.file, atLeast ? sign.begin : before.begin, sign.end};
  const std::string written = atLeast ? "=>" : "=<", ours = atLeast ? ">=" : "<=";
  diags.report(diag::Code::E0109, span, {written, ours}).label("write `" + ours + "`").fix("write", span, ours);
  return true;
}

std::string_view habitAt(const Lexemes &lexemes, const Surprise &surprise) {
  return Habits(lexemes, surprise).advice();
}

} // namespace smelt::syntax
