// The keys that one text has shown so far, compared by their bytes where hashes agree.
#include "runtime/text/Functions.h"
#include "runtime/text/Hashes.h"
#include "runtime/text/Sequence.h"
#include <algorithm>
#include <new>

using namespace smelt::runtime;

namespace smelt::runtime {
/// Open addressing; keys live as long as the batch, so they are not copied.
struct Seen {
  struct Slot {
    uint64_t hash;
    smelt_text key;
    bool used;
  };
  Slot *slots;
  int64_t capacity, count; ///< capacity: a power of two
  Scratch *scratch;

  Slot *place(uint64_t hash, smelt_text key) const {
    for (int64_t i = static_cast<int64_t>(hash);; ++i) {
      Slot &slot = slots[i & (capacity - 1)];
      if (!slot.used || (slot.hash == hash && slot.key.size == key.size &&
                         !std::memcmp(slot.key.data, key.data, static_cast<size_t>(key.size))))
        return &slot;
    }
  }

  void resize(int64_t wider) {
    Slot *old = slots;
    int64_t oldCapacity = capacity;
    capacity = wider;
    slots = scratch->array<Slot>(wider);
    std::fill_n(slots, wider, Slot{});
    for (int64_t i = 0; i < oldCapacity; ++i)
      if (old[i].used)
        *place(old[i].hash, old[i].key) = old[i];
  }

  /// False if the key is there already.
  bool add(smelt_text key) {
    uint64_t hash = hashText(key.data, key.size);
    Slot *slot = place(hash, key);
    if (slot->used)
      return false;
    *slot = {hash, key, true};
    if (2 * ++count > capacity)
      resize(2 * capacity);
    return true;
  }
};
} // namespace smelt::runtime

Seen *smelt_seen_new(smelt_context *context) {
  Scratch &scratch = context->scratch();
  auto *seen = new (scratch.alloc(sizeof(Seen))) Seen{nullptr, 0, 0, &scratch};
  seen->resize(64);
  return seen;
}

int64_t smelt_is_repeat(Seen *seen, const char *key, int64_t size, int64_t least) {
  const bool isLong = size / 4 >= least || smelt_count_chars(key, size) >= least;
  return isLong && !seen->add({key, size});
}
