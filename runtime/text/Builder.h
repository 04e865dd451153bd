// A text that grows, in the scratch memory of one row.
#pragma once
#include "runtime/core/Context.h"
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <new>
#include <string_view>
#include <utility>

namespace smelt::runtime {

/// memcpy without a call where few bytes are copied, as most pieces of texts are short.
inline void copyShort(char *to, const char *from, int64_t n) {
  auto ends = [&]<class Word>(Word) { // two words that overlap
    Word first, last;
    std::memcpy(&first, from, sizeof(Word));
    std::memcpy(&last, from + n - sizeof(Word), sizeof(Word));
    std::memcpy(to, &first, sizeof(Word));
    std::memcpy(to + n - sizeof(Word), &last, sizeof(Word));
  };
  struct Pair {
    uint64_t low, high;
  };
  if (n > 32)
    std::memcpy(to, from, static_cast<size_t>(n));
  else if (n > 16)
    ends(Pair());
  else if (n >= 8)
    ends(uint64_t());
  else if (n >= 4)
    ends(uint32_t());
  else if (n >= 2)
    ends(uint16_t());
  else if (n == 1)
    *to = *from;
}

/// A text under construction in scratch memory. Texts given to `gather` must live as long as it.
struct Builder {
  char *data;
  int64_t size, capacity; ///< capacity 0: `data` is a part of another text
  Scratch *scratch;
  std::string_view later = {}; ///< comes behind `data`, but was not copied yet

  /// Room for `n` more bytes.
  void reserve(int64_t n) {
    if (size + n <= capacity)
      return;
    capacity = std::max({size + n, 2 * capacity, int64_t{64}});
    auto *wider = scratch->array<char>(capacity);
    if (size > 0)
      std::memcpy(wider, data, size);
    data = wider;
  }
  void append(const char *text, int64_t n) {
    reserve(n);
    copyShort(data + size, text, n);
    size += n;
  }
  void append(std::string_view text) { append(text.data(), static_cast<int64_t>(text.size())); }

  /// Appends, but copies nothing while all that came lies in one text as it came.
  void gather(const char *text, int64_t n) {
    if (capacity > 0)
      return append(text, n);
    if (n == 0)
      return;
    const auto skipped = static_cast<int64_t>(later.size());
    if (size == 0) {
      data = const_cast<char *>(text);
      size = n;
    } else if (text == data + size + skipped && std::string_view(data + size, later.size()) == later) {
      size += skipped + n;
      later = {};
    } else if (later.empty()) {
      later = {text, static_cast<size_t>(n)};
    } else {
      copyLater();
      append(text, n);
    }
  }
  /// To be called behind `gather`, before anything else.
  void copyLater() {
    if (!later.empty())
      append(std::exchange(later, {}));
  }
};

inline Builder *makeBuilder(smelt_context *context, int64_t capacity) {
  Scratch &scratch = context->scratch();
  return new (scratch.alloc(sizeof(Builder))) Builder{scratch.array<char>(capacity), 0, capacity, &scratch};
}

/// Of a text that is about as long as the one of `size` bytes that it is made of: it need not grow.
inline Builder *builderFor(smelt_context *context, int64_t size) { return makeBuilder(context, size + size / 8 + 64); }

} // namespace smelt::runtime
