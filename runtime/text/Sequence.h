// Materialized views: the elements of a cut with their hashes, in the scratch memory of one row.
#pragma once
#include "runtime/abi/kernel.h"
#include "runtime/core/Context.h"
#include <cstdint>
#include <cstring>

namespace smelt::runtime {

/// Texts (words, lines ...), integers (mapped values, and what else has 64 bits) or code points (characters, bytes):
/// two of the pointers are null. The compiler reads the first four fields.
struct Sequence {
  int64_t count = 0;
  smelt_text *texts = nullptr;
  int64_t *ints = nullptr;
  uint32_t *points = nullptr;
  uint64_t *hashes = nullptr; ///< of each element, made by `hashElements`
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

/// What a sequence holds, by the number of its field, as compiled code says it (smelt_seq_reserve).
enum class Elements : int64_t { texts = 1, ints, points };

/// With room for some elements, in the memory of the row.
Sequence *makeSequence(smelt_context *context, int64_t capacity, Elements elements);

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
  if (texts)
    return hashes[a] == hashes[b] && sameText(texts[a], texts[b]);
  return points ? points[a] == points[b] : ints[a] == ints[b];
}

} // namespace smelt::runtime
