// Which of many hashes may occur more than once.
#pragma once
#include "runtime/core/Context.h"
#include <algorithm>
#include <cstdint>

namespace smelt::runtime {

/// Two bitmaps by hash, set once and set again: a hash whose bit was not set again occurs once. A false positive costs
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
    while (Bits < static_cast<uint64_t>(count) * 8)
      Bits <<= 1;
    Once = scratch.array<uint64_t>(Bits / 64);
    Twice = scratch.array<uint64_t>(Bits / 64);
    std::fill_n(Once, Bits / 64, 0);
    std::fill_n(Twice, Bits / 64, 0);
    uint64_t *once = Once, *twice = Twice, last = Bits - 1; // in registers: stores could change the members
    for (int64_t i = 0; i < count; ++i) {
      uint64_t place = hashOf(i) & last, bit = 1ull << (place & 63), old = once[place >> 6];
      twice[place >> 6] |= old & bit;
      once[place >> 6] = old | bit;
      if (old & bit)
        again(i);
    }
  }

  bool mayRepeat(uint64_t hash) const {
    uint64_t place = hash & (Bits - 1);
    return Twice[place >> 6] >> (place & 63) & 1;
  }

private:
  uint64_t Bits = 4096;
  uint64_t *Once, *Twice;
};

} // namespace smelt::runtime
