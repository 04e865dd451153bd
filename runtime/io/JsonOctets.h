// What marks of eight bytes of a JSON string do to them, as orders for a byte shuffle; what goes:
// runtime/text/Squeeze.h.
#pragma once
#include <array>
#include <cstdint>

namespace smelt::runtime {

/// For bytes of which some get a backslash in front of them: which byte, or 0xFF for a backslash.
constexpr auto SpreadOctets = [] {
  std::array<std::array<uint8_t, 16>, 256> table{};
  for (unsigned marked = 0; marked < 256; ++marked)
    for (uint8_t from = 0, to = 0; from < 8; ++from) {
      if (marked >> from & 1)
        table[marked][to++] = 0xFF;
      table[marked][to++] = from;
    }
  return table;
}();

} // namespace smelt::runtime
