/* The binary interface between compiled kernels and the runtime: plain C, versioned by SMELT_ABI_VERSION.
 *
 * A kernel judges and rewrites one batch of rows. Columns are arrays with one value for each row; texts are spans into
 * memory that the batch keeps alive. Every text span, wherever it comes from, may be read (not interpreted) up to
 * SMELT_TEXT_PADDING bytes past its end, so that vector loads need no tail case. Texts are valid UTF-8.
 */
#ifndef SMELT_RUNTIME_ABI_KERNEL_H
#define SMELT_RUNTIME_ABI_KERNEL_H
#include <stdint.h>

#define SMELT_ABI_VERSION 5
#define SMELT_TEXT_PADDING 128

#ifdef __cplusplus
extern "C" {
#endif

/* UTF-8 bytes [data, data + size). */
typedef struct smelt_text {
  const char *data;
  int64_t size;
} smelt_text;

/* State of a value in a column. `failed`: its expression failed (division by zero, overflow, a failed `as`); looked at
 * only where the value is used. `absent`: this record has no such field. `raw`: a text as JSON writes it between
 * its quotes, escapes and all; only in a column of a source whose kernel takes such texts (SourceSpec::raw), and in what
 * that kernel makes of it for a sink of JSON. */
enum smelt_state { SMELT_OK = 0, SMELT_NULL = 1, SMELT_FAILED = 2, SMELT_ABSENT = 3, SMELT_RAW = 4 };

/* How a column's values are stored: text and json (raw JSON bytes) as smelt_text, integer as int64_t, real as double,
 * boolean as uint8_t 0/1. Texts, a list that only the `expand` behind a kernel reads, as smelt_texts. */
enum smelt_column_type {
  SMELT_TEXT = 0,
  SMELT_INTEGER = 1,
  SMELT_REAL = 2,
  SMELT_BOOLEAN = 3,
  SMELT_JSON = 4,
  SMELT_TEXTS = 5
};

typedef struct smelt_texts {
  const struct smelt_text *texts;
  int64_t count;
} smelt_texts;

typedef struct smelt_column {
  void *values;
  uint8_t *state; /* never NULL; a smelt_state for each row */
} smelt_column;

/* What a fold of a stream gave, for the kernels that wait for it: an integer, the bits of a real, or a boolean 0/1; and
 * a smelt_state. */
typedef struct smelt_value {
  int64_t bits;
  uint8_t state;
} smelt_value;

/* Per-thread state of a run: arenas and scratch tables. Opaque to kernels. */
typedef struct smelt_context smelt_context;

/* Verdicts: SMELT_KEPT, or the index of the rule that is blamed; with SMELT_UNDEFINED added where the rule did not hold
 * because it failed. */
#define SMELT_KEPT (-1)
#define SMELT_UNDEFINED 0x40000000

/* `path` for each row: 0 = stop at the first failure, blame any rule (--report=none); 1 = stop early, blame the first
 * rule as written; 2 = measure every rule. */
enum smelt_path { SMELT_PATH_ANY = 0, SMELT_PATH_BLAME = 1, SMELT_PATH_FULL = 2 };

/* metrics[row * rule_count + rule]: the measured value; the two NaNs below stand for "not looked at" and for "failed"
 * (the rule counts the document as undefined). May be NULL when no path is 2. */
#define SMELT_METRIC_UNMEASURED_BITS 0x7ff8000000000001ull
#define SMELT_METRIC_UNDEFINED_BITS 0x7ff8000000000002ull

/* Returns 0, or a nonzero smelt_error that ends the run. Out columns of dropped rows are unspecified. */
typedef int32_t (*smelt_kernel)(smelt_context *context, int64_t rows, const smelt_column *in, const smelt_column *out,
                                const uint8_t *path, int32_t *verdicts, double *metrics);

enum smelt_error { SMELT_OUT_OF_MEMORY = 1, SMELT_INTERNAL = 2 };

#ifdef __cplusplus
}
#endif
#endif
