// Leaves bytes of 64 out, eight at a time by a byte shuffle.
#pragma once
#include <array>
#include <cstdint>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace smelt::runtime {

/// For bytes of which some go: which ones stay.
constexpr auto KeptOctets = [] {
  std::array<std::array<uint8_t, 8>, 256> table{};
  for (unsigned gone = 0; gone < 256; ++gone)
    for (uint8_t from = 0, to = 0; from < 8; ++from)
      if (!(gone >> from & 1))
        table[gone][to++] = from;
  return table;
}();

/// In each byte, how many places of its octet and those below are set.
__attribute__((always_inline)) inline uint64_t countsUpTo(uint64_t places) {
  places -= places >> 1 & 0x5555555555555555;
  places = (places & 0x3333333333333333) + (places >> 2 & 0x3333333333333333);
  places = (places + (places >> 4)) & 0x0F0F0F0F0F0F0F0F;
  return places * 0x0101010101010101;
}

#if defined(__x86_64__)
/// Writes four times 16 bytes without those at `gone`; up to 64 bytes are written.
__attribute__((always_inline, target("ssse3"))) inline void squeeze(const __m128i (&parts)[4], uint64_t gone,
                                                                    char *to) {
  const __m128i secondHalf = _mm_set_epi64x(0x0808080808080808, 0);
  uint64_t kept = countsUpTo(~gone) << 8; // before each octet
  for (const __m128i &part : parts) {
    __m128i order = _mm_loadl_epi64(reinterpret_cast<const __m128i *>(&KeptOctets[gone & 255]));
    order = _mm_castps_si128(
        _mm_loadh_pi(_mm_castsi128_ps(order), reinterpret_cast<const __m64 *>(&KeptOctets[gone >> 8 & 255])));
    const __m128i moved = _mm_shuffle_epi8(part, _mm_add_epi8(order, secondHalf));
    _mm_storel_epi64(reinterpret_cast<__m128i *>(to + (kept & 255)), moved);
    _mm_storeh_pi(reinterpret_cast<__m64 *>(to + (kept >> 8 & 255)), _mm_castsi128_ps(moved));
    gone >>= 16;
    kept >>= 16;
  }
}
#endif

} // namespace smelt::runtime
