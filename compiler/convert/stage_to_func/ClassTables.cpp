#include "compiler/convert/stage_to_func/ClassTables.h"
#include <map>

namespace smelt::convert {

namespace {
/// Chinese text and its punctuation live below these: CJK symbols, Kana, Han's edges, full-width forms, dashes and
/// quotes.
constexpr uint8_t hotLeads[] = {0xE3, 0xE4, 0xE9, 0xEF, 0xE2};
constexpr uint8_t hotPairs[][2] = {{0xE3, 0x80}, {0xEF, 0xBC}, {0xEF, 0xBD}, {0xE2, 0x80}};

using Flags = std::vector<uint8_t>;

Flags flagsOfAll(const std::vector<text::CharSet> &sets) {
  Flags flags(0x110000, 0);
  for (size_t k = 0; k < sets.size(); ++k) {
    auto ranges = sets[k].ranges();
    for (size_t i = 0; i < ranges.size(); i += 2)
      for (int32_t c = ranges[i]; c <= ranges[i + 1]; ++c)
        flags[c] |= static_cast<uint8_t>(1 << k);
  }
  return flags;
}

/// The class of a block if it has one, else lookFurther.
uint8_t uniform(const Flags &flags, int32_t first, int32_t last) {
  for (int32_t c = first; c <= last; ++c)
    if (flags[c] != flags[first])
      return lookFurther;
  return flags[first];
}

uint8_t leadEntry(const Flags &flags, uint8_t lead) {
  if (lead < 0xC2 || lead > 0xF4)
    return lookFurther;
  if (lead < 0xE0)
    return uniform(flags, (lead & 31) << 6, ((lead & 31) << 6) + 63);
  if (lead < 0xF0) {
    int32_t first = (lead & 15) << 12;
    return uniform(flags, lead == 0xE0 ? 0x800 : first, first + 0xFFF);
  }
  int32_t first = (lead & 7) << 18, last = first + 0x3FFFF;
  return uniform(flags, lead == 0xF0 ? 0x10000 : first, last > 0x10FFFF ? 0x10FFFF : last);
}

std::string encodeAll(const Flags &flags) {
  std::map<std::string, uint16_t> known;
  std::string blocks, leaves;
  for (int32_t block = 0; block < 0x1100; ++block) {
    std::string leaf(flags.begin() + block * 256, flags.begin() + (block + 1) * 256);
    auto [it, fresh] = known.try_emplace(leaf, known.size());
    if (fresh)
      leaves += leaf;
    blocks += {static_cast<char>(it->second & 255), static_cast<char>(it->second >> 8)};
  }
  return blocks + leaves;
}
} // namespace

ClassTables makeClassTables(const std::vector<text::CharSet> &sets) {
  Flags flags = flagsOfAll(sets);
  ClassTables t;
  for (int32_t c = 0; c < 128; ++c)
    t.ascii[c] = flags[c];
  for (int i = 0; i < 64; ++i)
    t.lead[i] = leadEntry(flags, static_cast<uint8_t>(0xC0 + i));
  for (uint8_t lead : hotLeads) {
    if (t.lead[lead - 0xC0] != lookFurther)
      continue;
    TrieNode node{lead, 0, {}};
    for (int i = 0; i < 64; ++i) {
      int32_t first = (lead & 15) << 12 | i << 6;
      node.entries[i] = uniform(flags, first, first + 63);
    }
    t.second.push_back(node);
  }
  for (auto [lead, second] : hotPairs) {
    TrieNode node{lead, second, {}};
    for (int i = 0; i < 64; ++i)
      node.entries[i] = flags[(lead & 15) << 12 | (second & 63) << 6 | i];
    if (t.lead[lead - 0xC0] == lookFurther)
      t.third.push_back(node);
  }
  t.all = encodeAll(flags);
  return t;
}

} // namespace smelt::convert
