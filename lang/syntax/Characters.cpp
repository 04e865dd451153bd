// UTF-8 to code points.
#include "lang/syntax/Characters.h"
#include "lang/diag/Position.h"
#include <algorithm>

namespace smelt::syntax {

Characters::Characters(std::string_view text) {
  if (std::all_of(text.begin(), text.end(), [](char c) { return static_cast<signed char>(c) >= 0; })) {
    _data.assign(text.begin(), text.end());
    return;
  }
  _data.reserve(text.size());
  offsets_.reserve(text.size() + 1);
  for (size_t at = 0; at < text.size();) {
    offsets_.push_back(static_cast<uint32_t>(at));
    size_t begin = at;
    char32_t c = diag::decode(text, at);
    if (c == 0xFFFD && at == begin + 1)
      firstInvalid_ = std::min(firstInvalid_, static_cast<uint32_t>(begin));
    _data.push_back(c);
  }
  offsets_.push_back(static_cast<uint32_t>(text.size()));
}

} // namespace smelt::syntax
