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

/// 64-bit hash of a text that may be read 8 bytes past its end.
inline uint64_t hashText(const char *p, int64_t n) {
  uint64_t h = static_cast<uint64_t>(n) * 0xff51afd7ed558ccdull, v;
  for (; n > 8; p += 8, n -= 8) {
    std::memcpy(&v, p, 8);
    h = (h ^ v) * 0x9E3779B97F4A7C15ull;
    h ^= h >> 32;
  }
  std::memcpy(&v, p, 8);
  if (n < 8)
    v &= (1ull << (8 * n)) - 1;
  h = (h ^ v) * 0xc4ceb9fe1a85ec53ull;
  return h ^ h >> 32;
}

inline uint64_t hashInt(int64_t value) {
  uint64_t h = static_cast<uint64_t>(value) * 0x9E3779B97F4A7C15ull;
  h = (h ^ h >> 29) * 0xc4ceb9fe1a85ec53ull;
  return h ^ h >> 32;
}

} // namespace smelt::runtime
