// Tells which characters of a text are in a set, 64 bytes at a time, and leaves them out or puts a byte in their place.
//
// As Sieve.h, but nothing is let through in vain: characters fall into up to sixteen classes, each of which is a
// product of sets of half bytes (the first bytes of a character, up to three, by their low and high halves), and is
// looked up as one bit of a table.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace smelt::runtime {

/// Part of the constants of a kernel.
struct CharSieve {
  static constexpr int tables = 2, places = 3;
  uint8_t low[tables][places][16], high[tables][places][16];
  uint32_t ofOthers;               ///< 1: the characters that are not in the set are told
  uint32_t usedTables, usedPlaces; ///< the first ones; later ones tell nothing, or let any byte through
};

/// The sieve of a set (its first and last code points, sorted), or nothing where neither it nor what is not in it has
/// so few classes, or where the last of four bytes
/// matters.
std::optional<CharSieve> makeCharSieve(const int32_t *ranges, size_t count);

/// What stands for the characters that are left out.
struct Substitute {
  int32_t byte = -1; ///< ASCII; negative: nothing
  bool ofRuns;       ///< one for all that follow one another, not for each
};

/// How one kind of machine leaves characters out. Texts are valid UTF-8 and can be read SMELT_TEXT_PADDING bytes past
/// their end; `set` is a table for `contains` (Unicode.h), for the form that looks at each character.
struct DropForm {
  /// Up to 64 bytes before the first character in the set, perhaps inside of another; `end` if there is none.
  const char *(*skip)(const CharSieve &sieve, const void *set, const char *at, const char *end);
  /// Writes the text, which may begin inside of a character that stays, with the substitute for characters of the set
  /// to `to`, which has room for 64 bytes more; returns the end of it.
  char *(*drop)(const CharSieve &sieve, const void *set, Substitute substitute, const char *at, const char *end,
                char *to);
};
/// Those that this machine runs, the definition first; the last is used.
std::vector<DropForm> dropForms();
const DropForm &dropForm();

} // namespace smelt::runtime
