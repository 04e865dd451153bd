// Groups, flags and looking around.
#include "lang/pattern/Parser.h"
#include <algorithm>

namespace smelt::pattern {

/// What stands in the parentheses that opened at `begin`; takes the closing one.
NodeRef Parser::inside(size_t begin) {
  NodeRef body = choice();
  if (!failed() && !take(")"))
    return fail(Fault::syntax, begin, begin + 1, "never closes this group", "opened here",
                "a parenthesis itself is written `\\(`");
  return body;
}

NodeRef Parser::capture(size_t begin, std::string name) {
  auto node = std::make_shared<Node>();
  node->kind = Kind::group;
  node->group = ++result.groups;
  if (!name.empty() && std::find(result.names.begin(), result.names.end(), name) != result.names.end())
    return fail(Fault::syntax, begin, at, "names two groups alike", "`" + name + "` is a group already");
  result.names.push_back(std::move(name));
  result.forgotten.push_back(looking > 0);
  node->children.push_back(inside(begin));
  return node;
}

NodeRef Parser::group() {
  size_t begin = at++;
  Flags outer = flags;
  // Flags that are set for the whole pattern stay; those of a group end with it.
  bool global = take("?") && !atEnd() && (std::string_view("aiLmsuwx").find(text[at]) != std::string_view::npos) &&
                text.find_first_of("):-", at) != std::string_view::npos && text[text.find_first_of("):-", at)] == ')';
  at = begin + 1;
  NodeRef node = starts("?") ? extension(begin) : capture(begin, "");
  if (!global)
    flags = outer;
  return node;
}

NodeRef Parser::extension(size_t begin) {
  ++at;
  if (take(":"))
    return inside(begin);
  if (take("P<") || (starts("<") && !starts("<=") && !starts("<!") && take("<")))
    return named(begin, '>');
  if (take("P="))
    return fail(Fault::notLinear, begin, std::min(text.find(')', at), text.size() - 1) + 1, "has a back-reference",
                "asks for a text that was matched before");
  if (take("#")) {
    at = text.find(')', at);
    if (at == std::string_view::npos)
      return fail(Fault::syntax, begin, begin + 3, "never closes this comment", "opened here");
    ++at;
    return make(Kind::empty);
  }
  if (take("="))
    return look(begin, false);
  if (take("!"))
    return look(begin, true);
  if (take("<="))
    return lookBehind(begin, false);
  if (take("<!"))
    return lookBehind(begin, true);
  if (take(">"))
    return fail(Fault::notLinear, begin, at, "has an atomic group", "gives nothing back",
                "write `(?:`: no repetition is slow here");
  if (take("("))
    return fail(Fault::notLinear, begin, at, "has a conditional group", "depends on what was matched before");
  if (starts("R)") || starts("&") || starts("P>") || (!atEnd() && std::isdigit(static_cast<unsigned char>(text[at]))))
    return fail(Fault::notLinear, begin, std::min(text.find(')', at), text.size() - 1) + 1, "contains itself",
                "stands for a whole group again");
  return flagGroup(begin);
}

NodeRef Parser::named(size_t begin, char close) {
  size_t first = at, end = text.find(close, at);
  std::string name(text.substr(first, end == std::string_view::npos ? 0 : end - first));
  auto isLetter = [](unsigned char c) { return std::isalpha(c) || c == '_' || c >= 0x80; };
  bool valid = !name.empty() && isLetter(name[0]) &&
               std::all_of(name.begin(), name.end(), [&](unsigned char c) { return isLetter(c) || std::isdigit(c); });
  if (!valid)
    return fail(Fault::syntax, first, end == std::string_view::npos ? first + 1 : std::max(end, first + 1),
                "gives a group no proper name", "a name of letters, digits and `_` stands here");
  at = end + 1;
  return capture(begin, std::move(name));
}

/// Groups inside are not remembered: nothing of them is in the match.
NodeRef Parser::look(size_t begin, bool negated) {
  auto node = std::make_shared<Node>();
  node->kind = Kind::look;
  node->negated = negated;
  ++looking;
  node->children.push_back(inside(begin));
  --looking;
  return node;
}

/// One character is looked at, or a place.
NodeRef Parser::lookBehind(size_t begin, bool negated) {
  NodeRef body = inside(begin);
  if (failed())
    return body;
  if (body->kind == Kind::set)
    return place(negated ? Place::notAfter : Place::after, body->set);
  if (body->kind == Kind::assertion && !negated) // what holds behind a place holds at it
    return body;
  if (body->kind == Kind::choice) {
    CodePoints any;
    bool single = std::all_of(body->children.begin(), body->children.end(),
                              [](const NodeRef &n) { return n->kind == Kind::set; });
    for (const NodeRef &child : body->children)
      any.add(child->set);
    if (single)
      return place(negated ? Place::notAfter : Place::after, any);
  }
  return fail(Fault::notLinear, begin, at, "looks back at more than one character", "looks back",
              "one character or class can be looked at: `(?<=[,;])`");
}

bool Parser::setFlag(char c, bool on, size_t begin) {
  switch (c) {
  case 'i':
    flags.ignoreCase = on;
    return true;
  case 'm':
    flags.multiLine = on;
    return true;
  case 's':
    flags.dotAll = on;
    return true;
  case 'x':
    flags.verbose = on;
    return true;
  case 'a':
    flags.classes = on ? Classes::ascii : Classes::python;
    return true;
  case 'u':
    flags.classes = Classes::python;
    return true;
  case 'w':
    flags.classes = on ? Classes::unicode : Classes::python;
    return true;
  default:
    fail(Fault::unknown, at - 1, at, "has an unknown flag", "not a flag",
         "flags are `i` (case), `m` (lines), `s` (`.` is any), `x` (blanks), `a` (ASCII), `w` (Unicode's words)");
    return false;
  }
}

/// `(?i)` at the start of the pattern, `(?i:...)` and `(?-i:...)` anywhere.
NodeRef Parser::flagGroup(size_t begin) {
  bool on = true;
  for (; !atEnd() && text[at] != ')' && text[at] != ':';) {
    char c = text[at++];
    if (c == '-' && on)
      on = false;
    else if (!setFlag(c, on, begin))
      return nullptr;
  }
  if (take(":"))
    return inside(begin);
  if (!take(")"))
    return fail(Fault::syntax, begin, begin + 1, "never closes this group", "opened here");
  bool first = begin == 0 || (text[begin - 1] == ')' &&
                              text.substr(0, begin).find_first_not_of("()?aimsuwx") == std::string_view::npos);
  if (!first || !on)
    return fail(Fault::syntax, begin, at, "sets flags in its middle", "flags stand at the start",
                "for a part of the pattern write `(?i:...)`");
  return make(Kind::empty);
}

} // namespace smelt::pattern
