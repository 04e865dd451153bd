// How often the values of a metric fell where: exact counts in buckets of at most 1/32 relative width, so that runs of
// any size keep a few hundred numbers and the counts do not depend on the order of the values.
#pragma once
#include <bit>
#include <cstdint>
#include <map>

namespace smelt::runtime {

class Histogram {
public:
  void add(double value) { ++Counts[bucketOf(value)]; }
  /// Buckets from low to high, each with its smallest value in magnitude; whole numbers up to 64 have buckets of their
  /// own.
  template <class Fn> void forEach(Fn each) const {
    for (auto [bucket, count] : Counts)
      each(edgeOf(bucket), count);
  }
  bool empty() const { return Counts.empty(); }

private:
  /// Sign, exponent and the first five bits of the fraction, flipped so that they order as the values do.
  static constexpr int Dropped = 47;
  static uint32_t bucketOf(double value) {
    auto bits = std::bit_cast<uint64_t>(value == 0 ? 0.0 : value);
    auto top = uint32_t(bits >> Dropped), sign = uint32_t(1) << (63 - Dropped);
    return top & sign ? sign - 1 - (top & ~sign) : top | sign;
  }
  static double edgeOf(uint32_t bucket) {
    uint32_t sign = uint32_t(1) << (63 - Dropped);
    uint64_t top = bucket & sign ? bucket & ~sign : (sign - 1 - bucket) | sign;
    return std::bit_cast<double>(top << Dropped);
  }

  std::map<uint32_t, uint64_t> Counts;
};

} // namespace smelt::runtime
