// A dictionary of phrases, as OpenCC has them, for finding the longest one at each place of a text.
#pragma once
#include "runtime/text/Unicode.h"
#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <opencc/Dict.hpp>

namespace smelt::runtime {

/// The characters that keys begin with. Beyond the BMP every character may be one.
class Beginnings {
public:
  void add(int32_t c) {
    if (c < kMost)
      marked[c / 64] |= uint64_t{1} << (c % 64);
    hasAscii |= c < 128;
  }
  void add(const Beginnings &other) {
    for (size_t i = 0; i < marked.size(); ++i)
      marked[i] |= other.marked[i];
    hasAscii |= other.hasAscii;
  }
  bool contains(int32_t c) const { return c >= kMost || (marked[c / 64] >> (c % 64) & 1); }
  /// As `find`, but for what is not ASCII: where most characters are Chinese it is sooner looked up than asked for.
  const char *findLikely(const char *p, const char *end) const {
    return p < end && static_cast<signed char>(*p) < 0 ? p : find(p, end);
  }
  /// The first of them at or behind `p`, or `end`.
  const char *find(const char *p, const char *end) const {
    while (p < end) {
      if (!hasAscii)
        p = skipAscii(p, end);
      const char *q = p;
      if (p < end && contains(decode(q)))
        break;
      p = std::min(q, end);
    }
    return p;
  }

private:
  static const char *skipAscii(const char *p, const char *end) {
    for (uint64_t word; end - p >= 8; p += 8) {
      std::memcpy(&word, p, 8);
      if (word &= 0x8080808080808080ull)
        return p + __builtin_ctzll(word) / 8;
    }
    while (p < end && static_cast<signed char>(*p) >= 0)
      ++p;
    return p;
  }

  static constexpr int32_t kMost = 1 << 16;
  std::array<uint64_t, kMost / 64> marked{};
  bool hasAscii = false;
};

/// Where a key of two or more characters may begin: a Bloom filter over the two characters of short keys and the first
/// three of longer ones. The bits of one key lie in one word, all of them in 64 KiB.
class Openings {
public:
  void add(int32_t first, int32_t second) { mark(hashOf(first, second)); }
  void add(int32_t first, int32_t second, int32_t third) { mark(hashOf(first, second, third)); }
  /// `third`: anything where the text ends behind `second`.
  bool mayBegin(int32_t first, int32_t second, int32_t third) const {
    return static_cast<int>(has(hashOf(first, second))) | static_cast<int>(has(hashOf(first, second, third)));
  }

private:
  static uint64_t hashOf(int32_t first, int32_t second) {
    return static_cast<uint64_t>(first) * 0x9E3779B97F4A7C15ull + static_cast<uint64_t>(second) * 0xC2B2AE3D27D4EB4Full;
  }
  static uint64_t hashOf(int32_t first, int32_t second, int32_t third) {
    return hashOf(first, second) + static_cast<uint64_t>(third) * 0xD6E8FEB86659FD93ull;
  }
  static uint64_t bitsOf(uint64_t hash) { return uint64_t{1} << (hash >> 45 & 63) | uint64_t{1} << (hash >> 39 & 63); }
  void mark(uint64_t hash) { words[hash >> 51] |= bitsOf(hash); }
  bool has(uint64_t hash) const { return (words[hash >> 51] & bitsOf(hash)) == bitsOf(hash); }

  std::array<uint64_t, 1 << 13> words{};
};

/// A dictionary as a trie. The children of a node stand side by side, sorted, so that one is found in a few bytes. Most
/// keys have one or two characters: the values of the first and the nodes of the second have tables of their own.
class Phrases {
public:
  explicit Phrases(const opencc::Dict &dict);

  const Beginnings &beginnings() const { return begins; }
  /// Whether keys of two or more characters may begin so; see Openings.
  bool mayBegin(int32_t first, int32_t second, int32_t third) const { return openings.mayBegin(first, second, third); }
  /// Whether some key has more than one character.
  bool hasLonger() const { return !pairs.empty(); }
  struct Match {
    const char *end = nullptr; ///< null: nothing matches
    std::string_view value;
  };

  /// The longest key at `p`.
  Match longest(const char *p, const char *end) const;

private:
  /// A node while keys are added.
  struct Branch {
    uint32_t value = 0;
    std::map<int32_t, Branch> children;
  };
  struct Node {
    uint32_t value = 0; ///< where in `texts` it stands, << 8, and its size, + 1; 0: no key ends here
    uint32_t first = 0; ///< of its children
    uint32_t count = 0;
  };
  /// The node of two characters.
  struct Pair {
    uint64_t key = 0;
    uint32_t node = 0;
  };

  void add(Branch &top, const std::string &key, const std::string &text);
  void flatten(const Branch &branch, uint32_t node);
  void noteSingles();
  void notePairs();
  void addPair(int32_t first, int32_t second, uint32_t node);
  static uint64_t keyOf(int32_t first, int32_t second) {
    return static_cast<uint64_t>(first) << 32 | static_cast<uint32_t>(second);
  }
  size_t placeOf(uint64_t key) const { return key * 0x9E3779B97F4A7C15ull >> pairShift; }
  uint32_t findPair(int32_t first, int32_t second) const;
  std::string_view textOf(uint32_t value) const { return {texts.data() + ((value - 1) >> 8), (value - 1) & 0xFF}; }
  uint32_t child(uint32_t node, int32_t c) const;

  static constexpr int32_t kBmp = 1 << 16;
  std::vector<uint32_t>
      singles;             ///< by character of the BMP: the value of the key that is only it; empty: there is none
  std::vector<Pair> pairs; ///< by hash, half of them unused; node 0: unused
  int pairShift = 0;
  Openings openings;
  std::vector<int32_t> characters; ///< by node: the last one of its key
  std::vector<Node> nodes;
  std::string texts; ///< the values
  Beginnings begins;
};

} // namespace smelt::runtime
