// 64 bytes of a text at a time, in code that the compiler widens to what the machine has (Clones.h).
#pragma once
#include <array>
#include <cstdint>
#include <cstring>

namespace smelt::runtime {

using Bytes64 = uint8_t __attribute__((vector_size(64)));

/// By reference, since how such values are returned depends on the machine that is compiled for.
inline void load64(Bytes64 &v, const char *p) { std::memcpy(&v, p, sizeof v); }

/// A bit for each byte that is FF.
__attribute__((always_inline)) inline uint64_t maskOf(const Bytes64 &holds) {
  using Bits = bool __attribute__((ext_vector_type(64)));
  return __builtin_bit_cast(uint64_t, __builtin_convertvector(holds, Bits));
}

/// Places of a block: FF where something holds.
class Places64 {
public:
  void set(const Bytes64 &holds) { std::memcpy(words.data(), &holds, sizeof holds); }
  /// Takes the first place out; -1 if there is none.
  int take() {
    for (; word < words.size(); ++word)
      if (uint64_t &left = words[word]) {
        int k = __builtin_ctzll(left) / 8;
        left &= ~(0xFFull << (8 * k));
        return static_cast<int>(8 * word) + k;
      }
    return -1;
  }

private:
  std::array<uint64_t, 8> words{};
  size_t word = 0;
};

} // namespace smelt::runtime
