#include "runtime/text/CharSieve.h"
#include "runtime/text/Squeeze.h"
#include "runtime/text/Unicode.h"
#include <algorithm>
#include <bit>
#include <bitset>
#include <cstring>
#include <map>

namespace smelt::runtime {

// ---- making --------------------------------------------------------------------------------------------------------

namespace {
/// Bytes as a product of low and high halves.
struct Halves {
  uint16_t low = 0, high = 0;
  friend bool operator==(const Halves &, const Halves &) = default;
  friend auto operator<=>(const Halves &, const Halves &) = default;
};
constexpr Halves AnyByte{0xFFFF, 0xFFFF};
/// Bytes that follow one another in characters, each from one product.
using Class = std::vector<Halves>;
using Bytes = std::bitset<256>;

/// Products whose union the set is: high halves with equal low halves together.
std::vector<Halves> productsOf(const Bytes &bytes) {
  std::map<uint16_t, uint16_t> highs;
  for (unsigned high = 0; high < 16; ++high) {
    uint16_t low = 0;
    for (unsigned l = 0; l < 16; ++l)
      low = uint16_t(low | bytes[high << 4 | l] << l);
    if (low)
      highs[low] = uint16_t(highs[low] | 1 << high);
  }
  std::vector<Halves> products;
  for (auto [low, high] : highs)
    products.push_back({low, high});
  return products;
}

/// Sorted code points, first and last of ranges.
class Members {
public:
  explicit Members(std::vector<int32_t> ranges) : ranges(std::move(ranges)) {}

  /// Whether all of some neighbouring code points are members, or none; nothing if they differ.
  std::optional<bool> haveAll(int32_t first, int32_t last) const {
    const auto next = std::upper_bound(ranges.begin(), ranges.end(), first);
    const bool isIn = (next - ranges.begin()) % 2 || (next != ranges.begin() && next[-1] == first);
    if (!isIn)
      return next != ranges.end() && *next <= last ? std::nullopt : std::optional(false);
    // Behind a first code point, or on a last one.
    const int32_t end = (next - ranges.begin()) % 2 ? *next : first;
    return end >= last ? std::optional(true) : std::nullopt;
  }

private:
  std::vector<int32_t> ranges;
};

/// Finds the classes of a set, byte by byte: bytes with equal classes of what may follow go together.
class Classes {
public:
  explicit Classes(const Members &members) : members(members) {}

  std::vector<Class> find() const {
    std::map<std::vector<Class>, Bytes> leads;
    for (int32_t c = 0; c < 0x80; ++c)
      if (*members.haveAll(c, c))
        leads[{Class{}}].set(size_t(c));
    for (int32_t lead = 0xC2; lead < 0xF5; ++lead) {
      const int length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
      if (std::vector<Class> behind = following(lead & (0xFF >> (length + 1)), length, length - 1); !behind.empty())
        leads[std::move(behind)].set(size_t(lead));
    }
    return join(leads);
  }

private:
  static std::vector<Class> join(const std::map<std::vector<Class>, Bytes> &groups) {
    std::vector<Class> classes;
    for (const auto &[behind, bytes] : groups)
      for (const Halves &first : productsOf(bytes))
        for (const Class &rest : behind) {
          classes.push_back({first});
          classes.back().insert(classes.back().end(), rest.begin(), rest.end());
        }
    return classes;
  }
  /// Of what no text holds (too long a form, a surrogate, too large a number) the neighbours of the same length.
  static int32_t nearest(int32_t first, int length) {
    constexpr int32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (first >= 0xD800 && first < 0xE000)
      return 0xE000;
    return std::clamp(first, least[length], 0x10FFC0);
  }
  /// The classes of the last `left` bytes of characters of some length, of which the others have the bits `head`.
  std::vector<Class> following(int32_t head, int length, int left) const {
    const int32_t first = head << 6 * left, last = first + (1 << 6 * left) - 1;
    if (first == nearest(first, length) && last <= 0x10FFFF && (last < 0xD800 || first >= 0xE000))
      if (const std::optional<bool> all = members.haveAll(first, last))
        return *all ? std::vector<Class>{Class(size_t(left), Halves{0xFFFF, 0x0F00})} : std::vector<Class>();
    std::map<std::vector<Class>, Bytes> groups;
    for (int32_t i = 0; i < 64; ++i) {
      std::vector<Class> behind;
      if (left > 1)
        behind = following(head << 6 | i, length, left - 1);
      else if (*members.haveAll(nearest(first, length) + i, nearest(first, length) + i))
        behind = {Class{}};
      if (!behind.empty())
        groups[std::move(behind)].set(size_t(0x80 | i));
    }
    return join(groups);
  }

