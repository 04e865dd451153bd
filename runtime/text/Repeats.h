// Which of many hashes may occur more than once.
#pragma once
#include "runtime/core/Context.h"
#include <algorithm>
#include <cstdint>

namespace smelt::runtime {

/// A byte by hash, met once and met again: a hash whose byte was not met again occurs once. A false positive costs
/// time, no result.
class Repeats {
public:
  /// `hashOf(i)` for i in [0, count).
  template <class HashOf>
  [[gnu::always_inline]] Repeats(Scratch &scratch, int64_t count, HashOf hashOf)
      : Repeats(scratch, count, hashOf, [](int64_t) {}) {}

  /// `again(i)` for each i whose hash one before it may have.
  template <class HashOf, class Again>
  [[gnu::always_inline]] Repeats(Scratch &scratch, int64_t count, HashOf hashOf, Again again) {
    const auto number = static_cast<uint64_t>(count);
    while (Places < std::min(16 * number, std::max(ofCache, 4 * number)))
      Places <<= 1;
    Met = scratch.array<uint8_t>(Places);
    std::fill_n(Met, Places, 0);
    uint8_t *met = Met;
    const uint64_t last = Places - 1; // in registers: stores could change the members
    for (int64_t i = 0; i < count; ++i) {
      const uint64_t place = hashOf(i) & last;
      const uint8_t before = met[place];
      met[place] = before ? 2 : 1;
      if (before)
        again(i);
    }
  }

  bool mayRepeat(uint64_t hash) const { return Met[hash & (Places - 1)] > 1; }

private:
  static constexpr uint64_t ofCache = 1 << 18; ///< bytes, of one that is fast enough
  uint64_t Places = 2048;
  uint8_t *Met;
};

} // namespace smelt::runtime
