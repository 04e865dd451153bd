#include "runtime/text/Literals.h"
#include "runtime/abi/kernel.h"
#include <cstring>

namespace smelt::runtime {

using Bytes = uint8_t __attribute__((vector_size(16)));

static Bytes load(const char *p) {
  Bytes v;
  std::memcpy(&v, p, sizeof v);
  return v;
}

/// Places where the first and the last byte fit are found 16 at a time; there the rest is compared. No table is made,
/// as memmem does, which costs more than the search in a short text.
static const char *findShort(const char *p, const char *end, const char *literal, int64_t size) {
  Bytes first = Bytes{} + static_cast<uint8_t>(literal[0]), last = Bytes{} + static_cast<uint8_t>(literal[size - 1]);
  for (const char *stop = end - size; p <= stop; p += 16) {
    Bytes hits = (load(p) == first) & (load(p + size - 1) == last);
    if (!__builtin_reduce_or(hits))
      continue;
    for (int k = 0; k < 16 && p + k <= stop; ++k)
      if (hits[k] && !std::memcmp(p + k, literal, static_cast<size_t>(size)))
        return p + k;
  }
  return nullptr;
}

const char *findLiteral(const char *p, const char *end, const char *literal, int64_t size) {
  if (size < 2 || size > SMELT_TEXT_PADDING - 64 || end - p > 4096)
    return static_cast<const char *>(memmem(p, static_cast<size_t>(end - p), literal, static_cast<size_t>(size)));
  return findShort(p, end, literal, size);
}

} // namespace smelt::runtime
