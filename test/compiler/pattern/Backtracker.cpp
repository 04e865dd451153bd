#include "test/compiler/pattern/Backtracker.h"
#include "runtime/text/Unicode.h"

namespace smelt::test {

using pattern::Kind;
using pattern::Node;
using pattern::Place;

Backtracker::Backtracker(const pattern::Parsed &pattern, const std::string &bytes)
    : pattern(pattern), groups(2 * pattern.groups, -1) {
  for (const char *p = bytes.data(), *end = p + bytes.size(); p < end;) {
    offsets.push_back(p - bytes.data());
    text.push_back(runtime::decode(p));
  }
  offsets.push_back(static_cast<int64_t>(bytes.size()));
}

bool Backtracker::holds(const Node &node, size_t at) const {
  size_t n = text.size();
  bool before = at > 0 && node.set.contains(text[at - 1]), after = at < n && node.set.contains(text[at]);
  switch (node.place) {
  case Place::textStart:
    return at == 0;
  case Place::lineStart:
    return at == 0 || text[at - 1] == '\n';
  case Place::textEnd:
    return at == n;
  case Place::lastLineEnd:
    return at == n || (at + 1 == n && text[at] == '\n');
  case Place::lineEnd:
    return at == n || text[at] == '\n';
  case Place::wordEdge:
    return n > 0 && before != after;
  case Place::noWordEdge:
    return n > 0 && before == after;
  case Place::after:
    return before;
  case Place::notAfter:
    return !before;
  }
  return false;
}

bool Backtracker::sequence(const Node &node, size_t child, size_t at, const Then &then) {
  if (child == node.children.size())
    return then(at);
  return run(*node.children[child], at, [&](size_t next) { return sequence(node, child + 1, next, then); });
}

/// `last`: where the round before began; after a round that took nothing there is no other.
bool Backtracker::repeat(const Node &node, int count, size_t at, size_t last, const Then &then) {
  const Node &body = *node.children[0];
  if (count < node.min)
    return run(body, at, [&](size_t next) { return repeat(node, count + 1, next, last, then); });
  bool more = (node.max < 0 || count < node.max) && at != last;
  if (!node.greedy && then(at))
    return true;
  if (more && run(body, at, [&](size_t next) { return repeat(node, count + 1, next, at, then); }))
    return true;
  return node.greedy && then(at);
}

bool Backtracker::group(const Node &node, size_t at, const Then &then) {
  size_t slot = 2 * (node.group - 1);
  int64_t begin = groups[slot], end = groups[slot + 1];
  groups[slot] = offsets[at];
  bool found = run(*node.children[0], at, [&](size_t next) {
    int64_t outer = groups[slot + 1];
    groups[slot + 1] = offsets[next];
    if (then(next))
      return true;
    groups[slot + 1] = outer;
    return false;
  });
  if (!found) {
    groups[slot] = begin;
    groups[slot + 1] = end;
  }
  return found;
}

bool Backtracker::run(const Node &node, size_t at, const Then &then) {
  if (++steps > 200'000)
    gaveUp = true;
  if (gaveUp)
    return false;
  switch (node.kind) {
  case Kind::empty:
    return then(at);
  case Kind::set:
    return at < text.size() && node.set.contains(text[at]) && then(at + 1);
  case Kind::sequence:
    return sequence(node, 0, at, then);
  case Kind::choice:
    for (const pattern::NodeRef &child : node.children)
      if (run(*child, at, then))
        return true;
    return false;
  case Kind::repeat:
    return repeat(node, 0, at, text.size() + 1, then);
  case Kind::group:
    return group(node, at, then);
  case Kind::assertion:
    return holds(node, at) && then(at);
  case Kind::look: {
    std::vector<int64_t> outer = groups; // groups of what is only looked at are forgotten
    bool found = run(*node.children[0], at, [](size_t) { return true; });
    groups = outer;
    return found != node.negated && then(at);
  }
  }
  return false;
}

std::vector<Match> Backtracker::all() {
  std::vector<Match> matches;
  bool mustAdvance = false;
  for (size_t from = 0, at = 0; at <= text.size() && !gaveUp;) {
    std::fill(groups.begin(), groups.end(), -1);
    size_t end = 0;
    bool found = run(*pattern.root, at, [&](size_t stop) {
      end = stop;
      return !(mustAdvance && at == from && stop == at);
    });
    if (!found) {
      ++at;
      continue;
    }
    matches.push_back({offsets[at], offsets[end], groups});
    mustAdvance = end == at;
    from = at = end;
  }
  return matches;
}

// ---- random inputs -------------------------------------------------------------------------------------------------

static const char *const letters[] = {"a", "b",  "b", "c",      "1",          "_",      " ",      "\n",     "A",
                                      "k", "\t", "-", "\u4e2d", "\U0001F600", "\u00e9", "\u0301", "\u212a", "\u017f"};

std::string randomText(std::function<unsigned(unsigned)> below) {
  std::string text;
  for (unsigned n = below(16); n-- > 0;)
    text += letters[below(std::size(letters))];
  return text;
}

static std::string randomAtom(const std::function<unsigned(unsigned)> &below, int depth) {
  static const char *const sets[] = {
      "\\w",   "\\d", "\\s", "\\W", "\\S", ".", "[ab]", "[^a]", "[a-c]", "[^\\s]", "[\\d_]", "\\pL", "[\u00e9-\u4e2d]",
      "(?i:K)"};
  static const char *const places[] = {"\\b", "\\B",       "^",        "$",      "\\A",
                                       "\\Z", "(?<=[ab])", "(?<!\\w)", "(?m:^)", "(?m:$)"};
  static const char *const groups[] = {"(", "(", "(?:", "(?i:", "(?s:", "(?=", "(?!"};
  unsigned kind = below(10);
  if (kind < 4)
    return letters[below(std::size(letters))];
  if (kind < 7)
    return sets[below(std::size(sets))];
  if (kind == 7 || depth == 0)
    return places[below(std::size(places))];
  return groups[below(std::size(groups))] + randomPattern(below, depth - 1) + ")";
}

std::string randomPattern(std::function<unsigned(unsigned)> below, int depth) {
  static const char *const repeats[] = {"*", "+", "?", "{2}", "{1,2}", "{0,2}", "{,3}", "{2,}"};
  std::string pattern;
  for (unsigned ways = 1 + below(4) / 2; ways-- > 0;) {
    for (unsigned items = below(4); items-- > 0;) {
      pattern += randomAtom(below, depth);
      if (below(5) < 2) {
        pattern += repeats[below(std::size(repeats))];
        pattern += below(3) ? "" : "?";
      }
    }
    pattern += ways ? "|" : "";
  }
  return pattern;
}

} // namespace smelt::test
