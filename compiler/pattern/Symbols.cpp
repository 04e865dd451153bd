#include "compiler/pattern/Symbols.h"
#include <algorithm>
#include <map>
#include <string>

namespace smelt::pattern {

namespace {
/// Where a set begins or ends.
struct Edge {
  int32_t at;
  uint32_t set;
  auto operator<=>(const Edge &) const = default;
};

std::vector<Edge> edgesOf(const std::vector<CodePoints> &sets) {
  std::vector<Edge> edges;
  for (uint32_t s = 0; s < sets.size(); ++s)
    for (auto [first, last] : sets[s].ranges()) {
      edges.push_back({first, s});
      edges.push_back({last + 1, s});
    }
  std::sort(edges.begin(), edges.end());
  return edges;
}

void makeTables(const std::vector<uint16_t> &symbolOf, Symbols &symbols) {
  symbols.ascii.assign(symbolOf.begin(), symbolOf.begin() + 128);
  std::map<std::vector<uint16_t>, uint16_t> known;
  for (int32_t block = 0; block < 0x1100; ++block) {
    auto begin = symbolOf.begin() + block * 256;
    if (block && std::equal(begin - 256, begin, begin)) { // most are
      symbols.blocks.push_back(symbols.blocks.back());
      continue;
    }
    std::vector<uint16_t> leaf(begin, begin + 256);
    auto [it, fresh] = known.try_emplace(leaf, static_cast<uint16_t>(known.size()));
    if (fresh)
      symbols.leaves.insert(symbols.leaves.end(), leaf.begin(), leaf.end());
    symbols.blocks.push_back(it->second);
  }
}
} // namespace

bool makeSymbols(const std::vector<CodePoints> &given, Symbols &symbols) {
  // `\n` is always a class of its own: at the end of a text it means something else.
  std::vector<CodePoints> sets = given;
  sets.push_back(CodePoints::one('\n'));
  std::vector<Edge> edges = edgesOf(sets);
  std::map<std::string, uint16_t> known;
  std::vector<uint16_t> symbolOf(kLastCodePoint + 1);
  std::string in(sets.size(), 0);
  symbols.rows.assign(given.size(), {});
  for (size_t i = 0, at = 0; at <= static_cast<size_t>(kLastCodePoint);) {
    for (; i < edges.size() && edges[i].at == static_cast<int32_t>(at); ++i)
      in[edges[i].set] ^= 1;
    size_t next = i < edges.size() ? edges[i].at : kLastCodePoint + 1;
    auto [it, fresh] = known.try_emplace(in, static_cast<uint16_t>(known.size()));
    if (known.size() > 60000)
      return false;
    for (size_t s = 0; fresh && s < given.size(); ++s)
      symbols.rows[s].push_back(in[s] != 0);
    std::fill(symbolOf.begin() + at, symbolOf.begin() + next, it->second);
    at = next;
  }
  symbols.classes = static_cast<uint32_t>(known.size());
  symbols.lineFeed = symbolOf['\n'];
  for (size_t s = 0; s < given.size(); ++s) {
    bool lineFeed = given[s].contains('\n');
    symbols.rows[s].insert(symbols.rows[s].end(), {lineFeed, false, false});
  }
  makeTables(symbolOf, symbols);
  return true;
}

} // namespace smelt::pattern
