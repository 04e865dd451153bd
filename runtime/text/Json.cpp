// Reading and writing the raw JSON values of rows. What is read was checked by the reader of its source or written
// here, so it is well formed.
#include "runtime/io/JsonRecord.h"
#include "runtime/io/JsonWalker.h"
#include "runtime/text/Builder.h"
#include "runtime/text/Functions.h"
#include "runtime/text/Sequence.h"
#include "runtime/text/Trim.h"
#include "runtime/text/Unicode.h"
#include <string>

using namespace smelt::runtime;

namespace {

bool isKey(std::string_view raw, std::string_view name) {
  raw = raw.substr(1, raw.size() - 2);
  if (raw.find('\\') == raw.npos)
    return raw == name;
  std::string padded(raw), key(unescapedBound(raw.size()), '\0');
  padded.append(SMELT_TEXT_PADDING, '\0');
  key.resize(unescapeJson({padded.data(), raw.size()}, key.data()));
  return key == name;
}

smelt_text spanOf(std::string_view s) { return {s.data(), static_cast<int64_t>(s.size())}; }

} // namespace

/// Of repeated keys the last one counts, as in the records themselves.
int64_t smelt_json_field(const char *text, int64_t size, const char *name, int64_t nameSize, smelt_text *out) {
  std::string_view wanted(name, size_t(nameSize)), found;
  JsonWalker object({text, size_t(size)});
  if (object.open('{'))
    while (object.next()) {
      std::string_view key = object.value();
      object.skipColon();
      std::string_view value = object.value();
      if (isKey(key, wanted))
        found = value;
    }
  bool some = !found.empty() && found != "null";
  *out = some ? spanOf(found) : smelt_text{text, 0};
  return some;
}

int64_t smelt_json_items(smelt_context *context, int64_t kind, const char *text, int64_t size, Sequence **out) {
  constexpr int64_t raw = 4, string = 3;
  *out = smelt_seq_new(context);
  JsonWalker array({text, size_t(size)});
  if (!array.open('['))
    return 0;
  Sequence *items = smelt_seq_new(context);
  while (array.next()) {
    std::string_view value = array.value();
    union {
      smelt_text span;
      int64_t number;
    } item;
    item.span = spanOf(value);
    if (kind != raw && !smelt_parse(context, kind, 1, value.data(), static_cast<int64_t>(value.size()), &item))
      return 0;
    if (kind >= string)
      smelt_seq_push_text(items, item.span.data, item.span.size);
    else
      smelt_seq_push_int(items, item.number);
  }
  *out = items;
  return 1;
}

// Characters as JSON writes them, with escapes of one letter: \n, \r, \t, or the letter itself.

static int32_t meaningOf(char letter) {
  return letter == 'n' ? '\n' : letter == 'r' ? '\r' : letter == 't' ? '\t' : letter;
}
static int32_t decodeWritten(const char *&p) {
  if (*p != '\\')
    return decode(p);
  p += 2;
  return meaningOf(p[-1]);
}
/// The character that ends at `p`, which lies behind `begin`.
static int32_t decodeWrittenBack(const char *begin, const char *&p) {
  const char *slash = p - 1;
  while (slash > begin && slash[-1] == '\\')
    --slash;
  if ((p - 1 - slash) % 2 == 0)
    return decodeBack(p);
  p -= 2;
  return meaningOf(p[1]);
}

smelt_text smelt_trim_json(int64_t kind, const char *text, int64_t size, const void *set) {
  return trimmed(kind, text, size, set, decodeWritten, decodeWrittenBack);
}

void smelt_append_json_real(Builder *builder, double value) {
  std::string text;
  appendJsonReal(value, text);
  builder->copyLater();
  builder->append(text);
}

void smelt_append_json_string(Builder *builder, const char *text, int64_t size) {
  static constexpr size_t Piece = 1024;
  std::string_view left(text, static_cast<size_t>(size));
  builder->copyLater();
  builder->append("\"");
  while (!left.empty()) {
    std::string_view piece = left.substr(0, Piece);
    builder->reserve(static_cast<int64_t>(escapedBound(piece.size())));
    builder->size = escapeJson(piece, builder->data + builder->size) - builder->data;
    left.remove_prefix(piece.size());
  }
  builder->append("\"");
}
