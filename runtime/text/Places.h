// The places of a bitmap's bits as a list, so that no branch depends on where they are.
#pragma once
#include <bit>
#include <cstdint>

namespace smelt::runtime {

/// The places of the bits of a block, which starts at `base`; up to 4 places past the last are written too.
[[gnu::always_inline]] inline uint32_t *placesOf(uint64_t bits, uint32_t base, uint32_t *out) {
  uint32_t *end = out + std::popcount(bits);
  do { // few blocks have more than four
    for (int k = 0; k < 4; ++k) {
      out[k] = base + static_cast<uint32_t>(std::countr_zero(bits));
      bits &= bits - 1;
    }
    out += 4;
  } while (bits);
  return end;
}

} // namespace smelt::runtime
