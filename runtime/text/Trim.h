// A text without the characters of a set at its ends, however its characters are written.
#pragma once
#include "runtime/abi/kernel.h"
#include "runtime/text/Unicode.h"

namespace smelt::runtime {

/// `next(p)` reads the character at `p` and moves behind it, `before(begin, p)` the one that ends at `p` and moves to
/// it.
template <class Next, class Before>
smelt_text trimmed(int64_t kind, const char *text, int64_t size, const void *set, Next next, Before before) {
  constexpr int64_t start = 1, end = 2;
  const char *first = text, *last = text + size;
  if (kind != end)
    for (const char *q = first; first < last && contains(set, next(q));)
      first = q;
  if (kind != start)
    for (const char *q = last; first < last && contains(set, before(first, q));)
      last = q;
  return {first, last - first};
}

} // namespace smelt::runtime
