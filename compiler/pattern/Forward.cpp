#include "compiler/pattern/Forward.h"
#include "compiler/pattern/Prefixes.h"
#include <algorithm>
#include <map>
#include <set>

namespace smelt::pattern {

namespace {
constexpr size_t kMostStates = 256, kMostEntries = 1 << 18,
                 kMostWork = 10'000'000; // a list of words is no such pattern
constexpr int kMostInVain = 16;          ///< characters in a row that end no match

/// A state: the nodes that may take the next character, the preferred first, but none that a match is preferred to.
struct State {
  std::vector<uint32_t> nodes;
  bool accepts = false; ///< a match may end here
  auto operator<=>(const State &) const = default;
};

class Explorer {
public:
  Explorer(const Program &program, const Symbols &symbols, uint32_t strideBits)
      : program_(program), symbols_(symbols), strideBits_(strideBits) {}

  bool explore();
  bool readsFewInVain() const;
  bool isRun() const;
  bool isAt(runtime::PatternPlace place) const { return place_ == place; }
  std::vector<uint8_t> stays() const;
  std::vector<uint16_t> takeTable() { return std::move(next_); }
  std::vector<Character> characters() const;
  std::vector<runtime::SieveString> prefixes() const;

private:
  bool reach(uint32_t node, State &state, std::vector<bool> &seen) const;
  State step(const State &from, uint32_t symbol) const;
  State after(const std::vector<uint32_t> &nodes) const;
  std::vector<runtime::SieveString> prefixesOf(uint32_t node) const;
  uint16_t numberOf(const State &state);
  uint16_t edge(size_t state, uint32_t symbol) const { return next_[(state << strideBits_) + symbol]; }

