// A recipe's bytes as the stream of code points that ANTLR reads, with the way back to byte offsets.
#pragma once
#include "ANTLRInputStream.h"
#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

namespace smelt::syntax {

class Characters : public antlr4::ANTLRInputStream {
public:
  /// A byte that is not UTF-8 becomes U+FFFD; the first one's offset is kept.
  explicit Characters(std::string_view text);

  uint32_t byteOf(size_t index) const { return offsets_.empty() ? static_cast<uint32_t>(index) : offsets_[index]; }
  char32_t at(size_t index) const { return _data[index]; }
  void seek(size_t index) override { p = std::min(index, _data.size()); }
  size_t length() const { return _data.size(); }
  bool isValid() const { return firstInvalid_ == UINT32_MAX; }
  uint32_t firstInvalid() const { return firstInvalid_; }

private:
  std::vector<uint32_t> offsets_; ///< byte offset of each code point and of the end; empty if all are ASCII
  uint32_t firstInvalid_ = UINT32_MAX;
};

} // namespace smelt::syntax
