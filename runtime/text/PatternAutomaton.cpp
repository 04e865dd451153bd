#include "runtime/text/PatternAutomaton.h"
#include <algorithm>

namespace smelt::runtime {

PatternAutomaton::PatternAutomaton(const PatternTable &table) : table(table), words(table.nodeWords()) {
  internViable(Bits(words, 0));
}

static uint64_t hashBits(const uint64_t *bits, uint32_t words, uint64_t seed) {
  uint64_t h = seed * 0x9E3779B97F4A7C15ull + 1;
  for (uint32_t i = 0; i < words; ++i) {
    h = (h ^ bits[i]) * 0xff51afd7ed558ccdull;
    h ^= h >> 32;
  }
  return h;
}

uint32_t PatternAutomaton::internState(const uint64_t *leaves, uint32_t context) {
  uint64_t hash = hashBits(leaves, words, context);
  auto [first, last] = states.equal_range(hash);
  for (auto it = first; it != last; ++it)
    if (contexts[it->second] == context && std::equal(leaves, leaves + words, &leafSets[size_t(it->second) * words]))
      return it->second << table.strideBits;
  uint32_t state = stateCount();
  states.emplace(hash, state);
  contexts.push_back(context);
  leafSets.insert(leafSets.end(), leaves, leaves + words);
  nexts.resize(size_t(state + 1) << table.strideBits, unknown);
  viables.resize(nexts.size(), 0);
  return state << table.strideBits;
}

uint16_t PatternAutomaton::internViable(const Bits &nodes) {
  uint64_t hash = hashBits(nodes.data(), words, 0);
  uint16_t starts = has(nodes, table.start) ? kMatchStarts : 0;
  auto [first, last] = sets.equal_range(hash);
  for (auto it = first; it != last; ++it)
    if (std::equal(nodes.begin(), nodes.end(), &viableSets[size_t(it->second) * words]))
      return static_cast<uint16_t>(it->second | starts);
  uint32_t set = viableCount();
  sets.emplace(hash, set);
  viableSets.insert(viableSets.end(), nodes.begin(), nodes.end());
  return static_cast<uint16_t>(set | starts);
}

uint32_t PatternAutomaton::startState(uint32_t followingSymbol) {
  Bits none(words, 0);
  return internState(none.data(), table.at<uint16_t>(table.contextOfOffset)[followingSymbol]);
}

bool PatternAutomaton::holds(const PatternNode &node, uint32_t before, uint32_t after) const {
  switch (node.place) {
  case PatternPlace::textStart:
    return before == table.begin;
  case PatternPlace::lineStart:
    return before == table.begin || table.inRow(node.set, before);
  case PatternPlace::textEnd:
    return after == table.end;
  case PatternPlace::lastLineEnd:
    return after == table.end || after == table.newline;
  case PatternPlace::lineEnd:
    return after == table.end || table.inRow(node.set, after);
  case PatternPlace::after:
    return table.inRow(node.set, before);
  case PatternPlace::notAfter:
    return !table.inRow(node.set, before);
  case PatternPlace::wordEdge:
  case PatternPlace::noWordEdge:
    // An empty text has neither.
    if (before == table.begin && after == table.end)
      return false;
    return (table.inRow(node.set, before) != table.inRow(node.set, after)) == (node.place == PatternPlace::wordEdge);
  }
  return false;
}

/// `set` knows the nodes that `node` leads to.
bool PatternAutomaton::isViable(const PatternNode &node, const Bits &set, uint32_t before, uint32_t after) const {
  switch (node.kind) {
  case PatternNodeKind::split:
    return has(set, node.next) || has(set, node.other);
  case PatternNodeKind::save:
    return has(set, node.next);
  case PatternNodeKind::assertion:
    return has(set, node.next) && holds(node, before, after);
  case PatternNodeKind::look:
    return has(set, node.next) && has(set, node.other) != (node.negated != 0);
  case PatternNodeKind::match:
    return true;
  default:
    return false;
  }
}

void PatternAutomaton::step(uint32_t at) {
  uint32_t state = at >> table.strideBits, symbol = at & ((1u << table.strideBits) - 1);
  auto *nodes = table.at<PatternNode>(table.nodesOffset);
  auto *order = table.at<uint32_t>(table.orderOffset);
  uint32_t after = table.at<uint16_t>(table.contextOffset)[contexts[state]];
  const uint64_t *leaves = &leafSets[size_t(state) * words];
  Bits set(leaves, leaves + words);
  for (uint32_t i = 0; i < table.nodes; ++i) {
    uint32_t n = order[i];
    if (nodes[n].kind != PatternNodeKind::character && isViable(nodes[n], set, symbol, after))
      set[n / 64] |= 1ull << (n % 64);
  }
  uint16_t viable = internViable(set);
  Bits before(words, 0);
  for (uint32_t n = 0; n < table.nodes; ++n)
    if (nodes[n].kind == PatternNodeKind::character && has(set, nodes[n].next) && table.inRow(nodes[n].set, symbol))
      before[n / 64] |= 1ull << (n % 64);
  uint32_t next = internState(before.data(), table.at<uint16_t>(table.contextOfOffset)[symbol]);
  nexts[at] = next;
  viables[at] = viable;
}

void PatternAutomaton::flush(std::span<uint32_t> keep) {
  std::vector<Bits> leaves;
  std::vector<uint32_t> context;
  for (uint32_t state : keep) {
    const uint64_t *bits = &leafSets[size_t(state >> table.strideBits) * words];
    leaves.emplace_back(bits, bits + words);
    context.push_back(contexts[state >> table.strideBits]);
  }
  ++flushes;
  leafSets.clear();
  contexts.clear();
  nexts.clear();
  viables.clear();
  viableSets.clear();
  states.clear();
  sets.clear();
  internViable(Bits(words, 0));
  for (size_t i = 0; i < keep.size(); ++i)
    keep[i] = internState(leaves[i].data(), context[i]);
}

} // namespace smelt::runtime
