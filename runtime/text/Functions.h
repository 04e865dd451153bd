// Prototypes of every function in runtime/abi/functions.def.
#pragma once
#include "runtime/abi/kernel.h"
#include <cstdint>
#include <string>

namespace smelt::runtime {
struct Sequence;
struct Tally;
struct Builder;
struct Seen;
struct PatternCut;
} // namespace smelt::runtime

extern "C" {
using smelt_c = smelt_context *;
using smelt_seq = smelt::runtime::Sequence *;
using smelt_tally = smelt::runtime::Tally *;
using smelt_build = smelt::runtime::Builder *;
using smelt_cut = smelt::runtime::PatternCut *;

void smelt_row(smelt_c);
int64_t smelt_cut_next(int64_t kind, const char *text, int64_t size, int64_t *cursor, const void *set);
smelt_seq smelt_seq_new(smelt_c);
smelt_seq smelt_seq_reserve(smelt_c, int64_t capacity, int64_t elements);
void smelt_seq_push_text(smelt_seq, const char *text, int64_t size);
void smelt_seq_push_int(smelt_seq, int64_t value);
void smelt_seq_push_point(smelt_seq, int32_t value);
smelt_seq smelt_seq_cut(smelt_c, int64_t kind, const char *text, int64_t size, const void *set);
/// table: a punktModel (Punkt.h)
smelt_seq smelt_seq_punkt(smelt_c, const char *text, int64_t size, const void *table);
/// smelt_seq_cut for lines and pieces at a set; the bitmap marks the first byte of each of its characters.
smelt_seq smelt_seq_cut_at(smelt_c, int64_t kind, const char *text, int64_t size, const uint64_t *bitmap);
/// `hashed`: with the hashes of the words, which are made when they are first needed otherwise.
smelt_seq smelt_seq_words(smelt_c, const char *text, int64_t size, const uint64_t *wordBytes, int64_t hashed);
uint64_t *smelt_scan_masks(smelt_c, int64_t size);
int64_t smelt_span_count(const uint64_t *bitmap, int64_t offset, int64_t size, int64_t runs);
int64_t smelt_runs_with(const uint64_t *runs, const uint64_t *bitmap, int64_t size);
/// As smelt_trim of `size` bytes from `offset` on; the bitmap marks the first byte of each character that stays.
smelt_text smelt_span_trim(int64_t kind, const uint64_t *bitmap, const char *text, int64_t offset, int64_t size);
int64_t smelt_span_next(const uint64_t *bitmap, int64_t end, int64_t *cursor);
smelt_tally smelt_tally_reference(smelt_c, smelt_seq, int64_t n);
smelt_tally smelt_tally_chain(smelt_c, smelt_seq, int64_t n);
smelt_tally smelt_tally_within(smelt_c, smelt_seq, int64_t n, const int64_t *weights, int64_t plus, int64_t limit);
int64_t smelt_tally_get(smelt_tally, int64_t kind);
double smelt_tally_entropy(smelt_tally);
int64_t smelt_tally_largest(smelt_tally, int64_t k);
int64_t smelt_tally_top(smelt_tally);
int64_t smelt_tally_top_count(smelt_tally);
int64_t smelt_tally_longest_reference(smelt_c, smelt_seq, int64_t n, smelt_tally);
int64_t smelt_tally_longest_chain(smelt_c, smelt_seq, int64_t n, smelt_tally);
int64_t smelt_duplicates_reference(smelt_c, smelt_seq, int64_t n, int64_t flags, const int64_t *weights,
                                   int64_t perElement, int64_t constant);
int64_t smelt_duplicates_chain(smelt_c, smelt_seq, int64_t n, int64_t flags, const int64_t *weights, int64_t perElement,
                               int64_t constant);
int64_t smelt_duplicates_within(smelt_c, smelt_seq, int64_t n, int64_t flags, const int64_t *weights,
                                int64_t perElement, int64_t constant, int64_t limit);
double smelt_median_int(smelt_seq);
double smelt_median_real(smelt_seq);
int64_t smelt_count_chars(const char *text, int64_t size);
int64_t smelt_find_all(const char *text, int64_t size, const char *literal, int64_t literalSize);
int64_t smelt_contains(const char *text, int64_t size, const char *literal, int64_t literalSize);
int64_t smelt_affix(int64_t kind, const char *text, int64_t size, const char *what, int64_t whatSize);
int64_t smelt_compare(const char *a, int64_t aSize, const char *b, int64_t bSize);
smelt_text smelt_replace(smelt_c, const char *text, int64_t size, const char *literal, int64_t literalSize,
                         const char *with, int64_t withSize);
int64_t smelt_pattern_any(smelt_c, const char *text, int64_t size, const void *pattern);
int64_t smelt_pattern_count(smelt_c, const char *text, int64_t size, const void *pattern);
smelt_text smelt_pattern_replace(smelt_c, const char *text, int64_t size, const void *pattern, const void *pieces,
                                 int64_t piecesSize);
smelt_text smelt_pattern_replace_turn(smelt_c, const char *text, int64_t size, const void *pattern, const void *sizes,
                                      int64_t count, const char *texts);
smelt_seq smelt_seq_chunks(smelt_c, const char *text, int64_t size, int64_t length, int64_t overlap,
                           const void *pattern);
smelt_text smelt_pattern_replace_text(smelt_c, const char *text, int64_t size, const void *pattern, const char *with,
                                      int64_t withSize);
smelt_cut smelt_pattern_cut(smelt_c, const char *text, int64_t size, const void *pattern, int64_t between);
int64_t smelt_pattern_next(smelt_cut, int64_t *cursor);
void smelt_pattern_end(smelt_cut);
smelt_seq smelt_seq_pattern(smelt_c, const char *text, int64_t size, const void *pattern, int64_t between);
smelt_text smelt_replace_before(smelt_c, const char *text, int64_t size, const char *literal, int64_t literalSize,
                                const char *with, int64_t withSize, const void *set);
int64_t smelt_in_texts(const char *text, int64_t size, const void *table);
int64_t smelt_seq_listed(smelt_c, smelt_seq, const void *table, int64_t most);
int64_t smelt_is_line(const char *text, int64_t size, const void *table);
smelt_text smelt_drop_chars(smelt_c, const char *text, int64_t size, const void *sieve, const void *set, int64_t byte,
                            int64_t runs, int64_t last);
smelt_text smelt_replace_chars(smelt_c, const char *text, int64_t size, const void *set, const char *with,
                               int64_t withSize, int64_t runs);
smelt_text smelt_translate(smelt_c, const char *text, int64_t size, const void *sieve, const void *table);
smelt_text smelt_convert_chinese(smelt_c, int64_t mode, const char *text, int64_t size);
int64_t smelt_encode(smelt_c, int64_t encoding, const char *text, int64_t size, smelt_text *out);
int64_t smelt_decode(smelt_c, int64_t encoding, const char *text, int64_t size, smelt_text *out);
smelt_text smelt_html_text(smelt_c, const char *text, int64_t size);
smelt::runtime::Seen *smelt_seen_new(smelt_c);
int64_t smelt_is_repeat(smelt::runtime::Seen *, const char *key, int64_t size, int64_t least);
int64_t smelt_has_char(const char *text, int64_t size, const void *finder);
smelt_text smelt_remove_prefix(const char *text, int64_t size, const char *prefix, int64_t prefixSize);
smelt_text smelt_remove_suffix(const char *text, int64_t size, const char *suffix, int64_t suffixSize);
smelt_text smelt_trim(int64_t kind, const char *text, int64_t size, const void *set);
smelt_text smelt_trim_json(int64_t kind, const char *text, int64_t size, const void *set);
smelt_text smelt_case(smelt_c, int64_t kind, const char *text, int64_t size);
int64_t smelt_same_but_case(const char *text, int64_t size, const char *other, int64_t otherSize);
smelt_text smelt_normalize(smelt_c, int64_t form, const char *text, int64_t size);
smelt_build smelt_builder(smelt_c);
void smelt_append(smelt_build, const char *text, int64_t size);
void smelt_append_int(smelt_build, int64_t value);
void smelt_append_real(smelt_build, double value);
void smelt_append_char(smelt_build, int64_t codepoint);
smelt_text smelt_finish(smelt_c, smelt_build);
smelt_text smelt_settle(smelt_c, const char *text, int64_t size);
smelt_text smelt_settle_texts(smelt_c, smelt_seq);
int64_t smelt_mark(smelt_c);
smelt_text smelt_keep_only(smelt_c, int64_t mark, const char *text, int64_t size);
void smelt_append_json_real(smelt_build, double value);
void smelt_append_json_string(smelt_build, const char *text, int64_t size);
int64_t smelt_json_equal(const char *a, int64_t aSize, const char *b, int64_t bSize);
int64_t smelt_json_field(const char *text, int64_t size, const char *name, int64_t nameSize, smelt_text *out);
int64_t smelt_json_items(smelt_c, int64_t kind, const char *text, int64_t size, smelt_seq *out);
int64_t smelt_parse(smelt_c, int64_t kind, int64_t json, const char *text, int64_t size, void *out);
}

namespace smelt::runtime {
/// A function kernels may call, for the JIT's symbol map.
struct KernelFunction {
  const char *name;
  void *address;
};
/// Why the tables of a conversion between Chinese scripts cannot be read; empty if they can. Kernels that convert may
/// run only then.
std::string chineseProblem(int64_t mode);
/// Which tables those are: a version of OpenCC, or the folder of others than runtime/text/opencc.txt pins.
std::string chineseTables();
/// Whether they are those of the release that smelt is tested with.
bool chineseTablesArePinned();
/// Every function of runtime/abi/functions.def; ends with a null name.
const KernelFunction *kernelFunctions();
} // namespace smelt::runtime
