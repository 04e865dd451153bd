#include "runtime/io/JsonForms.h"
#include "runtime/io/JsonEscape.h"
#include "runtime/io/JsonOctets.h"
#include "runtime/io/JsonString.h"
#include "runtime/text/Bytes64.h"
#include "runtime/text/Squeeze.h"
#include <algorithm>
#include <bit>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace smelt::runtime {

static constexpr size_t Window = 64;

namespace {
namespace baseline {
#define SMELT_MOVES_BYTES 0
#define SMELT_HAS_MASKS 0
#include "runtime/io/JsonForm.inc"
#undef SMELT_MOVES_BYTES
} // namespace baseline

#if defined(__x86_64__)
#define SMELT_MOVES_BYTES 1
#pragma clang attribute push(__attribute__((target("arch=x86-64-v3"))), apply_to = function)
namespace avx2 {
#include "runtime/io/JsonForm.inc"
} // namespace avx2
#pragma clang attribute pop
#pragma clang attribute push(__attribute__((target("arch=x86-64-v4"))), apply_to = function)
#undef SMELT_HAS_MASKS
#define SMELT_HAS_MASKS 1
namespace avx512 {
#include "runtime/io/JsonForm.inc"
} // namespace avx512
#pragma clang attribute pop
#undef SMELT_MOVES_BYTES
#endif
#undef SMELT_HAS_MASKS
} // namespace

std::vector<JsonStringForm> jsonStringForms() {
  std::vector<JsonStringForm> forms{baseline::Form};
#if defined(__x86_64__)
  if (__builtin_cpu_supports("x86-64-v3"))
    forms.push_back(avx2::Form);
  if (__builtin_cpu_supports("x86-64-v4"))
    forms.push_back(avx512::Form);
#endif
  return forms;
}

const JsonStringForm &jsonStringForm() {
  static const JsonStringForm form = jsonStringForms().back();
  return form;
}

} // namespace smelt::runtime
