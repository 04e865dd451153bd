// A set of 128-bit keys with a bound on its memory.
#pragma once
#include <cstdint>
#include <memory>

namespace smelt::runtime {

/// XXH3-128 of a row's key columns.
struct Key128 {
  uint64_t low = 0, high = 0;
  friend bool operator==(const Key128 &, const Key128 &) = default;
};

/// Open addressing with linear probing, at most three quarters full.
class KeySet {
public:
  /// `budget`: bytes that the set may use, the copy while it grows included.
  explicit KeySet(uint64_t budget) : Budget(budget) {}

  enum class Result { added, found, full };
  /// `full`: the key is not in the set and there is no room for it.
  Result insert(Key128 key);
  bool contains(Key128 key) const;
  uint64_t size() const { return Count; }

private:
  uint64_t slotOf(Key128 key) const;
  bool grow();

  uint64_t Budget;
  std::unique_ptr<Key128[]> Slots; ///< zero: empty
  uint64_t Capacity = 0;           ///< a power of two
  uint64_t Count = 0;
  bool HasZero = false; ///< the key that looks like an empty slot
};

} // namespace smelt::runtime
