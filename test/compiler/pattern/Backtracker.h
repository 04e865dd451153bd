// The definition of matching: backtracking as Python's `re` does it, in exponential time. For small inputs only.
#pragma once
#include "lang/pattern/Pattern.h"
#include <functional>
#include <string>
#include <vector>

namespace smelt::test {

struct Match {
  int64_t begin, end;
  std::vector<int64_t> groups; ///< two places each, -1 where not matched
  bool operator==(const Match &) const = default;
};

class Backtracker {
public:
  Backtracker(const pattern::Parsed &pattern, const std::string &text);
  /// All matches from left to right, in bytes. Empty `gaveUp` if it took too long.
  std::vector<Match> all();
  bool gaveUp = false;

private:
  using Then = std::function<bool(size_t)>;
  bool run(const pattern::Node &node, size_t at, const Then &then);
  bool sequence(const pattern::Node &node, size_t child, size_t at, const Then &then);
  bool repeat(const pattern::Node &node, int count, size_t at, size_t last, const Then &then);
  bool group(const pattern::Node &node, size_t at, const Then &then);
  bool holds(const pattern::Node &node, size_t at) const;

  const pattern::Parsed &pattern;
  std::vector<int32_t> text;
  std::vector<int64_t> offsets; ///< of each character, and of the end
  std::vector<int64_t> groups;
  int64_t steps = 0;
};

/// A random pattern over few letters, mostly valid.
std::string randomPattern(std::function<unsigned(unsigned)> below, int depth);
std::string randomText(std::function<unsigned(unsigned)> below);

} // namespace smelt::test
