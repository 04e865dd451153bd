// Where in a text one of some strings of bytes may begin: 64 places at a time, a few of them in vain.
//
// A string is up to four sets of bytes, one for each place. Strings fall into eight classes; two tables for each place
// say which classes a byte fits by its low and by its high half, as a vector of 16 entries can be looked up at once
// (Teddy in Hyperscan). Where all four places fit one class, a string may begin.
#pragma once
#include <array>
#include <bit>
#include <bitset>
#include <cstdint>
#include <vector>

namespace smelt::runtime {

/// Part of the constants of a kernel.
struct Sieve {
  static constexpr int places = 4;
  uint8_t low[places][16], high[places][16];
  uint32_t used;    ///< places before this one tell bytes apart, later ones fit all
  uint32_t lead;    ///< a place that so few bytes fit that most blocks have none; `places`: there is none
  int32_t leadByte; ///< the only byte that fits there, or -1
  int32_t nextByte; ///< the only byte that fits behind it, or -1
};

using ByteSet = std::bitset<256>;
/// A set that is full stands for "whatever follows".
using SieveString = std::array<ByteSet, Sieve::places>;

/// About how often a byte occurs in text, Chinese or English.
double frequencyOf(unsigned char byte);
/// How often a string begins, as its bytes were independent.
double frequencyOf(const SieveString &string);

/// The sieve of some strings; the best of the ways to put them into classes is not looked for, but a good one.
Sieve makeSieve(std::vector<SieveString> strings);

/// The strings that characters of a set begin with; `ranges`: the first and last code points, sorted.
std::vector<SieveString> stringsOf(const int32_t *ranges, size_t count);

/// The blocks of 64 bytes from `p` on: moves `p` to the first that holds a candidate before `end` and returns the
/// candidates as bits; 0 if there is none. May read 68 bytes past `end`.
uint64_t nextSieved(const Sieve &sieve, const char *&p, const char *end);
/// The forms of `nextSieved` that this machine can run, the definition first.
using SieveForm = uint64_t (*)(const Sieve &sieve, const char *&p, const char *end);
std::vector<SieveForm> sieveForms();

/// Candidates of a text, one after the other.
class SieveScan {
public:
  SieveScan(const Sieve &sieve, const char *begin, const char *end) : sieve(sieve), block(begin - 64), end(end) {}

  /// The next candidate that is not before `from`, or null.
  const char *next(const char *from) {
    for (;;) {
      if (from >= block + 64) {
        block = from;
        candidates = nextSieved(sieve, block, end);
        if (!candidates)
          return block = end, nullptr;
      }
      if (from > block)
        candidates &= ~0ull << (from - block);
      if (candidates)
        return block + __builtin_ctzll(candidates);
      from = block + 64;
      if (from >= end)
        return nullptr;
    }
  }

  /// The next candidates, from the first that is not before `from`, that follow one another.
  bool nextRun(const char *from, const char *&first, const char *&behind) {
    first = from < end ? next(from) : nullptr;
    if (first)
      behind = endOfRun(first);
    return first;
  }
  /// Behind the candidates that follow one another from `from` on, which is what `next` gave last.
  const char *endOfRun(const char *from) {
    for (;;) {
      const auto at = from - block;
      const int64_t others = std::countr_one(candidates >> at);
      if (at + others < 64 || from + others >= end)
        return from + others;
      from = block + 64;
      const char *following = from;
      const uint64_t there = nextSieved(sieve, following, end);
      candidates = following == from ? there : 0;
      block = from;
      if (!(candidates & 1))
        return from;
    }
  }

private:
  const Sieve &sieve;
  const char *block, *end;
  uint64_t candidates = 0;
};

} // namespace smelt::runtime
