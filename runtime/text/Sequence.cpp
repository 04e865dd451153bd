#include "runtime/text/Sequence.h"
#include "runtime/text/Functions.h"
#include "runtime/text/Unicode.h"
#include <algorithm>
#include <new>

using namespace smelt::runtime;

static Sequence *makeSequence(smelt_context *context, int64_t capacity, bool ints) {
  auto *seq = new (context->scratch().alloc(sizeof(Sequence))) Sequence;
  seq->context = context;
  seq->capacity = capacity;
  if (ints)
    seq->ints = context->scratch().array<int64_t>(capacity);
  else
    seq->texts = context->scratch().array<smelt_text>(capacity);
  return seq;
}

void Sequence::grow() {
  int64_t wider = capacity * 2;
  if (texts) {
    auto *moved = context->scratch().array<smelt_text>(wider);
    std::copy(texts, texts + count, moved);
    texts = moved;
  } else {
    auto *moved = context->scratch().array<int64_t>(wider);
    std::copy(ints, ints + count, moved);
    ints = moved;
  }
  capacity = wider;
}

void Sequence::hashElements() {
  if (hashes)
    return;
  hashes = context->scratch().array<uint64_t>(count + 1);
  if (texts)
    for (int64_t i = 0; i < count; ++i)
      hashes[i] = hashText(texts[i].data, texts[i].size);
  else
    for (int64_t i = 0; i < count; ++i)
      hashes[i] = hashInt(ints[i]);
}

bool Sequence::sameRun(int64_t a, int64_t b, int64_t n) const {
  if (!texts)
    return std::equal(ints + a, ints + a + n, ints + b);
  for (int64_t i = 0; i < n; ++i)
    if (texts[a + i].size != texts[b + i].size || std::memcmp(texts[a + i].data, texts[b + i].data, texts[a + i].size))
      return false;
  return true;
}

void smelt_row(smelt_context *context) { context->scratch().reset(); }

/// The first push decides what the sequence holds.
smelt_seq smelt_seq_new(smelt_context *context) {
  auto *seq = new (context->scratch().alloc(sizeof(Sequence))) Sequence;
  seq->context = context;
  return seq;
}

void smelt_seq_push_text(Sequence *seq, const char *text, int64_t size) {
  if (!seq->texts) {
    seq->capacity = 64;
    seq->texts = seq->context->scratch().array<smelt_text>(64);
  }
  if (seq->count == seq->capacity)
    seq->grow();
  seq->texts[seq->count++] = {text, size};
}

void smelt_seq_push_int(Sequence *seq, int64_t value) {
  if (!seq->ints) {
    seq->capacity = 64;
    seq->ints = seq->context->scratch().array<int64_t>(64);
  }
  if (seq->count == seq->capacity)
    seq->grow();
  seq->ints[seq->count++] = value;
}

smelt_seq smelt_seq_cut(smelt_context *context, int64_t kind, const char *text, int64_t size, const void *set) {
  constexpr int64_t chars = 5, bytes = 6;
  if (kind == chars || kind == bytes) {
    Sequence *seq = makeSequence(context, size + 1, true);
    const char *p = text, *end = text + size;
    while (p < end)
      seq->ints[seq->count++] = kind == bytes ? static_cast<unsigned char>(*p++) : decode(p);
    return seq;
  }
  Sequence *seq = makeSequence(context, 64, false);
  int64_t cursor[3] = {0, 0, 0};
  while (smelt_cut_next(kind, text, size, cursor, set))
    smelt_seq_push_text(seq, text + cursor[1], cursor[2]);
  return seq;
}

uint64_t *smelt_scan_masks(smelt_context *context, int64_t size) {
  return context->scratch().array<uint64_t>(size / 64 + 2);
}

/// Word events ride on the bitmap: an edge of the mask is a start or an end in turn.
smelt_seq smelt_seq_words(smelt_context *context, const char *text, int64_t size, const uint64_t *wordBytes) {
  int64_t blocks = (size + 63) / 64, words = 0;
  uint64_t previous = 0;
  for (int64_t b = 0; b < blocks; ++b) {
    words += __builtin_popcountll(wordBytes[b] & ~(wordBytes[b] << 1 | previous));
    previous = wordBytes[b] >> 63;
  }
  Sequence *seq = makeSequence(context, words + 1, false);
  seq->hashes = context->scratch().array<uint64_t>(words + 1);
  smelt_text *out = seq->texts;
  uint64_t *hash = seq->hashes;
  const char *start = nullptr;
  previous = 0;
  for (int64_t b = 0; b < blocks; ++b) {
    uint64_t mask = wordBytes[b], edges = mask ^ (mask << 1 | previous);
    previous = mask >> 63;
    const char *base = text + 64 * b;
    if (start && edges) {
      const char *end = base + __builtin_ctzll(edges);
      edges &= edges - 1;
      *hash++ = hashText(start, end - start);
      *out++ = {start, end - start};
      start = nullptr;
    }
    while (edges) {
      start = base + __builtin_ctzll(edges);
      edges &= edges - 1;
      if (!edges)
        break;
      const char *end = base + __builtin_ctzll(edges);
      edges &= edges - 1;
      *hash++ = hashText(start, end - start);
      *out++ = {start, end - start};
      start = nullptr;
    }
  }
  if (start) {
    *hash++ = hashText(start, text + size - start);
    *out++ = {start, text + size - start};
  }
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
  return seq->count % 2 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}
