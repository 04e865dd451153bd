// Materialized views: the elements of a cut with their hashes, in the scratch memory of one row.
#pragma once
#include "runtime/abi/kernel.h"
#include "runtime/core/Context.h"
#include <cstdint>
#include <cstring>

namespace smelt::runtime {

/// Either texts (words, lines ...) or integers (characters, mapped values). The compiler reads the first three fields.
struct Sequence {
  int64_t count = 0;
  smelt_text *texts = nullptr; ///< null for integers
  int64_t *ints = nullptr;     ///< null for texts
  uint64_t *hashes = nullptr;  ///< of each element, made by `hashElements`
  int64_t capacity = 0;
  smelt_context *context = nullptr;
  struct Chain *chain = nullptr;       ///< state of the n-gram chain (Chain.cpp)
  struct JoinedRuns *joined = nullptr; ///< state of the runs by their text (Joined.cpp)

  void grow();
  /// Makes `hashes` if they are not there yet.
  void hashElements();
  bool sameRun(int64_t a, int64_t b, int64_t n) const;
};

/// The halves of a 128-bit product, folded.
inline uint64_t foldProduct(uint64_t a, uint64_t b) {
  __extension__ using Wide = unsigned __int128;
  Wide product = static_cast<Wide>(a) * b;
  return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
}

/// `hashText` for more than 16 bytes.
uint64_t hashLong(const char *p, int64_t n);

/// 64-bit hash of a text that may be read 8 bytes past its end; without branches up to 16 bytes, as most words are.
inline uint64_t hashText(const char *p, int64_t n) {
  if (n > 16) [[unlikely]]
    return hashLong(p, n);
  uint64_t a, b, mask = n < 8 ? (1ull << (8 * n)) - 1 : ~0ull;
  std::memcpy(&a, p, 8);
  std::memcpy(&b, p + (n < 8 ? 0 : n - 8), 8);
  return foldProduct((a & mask) ^ 0x9E3779B97F4A7C15ull, (b & mask) ^ static_cast<uint64_t>(n) * 0xff51afd7ed558ccdull);
}

/// Whether two texts that may be read 8 bytes past their ends are the same bytes.
inline bool sameText(smelt_text a, smelt_text b) {
  if (a.size != b.size)
    return false;
  if (a.size > 8)
    return std::memcmp(a.data, b.data, static_cast<size_t>(a.size)) == 0;
  uint64_t x, y;
  std::memcpy(&x, a.data, 8);
  std::memcpy(&y, b.data, 8);
  return a.size == 0 || (x ^ y) << (64 - 8 * a.size) == 0;
}

inline uint64_t hashInt(int64_t value) {
  uint64_t h = static_cast<uint64_t>(value) * 0x9E3779B97F4A7C15ull;
  h = (h ^ h >> 29) * 0xc4ceb9fe1a85ec53ull;
  return h ^ h >> 32;
}

} // namespace smelt::runtime
