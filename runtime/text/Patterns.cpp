// The functions that kernels call for patterns.
#include "runtime/text/Builder.h"
#include "runtime/text/Functions.h"
#include "runtime/text/PatternSearch.h"
#include "runtime/text/Sequence.h"
#include "runtime/text/Unicode.h"
#include <array>
#include <cstring>

using namespace smelt::runtime;

static const PatternTable &tableOf(const void *pattern) { return *static_cast<const PatternTable *>(pattern); }

int64_t smelt_pattern_any(smelt_context *context, const char *text, int64_t size, const void *pattern) {
  return PatternSearch(context, tableOf(pattern), text, size).any();
}

int64_t smelt_pattern_count(smelt_context *context, const char *text, int64_t size, const void *pattern) {
  PatternSearch search(context, tableOf(pattern), text, size);
  int64_t count = 0;
  while (search.next())
    ++count;
  return count;
}

// ---- replacing -----------------------------------------------------------------------------------------------------

namespace {
/// What is left of a text, and what stands in place of its matches. Of matches that nothing stands for, the rest is a
/// part of the text as long as it is one part, and not copied.
class Replaced {
public:
  Replaced(smelt_context *context, const char *text, int64_t size) : context(context), text(text), size(size) {}

  void keep(int64_t begin, int64_t end) {
    if (to)
      appendPart(begin, end);
    else if (begin == end)
      return;
    else if (keptBegin == keptEnd)
      keptBegin = begin, keptEnd = end;
    else
      write().appendPart(begin, end);
  }
  /// To be called before `append`.
  Replaced &write() {
    if (!to) [[unlikely]]
      begin();
    return *this;
  }
  void append(const char *from, int64_t n) {
    reserve(n);
    copyShort(to, from, n);
    to += n;
  }
  void appendPart(int64_t begin, int64_t end) {
    const int64_t n = end - begin;
    reserve(n);
    if (n <= Wide) // most parts are short: a size that is known is copied without a call
      std::memcpy(to, text + begin, Wide);
    else
      std::memcpy(to, text + begin, static_cast<size_t>(n));
    to += n;
  }
  /// A text that does not change is given back as it is.
  smelt_text finish() const {
    if (!to)
      return {text + keptBegin, keptEnd - keptBegin};
    if (to - room == size && std::memcmp(room, text, size) == 0)
      return {text, size};
    return {room, to - room};
  }

private:
  static constexpr int64_t Wide = 64; ///< may be read past the text, and written past what was appended

  void begin() {
    const int64_t capacity = size + size / 8 + 2 * Wide;
    room = to = context->scratch().array<char>(capacity);
    limit = room + capacity - Wide;
    appendPart(keptBegin, keptEnd);
  }
  void reserve(int64_t n) {
    if (n > limit - to) [[unlikely]]
      grow(n);
  }
  [[gnu::noinline]] void grow(int64_t n) {
    const int64_t written = to - room, capacity = 2 * (written + n) + Wide;
    auto *wider = context->scratch().array<char>(capacity);
    std::memcpy(wider, room, static_cast<size_t>(written));
    room = wider;
    to = room + written;
    limit = room + capacity - Wide;
  }

  smelt_context *context;
  const char *text;
  int64_t size;
  int64_t keptBegin = 0, keptEnd = 0;
  char *room = nullptr, *to = nullptr, *limit = nullptr;
};
} // namespace

/// A replacement is a list of pieces: the number of a group (int32_t, -1: none), the size of a text (int32_t) that
/// stands before it, the text.
static void appendReplacement(Replaced &out, const char *pieces, int64_t size, const int64_t *groups) {
  out.write();
  for (const char *p = pieces; p < pieces + size;) {
    int32_t head[2];
    std::memcpy(head, p, sizeof head);
    out.append(p + sizeof head, head[1]);
    if (head[0] >= 0 && groups[2 * head[0]] >= 0)
      out.appendPart(groups[2 * head[0]], groups[2 * head[0] + 1]);
    p += sizeof head + head[1];
  }
}

/// `replace(result, groups)` says what stands for a match.
template <class Replace>
static smelt_text replaceMatches(smelt_context *context, const char *text, int64_t size, const PatternTable &table,
                                 bool wantsGroups, Replace replace) {
  PatternSearch search(context, table, text, size);
  std::vector<int64_t> groups(2 * table.groups + 2);
  int64_t *captured = wantsGroups && table.groups ? groups.data() + 2 : nullptr;
  Replaced result(context, text, size);
  int64_t kept = 0;
  while (search.next(captured)) {
    groups[0] = search.begin();
    groups[1] = search.end();
    result.keep(kept, search.begin());
    replace(result, groups.data());
    kept = search.end();
  }
  result.keep(kept, size);
  return result.finish();
}

smelt_text smelt_pattern_replace(smelt_context *context, const char *text, int64_t size, const void *pattern,
                                 const void *pieces, int64_t piecesSize) {
  auto *first = static_cast<const char *>(pieces);
  return replaceMatches(context, text, size, tableOf(pattern), true, [&](Replaced &result, const int64_t *groups) {
    appendReplacement(result, first, piecesSize, groups);
  });
}