  const Members &members;
};

std::optional<CharSieve> sieveOf(const Members &members) {
  std::vector<Class> classes = Classes(members).find();
  if (classes.size() > 8 * CharSieve::tables)
    return std::nullopt;
  CharSieve sieve{};
  sieve.usedTables = classes.size() > 8 ? 2 : 1;
  sieve.usedPlaces = 1;
  for (size_t i = 0; i < classes.size(); ++i) {
    sieve.usedPlaces = std::max(sieve.usedPlaces, uint32_t(std::min<size_t>(classes[i].size(), CharSieve::places)));
    // Of a fourth byte any will do.
    if (classes[i].size() > CharSieve::places && classes[i].back() != Halves{0xFFFF, 0x0F00})
      return std::nullopt;
    classes[i].resize(CharSieve::places, AnyByte);
    for (int place = 0; place < CharSieve::places; ++place)
      for (int half = 0; half < 16; ++half) {
        const Halves &halves = classes[i][size_t(place)];
        sieve.low[i / 8][place][half] |= uint8_t((halves.low >> half & 1) << i % 8);
        sieve.high[i / 8][place][half] |= uint8_t((halves.high >> half & 1) << i % 8);
      }
  }
  return sieve;
}

std::vector<int32_t> othersThan(const int32_t *ranges, size_t count) {
  std::vector<int32_t> others;
  int32_t next = 0;
  for (size_t i = 0; i + 1 < count; i += 2) {
    if (ranges[i] > next)
      others.insert(others.end(), {next, ranges[i] - 1});
    next = ranges[i + 1] + 1;
  }
  if (next <= 0x10FFFF)
    others.insert(others.end(), {next, 0x10FFFF});
  return others;
}
} // namespace

std::optional<CharSieve> makeCharSieve(const int32_t *ranges, size_t count) {
  if (std::optional<CharSieve> sieve = sieveOf(Members({ranges, ranges + count})))
    return sieve;
  std::optional<CharSieve> others = sieveOf(Members(othersThan(ranges, count)));
  if (others)
    others->ofOthers = 1;
  return others;
}

// ---- leaving out ---------------------------------------------------------------------------------------------------

namespace {
const char *skipOneByOne(const CharSieve &, const void *set, const char *at, const char *end) {
  for (const char *next = at; at < end; at = next)
    if (contains(set, decode(next)))
      return at;
  return end;
}
char *dropOneByOne(const CharSieve &, const void *set, Substitute substitute, const char *at, const char *end,
                   char *to) {
  bool follows = false;
  for (const char *next = at; at < end; at = next) {
    const bool goes = contains(set, decode(next));
    if (!goes)
      to = std::copy(at, next, to);
    else if (substitute.byte >= 0 && !(follows && substitute.ofRuns))
      *to++ = char(substitute.byte);
    follows = goes;
  }
  return to;
}

#if defined(__x86_64__)
/// What window after window of a text loses.
struct Windows {
  uint64_t carried; ///< 1: the last character of the window before was told

  explicit Windows(const CharSieve &sieve) : carried(sieve.ofOthers) {} // behind something that stays

