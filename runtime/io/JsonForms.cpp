#include "runtime/io/JsonForms.h"
#include "runtime/io/JsonEscape.h"
#include "runtime/io/JsonOctets.h"
#include "runtime/io/JsonString.h"
#include "runtime/text/Bytes64.h"
#include "runtime/text/Squeeze.h"
#include <algorithm>
#include <bit>
#include <string_view>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace smelt::runtime {

static constexpr size_t Window = 64;

#define SMELT_MOVES_BYTES 0
#define SMELT_HAS_MASKS 0
#define SMELT_COMPRESSES 0
namespace {
namespace baseline {
#include "runtime/io/JsonForm.inc"
} // namespace baseline

#if defined(__x86_64__)
#undef SMELT_MOVES_BYTES
#define SMELT_MOVES_BYTES 1
#pragma clang attribute push(__attribute__((target("arch=x86-64-v3"))), apply_to = function)
namespace avx2 {
#include "runtime/io/JsonForm.inc"
} // namespace avx2
#pragma clang attribute pop
#undef SMELT_HAS_MASKS
#define SMELT_HAS_MASKS 1
#pragma clang attribute push(__attribute__((target("arch=x86-64-v4"))), apply_to = function)
namespace avx512 {
#include "runtime/io/JsonForm.inc"
} // namespace avx512
#pragma clang attribute pop
#undef SMELT_COMPRESSES
#define SMELT_COMPRESSES 1
#pragma clang attribute push(__attribute__((target("arch=x86-64-v4,avx512vbmi2"))), apply_to = function)
namespace vbmi2 {
#include "runtime/io/JsonForm.inc"
} // namespace vbmi2
#pragma clang attribute pop
#endif
#undef SMELT_MOVES_BYTES
#undef SMELT_HAS_MASKS
#undef SMELT_COMPRESSES
} // namespace

std::vector<JsonStringForm> jsonStringForms() {
  std::vector<JsonStringForm> forms{baseline::Form};
#if defined(__x86_64__)
  if (__builtin_cpu_supports("x86-64-v3"))
    forms.push_back(avx2::Form);
  if (__builtin_cpu_supports("x86-64-v4"))
    forms.push_back(avx512::Form);
  if (__builtin_cpu_supports("x86-64-v4") && __builtin_cpu_supports("avx512vbmi2"))
    forms.push_back(vbmi2::Form);
#endif
  return forms;
}

const JsonStringForm &jsonStringForm() {
  static const JsonStringForm form = jsonStringForms().back();
  return form;
}

} // namespace smelt::runtime
