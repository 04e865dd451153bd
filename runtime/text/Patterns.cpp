// The functions that kernels call for patterns.
#include "runtime/text/Builder.h"
#include "runtime/text/Functions.h"
#include "runtime/text/PatternSearch.h"
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

/// A replacement is a list of pieces: the number of a group (int32_t, -1: none), the size of a text (int32_t) that
/// stands before it, the text.
static void appendReplacement(Builder &out, const char *text, const char *pieces, int64_t size, const int64_t *groups) {
  for (const char *p = pieces; p < pieces + size;) {
    int32_t head[2];
    std::memcpy(head, p, sizeof head);
    out.append(p + sizeof head, head[1]);
    if (head[0] >= 0 && groups[2 * head[0]] >= 0)
      out.append(text + groups[2 * head[0]], groups[2 * head[0] + 1] - groups[2 * head[0]]);
    p += sizeof head + head[1];
  }
}

/// A text that does not change is given back as it is.
template <class Append>
static smelt_text replaceMatches(smelt_context *context, const char *text, int64_t size, const PatternTable &table,
                                 bool wantsGroups, Append append) {
  PatternSearch search(context, table, text, size);
  std::vector<int64_t> groups(2 * table.groups + 2);
  int64_t *captured = wantsGroups && table.groups ? groups.data() + 2 : nullptr;
  Builder *out = nullptr;
  int64_t copied = 0;
  while (search.next(captured)) {
    if (!out)
      out = smelt_builder(context);
    groups[0] = search.begin();
    groups[1] = search.end();
    out->append(text + copied, search.begin() - copied);
    append(*out, groups.data());
    copied = search.end();
  }
  if (!out)
    return {text, size};
  out->append(text + copied, size - copied);
  if (out->size == size && std::memcmp(out->data, text, size) == 0)
    return {text, size};
  return smelt_finish(context, out);
}

smelt_text smelt_pattern_replace(smelt_context *context, const char *text, int64_t size, const void *pattern,
                                 const void *pieces, int64_t piecesSize) {
  auto *first = static_cast<const char *>(pieces);
  return replaceMatches(context, text, size, tableOf(pattern), true, [&](Builder &out, const int64_t *groups) {
    appendReplacement(out, text, first, piecesSize, groups);
  });
}

smelt_text smelt_pattern_replace_text(smelt_context *context, const char *text, int64_t size, const void *pattern,
                                      const char *with, int64_t withSize) {
  return replaceMatches(context, text, size, tableOf(pattern), false,
                        [&](Builder &out, const int64_t *) { out.append(with, withSize); });
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

/// Kernels run their loops to the end, where a cut is given back.
PatternCut *smelt_pattern_cut(smelt_context *context, const char *text, int64_t size, const void *pattern,
                              int64_t between) {
  return new PatternCut{{context, tableOf(pattern), text, size}, size, between != 0};
}

int64_t smelt_pattern_next(PatternCut *cut, int64_t *cursor) {
  int64_t begin = 0, end = 0;
  if (!cut->next(begin, end)) {
    delete cut;
    return 0;
  }
  cursor[1] = begin;
  cursor[2] = end - begin;
  return 1;
}

smelt_seq smelt_seq_pattern(smelt_context *context, const char *text, int64_t size, const void *pattern,
                            int64_t between) {
  smelt_seq seq = smelt_seq_new(context);
  PatternCut cut{{context, tableOf(pattern), text, size}, size, between != 0};
  for (int64_t begin, end; cut.next(begin, end);)
    smelt_seq_push_text(seq, text + begin, end - begin);
  return seq;
}
