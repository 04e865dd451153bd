#include "runtime/state/KeySet.h"
#include <new>

namespace smelt::runtime {

static constexpr uint64_t FirstCapacity = 1024;

/// The key's slot, or the empty one where it would go. There is always an empty one.
uint64_t KeySet::slotOf(Key128 key) const {
  uint64_t slot = key.low & (Capacity - 1);
  while (Slots[slot] != Key128() && Slots[slot] != key)
    slot = (slot + 1) & (Capacity - 1);
  return slot;
}

bool KeySet::grow() {
  uint64_t larger = Capacity ? Capacity * 2 : FirstCapacity;
  if ((Capacity + larger) * sizeof(Key128) > Budget)
    return false;
  std::unique_ptr<Key128[]> slots(new (std::nothrow) Key128[larger]());
  if (!slots)
    return false;
  std::swap(Slots, slots);
  uint64_t before = Capacity;
  Capacity = larger;
  for (uint64_t i = 0; i < before; ++i)
    if (slots[i] != Key128())
      Slots[slotOf(slots[i])] = slots[i];
  return true;
}

KeySet::Result KeySet::insert(Key128 key) {
  if (key == Key128()) {
    bool found = HasZero;
    HasZero = true;
    return found ? Result::found : Result::added;
  }
  if (contains(key))
    return Result::found;
  if ((Count + 1) * 4 > Capacity * 3 && !grow())
    return Result::full;
  Slots[slotOf(key)] = key;
  ++Count;
  return Result::added;
}

bool KeySet::contains(Key128 key) const {
  if (key == Key128())
    return HasZero;
  return Capacity && Slots[slotOf(key)] == key;
}

} // namespace smelt::runtime
