// Whether bytes are UTF-8, with AVX-512: for text that is not ASCII simdjson takes twice as long where the machine has
// VBMI, and more where it has not.
#include "runtime/io/Utf8.h"
#include <simdjson.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace smelt::runtime {

#if defined(__x86_64__)
namespace {

constexpr size_t Window = 64;

/// Whether what may follow a lead byte is more than any continuation byte, and `second` is not it (Unicode 15, table
/// 3-7); also leads that no character has.
bool isIllFormed(uint8_t lead, uint8_t second) {
  switch (lead) {
  case 0xE0:
    return second < 0xA0;
  case 0xED:
    return second >= 0xA0;
  case 0xF0:
    return second < 0x90;
  case 0xF4:
    return second >= 0x90;
  default:
    return lead < 0xC2 || lead > 0xF4;
  }
}

/// Leads say where continuation bytes have to stand, a bit for each byte; only what is rare is looked at byte by byte.
class Utf8Windows {
public:
  Utf8Windows(const char *begin, const char *end) : Bytes(begin), End(end) {}

  __attribute__((target("arch=x86-64-v4"))) bool areValid() {
    uint64_t wrong = 0;
    for (; size_t(End - Bytes) >= Window; Bytes += Window) {
      const __m512i window = _mm512_loadu_si512(Bytes);
      const uint64_t high = _mm512_movepi8_mask(window);
      if (high | Awaited)
        wrong |= check(window, high);
    }
    const __m512i rest = _mm512_maskz_loadu_epi8((uint64_t(1) << (End - Bytes)) - 1, Bytes);
    return !(wrong | check(rest, _mm512_movepi8_mask(rest)) | Awaited);
  }

private:
  /// The bytes that are not as they have to be; some of them.
  [[gnu::always_inline]] __attribute__((target("arch=x86-64-v4"))) uint64_t check(const __m512i &window,
                                                                                  uint64_t high) {
    const uint64_t leads = _mm512_cmpge_epu8_mask(window, _mm512_set1_epi8(char(0xC0)));
    const uint64_t ofThree = _mm512_cmpge_epu8_mask(window, _mm512_set1_epi8(char(0xE0)));
    const uint64_t ofFour = _mm512_cmpge_epu8_mask(window, _mm512_set1_epi8(char(0xF0)));
    const uint64_t rare = (leads & _mm512_cmplt_epu8_mask(window, _mm512_set1_epi8(char(0xC2)))) | ofFour |
                          _mm512_cmpeq_epi8_mask(window, _mm512_set1_epi8(char(0xE0))) |
                          _mm512_cmpeq_epi8_mask(window, _mm512_set1_epi8(char(0xED)));
    const uint64_t due = leads << 1 | ofThree << 2 | ofFour << 3 | Awaited;
    Awaited = leads >> 63 | ofThree >> 62 | ofFour >> 61;
    return (due ^ (high & ~leads)) | (rare ? checkRare(rare) : 0);
  }

  uint64_t checkRare(uint64_t rare) const {
    for (; rare; rare &= rare - 1) {
      const char *lead = Bytes + __builtin_ctzll(rare);
      if (isIllFormed(uint8_t(*lead), lead + 1 < End ? uint8_t(lead[1]) : 0))
        return rare;
    }
    return 0;
  }

  const char *Bytes, *End;
  uint64_t Awaited = 0; ///< continuation bytes that the next window begins with
};

} // namespace

bool isValidUtf8(std::string_view bytes) {
  static const bool isWide = __builtin_cpu_supports("x86-64-v4");
  return isWide ? Utf8Windows(bytes.data(), bytes.data() + bytes.size()).areValid()
                : simdjson::validate_utf8(bytes.data(), bytes.size());
}
#else
bool isValidUtf8(std::string_view bytes) { return simdjson::validate_utf8(bytes.data(), bytes.size()); }
#endif

} // namespace smelt::runtime
