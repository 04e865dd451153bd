#include "runtime/text/Decode.h"
#include "runtime/text/Clones.h"
#include "runtime/text/Unicode.h"
#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <numeric>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace smelt::runtime {

/// Four code points of three bytes each, as most of Chinese text is; `text` may be read 16 bytes on.
[[gnu::always_inline]] static inline void decodeThrees(const char *text, uint32_t *out) {
  using Bytes = uint8_t __attribute__((vector_size(16)));
  using Words = uint32_t __attribute__((vector_size(16)));
  Bytes bytes;
  std::memcpy(&bytes, text, sizeof bytes);
  Bytes turned = __builtin_shufflevector(bytes, Bytes{}, 2, 1, 0, 16, 5, 4, 3, 16, 8, 7, 6, 16, 11, 10, 9, 16);
  auto w = reinterpret_cast<Words>(turned);
  Words points = (w & 0x3F) | (w >> 2 & 0xFC0) | (w >> 4 & 0xF000);
  std::memcpy(out, &points, sizeof points);
}

/// Some at a time where they are ASCII or of three bytes each.
SMELT_CLONES static int64_t decodeSome(const char *text, int64_t size, uint32_t *out) {
  constexpr uint64_t high = 0x8080808080808080ull, first = 0x00F00000F00000F0ull, fourth = 0xF00000000000ull;
  constexpr uint64_t three = 0xE0E0E0E0E0E0E0E0ull;
  const uint32_t *begin = out;
  const char *end = text + size;
  while (text < end) {
    uint64_t eight, later;
    std::memcpy(&eight, text, 8);
    if (end - text >= 8 && !(eight & high)) {
      for (int k = 0; k < 8; ++k)
        out[k] = static_cast<unsigned char>(text[k]);
      out += 8;
      text += 8;
      continue;
    }
    if (end - text >= 12 && (eight & first) == (three & first)) {
      std::memcpy(&later, text + 4, 8);
      if ((later & fourth) == (three & fourth)) {
        decodeThrees(text, out);
        out += 4;
        text += 12;
        continue;
      }
    }
    for (const char *stop = std::min(end, text + 8); text < stop;)
      *out++ = decode(text);
  }
  return out - begin;
}

#if defined(__x86_64__)
namespace {

#define SMELT_VBMI2 "arch=x86-64-v4,avx512vbmi,avx512vbmi2"

constexpr auto Numbers = [] {
  std::array<uint8_t, 64> numbers{};
  std::iota(numbers.begin(), numbers.end(), uint8_t(0));
  return numbers;
}();

/// Sixteen code points, of the characters that begin at places of a window.
[[gnu::always_inline]] __attribute__((target(SMELT_VBMI2))) inline __m512i pointsAt(const __m512i &window,
                                                                                    __m128i places) {
  const __m512i each = _mm512_mullo_epi32(_mm512_cvtepu8_epi32(places), _mm512_set1_epi32(0x01010101));
  const __m512i bytes = _mm512_permutexvar_epi8(_mm512_add_epi8(each, _mm512_set1_epi32(0x03020100)), window);
  const __m512i first = _mm512_and_si512(bytes, _mm512_set1_epi32(0xFF)), six = _mm512_set1_epi32(0x3F);
  const __m512i second = _mm512_and_si512(_mm512_srli_epi32(bytes, 8), six);
  const __m512i third = _mm512_and_si512(_mm512_srli_epi32(bytes, 16), six);
  const __mmask16 ofTwo = _mm512_cmpge_epu32_mask(first, _mm512_set1_epi32(0xC0));
  const __mmask16 ofThree = _mm512_cmpge_epu32_mask(first, _mm512_set1_epi32(0xE0));
  const __mmask16 ofFour = _mm512_cmpge_epu32_mask(first, _mm512_set1_epi32(0xF0));
  __m512i points = first;
  // What is shifted out of the first byte's bits is the mark of its length.
  const __m512i two = _mm512_or_si512(_mm512_slli_epi32(first, 6), second);
  points = _mm512_mask_and_epi32(points, ofTwo, two, _mm512_set1_epi32(0x7FF));
  const __m512i three = _mm512_or_si512(_mm512_slli_epi32(two, 6), third);
  points = _mm512_mask_and_epi32(points, ofThree, three, _mm512_set1_epi32(0xFFFF));
  if (ofFour) {
    const __m512i four =
        _mm512_or_si512(_mm512_slli_epi32(three, 6), _mm512_and_si512(_mm512_srli_epi32(bytes, 24), six));
    points = _mm512_mask_and_epi32(points, ofFour, four, _mm512_set1_epi32(0x1FFFFF));
  }
  return points;
}

/// A window's characters begin where no continuation byte stands; sixteen of them are read at a time.
__attribute__((target(SMELT_VBMI2))) int64_t decodeVbmi2(const char *text, int64_t size, uint32_t *points) {
  constexpr int64_t whole = 61; // a character that begins before this place ends in the window
  const uint32_t *begin = points;
  const __m512i numbers = _mm512_loadu_si512(Numbers.data());
  for (const char *end = text + size; text < end;) {
    const __m512i window = _mm512_loadu_si512(text);
    const uint64_t firsts = _mm512_cmpge_epi8_mask(window, _mm512_set1_epi8(char(0xC0)));
    const int64_t left = end - text;
    if (left >= 64 && !_mm512_movepi8_mask(window)) {
      for (int64_t k = 0; k < 64; k += 16)
        _mm512_storeu_si512(points + k,
                            _mm512_cvtepu8_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i *>(text + k))));
      points += 64;
      text += 64;
      continue;
    }
    const int64_t last = std::min(whole, left);
    const int64_t count = std::popcount(firsts & ((1ull << last) - 1));
    alignas(64) uint8_t places[64];
    _mm512_store_si512(places, _mm512_maskz_compress_epi8(firsts, numbers));
    for (int64_t k = 0; k < count; k += 16)
      _mm512_storeu_si512(points + k, pointsAt(window, _mm_load_si128(reinterpret_cast<const __m128i *>(places + k))));
    points += count;
    text += left <= whole ? left : whole + std::countr_zero(firsts >> whole | 8);
  }
  return points - begin;
}

} // namespace
#endif

std::vector<DecodeForm> decodeForms() {
  std::vector<DecodeForm> forms{decodeSome};
#if defined(__x86_64__)
  if (__builtin_cpu_supports("x86-64-v4") && __builtin_cpu_supports("avx512vbmi") &&
      __builtin_cpu_supports("avx512vbmi2"))
    forms.push_back(decodeVbmi2);
#endif
  return forms;
}

int64_t decodeAll(const char *text, int64_t size, uint32_t *points) {
  static const DecodeForm form = decodeForms().back();
  return form(text, size, points);
}

} // namespace smelt::runtime