  /// The bytes that go: `told` are first bytes of characters, `inner` those that are no first bytes.
  __attribute__((always_inline)) uint64_t gone(uint64_t told, uint64_t inner, uint32_t ofOthers) {
    const uint64_t second = (told << 1 | carried) & inner, third = second << 1 & inner;
    const uint64_t all = told | second | third | (third << 1 & inner);
    carried = all >> 63;
    return ofOthers ? ~all : all;
  }
};
__attribute__((always_inline)) inline uint64_t placesBefore(const char *end, const char *at) {
  return end - at < 64 ? (uint64_t(1) << (end - at)) - 1 : ~uint64_t(0);
}

/// Of bytes that go, those in whose place the substitute is put.
struct Places {
  Substitute substitute;
  uint64_t carried = 0; ///< 1: the last byte before goes

  __attribute__((always_inline)) uint64_t of(uint64_t gone, uint64_t inner) {
    if (substitute.byte < 0)
      return 0;
    const uint64_t others = substitute.ofRuns ? gone << 1 | carried : inner;
    carried = gone >> 63;
    return gone & ~others;
  }
};

/// What each kind of machine does: `Tables` of a sieve, of which the first `tables` and `places` are used, tell 64
/// bytes.
struct Avx2 {
  struct Window {
    __m128i parts[4];
  };
  /// 64 bytes with another one at some places.
  __attribute__((always_inline, target("avx2"))) static void put(const char *at, uint64_t places, int32_t byte,
                                                                 Window &window) {
    std::memcpy(&window, at, sizeof window);
    if (!places)
      return;
    const __m128i bits = _mm_set1_epi64x(int64_t(0x8040201008040201));
    const __m128i octets = _mm_set_epi64x(0x0101010101010101, 0);
    for (__m128i &part : window.parts) {
      const __m128i spread = _mm_shuffle_epi8(_mm_cvtsi32_si128(int(places & 0xFFFF)), octets);
      const __m128i isHere = _mm_cmpeq_epi8(_mm_and_si128(spread, bits), bits);
      part = _mm_blendv_epi8(part, _mm_set1_epi8(char(byte)), isHere);
      places >>= 16;
    }
  }
  /// Without some bytes.
  __attribute__((always_inline, target("avx2"))) static void store(const Window &window, uint64_t gone, char *to) {
    if (gone)
      squeeze(window.parts, gone, to);
    else
      std::memcpy(to, &window, sizeof window);
  }
  struct Tables {
    __m256i low[CharSieve::tables][CharSieve::places], high[CharSieve::tables][CharSieve::places];
  };
  template <int tables, int places>
  __attribute__((always_inline, target("avx2"))) static void load(const CharSieve &sieve, Tables &t) {
    for (int k = 0; k < tables; ++k)
      for (int i = 0; i < places; ++i) {
        t.low[k][i] = _mm256_broadcastsi128_si256(_mm_loadu_si128(reinterpret_cast<const __m128i *>(sieve.low[k][i])));
        t.high[k][i] =
            _mm256_broadcastsi128_si256(_mm_loadu_si128(reinterpret_cast<const __m128i *>(sieve.high[k][i])));
      }
  }
  template <int tables, int places>
  __attribute__((always_inline, target("avx2"))) static uint32_t told32(const Tables &t, const char *at) {
    const __m256i half = _mm256_set1_epi8(15);
    __m256i classes[tables];
    for (int i = 0; i < places; ++i) {
      const __m256i bytes = _mm256_loadu_si256(reinterpret_cast<const __m256i *>(at + i));
      const __m256i low = _mm256_and_si256(bytes, half), high = _mm256_and_si256(_mm256_srli_epi16(bytes, 4), half);
      for (int k = 0; k < tables; ++k) {
        const __m256i fitting =
            _mm256_and_si256(_mm256_shuffle_epi8(t.low[k][i], low), _mm256_shuffle_epi8(t.high[k][i], high));
        classes[k] = i ? _mm256_and_si256(classes[k], fitting) : fitting;
      }
    }
    const __m256i any = tables > 1 ? _mm256_or_si256(classes[0], classes[tables - 1]) : classes[0];
    return ~uint32_t(_mm256_movemask_epi8(_mm256_cmpeq_epi8(any, _mm256_setzero_si256())));
  }
  template <int tables, int places>
  __attribute__((always_inline, target("avx2"))) static uint64_t told(const Tables &t, const char *at) {
    return told32<tables, places>(t, at) | uint64_t(told32<tables, places>(t, at + 32)) << 32;
  }
  __attribute__((always_inline, target("avx2"))) static uint64_t inner(const char *at) {
    const __m256i first = _mm256_set1_epi8(char(0xC0));
    auto of = [&](const char *p) __attribute__((always_inline, target("avx2"))) {
      return uint64_t(uint32_t(
          _mm256_movemask_epi8(_mm256_cmpgt_epi8(first, _mm256_loadu_si256(reinterpret_cast<const __m256i *>(p))))));
    };
    return of(at) | of(at + 32) << 32;
  }
};

#define SMELT_AVX512 "avx512f,avx512bw,avx512vl,avx512dq"
struct Avx512 {
  using Window = __m512i;
  __attribute__((always_inline, target(SMELT_AVX512))) static void put(const char *at, uint64_t places, int32_t byte,
                                                                       Window &window) {
    window = _mm512_mask_set1_epi8(_mm512_loadu_si512(at), places, char(byte));
  }
  __attribute__((always_inline, target(SMELT_AVX512))) static void store(const Window &window, uint64_t gone,
                                                                         char *to) {
    if (!gone)
      return _mm512_storeu_si512(to, window);
    __m128i parts[4];
    _mm512_storeu_si512(parts, window);
    squeeze(parts, gone, to);
  }
  struct Tables {
    __m512i low[CharSieve::tables][CharSieve::places], high[CharSieve::tables][CharSieve::places];
  };
  template <int tables, int places>
  __attribute__((always_inline, target(SMELT_AVX512))) static void load(const CharSieve &sieve, Tables &t) {
    for (int k = 0; k < tables; ++k)
      for (int i = 0; i < places; ++i) {
        t.low[k][i] = _mm512_broadcast_i32x4(_mm_loadu_si128(reinterpret_cast<const __m128i *>(sieve.low[k][i])));
        t.high[k][i] = _mm512_broadcast_i32x4(_mm_loadu_si128(reinterpret_cast<const __m128i *>(sieve.high[k][i])));
      }
  }
  template <int tables, int places>
  __attribute__((always_inline, target(SMELT_AVX512))) static uint64_t told(const Tables &t, const char *at) {
    const __m512i half = _mm512_set1_epi8(15);
    __m512i classes[tables];
    for (int i = 0; i < places; ++i) {
      const __m512i bytes = _mm512_loadu_si512(at + i);
      const __m512i low = _mm512_and_si512(bytes, half), high = _mm512_and_si512(_mm512_srli_epi16(bytes, 4), half);
      for (int k = 0; k < tables; ++k) {
        const __m512i fitting =
            _mm512_and_si512(_mm512_shuffle_epi8(t.low[k][i], low), _mm512_shuffle_epi8(t.high[k][i], high));
        classes[k] = i ? _mm512_and_si512(classes[k], fitting) : fitting;
      }
    }
    const __m512i any = tables > 1 ? _mm512_or_si512(classes[0], classes[tables - 1]) : classes[0];
    return _mm512_test_epi8_mask(any, any);
  }
  __attribute__((always_inline, target(SMELT_AVX512))) static uint64_t inner(const char *at) {
    return _mm512_cmplt_epi8_mask(_mm512_loadu_si512(at), _mm512_set1_epi8(char(0xC0)));
  }
};

#define SMELT_VBMI2 SMELT_AVX512 ",avx512vbmi2"
struct Vbmi2 : Avx512 {
  __attribute__((always_inline, target(SMELT_VBMI2))) static void store(const Window &window, uint64_t gone, char *to) {
    _mm512_storeu_si512(to, _mm512_maskz_compress_epi8(~gone, window));
  }
};

#define SMELT_DROP_FORM(NAME, TARGET)                                                                                  \
  template <int tables, int places>                                                                                    \
  __attribute__((target(TARGET))) const char *skip##NAME(const CharSieve &sieve, const char *at, const char *end) {    \
    NAME::Tables t;                                                                                                    \
    NAME::load<tables, places>(sieve, t);                                                                              \
    Windows windows(sieve);                                                                                            \
    for (; at < end; at += 64)                                                                                         \
      if (windows.gone(NAME::told<tables, places>(t, at), NAME::inner(at), sieve.ofOthers) & placesBefore(end, at))    \
        return at;                                                                                                     \
    return end;                                                                                                        \
  }                                                                                                                    \
  template <int tables, int places>                                                                                    \
  __attribute__((target(TARGET))) char *drop##NAME(const CharSieve &sieve, Substitute substitute, const char *at,      \
                                                   const char *end, char *to) {                                        \
    NAME::Tables t;                                                                                                    \
    NAME::load<tables, places>(sieve, t);                                                                              \
    Windows windows(sieve);                                                                                            \
    Places substituted{substitute};                                                                                    \
    for (; at < end; at += 64) {                                                                                       \
      const uint64_t within = placesBefore(end, at), inner = NAME::inner(at);                                          \
      const uint64_t changed = windows.gone(NAME::told<tables, places>(t, at), inner, sieve.ofOthers);                 \
      const uint64_t put = substituted.of(changed, inner), gone = changed & ~put;                                      \
      NAME::Window window;                                                                                             \
      NAME::put(at, put, substitute.byte, window);                                                                     \
      NAME::store(window, gone &within, to);                                                                           \
      to += std::popcount(~gone & within);                                                                             \
    }                                                                                                                  \
    return to;                                                                                                         \
  }                                                                                                                    \
  constexpr DropForm drop##NAME##Form = {                                                                              \
      [](const CharSieve &sieve, const void *, const char *at, const char *end) {                                      \
        if (sieve.usedTables > 1)                                                                                      \
          return skip##NAME<2, CharSieve::places>(sieve, at, end);                                                     \
        return sieve.usedPlaces > 1 ? skip##NAME<1, CharSieve::places>(sieve, at, end)                                 \
                                    : skip##NAME<1, 1>(sieve, at, end);                                                \
      },                                                                                                               \
      [](const CharSieve &sieve, const void *, Substitute substitute, const char *at, const char *end, char *to) {     \
        if (sieve.usedTables > 1)                                                                                      \
          return drop##NAME<2, CharSieve::places>(sieve, substitute, at, end, to);                                     \
        return sieve.usedPlaces > 1 ? drop##NAME<1, CharSieve::places>(sieve, substitute, at, end, to)                 \
                                    : drop##NAME<1, 1>(sieve, substitute, at, end, to);                                \
      }};
SMELT_DROP_FORM(Avx2, "avx2,popcnt,bmi")
SMELT_DROP_FORM(Avx512, SMELT_AVX512 ",popcnt,bmi")
SMELT_DROP_FORM(Vbmi2, SMELT_VBMI2 ",popcnt,bmi")
#undef SMELT_DROP_FORM
#endif
} // namespace

std::vector<DropForm> dropForms() {
  std::vector<DropForm> forms{{skipOneByOne, dropOneByOne}};
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2"))
    forms.push_back(dropAvx2Form);
  if (__builtin_cpu_supports("x86-64-v4"))
    forms.push_back(dropAvx512Form);
  if (__builtin_cpu_supports("x86-64-v4") && __builtin_cpu_supports("avx512vbmi2"))
    forms.push_back(dropVbmi2Form);
#endif
  return forms;
}

const DropForm &dropForm() {
  static const DropForm form = dropForms().back();
  return form;
}

} // namespace smelt::runtime
