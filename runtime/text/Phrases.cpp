#include "runtime/text/Phrases.h"
#include <bit>
#include <stdexcept>

#include <opencc/DictEntry.hpp>
#include <opencc/Lexicon.hpp>

namespace smelt::runtime {

// ---- making --------------------------------------------------------------------------------------------------------

Phrases::Phrases(const opencc::Dict &dict) {
  Branch top;
  opencc::LexiconPtr lexicon = dict.GetLexicon();
  for (const auto &entry : *lexicon)
    add(top, entry->Key(), entry->GetDefault());
  characters.push_back(0);
  nodes.emplace_back();
  flatten(top, 0);
  noteSingles();
  notePairs();
}

void Phrases::add(Branch &top, const std::string &key, const std::string &text) {
  Branch *at = &top;
  std::array<int32_t, 3> head{};
  size_t length = 0;
  for (const char *p = key.data(), *end = p + key.size(); p < end; ++length) {
    const int32_t c = decode(p);
    if (length < head.size())
      head[length] = c;
    at = &at->children[c];
  }
  if (length > 0)
    begins.add(head[0]);
  if (length == 2)
    openings.add(head[0], head[1]);
  else if (length > 2)
    openings.add(head[0], head[1], head[2]);
  if (text.size() > 0xFF || texts.size() >= 0xFF'FFFF)
    throw std::length_error("a value is too long, or all of them are");
  at->value = (static_cast<uint32_t>(texts.size()) << 8 | static_cast<uint32_t>(text.size())) + 1;
  texts += text;
}

void Phrases::flatten(const Branch &branch, uint32_t node) {
  const auto first = static_cast<uint32_t>(nodes.size());
  nodes[node] = {branch.value, first, static_cast<uint32_t>(branch.children.size())};
  for (const auto &entry : branch.children)
    characters.push_back(entry.first);
  nodes.resize(characters.size());
  uint32_t next = first;
  for (const auto &entry : branch.children)
    flatten(entry.second, next++);
}

void Phrases::noteSingles() {
  for (uint32_t root = nodes[0].first; root < nodes[0].first + nodes[0].count; ++root) {
    if (characters[root] >= kBmp || !nodes[root].value)
      continue;
    singles.resize(kBmp);
    singles[characters[root]] = nodes[root].value;
  }
}

void Phrases::notePairs() {
  auto forAll = [&](auto take) {
    for (uint32_t root = nodes[0].first; root < nodes[0].first + nodes[0].count; ++root)
      for (uint32_t node = nodes[root].first; node < nodes[root].first + nodes[root].count; ++node)
        take(characters[root], characters[node], node);
  };
  size_t count = 0;
  forAll([&](auto...) { ++count; });
  if (count == 0)
    return;
  const int bits = std::bit_width(2 * count);
  pairs.resize(size_t{1} << bits);
  pairShift = 64 - bits;
  forAll([&](int32_t first, int32_t second, uint32_t node) { addPair(first, second, node); });
}

void Phrases::addPair(int32_t first, int32_t second, uint32_t node) {
  size_t at = placeOf(keyOf(first, second));
  while (pairs[at].node)
    at = (at + 1) & (pairs.size() - 1);
  pairs[at] = {keyOf(first, second), node};
}

// ---- finding -------------------------------------------------------------------------------------------------------

/// The node of two characters that keys begin with; 0 if none does.
uint32_t Phrases::findPair(int32_t first, int32_t second) const {
  const uint64_t key = keyOf(first, second);
  for (size_t at = placeOf(key); pairs[at].node; at = (at + 1) & (pairs.size() - 1))
    if (pairs[at].key == key)
      return pairs[at].node;
  return 0;
}

/// The node of a child; 0 if there is none.
uint32_t Phrases::child(uint32_t node, int32_t c) const {
  const int32_t *first = characters.data() + nodes[node].first, *last = first + nodes[node].count;
  const int32_t *found = std::lower_bound(first, last, c);
  return found < last && *found == c ? static_cast<uint32_t>(found - characters.data()) : 0;
}

Phrases::Match Phrases::longest(const char *p, const char *end) const {
  Match match;
  if (p == end)
    return match;
  const int32_t first = decode(p);
  if (first >= kBmp) {
    if (uint32_t root = child(0, first); root && nodes[root].value)
      match = {p, textOf(nodes[root].value)};
  } else if (!singles.empty() && singles[first]) {
    match = {p, textOf(singles[first])};
  }
  if (!hasLonger() || p == end)
    return match;
  const int32_t second = decode(p);
  const char *third = p;
  if (!mayBegin(first, second, p < end ? decode(third) : 0))
    return match;
  for (uint32_t node = findPair(first, second); node; node = child(node, decode(p))) {
    if (nodes[node].value)
      match = {p, textOf(nodes[node].value)};
    if (p == end || !nodes[node].count)
      break;
  }
  return match;
}

} // namespace smelt::runtime
