#include "compiler/pattern/Program.h"
#include <algorithm>

namespace smelt::pattern {

namespace {
constexpr size_t kMaxNodes = 1 << 16; ///< parsing has refused what is larger than this by far

/// Where to go on: after characters were taken, and where none was. Equal places mean that it does not matter.
struct Exits {
  uint32_t taken, empty;
};

/// Builds from the end to the start: each part is given the places that follow it.
///
/// A repetition of something that may match nothing must know whether a round took a character: after an empty round it
/// goes on behind the repetition (as Python's engine does). So such a body exists twice: `fresh`, where nothing was
/// taken yet, and the plain form, which the fresh one goes over to with its first character.
class Builder {
public:
  explicit Builder(Program &program) : program(program) {}

  void build(const Node &root) {
    uint32_t match = add(PatternNodeKind::match), fail = add(PatternNodeKind::fail);
    program.start = plain(root, match);
    program.startNonempty = isNullable(root) ? fresh(root, {match, fail}) : program.start;
  }

private:
  uint32_t add(PatternNodeKind kind, uint32_t next = 0, uint32_t other = 0) {
    if (program.nodes.size() >= kMaxNodes) {
      program.tooLarge = true;
      return 0;
    }
    program.nodes.push_back({kind, {}, 0, 0, next, other});
    return static_cast<uint32_t>(program.nodes.size() - 1);
  }

  uint32_t setIndex(const CodePoints &set) {
    auto it = std::find(program.sets.begin(), program.sets.end(), set);
    if (it == program.sets.end())
      it = program.sets.insert(it, set);
    return static_cast<uint32_t>(it - program.sets.begin());
  }

  uint32_t split(bool greedy, uint32_t again, uint32_t on) {
    return greedy ? add(PatternNodeKind::split, again, on) : add(PatternNodeKind::split, on, again);
  }

  uint32_t assertion(const Node &node, uint32_t next) {
    uint32_t n = add(PatternNodeKind::assertion, next);
    bool lines = node.place == Place::lineStart || node.place == Place::lineEnd;
    program.nodes[n].place = static_cast<runtime::PatternPlace>(node.place);
    program.nodes[n].set = setIndex(lines ? CodePoints::one('\n') : node.set);
    return n;
  }

  uint32_t look(const Node &node, uint32_t next) {
    uint32_t found = add(PatternNodeKind::match);
    uint32_t body = plain(*node.children[0], found);
    uint32_t n = add(PatternNodeKind::look, next, body);
    program.nodes[n].negated = node.negated;
    return n;
  }

  uint32_t plain(const Node &node, uint32_t next) { return build(node, {next, next}); }
  uint32_t fresh(const Node &node, Exits exits) { return build(node, exits); }

  uint32_t build(const Node &node, Exits exits) {
    if (program.tooLarge)
      return 0;
    switch (node.kind) {
    case Kind::empty:
      return exits.empty;
    case Kind::set: {
      uint32_t n = add(PatternNodeKind::character, exits.taken);
      program.nodes[n].set = setIndex(node.set);
      return n;
    }
    case Kind::sequence:
      return sequence(node, exits);
    case Kind::choice: {
      uint32_t n = build(*node.children.back(), exits);
      for (size_t i = node.children.size() - 1; i-- > 0;)
        n = add(PatternNodeKind::split, build(*node.children[i], exits), n);
      return n;
    }
    case Kind::group: {
      uint32_t slot = 2 * (node.group - 1);
      uint32_t taken = add(PatternNodeKind::save, exits.taken, slot + 1);
      uint32_t empty = exits.taken == exits.empty ? taken : add(PatternNodeKind::save, exits.empty, slot + 1);
      return add(PatternNodeKind::save, build(*node.children[0], {taken, empty}), slot);
    }
    case Kind::assertion:
      return assertion(node, exits.empty);
    case Kind::look:
      return look(node, exits.empty);
    case Kind::repeat:
      return repeat(node, exits);
    }
    return exits.empty;
  }

  /// The part before `exits`: its exit after characters is made only if something before it can take one.
  Exits before(const Node &part, Exits exits, bool wantsTaken) {
    Exits result;
    result.empty = build(part, exits);
    result.taken = exits.taken == exits.empty || !wantsTaken ? result.empty : plain(part, exits.taken);
    return result;
  }

  uint32_t sequence(const Node &node, Exits exits) {
    for (size_t i = node.children.size(); i-- > 0;)
      exits = before(*node.children[i], exits, i > 0);
    return exits.empty;
  }

  /// `min` rounds that must be, then rounds that may be.
  uint32_t repeat(const Node &node, Exits exits) {
    const Node &body = *node.children[0];
    Exits on = exits;
    if (node.max < 0) {
      uint32_t loop = star(body, node.greedy, exits.taken);
      on = {loop, exits.taken == exits.empty ? loop : freshRound(body, node.greedy, loop, exits.empty)};
    } else if (node.max > node.min) {
      on = optional(body, node.greedy, node.max - node.min, exits);
    }
    for (int i = node.min; i-- > 0;)
      on = before(body, on, i > 0);
    return on.empty;
  }

  /// One round or none: a round that took a character goes to `again`, an empty one to `on`.
  uint32_t freshRound(const Node &body, bool greedy, uint32_t again, uint32_t on) {
    return split(greedy, fresh(body, {again, on}), on);
  }

  uint32_t star(const Node &body, bool greedy, uint32_t next) {
    uint32_t loop = add(PatternNodeKind::split);
    uint32_t round = isNullable(body) ? fresh(body, {loop, next}) : plain(body, loop);
    program.nodes[loop].next = greedy ? round : next;
    program.nodes[loop].other = greedy ? next : round;
    return loop;
  }

  Exits optional(const Node &body, bool greedy, int rounds, Exits exits) {
    Exits on{exits.taken, exits.empty};
    bool nullable = isNullable(body);
    for (int i = 0; i < rounds && !program.tooLarge; ++i) {
      bool first = i + 1 == rounds;
      uint32_t again = on.taken;
      on.taken = split(greedy, nullable ? fresh(body, {again, exits.taken}) : plain(body, again), exits.taken);
      on.empty = exits.taken == exits.empty ? on.taken
                 : first                    ? freshRound(body, greedy, again, exits.empty)
                                            : on.empty;
    }
    return on;
  }

  Program &program;
};
} // namespace

Program makeProgram(const Node &root) {
  Program program;
  Builder(program).build(root);
  return program;
}

std::vector<uint32_t> Program::order() const {
  std::vector<uint32_t> result, stack;
  std::vector<uint8_t> state(nodes.size(), 0); // 0 new, 1 open, 2 done
  auto visit = [&](uint32_t n) {
    if (state[n] == 0)
      stack.push_back(n);
  };
  for (uint32_t root = 0; root < nodes.size(); ++root) {
    visit(root);
    while (!stack.empty()) {
      uint32_t n = stack.back();
      const PatternNode &node = nodes[n];
      if (state[n] == 0) {
        state[n] = 1;
        bool leads = node.kind != PatternNodeKind::character && node.kind != PatternNodeKind::match &&
                     node.kind != PatternNodeKind::fail;
        if (leads)
          visit(node.next);
        if (node.kind == PatternNodeKind::split || node.kind == PatternNodeKind::look)
          visit(node.other);
        continue;
      }
      stack.pop_back();
      if (state[n] == 1)
        result.push_back(n);
      state[n] = 2;
    }
  }
  return result;
}

} // namespace smelt::pattern
