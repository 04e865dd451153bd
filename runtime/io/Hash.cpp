#include "runtime/io/Hash.h"
#include <new>
#if defined(__x86_64__)
#include <xxh_x86dispatch.h> // the widest vectors that the machine has
#else
#include <xxhash.h>
#endif

namespace smelt::runtime {

static XXH3_state_t *stateOf(const std::shared_ptr<void> &state) { return static_cast<XXH3_state_t *>(state.get()); }

Hash128Stream::Hash128Stream()
    : State(XXH3_createState(), [](void *state) { XXH3_freeState(static_cast<XXH3_state_t *>(state)); }) {
  if (!State)
    throw std::bad_alloc();
  XXH3_128bits_reset(stateOf(State));
}

void Hash128Stream::add(std::string_view bytes) { XXH3_128bits_update(stateOf(State), bytes.data(), bytes.size()); }

std::string Hash128Stream::hex() const {
  XXH128_hash_t hash = XXH3_128bits_digest(stateOf(State));
  static constexpr char Digits[] = "0123456789abcdef";
  std::string text;
  for (uint64_t word : {hash.high64, hash.low64})
    for (int shift = 60; shift >= 0; shift -= 4)
      text += Digits[word >> shift & 15];
  return text;
}

} // namespace smelt::runtime
