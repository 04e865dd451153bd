// Whether bytes are UTF-8. With AVX-512 this is ours: for text that is not ASCII simdjson takes twice as long where the
// machine has VBMI, and more where it has not.
#include "runtime/io/Utf8.h"
#include <cstddef>
#include <simdjson.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace smelt::runtime {

#if defined(__x86_64__)
namespace {

/// Whether no character begins with `lead`, or what may follow it is less than any continuation byte and `second` is
/// not it (Unicode 15, table 3-7).
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

/// Not 0 if one of the leads at `places` of a window is.
[[gnu::noinline]] uint64_t areIllFormed(uint64_t places, const char *window, const char *end) {
  for (; places; places &= places - 1) {
    const char *lead = window + __builtin_ctzll(places);
    if (isIllFormed(uint8_t(*lead), lead + 1 < end ? uint8_t(lead[1]) : 0))
      return 1;
  }
  return 0;
}

/// For each byte from C0 on whether it is rare, as the second bit of that byte.
struct RareMarks {
  alignas(64) uint8_t marks[64] = {};
};
constexpr RareMarks RareLeads = [] {
  RareMarks rare;
  for (unsigned lead = 0xC0; lead <= 0xFF; ++lead)
    if (lead < 0xC2 || lead == 0xE0 || lead == 0xED || lead >= 0xF0)
      rare.marks[lead - 0xC0] = 0x40;
  return rare;
}();

#define SMELT_INLINE __attribute__((always_inline))
#define SMELT_HAS_VBMI 0
#pragma clang attribute push(__attribute__((target("arch=x86-64-v4"))), apply_to = function)
namespace avx512 {
#include "runtime/io/Utf8Form.inc"
} // namespace avx512
#pragma clang attribute pop
#undef SMELT_HAS_VBMI
#define SMELT_HAS_VBMI 1
#pragma clang attribute push(__attribute__((target("arch=x86-64-v4,avx512vbmi"))), apply_to = function)
namespace vbmi {
#include "runtime/io/Utf8Form.inc"
} // namespace vbmi
#pragma clang attribute pop
#undef SMELT_HAS_VBMI
#undef SMELT_INLINE

} // namespace
#endif

static bool areValid(const char *at, const char *end) { return simdjson::validate_utf8(at, size_t(end - at)); }

std::vector<Utf8Form> utf8Forms() {
  std::vector<Utf8Form> forms{areValid};
#if defined(__x86_64__)
  if (__builtin_cpu_supports("x86-64-v4"))
    forms.push_back(avx512::areValid);
  if (__builtin_cpu_supports("x86-64-v4") && __builtin_cpu_supports("avx512vbmi"))
    forms.push_back(vbmi::areValid);
#endif
  return forms;
}

bool isValidUtf8(std::string_view bytes) {
  static const Utf8Form form = utf8Forms().back();
  return form(bytes.data(), bytes.data() + bytes.size());
}

} // namespace smelt::runtime
