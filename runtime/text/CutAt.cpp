// Lines and pieces of a text between characters that a bitmap marks, all at once (docs/language.md, "Views and folds").
#include "runtime/text/Clones.h"
#include "runtime/text/Functions.h"
#include "runtime/text/Places.h"
#include "runtime/text/Sequence.h"
#include "runtime/text/Unicode.h"
#include <algorithm>

using namespace smelt::runtime;

namespace {

/// The bits before `size`, in order.
template <class Visit>
[[gnu::always_inline]] inline void forEachMark(const uint64_t *bitmap, int64_t size, Visit visit) {
  constexpr int64_t group = 16;
  uint32_t places[64 * group + 4];
  for (int64_t blocks = (size + 63) / 64, first = 0; first < blocks; first += group) {
    uint32_t *end = places;
    for (int64_t b = first; b < std::min(blocks, first + group); ++b)
      end = placesOf(bitmap[b], static_cast<uint32_t>(64 * (b - first)), end);
    for (const uint32_t *at = places; at < end; ++at)
      visit(64 * first + *at);
  }
}

[[gnu::always_inline]] inline int64_t countMarks(const uint64_t *bitmap, int64_t size) {
  int64_t count = 0;
  for (int64_t b = 0; b < (size + 63) / 64; ++b)
    count += std::popcount(bitmap[b]);
  return count;
}

/// Writes the elements of a cut, from its begin on.
class Pieces {
public:
  Pieces(const char *text, smelt_text *out) : text(text), out(out) {}

  /// The text from the last separator's end to the next one's begin.
  [[gnu::always_inline]] void end(int64_t separator, int64_t next) {
    *out++ = {text + begin, separator - begin};
    begin = next;
  }

  const char *text;
  smelt_text *out;
  int64_t begin = 0;
};

/// Lines end at any mark; a carriage return and a line feed are one end if both are marked.
[[gnu::always_inline]] inline void cutLines(Pieces &pieces, const uint64_t *bitmap, int64_t size) {
  const char *text = pieces.text;
  forEachMark(bitmap, size, [&](int64_t at) __attribute__((always_inline)) {
    if (at > 0 && text[at] == '\n' && text[at - 1] == '\r' && pieces.begin == at)
      pieces.begin = at + 1;
    else
      pieces.end(at, at + lengthOf(text[at]));
  });
  if (pieces.begin < size)
    pieces.end(size, size);
}

[[gnu::always_inline]] inline void cutAtEach(Pieces &pieces, const uint64_t *bitmap, int64_t size) {
  const char *text = pieces.text;
  forEachMark(bitmap, size,
              [&](int64_t at) __attribute__((always_inline)) { pieces.end(at, at + lengthOf(text[at])); });
  pieces.end(size, size);
}

/// At runs of at least `least` marked characters.
[[gnu::always_inline]] inline void cutAtRuns(Pieces &pieces, const uint64_t *bitmap, int64_t size, int64_t least) {
  const char *text = pieces.text;
  int64_t first = 0, behind = -1, length = 0; // of the last run
  forEachMark(bitmap, size, [&](int64_t at) __attribute__((always_inline)) {
    if (at != behind) {
      if (length >= least)
        pieces.end(first, behind);
      first = at;
      length = 0;
    }
    behind = at + lengthOf(text[at]);
    ++length;
  });
  if (length >= least)
    pieces.end(first, behind);
  pieces.end(size, size);
}

} // namespace

SMELT_CLONES
smelt_seq smelt_seq_cut_at(smelt_context *context, int64_t kind, const char *text, int64_t size,
                           const uint64_t *bitmap) {
  constexpr int64_t lines = 2;
  const int64_t runs = kind >> 8 & 0xFFFFFF;
  Sequence *seq = makeSequence(context, countMarks(bitmap, size) + 1, Elements::texts);
  Pieces pieces(text, seq->texts);
  if ((kind & 255) == lines)
    cutLines(pieces, bitmap, size);
  else if (runs)
    cutAtRuns(pieces, bitmap, size, runs);
  else
    cutAtEach(pieces, bitmap, size);
  seq->count = pieces.out - seq->texts;
  return seq;
}
