#include "runtime/io/JsonForms.h"
#include "runtime/io/JsonEscape.h"
#include "runtime/io/JsonOctets.h"
#include "runtime/io/JsonString.h"
#include "runtime/text/Bytes64.h"
#include "runtime/text/Squeeze.h"
#include <algorithm>
#include <array>
#include <bit>
#include <string_view>
#include <utility>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace smelt::runtime {

static constexpr size_t Window = 64;

// Of frequent escapes, which are a backslash and a letter: what letters stand for, and the letters; 0 for what has none,
// FF for characters whose escapes are other ones.
static constexpr std::pair<char, char> Frequent[] = {{'n', '\n'}, {'t', '\t'}, {'r', '\r'}, {'"', '"'}, {'\\', '\\'}};
static constexpr auto MeaningsOf = [] {
  std::array<uint8_t, 128> table{};
  for (auto [letter, meaning] : Frequent)
    table[size_t(letter)] = uint8_t(meaning);
  return table;
}();
static constexpr auto LettersOf = [] {
  std::array<uint8_t, 128> table{};
  std::fill_n(table.begin(), 0x20, uint8_t(0xFF));
  for (auto [letter, meaning] : Frequent)
    table[size_t(meaning)] = uint8_t(letter);
  return table;
}();

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
#pragma clang attribute push(__attribute__((target("arch=x86-64-v4,avx512vbmi,avx512vbmi2"))), apply_to = function)
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
  if (__builtin_cpu_supports("x86-64-v4") && __builtin_cpu_supports("avx512vbmi") &&
      __builtin_cpu_supports("avx512vbmi2"))
    forms.push_back(vbmi2::Form);
#endif
  return forms;
}

const JsonStringForm &jsonStringForm() {
  static const JsonStringForm form = jsonStringForms().back();
  return form;
}

} // namespace smelt::runtime
