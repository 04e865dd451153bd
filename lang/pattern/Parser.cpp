#include "lang/pattern/Parser.h"
#include <algorithm>
#include <mutex>
#include <unordered_map>

namespace smelt::pattern {

namespace {
/// What was parsed lately: verifiers ask for a pattern after every pass, a language server at every key. Thread-safe.
class Memory {
public:
  std::optional<Parsed> find(const std::string &pattern) {
    std::lock_guard lock(mutex_);
    auto known = known_.find(pattern);
    return known == known_.end() ? std::nullopt : std::optional(known->second);
  }
  void keep(const std::string &pattern, const Parsed &parsed) {
    constexpr size_t most = 1 << 18; // bytes of patterns
    std::lock_guard lock(mutex_);
    if (size_ > most) {
      known_.clear();
      size_ = 0;
    }
    if (known_.emplace(pattern, parsed).second)
      size_ += pattern.size();
  }

private:
  std::mutex mutex_;
  std::unordered_map<std::string, Parsed> known_;
  size_t size_ = 0;
};
} // namespace

Parsed parse(std::string_view pattern) {
  static Memory memory;
  std::string text(pattern);
  if (std::optional<Parsed> known = memory.find(text))
    return *std::move(known);
  Parsed parsed;
  if ((parsed.literals = readLiterals(text)))
    parsed.root = outlineOf(*parsed.literals);
  else
    parsed = Parser(text).run();
  memory.keep(text, parsed);
  return parsed;
}

static constexpr const char *kListHelp =
    "a list of texts may be longer, `(?:a|b|c)`, without flags and with nothing beside it but `\\b` or a look at one "
    "character";

Parsed Parser::run() {
  if (text.size() > kMaxPattern)
    fail(Fault::tooLarge, 0, text.size(), "is too long", "longer than " + std::to_string(kMaxPattern) + " bytes",
         kListHelp);
  while (!failed() && starts("(?") && at + 2 < text.size() &&
         (std::string_view("aiLmsuwx").find(text[at + 2]) != std::string_view::npos))
    if (size_t close = text.find_first_of("):", at); close == std::string_view::npos || text[close] == ':')
      break;
    else
      group();
  NodeRef root = failed() ? nullptr : choice();
  if (!failed() && !atEnd())
    fail(Fault::syntax, at, at + 1, "closes a group that was never opened", "closes nothing",
         "a parenthesis itself is written `\\)`");
  if (!failed() && sizeOf(*root) > kMaxNodes)
    fail(Fault::tooLarge, 0, text.size(), "is too large",
         "stands for more than " + std::to_string(static_cast<int>(kMaxNodes)) + " characters",
         text.find_first_of("*+{") == std::string_view::npos
             ? kListHelp
             : "repetitions inside of repetitions multiply: make their counts smaller");
  result.root = failed() ? nullptr : root;
  return std::move(result);
}

NodeRef Parser::fail(Fault fault, size_t begin, size_t end, std::string message, std::string label, std::string help) {
  if (!result.error)
    result.error =
        Error{fault,          begin, std::min(std::max(end, begin), text.size()), std::move(message), std::move(label),
              std::move(help)};
  at = text.size();
  return make(Kind::empty);
}

bool Parser::take(std::string_view prefix) {
  if (!starts(prefix))
    return false;
  at += prefix.size();
  return true;
}

/// The text is valid UTF-8: it stood in a recipe.
int32_t Parser::nextCharacter() {
  auto byte = [&](size_t i) { return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) & 63 : 0; };
  unsigned char lead = text[at];
  int32_t c = lead;
  size_t size = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (size > 1)
    c = lead & (0x7F >> size);
  for (size_t i = 1; i < size; ++i)
    c = c << 6 | byte(i);
  at = std::min(at + size, text.size());
  return std::min(c, kLastCodePoint);
}

NodeRef Parser::make(Kind kind) {
  auto node = std::make_shared<Node>();
  node->kind = kind;
  return node;
}

NodeRef Parser::place(Place p, CodePoints set) {
  auto node = std::make_shared<Node>();
  node->kind = Kind::assertion;
  node->place = p;
  node->set = std::move(set);
  return node;
}

NodeRef Parser::setNode(CodePoints literals, CodePoints classes, bool negated) {
  auto node = std::make_shared<Node>();
  node->kind = Kind::set;
  if (flags.ignoreCase) {
    node->set = pattern::ignoreCase(literals, classes, flags.classes);
  } else {
    node->set = std::move(literals);
    node->set.add(classes);
  }
  if (negated)
    node->set = node->set.complement();
  return node;
}

NodeRef Parser::character(int32_t c) { return setNode(CodePoints::one(c), {}, false); }

/// With `(?x)`, white space and what follows `#` on a line mean nothing.
void Parser::skipComments() {
  while (flags.verbose && !atEnd()) {
    if ((std::string_view(" \t\n\r\v\f").find(text[at]) != std::string_view::npos))
      ++at;
    else if (text[at] == '#')
      at = std::min(text.find('\n', at), text.size());
    else
      return;
  }
}