/// As below, where matches are what the sieve tells: its bits stay in registers.
static smelt_text replaceRuns(smelt_context *context, const char *text, int64_t size, const PatternTable &table,
                              const char *with, int64_t withSize) {
  SieveScan scan(*table.at<Sieve>(table.forwardSieveOffset), text, text + size);
  Replaced result(context, text, size);
  const char *kept = text;
  for (const char *first, *behind; scan.nextRun(kept, first, behind); kept = behind) {
    result.keep(kept - text, first - text);
    if (withSize)
      result.write().append(with, withSize);
  }
  result.keep(kept - text, size);
  return result.finish();
}

smelt_text smelt_pattern_replace_text(smelt_context *context, const char *text, int64_t size, const void *pattern,
                                      const char *with, int64_t withSize) {
  if (tableOf(pattern).forwardRuns)
    return replaceRuns(context, text, size, tableOf(pattern), with, withSize);
  return replaceMatches(context, text, size, tableOf(pattern), false, [&](Replaced &result, const int64_t *) {
    if (withSize)
      result.write().append(with, withSize);
  });
}

smelt_text smelt_pattern_replace_turn(smelt_context *context, const char *text, int64_t size, const void *pattern,
                                      const void *sizes, int64_t count, const char *texts) {
  auto *sizeOf = static_cast<const int32_t *>(sizes);
  int64_t turn = 0, offset = 0;
  return replaceMatches(context, text, size, tableOf(pattern), false, [&](Replaced &result, const int64_t *) {
    result.write().append(texts + offset, sizeOf[turn]);
    offset += sizeOf[turn];
    if (++turn == count)
      turn = offset = 0;
  });
}

// ---- views ---------------------------------------------------------------------------------------------------------

namespace smelt::runtime {
/// The matches of a pattern in a text, or what stands between them, one at a time.
struct PatternCut {
  PatternSearch search;
  int64_t size;
  bool between, finished = false;
  int64_t last = 0;

  bool next(int64_t &begin, int64_t &end) {
    if (finished)
      return false;
    bool found = search.next();
    if (between) {
      begin = last;
      end = found ? search.begin() : size;
      last = search.end();
      finished = !found;
      return true;
    }
    begin = search.begin();
    end = search.end();
    finished = !found;
    return found;
  }
};
} // namespace smelt::runtime

PatternCut *smelt_pattern_cut(smelt_context *context, const char *text, int64_t size, const void *pattern,
                              int64_t between) {
  return new PatternCut{{context, tableOf(pattern), text, size}, size, between != 0};
}

int64_t smelt_pattern_next(PatternCut *cut, int64_t *cursor) {
  int64_t begin = 0, end = 0;
  if (!cut->next(begin, end))
    return 0;
  cursor[1] = begin;
  cursor[2] = end - begin;
  return 1;
}

void smelt_pattern_end(PatternCut *cut) { delete cut; }

smelt_seq smelt_seq_pattern(smelt_context *context, const char *text, int64_t size, const void *pattern,
                            int64_t between) {
  smelt_seq seq = smelt_seq_new(context);
  PatternCut cut{{context, tableOf(pattern), text, size}, size, between != 0};
  for (int64_t begin, end; cut.next(begin, end);)
    smelt_seq_push_text(seq, text + begin, end - begin);
  return seq;
}

// ---- chunks --------------------------------------------------------------------------------------------------------

/// The end of `n` characters from `p` on, at most `end`.
static const char *skip(const char *p, const char *end, int64_t n) {
  for (; n > 0 && p < end; --n)
    decode(p);
  return p;
}

/// White space and U+001C to U+001F, as `\s` of a pattern.
static bool isBlank(const char *p, const char *end) {
  while (p < end) {
    int32_t c = decode(p);
    if (!isWhiteSpace(c) && !(c >= 0x1C && c <= 0x1F))
      return false;
  }
  return true;
}

/// The last match of the pattern in a piece that does not end where the piece begins.
static bool lastMatch(smelt_context *context, const void *pattern, const char *piece, const char *end, int64_t &begin,
                      int64_t &behind) {
  PatternSearch search(context, tableOf(pattern), piece, end - piece);
  behind = 0;
  while (search.next()) {
    begin = search.begin();
    behind = search.end();
  }
  return behind > 0;
}

smelt_seq smelt_seq_chunks(smelt_context *context, const char *text, int64_t size, int64_t length, int64_t overlap,
                           const void *pattern) {
  smelt_seq seq = smelt_seq_new(context);
  if (overlap < 0 || overlap >= length)
    return seq;
  const char *end = text + size, *stop = skip(text, end, length);
  while (stop < end) {
    const char *cut = stop, *next = skip(text, end, length - overlap);
    int64_t begin = 0, behind = 0;
    if (pattern && lastMatch(context, pattern, text, stop, begin, behind)) {
      cut = text + begin;
      next = text + behind;
    }
    if (!pattern || !isBlank(text, cut))
      smelt_seq_push_text(seq, text, cut - text);
    text = next;
    stop = skip(text, end, length);
  }
  smelt_seq_push_text(seq, text, end - text);
  // What begins inside the last piece and ends with it is a piece of its own where pieces overlap.
  for (bool single = seq->count == 1; !pattern && !single && (text = skip(text, end, length - overlap)) < end;)
    smelt_seq_push_text(seq, text, end - text);
  return seq;
}
