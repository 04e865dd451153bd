#include "runtime/text/Hashes.h"
#include "runtime/text/Clones.h"

namespace smelt::runtime {

/// Two lanes of 16 bytes, which do not wait for one another; the last 32 bytes may be taken twice.
uint64_t hashLong(const char *p, int64_t n) {
  uint64_t lane[2] = {static_cast<uint64_t>(n) * 0xff51afd7ed558ccdull, 0x9E3779B97F4A7C15ull};
  auto take = [&](uint64_t &h, const char *from) {
    uint64_t a, b;
    std::memcpy(&a, from, 8);
    std::memcpy(&b, from + 8, 8);
    h = foldProduct(a ^ 0xc4ceb9fe1a85ec53ull, b ^ h);
  };
  const char *end = p + n;
  for (; end - p > 32; p += 32) {
    take(lane[0], p);
    take(lane[1], p + 16);
  }
  take(lane[0], n > 32 ? end - 32 : p);
  take(lane[1], end - 16);
  return foldProduct(lane[0] ^ 0x9E3779B97F4A7C15ull, lane[1]);
}

static uint64_t hashInt(uint64_t value) {
  uint64_t h = value * 0x9E3779B97F4A7C15ull;
  h = (h ^ h >> 29) * 0xc4ceb9fe1a85ec53ull;
  return h ^ h >> 32;
}

SMELT_CLONES
void hashInts(const int64_t *values, int64_t count, uint64_t *out) {
  for (int64_t i = 0; i < count; ++i)
    out[i] = hashInt(static_cast<uint64_t>(values[i]));
}

SMELT_CLONES
void hashInts(const uint32_t *values, int64_t count, uint64_t *out) {
  for (int64_t i = 0; i < count; ++i)
    out[i] = hashInt(values[i]);
}

SMELT_CLONES
void hashInts(const uint32_t *values, int64_t count, uint32_t *out) {
  for (int64_t i = 0; i < count; ++i) {
    uint32_t h = (values[i] ^ values[i] >> 13) * 0x9E3779B1u;
    h = (h ^ h >> 16) * 0xC2B2AE35u;
    out[i] = h ^ h >> 15;
  }
}

SMELT_CLONES
void combineAll(const uint32_t *hashes, int64_t distance, int64_t count, uint32_t *__restrict out) {
  for (int64_t i = 0; i < count; ++i) {
    uint32_t x = hashes[i] * 0x9E3779B1u ^ hashes[i + distance];
    out[i] = x ^ x >> 15;
  }
}

} // namespace smelt::runtime
