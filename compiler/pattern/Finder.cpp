#include "compiler/pattern/Finder.h"
#include "compiler/pattern/Prefixes.h"
#include "compiler/pattern/Program.h"
#include <algorithm>
#include <optional>
#include <span>

namespace smelt::pattern {

namespace {
using runtime::Sieve;
using runtime::SieveString;

std::string encode(int32_t c) {
  auto b = [](int32_t x) { return static_cast<char>(x); };
  if (c < 0x80)
    return {b(c)};
  if (c < 0x800)
    return {b(0xC0 | c >> 6), b(0x80 | (c & 63))};
  if (c < 0x10000)
    return {b(0xE0 | c >> 12), b(0x80 | (c >> 6 & 63)), b(0x80 | (c & 63))};
  return {b(0xF0 | c >> 18), b(0x80 | (c >> 12 & 63)), b(0x80 | (c >> 6 & 63)), b(0x80 | (c & 63))};
}

/// Something that must occur: one of some strings. `cost`: how often they are met in vain.
struct Need {
  std::vector<SieveString> strings;
  std::vector<const CodePoints *> first; ///< their first characters
  double cost = 1;
};

void measure(Need &need) { need.cost = frequencyOf(need.strings); }

/// Characters one after the other: sets of which one each occurs.
using Run = std::vector<const CodePoints *>;

/// The strings that a run from its element `start` on begins with.
Need needOf(const std::vector<std::vector<SieveString>> &run, size_t start) {
  Need need;
  for (SieveString string : run[start]) {
    size_t at = lengthOf(string);
    for (size_t i = start + 1; i < run.size() && at < string.size() && extend(string, at, run[i]);)
      ++i;
    need.strings.push_back(string);
  }
  measure(need);
  return need;
}

class Search {
public:
  std::optional<Need> best;
  std::string literal; ///< one that must occur, of several the cheapest to look for
  double literalCost = 1;

  void visit(const Node &node) {
    switch (node.kind) {
    case Kind::set:
      if (node.set.empty())
        return flush();
      run.push_back(&node.set);
      return;
    case Kind::sequence:
      for (const NodeRef &child : node.children)
        visit(*child);
      return;
    case Kind::group:
      return visit(*node.children[0]);
    case Kind::repeat:
      return visitRepeat(node);
    case Kind::choice:
      offerPrefixed(node);
      flush();
      return visitChoice(node);
    default:
      return; // places and looking ahead take nothing, so a run goes on behind them
    }
  }

  /// Ends the run that neighbouring characters form.
  void flush() {
    std::vector<std::vector<SieveString>> strings;
    for (const CodePoints *set : run)
      strings.push_back(stringsOf(*set));
    for (size_t i = 0; i < run.size(); ++i)
      offer(needOf(strings, i), run[i]);
    findLiterals();
    run.clear();
  }

private:
  void offer(Need need, const CodePoints *first) {
    need.first = {first};
    offer(std::move(need));
  }
  void offer(Need need) {
    if (!best || need.cost < best->cost)
      best = std::move(need);
  }

  void findLiterals() {
    std::string text;
    for (size_t i = 0; i <= run.size(); ++i) {
      const auto *ranges = i < run.size() ? &run[i]->ranges() : nullptr;
      if (ranges && ranges->size() == 1 && ranges->front().first == ranges->front().second) {
        text += encode(ranges->front().first);
        continue;
      }
      double rarest = 1, all = 1;
      for (unsigned char c : text) {
        rarest = std::min(rarest, runtime::frequencyOf(c));
        all *= runtime::frequencyOf(c);
      }
      // A byte that is found is compared with its neighbours; only where those fit too is a match looked for.
      constexpr double kOfCompare = 0.1;
      const double cost = text.empty() ? 1 : kOfCompare * rarest + all;
      if (cost < literalCost) {
        literal = text;
        literalCost = cost;
      }
      text.clear();
    }
  }