NodeRef Parser::choice() {
  auto node = std::make_shared<Node>();
  node->kind = Kind::choice;
  if (++depth > 200)
    return fail(Fault::tooLarge, at, at + 1, "is nested too deep", "more than 200 deep");
  do
    node->children.push_back(sequence());
  while (!failed() && take("|"));
  --depth;
  return node->children.size() == 1 ? node->children[0] : NodeRef(node);
}

NodeRef Parser::sequence() {
  auto node = std::make_shared<Node>();
  node->kind = Kind::sequence;
  for (skipComments(); !failed() && !atEnd() && text[at] != '|' && text[at] != ')'; skipComments()) {
    size_t begin = at;
    NodeRef one = item();
    skipComments();
    if (!failed())
      one = repeated(std::move(one), begin);
    if (one)
      node->children.push_back(std::move(one));
  }
  return node->children.size() == 1 ? node->children[0] : NodeRef(node);
}

NodeRef Parser::item() {
  switch (text[at]) {
  case '(':
    return group();
  case '[':
    return characterClass();
  case '\\':
    return escape();
  case '.':
    ++at;
    return setNode({}, flags.dotAll ? CodePoints::all() : CodePoints::one('\n').complement(), false);
  case '^':
    ++at;
    return place(flags.multiLine ? Place::lineStart : Place::textStart);
  case '$':
    ++at;
    return place(flags.multiLine ? Place::lineEnd : Place::lastLineEnd);
  case '*':
  case '+':
  case '?':
    return fail(Fault::syntax, at, at + 1, "repeats nothing here", "nothing stands before it",
                std::string("the character itself is written `\\") + text[at] + "`");
  case '{': {
    size_t begin = at;
    int min, max;
    if (countedRepeat(min, max))
      return fail(Fault::syntax, begin, at, "repeats nothing here", "nothing stands before it",
                  "a brace itself is written `\\{`");
    at = begin + 1;
    return failed() ? nullptr : character('{');
  }
  default:
    return character(nextCharacter());
  }
}

/// `{m}`, `{m,}`, `{,n}`, `{m,n}`; anything else in braces is text.
bool Parser::countedRepeat(int &min, int &max) {
  size_t begin = at, p = at + 1;
  auto number = [&](int absent) {
    size_t first = p;
    int64_t n = 0;
    for (; p < text.size() && text[p] >= '0' && text[p] <= '9'; ++p)
      n = std::min<int64_t>(n * 10 + (text[p] - '0'), 1 << 30);
    return p == first ? absent : static_cast<int>(n);
  };
  if (p < text.size() && text[p] == '}')
    return false;
  size_t first = p;
  min = number(0);
  max = p == first ? 0 : min;
  bool single = p > first;
  if (p < text.size() && text[p] == ',') {
    ++p;
    max = number(-1);
    single = true;
  }
  if (!single || p >= text.size() || text[p] != '}')
    return false;
  at = p + 1;
  if (max >= 0 && max < min)
    fail(Fault::syntax, begin, at, "has a repetition that runs backwards", "from more to fewer",
         "write the smaller number first");
  else if (std::max(min, max) > kMaxRepeat)
    fail(Fault::tooLarge, begin, at, "repeats too often", "at most " + std::to_string(kMaxRepeat) + " times");
  return true;
}

NodeRef Parser::repeated(NodeRef body, size_t begin) {
  if (atEnd())
    return body;
  int min = 0, max = -1;
  size_t sign = at;
  if (take("*")) {
  } else if (take("+")) {
    min = 1;
  } else if (take("?")) {
    max = 1;
  } else if (text[at] != '{' || !countedRepeat(min, max)) {
    return body;
  }
  if (failed())
    return body;
  if (!body || (body->kind == Kind::assertion && text[begin] != '('))
    return fail(Fault::syntax, begin, at, "repeats a place, not a character", "matches no character",
                "a place like `^` or `\\b` holds once or not at all");
  auto node = std::make_shared<Node>();
  node->kind = Kind::repeat;
  node->min = min;
  node->max = max;
  node->greedy = !take("?");
  node->children.push_back(std::move(body));
  if (node->greedy && starts("+"))
    return fail(Fault::notLinear, sign, at + 1, "has a possessive repetition", "gives nothing back",
                "leave the second `+` out: no repetition is slow here");
  skipComments();
  size_t again = at;
  bool twice = !atEnd() && ((std::string_view("*+?").find(text[at]) != std::string_view::npos) ||
                            (text[at] == '{' && countedRepeat(min, max)));
  if (twice && !failed())
    return fail(Fault::syntax, sign, again + 1, "repeats a repetition", "two repetitions in a row",
                "group the first: `(?:...)`");
  return node;
}

} // namespace smelt::pattern
