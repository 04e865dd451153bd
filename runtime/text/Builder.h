// A text that grows, in the scratch memory of one row.
#pragma once
#include "runtime/core/Context.h"
#include <algorithm>
#include <cstdint>
#include <cstring>

namespace smelt::runtime {

/// A text under construction in scratch memory.
struct Builder {
  char *data;
  int64_t size, capacity;
  Scratch *scratch;

  void append(const char *text, int64_t n) {
    if (size + n > capacity) {
      capacity = std::max(size + n, 2 * capacity);
      auto *wider = scratch->array<char>(capacity);
      std::memcpy(wider, data, size);
      data = wider;
    }
    std::memcpy(data + size, text, n);
    size += n;
  }
};

} // namespace smelt::runtime