  /// The first rounds stand by what comes before, the last ones by what follows.
  void visitRepeat(const Node &node) {
    const Node *body = node.children[0].get();
    while (body->kind == Kind::group || (body->kind == Kind::sequence && body->children.size() == 1))
      body = body->children[0].get();
    bool isExact = node.max == node.min && node.min <= Sieve::places;
    if (node.min == 0 || body->kind != Kind::set) {
      flush();
      if (node.min > 0)
        visit(*body);
      return flush();
    }
    for (int side = isExact; side < 2; ++side) {
      for (int i = 0; i < std::min(node.min, Sieve::places); ++i)
        visit(*body);
      if (side == 0)
        flush();
    }
  }

  /// The characters that a match of the node begins with, each of which occurs.
  static void beginning(const Node &node, Run &into, bool &goesOn) {
    switch (node.kind) {
    case Kind::set:
      goesOn = !node.set.empty();
      if (goesOn)
        into.push_back(&node.set);
      return;
    case Kind::group:
      return beginning(*node.children[0], into, goesOn);
    case Kind::sequence:
      for (size_t i = 0; goesOn && i < node.children.size(); ++i)
        beginning(*node.children[i], into, goesOn);
      return;
    case Kind::assertion:
    case Kind::look: // they take nothing
      return;
    default:
      goesOn = false;
    }
  }

  /// What comes before alternatives, with what each begins with: `\part` of `\\(?:chapter|part)`.
  void offerPrefixed(const Node &choice) {
    for (size_t size = 1; size <= run.size() && size < Sieve::places; ++size) {
      const std::span prefix(run.end() - static_cast<std::ptrdiff_t>(size), run.end());
      Need any;
      for (const NodeRef &child : choice.children) {
        Run whole(prefix.begin(), prefix.end());
        bool goesOn = true;
        beginning(*child, whole, goesOn);
        std::vector<std::vector<SieveString>> strings;
        for (const CodePoints *set : whole)
          strings.push_back(stringsOf(*set));
        Need need = needOf(strings, 0);
        any.strings.insert(any.strings.end(), need.strings.begin(), need.strings.end());
      }
      measure(any);
      offer(std::move(any), prefix.front());
    }
  }

  /// One of the needs of the alternatives.
  void visitChoice(const Node &node) {
    Need any;
    for (const NodeRef &child : node.children) {
      Search inner;
      inner.visit(*child);
      inner.flush();
      if (!inner.best)
        return;
      any.strings.insert(any.strings.end(), inner.best->strings.begin(), inner.best->strings.end());
      any.first.insert(any.first.end(), inner.best->first.begin(), inner.best->first.end());
    }
    measure(any);
    offer(std::move(any));
  }

  Run run;
};
} // namespace

std::optional<std::vector<SieveString>> neededStrings(const Node &root) {
  if (isNullable(root))
    return std::nullopt;
  Search search;
  search.visit(root);
  search.flush();
  return search.best ? std::optional(search.best->strings) : std::nullopt;
}

Finder makeFinder(const Node &root) {
  // A search for one byte takes a tenth of what a sieve takes, and a candidate in vain about 150 bytes of a sieve's
  // time.
  constexpr double kMostCost = 0.1, kOfSieve = 0.003;
  Finder finder;
  if (isNullable(root))
    return finder;
  Search search;
  search.visit(root);
  search.flush();
  double cost = search.best ? search.best->cost + kOfSieve : 1;
  if (std::min(cost, search.literalCost) > kMostCost)
    return finder;
  finder.cost = std::min(cost, search.literalCost);
  if (cost < search.literalCost) {
    finder.kind = runtime::PatternFinder::sieve;
    finder.sieve = runtime::makeSieve(search.best->strings);
    finder.first = search.best->first;
    return finder;
  }
  finder.kind = runtime::PatternFinder::literal;
  finder.literal = search.literal;
  return finder;
}

} // namespace smelt::pattern
