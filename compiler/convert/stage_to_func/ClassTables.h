// The classes of a scan: up to seven sets as one flag byte for each code point, and the tables that look it up.
#pragma once
#include "compiler/dialect/text/CharSet.h"
#include <array>
#include <string>
#include <vector>

namespace smelt::convert {

/// Bit 7 of a table entry: the answer needs another byte of the character.
constexpr uint8_t lookFurther = 0x80;

/// UTF-8 is a trie with 64-way nodes. A node whose whole block has one class is an entry of the node above.
struct TrieNode {
  uint8_t lead = 0, second = 0; ///< second is 0 for a node below the lead byte
  std::array<uint8_t, 64> entries{};
};

struct ClassTables {
  std::array<uint8_t, 128> ascii{};
  std::array<uint8_t, 64> lead{}; ///< by lead byte - 0xC0
  std::vector<TrieNode> second;   ///< hot nodes below a lead byte that are not uniform (a prior over scripts)
  std::vector<TrieNode> third;    ///< hot nodes below two bytes
  std::string all;                ///< 0x1100 block numbers (uint16_t), then 256 flag bytes for each different block
};

/// Flag bit k stands for sets[k]; at most 7 sets.
ClassTables makeClassTables(const std::vector<text::CharSet> &sets);

} // namespace smelt::convert
