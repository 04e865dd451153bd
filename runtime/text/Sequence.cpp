#include "runtime/text/Sequence.h"
#include "runtime/text/Clones.h"
#include "runtime/text/Decode.h"
#include "runtime/text/Functions.h"
#include "runtime/text/Hashes.h"
#include "runtime/text/IcuWords.h"
#include "runtime/text/Places.h"
#include "runtime/text/Unicode.h"
#include <algorithm>
#include <bit>
#include <new>
#include <numeric>

using namespace smelt::runtime;

Sequence *smelt::runtime::makeSequence(smelt_context *context, int64_t capacity, Elements elements) {
  auto *seq = new (context->scratch().alloc(sizeof(Sequence))) Sequence;
  seq->context = context;
  seq->capacity = capacity;
  if (elements == Elements::ints)
    seq->ints = context->scratch().array<int64_t>(capacity);
  else if (elements == Elements::texts)
    seq->texts = context->scratch().array<smelt_text>(capacity);
  else
    seq->points = context->scratch().array<uint32_t>(capacity);
  return seq;
}

/// Adds an element; the first one decides what the sequence holds.
template <class Element> static void push(Sequence &seq, Element *&elements, Element element) {
  if (!elements)
    elements = seq.context->scratch().array<Element>(seq.capacity = 64);
  if (seq.count == seq.capacity) {
    auto *moved = seq.context->scratch().array<Element>(seq.capacity *= 2);
    std::copy_n(elements, seq.count, moved);
    elements = moved;
  }
  elements[seq.count++] = element;
}

void Sequence::hashElements() {
  if (hashes)
    return;
  hashes = context->scratch().array<uint64_t>(count + 1);
  if (texts)
    for (int64_t i = 0; i < count; ++i)
      hashes[i] = hashText(texts[i].data, texts[i].size);
  else if (points)
    hashInts(points, count, hashes);
  else
    hashInts(ints, count, hashes);
}

bool Sequence::sameRun(int64_t a, int64_t b, int64_t n) const {
  if (points)
    return std::equal(points + a, points + a + n, points + b);
  if (ints)
    return std::equal(ints + a, ints + a + n, ints + b);
  for (int64_t i = 0; i < n; ++i)
    if (!sameText(texts[a + i], texts[b + i]))
      return false;
  return true;
}

void smelt_row(smelt_context *context) { context->scratch().reset(); }

smelt_seq smelt_seq_new(smelt_context *context) {
  auto *seq = new (context->scratch().alloc(sizeof(Sequence))) Sequence;
  seq->context = context;
  return seq;
}

smelt_seq smelt_seq_reserve(smelt_context *context, int64_t capacity, int64_t elements) {
  return makeSequence(context, capacity + 1, static_cast<Elements>(elements));
}

void smelt_seq_push_text(Sequence *seq, const char *text, int64_t size) {
  push(*seq, seq->texts, smelt_text{text, size});
}
void smelt_seq_push_int(Sequence *seq, int64_t value) { push(*seq, seq->ints, value); }
void smelt_seq_push_point(Sequence *seq, int32_t value) { push(*seq, seq->points, static_cast<uint32_t>(value)); }

smelt_seq smelt_seq_cut(smelt_context *context, int64_t kind, const char *text, int64_t size, const void *set) {
  constexpr int64_t chars = 5, bytes = 6, wordsIcu = 10;
  if (kind == chars || kind == bytes) {
    Sequence *seq = makeSequence(context, decodeBound(size), Elements::points);
    seq->count = kind == bytes ? size : decodeAll(text, size, seq->points);
    if (kind == bytes)
      std::copy_n(reinterpret_cast<const unsigned char *>(text), size, seq->points);
    return seq;
  }
  Sequence *seq = makeSequence(context, 64, Elements::texts);
  if (kind == wordsIcu) {
    forEachIcuWord({text, size_t(size)},
                   [&](std::string_view word) { smelt_seq_push_text(seq, word.data(), int64_t(word.size())); });
    return seq;
  }
  int64_t cursor[3] = {0, 0, 0};
  while (smelt_cut_next(kind, text, size, cursor, set))
    smelt_seq_push_text(seq, text + cursor[1], cursor[2]);
  return seq;
}

uint64_t *smelt_scan_masks(smelt_context *context, int64_t size) {
  return context->scratch().array<uint64_t>(size / 64 + 2);
}

static int64_t countWords(const uint64_t *wordBytes, int64_t blocks) {
  int64_t words = 0;
  uint64_t previous = 0;
  for (int64_t b = 0; b < blocks; ++b) {
    words += std::popcount(wordBytes[b] & ~(wordBytes[b] << 1 | previous));
    previous = wordBytes[b] >> 63;
  }
  return words;
}

/// Word events ride on the bitmap: an edge of the mask is a start or an end in turn. The edges of some blocks are
/// listed first, so that no branch depends on where words end.
SMELT_CLONES
smelt_seq smelt_seq_words(smelt_context *context, const char *text, int64_t size, const uint64_t *wordBytes,
                          int64_t hashed) {
  constexpr int64_t group = 16;
  uint32_t edges[64 * group + 4];
  int64_t blocks = (size + 63) / 64, words = countWords(wordBytes, blocks);
  Sequence *seq = makeSequence(context, words + 1, Elements::texts);
  if (hashed)
    seq->hashes = context->scratch().array<uint64_t>(words + 1);
  smelt_text *out = seq->texts;
  uint64_t *hash = seq->hashes, previous = 0;
  auto add = [&](const char *begin, const char *end) {
    if (hash)
      *hash++ = hashText(begin, end - begin);
    *out++ = {begin, end - begin};
  };
  const char *open = nullptr;
  for (int64_t first = 0; first < blocks; first += group) {
    uint32_t *end = edges;
    for (int64_t b = first; b < std::min(blocks, first + group); ++b) {
      end = placesOf(wordBytes[b] ^ (wordBytes[b] << 1 | previous), static_cast<uint32_t>(64 * (b - first)), end);
      previous = wordBytes[b] >> 63;
    }
    const char *base = text + 64 * first;
    const uint32_t *at = edges;
    if (open && at < end) {
      add(open, base + *at++);
      open = nullptr;
    }
    for (; end - at >= 2; at += 2)
      add(base + at[0], base + at[1]);
    if (at < end)
      open = base + *at;
  }
  if (open)
    add(open, text + size);
  seq->count = out - seq->texts;
  return seq;
}

double smelt_median_int(Sequence *seq) {
  if (!seq->count)
    return 0;
  int64_t middle = seq->count / 2;
  std::nth_element(seq->ints, seq->ints + middle, seq->ints + seq->count);
  double upper = static_cast<double>(seq->ints[middle]);
  if (seq->count % 2)
    return upper;
  return (static_cast<double>(*std::max_element(seq->ints, seq->ints + middle)) + upper) / 2;
}

double smelt_median_real(Sequence *seq) {
  if (!seq->count)
    return 0;
  std::vector<double> values(seq->count);
  std::memcpy(values.data(), seq->ints, seq->count * sizeof(double));
  std::sort(values.begin(), values.end());
  int64_t middle = seq->count / 2;
  return seq->count % 2 ? values[middle] : std::midpoint(values[middle - 1], values[middle]);
}
