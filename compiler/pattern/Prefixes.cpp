#include "compiler/pattern/Prefixes.h"
#include <algorithm>
#include <numeric>

namespace smelt::pattern {

using runtime::ByteSet;
using runtime::SieveString;

std::vector<SieveString> stringsOf(const CodePoints &set) {
  std::vector<int32_t> ranges;
  for (auto [first, last] : set.ranges())
    ranges.insert(ranges.end(), {first, last});
  return runtime::stringsOf(ranges.data(), ranges.size());
}

size_t lengthOf(const SieveString &character) {
  const ByteSet &leads = character[0];
  size_t lead = leads._Find_first();
  return lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

bool extend(SieveString &string, size_t &at, const std::vector<SieveString> &next) {
  size_t length = lengthOf(next[0]);
  bool sameLength = std::all_of(next.begin(), next.end(), [&](const SieveString &n) { return lengthOf(n) == length; });
  for (size_t i = 0; i < (sameLength ? length : 1) && at + i < string.size(); ++i) {
    string[at + i].reset();
    for (const SieveString &n : next)
      string[at + i] |= n[i];
  }
  at += length;
  return sameLength;
}

double frequencyOf(const std::vector<SieveString> &strings) {
  return std::accumulate(strings.begin(), strings.end(), 0.0,
                         [](double sum, const SieveString &s) { return sum + runtime::frequencyOf(s); });
}

} // namespace smelt::pattern
