#include "runtime/text/Literals.h"
#include "runtime/abi/kernel.h"
#include "runtime/text/Bytes64.h"
#include "runtime/text/Clones.h"
#include <cstring>

namespace smelt::runtime {

/// From `p` on, 64 places at a time, to the first where `first` stands and `last` stands `distance` behind it; null if
/// there is none up to `stop`.
SMELT_CLONES static const char *nextPair(const char *p, const char *stop, int64_t distance, uint8_t first, uint8_t last,
                                         Places64 &hits) {
  for (Bytes64 firsts = Bytes64{} + first, lasts = Bytes64{} + last; p <= stop; p += 64) {
    Bytes64 here, behind;
    load64(here, p);
    load64(behind, p + distance);
    Bytes64 fits = (here == firsts) & (behind == lasts);
    if (__builtin_reduce_or(fits)) {
      hits.set(fits);
      return p;
    }
  }
  return nullptr;
}

static const char *findSlowly(const char *p, const char *end, const char *literal, int64_t size) {
  if (size == 1)
    return static_cast<const char *>(std::memchr(p, *literal, static_cast<size_t>(end - p)));
  return static_cast<const char *>(memmem(p, static_cast<size_t>(end - p), literal, static_cast<size_t>(size)));
}

/// Where the first and the last byte fit, the rest is compared. No table is made, as memmem does, which costs more than
/// the search in a short text; where much is compared in vain, memmem goes on, as its time is linear.
const char *findLiteral(const char *p, const char *end, const char *literal, int64_t size) {
  if (size < 2 || size > SMELT_TEXT_PADDING - 64)
    return findSlowly(p, end, literal, size);
  const char *stop = end - size;
  for (int64_t vain = 0, seen = 0; vain <= 1024 + seen; seen += 64, p += 64) {
    Places64 hits;
    const char *block =
        nextPair(p, stop, size - 1, static_cast<uint8_t>(literal[0]), static_cast<uint8_t>(literal[size - 1]), hits);
    if (!block)
      return nullptr;
    seen += block - p;
    p = block;
    for (int at; (at = hits.take()) >= 0; vain += size) {
      if (p + at > stop)
        return nullptr;
      if (!std::memcmp(p + at, literal, static_cast<size_t>(size)))
        return p + at;
    }
  }
  return p <= stop ? findSlowly(p, end, literal, size) : nullptr;
}

} // namespace smelt::runtime