  const Program &program_;
  const Symbols &symbols_;
  const uint32_t strideBits_;
  std::optional<runtime::PatternPlace> place_; ///< where a match has to begin
  std::map<State, uint16_t> numbers_;
  std::vector<State> states_;
  std::vector<uint16_t> next_;
};

/// Adds what `node` leads to without taking a character; false once a match is preferred to all that would follow.
bool Explorer::reach(uint32_t node, State &state, std::vector<bool> &seen) const {
  std::vector<uint32_t> open{node};
  while (!open.empty()) {
    const uint32_t at = open.back();
    open.pop_back();
    if (seen[at])
      continue;
    seen[at] = true;
    const PatternNode &n = program_.nodes[at];
    switch (n.kind) {
    case PatternNodeKind::character:
      state.nodes.push_back(at);
      break;
    case PatternNodeKind::split:
      open.push_back(n.other);
      open.push_back(n.next);
      break;
    case PatternNodeKind::save:
      open.push_back(n.next);
      break;
    case PatternNodeKind::match:
      state.accepts = true;
      return false;
    default: // fail: nowhere
      break;
    }
  }
  return true;
}

State Explorer::step(const State &from, uint32_t symbol) const {
  State to;
  std::vector<bool> seen(program_.nodes.size());
  for (uint32_t node : from.nodes)
    if (symbols_.rows[program_.nodes[node].set][symbol] && !reach(program_.nodes[node].next, to, seen))
      break;
  return to;
}

/// 0 for the state that leads nowhere.
uint16_t Explorer::numberOf(const State &state) {
  if (state.nodes.empty() && !state.accepts)
    return 0;
  auto [known, fresh] = numbers_.try_emplace(state, static_cast<uint16_t>(states_.size()));
  if (fresh) {
    states_.push_back(state);
    next_.resize(states_.size() << strideBits_);
  }
  return known->second | (state.accepts ? runtime::kMatchAccepts : 0);
}

bool Explorer::explore() {
  using runtime::PatternPlace;
  uint32_t first = program_.start;
  if (const PatternNode &node = program_.nodes[first]; node.kind == PatternNodeKind::assertion) {
    if (node.place != PatternPlace::lineStart && node.place != PatternPlace::textStart)
      return false;
    place_ = node.place;
    first = node.next;
  }
  for (uint32_t i = 0; i < program_.nodes.size(); ++i)
    if (bool isPlace = program_.nodes[i].kind == PatternNodeKind::assertion && i != program_.start;
        isPlace || program_.nodes[i].kind == PatternNodeKind::look)
      return false;
  states_.emplace_back(); // the dead one
  State start;
  std::vector<bool> seen(program_.nodes.size());
  reach(first, start, seen);
  if (start.accepts || start.nodes.empty())
    return false;
  numberOf(start);
  size_t work = 0;
  for (size_t i = 1; i < states_.size(); ++i)
    for (uint32_t symbol = 0; symbol < symbols_.classes; ++symbol) {
      work += states_[i].nodes.size() + program_.nodes.size() / 64 + 1;
      if (states_.size() > kMostStates || next_.size() > kMostEntries || work > kMostWork)
        return false;
      const uint16_t to = numberOf(step(State(states_[i]), symbol));
      next_[(i << strideBits_) + symbol] = to;
    }
  return true;
}

/// Whether no way through states that end no match is longer than kMostInVain: then what a search reads twice is
/// bounded. On a way round the lengths grow for ever.
bool Explorer::readsFewInVain() const {
  std::vector<int> longest(states_.size(), 1); // ways that begin with this state
  for (int round = 0; round <= kMostInVain; ++round) {
    bool changed = false;
    for (size_t state = 1; state < states_.size(); ++state)
      for (uint32_t symbol = 0; symbol < symbols_.classes; ++symbol) {
        const uint16_t to = edge(state, symbol);
        if (!to || (to & runtime::kMatchAccepts) || longest[to] < longest[state])
          continue;
        longest[state] = longest[to] + 1;
        changed = true;
      }
    if (!changed)
      return true;
  }
  return false;
}

/// Whether all states go on with the same characters, and a match may end behind each.
bool Explorer::isRun() const {
  for (size_t state = 1; state < states_.size(); ++state)
    for (uint32_t symbol = 0; symbol < symbols_.classes; ++symbol) {
      const uint16_t to = edge(state, symbol);
      if ((to != 0) != (edge(1, symbol) != 0) || (to && !(to & runtime::kMatchAccepts)))
        return false;
    }
  return !place_;
}

/// Such a state goes on to itself by all other symbols, and none of them ends a match or each does.
std::vector<uint8_t> Explorer::stays() const {
  std::vector<uint8_t> found(states_.size());
  for (uint8_t c = 1; c < 128; ++c) {
    const uint16_t symbol = symbols_.ascii[c];
    if (std::count(symbols_.leaves.begin(), symbols_.leaves.end(), symbol) != 1)
      continue;
    const uint32_t other = symbol == 0;
    for (size_t state = 1; other < symbols_.classes && state < states_.size(); ++state) {
      const uint16_t to = edge(state, other);
      bool isOnly = (to & ~runtime::kMatchAccepts) == state && edge(state, symbol) != to;
      for (uint32_t s = 0; isOnly && s < symbols_.classes; ++s)
        isOnly = s == symbol || edge(state, s) == to;
      if (isOnly)
        found[state] = c;
    }
  }
  return found;
}

/// As many as the shortest match has, and no more than a search steps back.
std::vector<Character> Explorer::characters() const {
  constexpr size_t kMost = 4;
  std::vector<Character> found;
  std::set<uint16_t> level{1};
  for (bool ends = false; !ends && found.size() < kMost;) {
    Character &all = found.emplace_back();
    all.symbols.resize(symbols_.count());
    std::set<uint16_t> below;
    for (uint16_t state : level) {
      for (uint32_t node : states_[state].nodes)
        all.set.add(program_.sets[program_.nodes[node].set]);
      for (uint32_t symbol = 0; symbol < symbols_.classes; ++symbol)
        if (const uint16_t to = edge(state, symbol)) {
          all.symbols[symbol] = 1;
          ends |= (to & runtime::kMatchAccepts) != 0;
          below.insert(to & ~runtime::kMatchAccepts);
        }
    }
    level = std::move(below);
  }
  return found;
}

/// Where a match goes on behind a character of any of `nodes`.
State Explorer::after(const std::vector<uint32_t> &nodes) const {
  State state;
  std::vector<bool> seen(program_.nodes.size());
  for (uint32_t node : nodes)
    reach(program_.nodes[node].next, state, seen);
  return state;
}

/// What matches that begin with the character of `node` begin with.
std::vector<runtime::SieveString> Explorer::prefixesOf(uint32_t node) const {
  std::vector<runtime::SieveString> strings = stringsOf(program_.sets[program_.nodes[node].set]);
  std::vector<size_t> ends;
  for (const runtime::SieveString &string : strings)
    ends.push_back(lengthOf(string));
  size_t open = strings.size(); // strings that can be longer: the last ones are done
  for (State state = after({node}); open && !state.accepts; state = after(state.nodes)) {
    CodePoints set;
    for (uint32_t next : state.nodes)
      set.add(program_.sets[program_.nodes[next].set]);
    std::vector<runtime::SieveString> following = stringsOf(set);
    if (following.empty())
      break;
    for (size_t i = open; i-- > 0;)
      if (ends[i] >= runtime::Sieve::places || !extend(strings[i], ends[i], following)) {
        --open;
        std::swap(strings[i], strings[open]);
        std::swap(ends[i], ends[open]);
      }
  }
  return strings;
}

std::vector<runtime::SieveString> Explorer::prefixes() const {
  std::vector<runtime::SieveString> all;
  for (uint32_t node : states_[1].nodes)
    for (const runtime::SieveString &string : prefixesOf(node))
      all.push_back(string);
  return all;
}
} // namespace

std::optional<Forward> makeForward(const Program &program, const Symbols &symbols, uint32_t strideBits) {
  Explorer explorer(program, symbols, strideBits);
  if (!explorer.explore())
    return std::nullopt;
  Forward forward;
  forward.atLineStart = explorer.isAt(runtime::PatternPlace::lineStart);
  forward.atTextStart = explorer.isAt(runtime::PatternPlace::textStart);
  forward.isLinear = forward.atTextStart || explorer.readsFewInVain(); // at one place it is tried once
  forward.isRun = explorer.isRun();
  forward.characters = explorer.characters();
  forward.prefixes = explorer.prefixes();
  forward.stays = explorer.stays();
  forward.next = explorer.takeTable();
  return forward;
}

} // namespace smelt::pattern
