// 64-bit hashes of texts, integers and runs of them. They live as long as a row: no file holds one.
#pragma once
#include <cstdint>
#include <cstring>

namespace smelt::runtime {

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

/// Hashes of `count` integers.
void hashInts(const int64_t *values, int64_t count, uint64_t *out);
void hashInts(const uint32_t *values, int64_t count, uint64_t *out);
void hashInts(const uint32_t *values, int64_t count, uint32_t *out);

/// The hash of a run from those of its parts, which may overlap.
inline uint64_t combine(uint64_t a, uint64_t b) {
  uint64_t x = a * 0x9E3779B97F4A7C15ull ^ b;
  return x ^ x >> 31;
}

/// `out[i]` = the hash of two parts, hashes[i] and hashes[i + distance], for i in [0, count); `out` is other memory
/// than `hashes`.
void combineAll(const uint32_t *hashes, int64_t distance, int64_t count, uint32_t *out);

} // namespace smelt::runtime
