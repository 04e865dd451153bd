#include "runtime/io/RawStrings.h"
#include "runtime/io/JsonString.h"
#include <algorithm>

namespace smelt::runtime {

bool RawStrings::mayStay(std::string_view raw) const {
  if (raw.empty() || first[uint8_t(raw[0])])
    return false;
  const char *at = raw.data();
  return !sieve || nextSieved(*sieve, at, raw.data() + raw.size()) == 0;
}

bool RawStringFilter::leaves(const char *&at, const char *end) {
  static constexpr unsigned MostPause = 32;
  if (Pause > 0)
    return --Pause, false;
  const char *behind = at;
  if (!skipSimpleEscapes(behind, end))
    return false;
  if (!Strings.mayStay({at, size_t(behind - at)})) {
    Pause = Longest = std::min(2 * Longest + 1, MostPause);
    return false;
  }
  Longest /= 2;
  at = behind;
  return true;
}

} // namespace smelt::runtime
