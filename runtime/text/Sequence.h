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
  struct JoinedText *joined = nullptr; ///< the elements as one text (Joined.cpp)
  struct Heaviest *heaviest = nullptr; ///< a bound of tallies (Heaviest.cpp)

  void grow();
  /// Makes `hashes` if they are not there yet.
  void hashElements();
  /// Whether two elements are equal; texts must have been hashed.
  bool same(int64_t a, int64_t b) const;
  bool sameRun(int64_t a, int64_t b, int64_t n) const;
};

/// With room for some texts or integers, in the memory of the row.
Sequence *makeSequence(smelt_context *context, int64_t capacity, bool ints);

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

inline bool Sequence::same(int64_t a, int64_t b) const {
  return texts ? hashes[a] == hashes[b] && sameText(texts[a], texts[b]) : ints[a] == ints[b];
}

} // namespace smelt::runtime
