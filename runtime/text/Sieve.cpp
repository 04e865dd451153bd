#include "runtime/text/Sieve.h"
#include <algorithm>
#include <limits>
#include <map>
#include <string_view>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace smelt::runtime {

// ---- making --------------------------------------------------------------------------------------------------------

double frequencyOf(unsigned char b) {
  static constexpr std::string_view common = " etaoinsrhldcumfpgwybv,.";
  if (size_t rank = common.find(static_cast<char>(b)); b < 128 && rank != std::string_view::npos)
    return rank < 12 ? 0.05 : 0.015;
  if (b >= 0xE3 && b <= 0xE9)
    return 0.05;
  if (b >= 0x80)
    return b < 0xC0 ? 0.02 : 0.002;
  if (b >= '0' && b <= '9')
    return 0.004;
  if ((b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z') || b == '\n' || b == '-')
    return 0.004;
  return b == '@' || b == '<' || b == '{' || b < 32 ? 0.0002 : 0.001;
}

namespace {
/// Frequencies summed for the low halves of a set, of bytes with one high half.
struct HalfSums {
  double sum[16][2][256]; ///< [high half][upper eight low halves][which of them]

  HalfSums() {
    for (int high = 0; high < 16; ++high)
      for (int upper = 0; upper < 2; ++upper)
        for (int set = 0; set < 256; ++set) {
          sum[high][upper][set] = 0;
          for (int k = 0; k < 8; ++k)
            if (set >> k & 1)
              sum[high][upper][set] += frequencyOf(static_cast<unsigned char>(high << 4 | upper << 3 | k));
        }
  }
  double of(uint16_t low, uint16_t high) const {
    if (low == 0xFFFF && high == 0xFFFF)
      return 1;
    double total = 0;
    for (int h = 0; h < 16; ++h)
      if (high >> h & 1)
        total += sum[h][0][low & 255] + sum[h][1][low >> 8];
    return std::min(total, 1.0);
  }
};

const HalfSums &halfSums() {
  static const HalfSums sums;
  return sums;
}

/// Strings whose sets at each place are joined; what is let through is wider still, as halves of bytes are looked at
/// one by one.
struct Class {
  std::array<uint16_t, Sieve::places> low{}, high{};
  double cost = 0;

  explicit Class(const SieveString &string) {
    for (int i = 0; i < Sieve::places; ++i)
      for (int b = 0; b < 256; ++b)
        if (string[i][b]) {
          low[i] |= static_cast<uint16_t>(1 << (b & 15));
          high[i] |= static_cast<uint16_t>(1 << (b >> 4));
        }
    measure();
  }
  Class(const Class &a, const Class &b) {
    for (int i = 0; i < Sieve::places; ++i) {
      low[i] = a.low[i] | b.low[i];
      high[i] = a.high[i] | b.high[i];
    }
    measure();
  }
  void measure() {
    cost = 1;
    for (int i = 0; i < Sieve::places; ++i)
      cost *= halfSums().of(low[i], high[i]);
  }
};

/// The bytes that fit a place of some class.
ByteSet fittingAt(uint32_t place, const std::vector<Class> &classes) {
  ByteSet fitting;
  for (const Class &c : classes)
    for (size_t b = 0; b < 256; ++b)
      if (c.low[place] >> (b & 15) & 1 && c.high[place] >> (b >> 4) & 1)
        fitting.set(b);
  return fitting;
}

int32_t onlyByteOf(const ByteSet &fitting) {
  return fitting.count() == 1 ? static_cast<int32_t>(fitting._Find_first()) : -1;
}

/// Notes the place that fewest bytes fit, if it is worth looking at alone.
void findLead(Sieve &sieve, const std::vector<Class> &classes) {
  double least = 0.003; // a fifth of the blocks
  sieve.lead = Sieve::places;
  sieve.leadByte = sieve.nextByte = -1;
  for (uint32_t i = 0; i < Sieve::places; ++i) {
    const ByteSet fitting = fittingAt(i, classes);
    double often = 0;
    for (unsigned b = 0; b < 256; ++b)
      often += fitting[b] ? frequencyOf(static_cast<unsigned char>(b)) : 0;
    if (often >= least)
      continue;
    least = often;
    sieve.lead = i;
    sieve.leadByte = onlyByteOf(fitting);
  }
  if (sieve.leadByte >= 0 && sieve.lead + 1 < Sieve::places)
    sieve.nextByte = onlyByteOf(fittingAt(sieve.lead + 1, classes));
}
} // namespace

double frequencyOf(const SieveString &string) { return Class(string).cost; }

/// Strings with one first set are one: keeps what follows small.
static void joinByFirst(std::vector<SieveString> &strings) {
  std::vector<SieveString> joined;
  for (const SieveString &s : strings) {
    auto same = std::find_if(joined.begin(), joined.end(), [&](const SieveString &j) { return j[0] == s[0]; });
    if (same == joined.end())
      joined.push_back(s);
    else
      for (int i = 1; i < Sieve::places; ++i)
        (*same)[i] |= s[i];
  }
  strings = std::move(joined);
}

/// Joins the two classes that cost least together until eight are left.
Sieve makeSieve(std::vector<SieveString> strings) {
  constexpr size_t kMostClasses = 8, kMany = 40;
  if (strings.size() > kMany)
    joinByFirst(strings);
  std::vector<Class> classes(strings.begin(), strings.end());
  while (classes.size() > kMostClasses) {
    size_t first = 0, second = 1;
    double least = std::numeric_limits<double>::max();
    for (size_t i = 0; i < classes.size(); ++i)
      for (size_t k = i + 1; k < classes.size(); ++k)
        if (double cost = Class(classes[i], classes[k]).cost - classes[i].cost - classes[k].cost; cost < least) {
          least = cost;
          first = i;
          second = k;
        }
    classes[first] = Class(classes[first], classes[second]);
    classes.erase(classes.begin() + static_cast<std::ptrdiff_t>(second));
  }
  Sieve sieve{};
  for (size_t c = 0; c < classes.size(); ++c)
    for (int i = 0; i < Sieve::places; ++i)
      for (int half = 0; half < 16; ++half) {
        sieve.low[i][half] |= static_cast<uint8_t>((classes[c].low[i] >> half & 1) << c);
        sieve.high[i][half] |= static_cast<uint8_t>((classes[c].high[i] >> half & 1) << c);
      }
  for (const Class &c : classes)
    for (uint32_t i = 0; i < Sieve::places; ++i)
      if (c.low[i] != 0xFFFF || c.high[i] != 0xFFFF)
        sieve.used = std::max(sieve.used, i + 1);
  findLead(sieve, classes);
  return sieve;
}

namespace {
/// The characters of a range that are `length` bytes long, as sets of bytes.
void addRange(std::map<std::pair<int, int>, SieveString> &byHead, int32_t first, int32_t last, int length) {
  constexpr int32_t limits[] = {0, 0x80, 0x800, 0x10000, 0x110000};
  first = std::max(first, limits[length - 1]);
  last = std::min(last, limits[length] - 1);
  if (first > last)
    return;
  int tail = 6 * (length - 1), mark = length == 1 ? 0 : length == 2 ? 0xC0 : length == 3 ? 0xE0 : 0xF0;
  for (int32_t lead = first >> tail; lead <= last >> tail; ++lead) {
    int32_t from = std::max(first, lead << tail), to = std::min(last, (lead << tail) + (1 << tail) - 1);
    int32_t seconds = length == 1 ? 0 : from >> (tail - 6), lastSecond = length == 1 ? 0 : to >> (tail - 6);
    for (int32_t second = seconds; second <= lastSecond; ++second) {
      // ASCII characters by the high half of the byte: such sets are exact.
      auto head = length == 1 ? std::pair(lead >> 4, 0) : std::pair(mark | lead, int(second & 63));
      auto [it, fresh] = byHead.try_emplace(head);
      SieveString &s = it->second;
      s[0].set(static_cast<size_t>(mark | lead));
      if (length > 1)
        s[1].set(static_cast<size_t>(0x80 | (second & 63)));
      if (length == 3)
        for (int32_t c = std::max(from, second << 6); c <= std::min(to, (second << 6) + 63); ++c)
          s[2].set(static_cast<size_t>(0x80 | (c & 63)));
      for (int i = length == 4 ? 2 : length; i < Sieve::places; ++i)
        s[static_cast<size_t>(i)].set();
    }
  }
}
} // namespace

std::vector<SieveString> stringsOf(const int32_t *ranges, size_t count) {
  std::map<std::pair<int, int>, SieveString> byHead;
  for (size_t i = 0; i + 1 < count; i += 2)
    for (int length = 1; length <= 4; ++length)
      addRange(byHead, ranges[i], ranges[i + 1], length);
  std::vector<SieveString> strings;
  for (auto &[head, string] : byHead) {
    // Neighbours that differ in one place only are one.
    if (!strings.empty() && strings.back()[0] == string[0] && strings.back()[2] == string[2])
      strings.back()[1] |= string[1];
    else
      strings.push_back(string);
  }
  return strings;
}

// ---- searching -----------------------------------------------------------------------------------------------------

static uint64_t nextScalar(const Sieve &s, const char *&p, const char *end) {
  for (; p < end; p += 64) {
    uint64_t found = 0;
    for (int k = 0; k < 64 && p + k < end; ++k) {
      uint8_t classes = 0xFF;
      for (int i = 0; classes && i < Sieve::places; ++i) {
        auto b = static_cast<unsigned char>(p[k + i]);
        classes &= s.low[i][b & 15] & s.high[i][b >> 4];
      }
      found |= uint64_t{classes != 0} << k;
    }
    if (found)
      return found;
  }
  return 0;
}

#if defined(__x86_64__)
namespace {
struct Halves256 {
  __m256i low[Sieve::places], high[Sieve::places];
};
} // namespace

/// The classes of 32 strings that what stands at one of their places fits.
[[gnu::always_inline]] __attribute__((target("avx2"))) static inline __m256i fitting32(const Halves256 &t,
                                                                                       uint32_t place, const char *p) {
  const __m256i half = _mm256_set1_epi8(15);
  __m256i bytes = _mm256_loadu_si256(reinterpret_cast<const __m256i *>(p + place));
  __m256i low = _mm256_shuffle_epi8(t.low[place], _mm256_and_si256(bytes, half));
  __m256i high = _mm256_shuffle_epi8(t.high[place], _mm256_and_si256(_mm256_srli_epi16(bytes, 4), half));
  return _mm256_and_si256(low, high);
}

template <int used>
__attribute__((target("avx2"))) [[gnu::always_inline]] static inline uint32_t sieve32(const Halves256 &t,
                                                                                      const char *p) {
  __m256i classes = _mm256_set1_epi8(-1);
  for (int i = 0; i < used; ++i)
    classes = _mm256_and_si256(classes, fitting32(t, uint32_t(i), p));
  __m256i none = _mm256_cmpeq_epi8(classes, _mm256_setzero_si256());
  return ~static_cast<uint32_t>(_mm256_movemask_epi8(none));
}

[[gnu::always_inline]] __attribute__((target("avx2"))) static inline __m256i equal32(__m256i wanted, const char *p) {
  return _mm256_cmpeq_epi8(_mm256_loadu_si256(reinterpret_cast<const __m256i *>(p)), wanted);
}

/// Past the blocks from `p` on that do not hold the byte, or do not hold the other behind it if there is one.
[[gnu::always_inline]] __attribute__((target("avx2"))) static inline const char *
skipWithout32(int32_t byte, int32_t behind, const char *p, const char *end) {
  const __m256i wanted = _mm256_set1_epi8(static_cast<char>(byte));
  const __m256i next = _mm256_set1_epi8(static_cast<char>(behind));
  for (; p < end; p += 64) {
    __m256i first = equal32(wanted, p), second = equal32(wanted, p + 32);
    if (behind >= 0) {
      first = _mm256_and_si256(first, equal32(next, p + 1));
      second = _mm256_and_si256(second, equal32(next, p + 33));
    }
    __m256i any = _mm256_or_si256(first, second);
    if (!_mm256_testz_si256(any, any))
      break;
  }
  return p;
}

template <int used>
__attribute__((target("avx2"))) static uint64_t nextOf(const Sieve &s, const char *&p, const char *end) {
  Halves256 t;
  for (int i = 0; i < used; ++i) {
    t.low[i] = _mm256_broadcastsi128_si256(_mm_loadu_si128(reinterpret_cast<const __m128i *>(s.low[i])));
    t.high[i] = _mm256_broadcastsi128_si256(_mm_loadu_si128(reinterpret_cast<const __m128i *>(s.high[i])));
  }
  const bool hasLead = used > 1 && s.lead < Sieve::places;
  for (; p < end; p += 64) {
    if (s.leadByte >= 0) {
      p = skipWithout32(s.leadByte, s.nextByte, p + s.lead, end + s.lead) - s.lead;
      if (p >= end)
        return 0;
    } else if (hasLead) {
      __m256i any = _mm256_or_si256(fitting32(t, s.lead, p), fitting32(t, s.lead, p + 32));
      if (_mm256_testz_si256(any, any))
        continue;
    }
    uint64_t found = sieve32<used>(t, p) | static_cast<uint64_t>(sieve32<used>(t, p + 32)) << 32;
    if (end - p < 64)
      found &= (1ull << (end - p)) - 1;
    if (found)
      return found;
  }
  return 0;
}

static uint64_t next256(const Sieve &s, const char *&p, const char *end) {
  switch (s.used) {
  case 1:
    return nextOf<1>(s, p, end);
  case 2:
    return nextOf<2>(s, p, end);
  case 3:
    return nextOf<3>(s, p, end);
  default:
    return nextOf<4>(s, p, end);
  }
}

namespace {
struct Halves512 {
  __m512i low[Sieve::places], high[Sieve::places];
};
} // namespace

/// The same of 64 strings.
[[gnu::always_inline]] __attribute__((target("avx512f,avx512bw"))) static inline __m512i
fitting64(const Halves512 &t, uint32_t place, const char *p) {
  const __m512i half = _mm512_set1_epi8(15);
  __m512i bytes = _mm512_loadu_si512(p + place);
  __m512i low = _mm512_shuffle_epi8(t.low[place], _mm512_and_si512(bytes, half));
  __m512i high = _mm512_shuffle_epi8(t.high[place], _mm512_and_si512(_mm512_srli_epi16(bytes, 4), half));
  return _mm512_and_si512(low, high);
}

/// Past the blocks from `p` on that do not hold the byte, or do not hold the other behind it if there is one.
[[gnu::always_inline]] __attribute__((target("avx512f,avx512bw"))) static inline const char *
skipWithout64(int32_t byte, int32_t behind, const char *p, const char *end) {
  const __m512i wanted = _mm512_set1_epi8(static_cast<char>(byte)), next = _mm512_set1_epi8(static_cast<char>(behind));
  if (behind < 0)
    while (p < end && !_mm512_cmpeq_epi8_mask(_mm512_loadu_si512(p), wanted))
      p += 64;
  else
    while (p < end && !(_mm512_cmpeq_epi8_mask(_mm512_loadu_si512(p), wanted) &
                        _mm512_cmpeq_epi8_mask(_mm512_loadu_si512(p + 1), next)))
      p += 64;
  return p;
}

template <int used>
__attribute__((target("avx512f,avx512bw"))) static uint64_t nextOf512(const Sieve &s, const char *&p, const char *end) {
  Halves512 t;
  for (int i = 0; i < used; ++i) {
    t.low[i] = _mm512_broadcast_i32x4(_mm_loadu_si128(reinterpret_cast<const __m128i *>(s.low[i])));
    t.high[i] = _mm512_broadcast_i32x4(_mm_loadu_si128(reinterpret_cast<const __m128i *>(s.high[i])));
  }
  const bool hasLead = used > 1 && s.lead < Sieve::places;
  for (; p < end; p += 64) {
    if (s.leadByte >= 0) {
      p = skipWithout64(s.leadByte, s.nextByte, p + s.lead, end + s.lead) - s.lead;
      if (p >= end)
        return 0;
    } else if (hasLead) {
      __m512i any = fitting64(t, s.lead, p);
      if (!_mm512_test_epi8_mask(any, any))
        continue;
    }
    __m512i classes = _mm512_set1_epi8(-1);
    for (uint32_t i = 0; i < used; ++i)
      classes = _mm512_and_si512(classes, fitting64(t, i, p));
    uint64_t found = _mm512_test_epi8_mask(classes, classes);
    if (end - p < 64)
      found &= (1ull << (end - p)) - 1;
    if (found)
      return found;
  }
  return 0;
}

static uint64_t next512(const Sieve &s, const char *&p, const char *end) {
  switch (s.used) {
  case 1:
    return nextOf512<1>(s, p, end);
  case 2:
    return nextOf512<2>(s, p, end);
  case 3:
    return nextOf512<3>(s, p, end);
  default:
    return nextOf512<4>(s, p, end);
  }
}
#endif

std::vector<SieveForm> sieveForms() {
  std::vector<SieveForm> forms{nextScalar};
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2"))
    forms.push_back(next256);
  if (__builtin_cpu_supports("avx512bw"))
    forms.push_back(next512);
#endif
  return forms;
}

uint64_t nextSieved(const Sieve &sieve, const char *&p, const char *end) {
  static const SieveForm chosen = sieveForms().back();
  return chosen(sieve, p, end);
}

} // namespace smelt::runtime
