// Operations on whole texts. What would not change a text gives back the same bytes, so that nothing is copied.
#include "runtime/abi/char_map.h"
#include "runtime/abi/text_table.h"
#include "runtime/core/Context.h"
#include "runtime/io/Html.h"
#include "runtime/io/JsonRecord.h"
#include "runtime/text/Builder.h"
#include "runtime/text/CharSieve.h"
#include "runtime/text/Clones.h"
#include "runtime/text/Functions.h"
#include "runtime/text/Literals.h"
#include "runtime/text/Sequence.h"
#include "runtime/text/Sieve.h"
#include "runtime/text/Trim.h"
#include "runtime/text/Unicode.h"
#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <string_view>

using namespace smelt::runtime;

static bool isInside(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

namespace {
/// Finds the characters of a set; `table`: a sieve of them, then the set.
class Finder {
public:
  Finder(const void *table, const char *text, const char *end)
      : set(setOf(table)), scan(*static_cast<const Sieve *>(table), text, end), end(end) {}

  static const void *setOf(const void *table) { return static_cast<const char *>(table) + sizeof(Sieve); }
  /// Where the next one stands at or after `p`; `end` if there is none.
  const char *next(const char *p) {
    while ((p = scan.next(p))) {
      const char *q = p;
      // A candidate may lie inside of a character, where its bytes would be read as another one.
      if (!isInside(*p) && contains(set, decode(q)))
        return p;
      ++p;
    }
    return end;
  }
  bool has(int32_t c) const { return contains(set, c); }

private:
  const void *set;
  SieveScan scan;
  const char *end;
};
} // namespace

/// Memory that lives as long as the batch.
static char *lasting(smelt_context *context, size_t size) {
  void *memory = context->alloc(size);
  if (!memory)
    throw std::bad_alloc(); // ends the run with E0813, see Executor
  return static_cast<char *>(memory);
}

static smelt_text keep(smelt_context *context, std::string_view text) {
  char *data = lasting(context, text.size());
  std::memcpy(data, text.data(), text.size());
  return {data, static_cast<int64_t>(text.size())};
}

/// Code points are the bytes that are no continuation (10xxxxxx), eight at a time.
int64_t smelt_count_chars(const char *text, int64_t size) {
  int64_t continuations = 0;
  for (int64_t i = 0; i < size; i += 8) {
    uint64_t v;
    std::memcpy(&v, text + i, 8);
    uint64_t mark = v >> 7 & ~v >> 6 & 0x0101010101010101ull;
    if (size - i < 8)
      mark &= (1ull << (8 * (size - i))) - 1;
    continuations += static_cast<int64_t>(mark * 0x0101010101010101ull >> 56);
  }
  return size - continuations;
}

int64_t smelt_find_all(const char *text, int64_t size, const char *literal, int64_t literalSize) {
  int64_t count = 0;
  const char *end = text + size;
  if (!literalSize)
    return smelt_count_chars(text, size) + 1;
  while (auto *hit = findLiteral(text, end, literal, literalSize)) {
    ++count;
    text = hit + literalSize;
  }
  return count;
}

int64_t smelt_contains(const char *text, int64_t size, const char *literal, int64_t literalSize) {
  return findLiteral(text, text + size, literal, literalSize) != nullptr;
}

int64_t smelt_affix(int64_t kind, const char *text, int64_t size, const char *what, int64_t whatSize) {
  constexpr int64_t prefix = 0, suffix = 1, inside = 2;
  std::string_view t(text, size), w(what, whatSize);
  return kind == prefix   ? t.starts_with(w)
         : kind == suffix ? t.ends_with(w)
         : kind == inside ? smelt_contains(text, size, what, whatSize)
                          : t == w;
}

int64_t smelt_compare(const char *a, int64_t aSize, const char *b, int64_t bSize) {
  int order = std::string_view(a, aSize).compare({b, static_cast<size_t>(bSize)});
  return (order > 0) - (order < 0);
}

/// A text before each character and at the end: what replacing the empty text means.
static smelt_text spread(smelt_context *context, const char *text, int64_t size, const char *with, int64_t withSize) {
  if (!withSize)
    return {text, size};
  smelt_build out = builderFor(context, size);
  for (const char *p = text, *end = text + size; p < end;) {
    const char *begin = p;
    decode(p);
    out->append(with, withSize);
    out->append(begin, p - begin);
  }
  out->append(with, withSize);
  return smelt_finish(context, out);
}

smelt_text smelt_replace(smelt_context *context, const char *text, int64_t size, const char *literal,
                         int64_t literalSize, const char *with, int64_t withSize) {
  if (!literalSize)
    return spread(context, text, size, with, withSize);
  const char *end = text + size;
  auto *hit = findLiteral(text, end, literal, literalSize);
  if (!hit)
    return {text, size};
  smelt_build out = builderFor(context, size);
  for (; hit; hit = findLiteral(text, end, literal, literalSize)) {
    out->append(text, hit - text);
    out->append(with, withSize);
    text = hit + literalSize;
  }
  out->append(text, end - text);
  return smelt_finish(context, out);
}

smelt_text smelt_replace_before(smelt_context *context, const char *text, int64_t size, const char *literal,
                                int64_t literalSize, const char *with, int64_t withSize, const void *set) {
  const char *end = text + size, *copied = text, *from = text;
  smelt_build out = nullptr;
  while (literalSize) {
    const char *hit = findLiteral(from, end, literal, literalSize);
    const char *after = hit ? hit + literalSize : end;
    if (after >= end)
      break;
    if (!contains(set, decode(after))) {
      from = hit + 1;
      continue;
    }
    out = out ? out : builderFor(context, size);
    out->append(copied, hit - copied);
    out->append(with, withSize);
    copied = hit + literalSize;
    from = after;
  }
  if (!out)
    return {text, size};
  out->append(copied, end - copied);
  return smelt_finish(context, out);
}

/// The number of the slot of a text, or -1.
[[gnu::noinline]] static int64_t slotOf(std::string_view wanted, const TextTable &head) {
  auto *bytes = reinterpret_cast<const char *>(&head);
  auto *slots = reinterpret_cast<const TextSlot *>(bytes + sizeof(TextTable));
  uint32_t hash = hashOf(wanted);
  for (uint64_t at = hash & head.mask; slots[at].size >= 0; at = (at + 1) & head.mask)
    if (slots[at].hash == hash &&
        std::string_view(bytes + slots[at].offset, static_cast<size_t>(slots[at].size)) == wanted)
      return static_cast<int64_t>(at);
  return -1;
}

/// Whether a text may be in the table.
[[gnu::always_inline]] static inline bool mayHave(const TextTable &head, const char *text, int64_t size) {
  auto *filter = reinterpret_cast<const char *>(&head) + head.filter;
  uint64_t bit = filterBit(text, static_cast<size_t>(size)) & head.filterMask;
  return filter[bit / 8] >> (bit % 8) & 1;
}

SMELT_CLONES
int64_t smelt_in_texts(const char *text, int64_t size, const void *table) {
  const TextTable &head = *static_cast<const TextTable *>(table);
  return mayHave(head, text, size) && slotOf({text, static_cast<size_t>(size)}, head) >= 0;
}

int64_t smelt_seq_listed(smelt_context *context, Sequence *seq, const void *table, int64_t most) {
  const TextTable &head = *static_cast<const TextTable *>(table);
  auto *seen = context->scratch().array<bool>(head.mask + 1);
  std::fill_n(seen, head.mask + 1, false);
  int64_t found = 0;
  for (int64_t i = 0; i < seq->count && found < most; ++i) {
    smelt_text text = seq->texts[i];
    int64_t slot = mayHave(head, text.data, text.size) ? slotOf({text.data, static_cast<size_t>(text.size)}, head) : -1;
    if (slot < 0 || seen[slot])
      continue;
    seen[slot] = true;
    ++found;
  }
  return found;
}

int64_t smelt_has_char(const char *text, int64_t size, const void *finder) {
  return Finder(finder, text, text + size).next(text) < text + size;
}

smelt_text smelt_remove_prefix(const char *text, int64_t size, const char *prefix, int64_t prefixSize) {
  bool begins = std::string_view(text, size).starts_with({prefix, static_cast<size_t>(prefixSize)});
  return begins ? smelt_text{text + prefixSize, size - prefixSize} : smelt_text{text, size};
}

smelt_text smelt_remove_suffix(const char *text, int64_t size, const char *suffix, int64_t suffixSize) {
  bool ends = std::string_view(text, size).ends_with({suffix, static_cast<size_t>(suffixSize)});
  return {text, ends ? size - suffixSize : size};
}

smelt_text smelt_drop_chars(smelt_context *context, const char *text, int64_t size, const void *table, const void *set,
                            int64_t byte, int64_t runs, int64_t last) {
  constexpr int64_t kRoom = 64; // behind what is written
  const CharSieve &sieve = *static_cast<const CharSieve *>(table);
  const DropForm &form = dropForm();
  const char *end = text + size, *changed = form.skip(sieve, set, text, end);
  if (changed == end)
    return {text, size};
  const int64_t room = size + kRoom;
  char *out = last ? lasting(context, static_cast<size_t>(room)) : context->scratch().array<char>(room);
  std::memcpy(out, text, static_cast<size_t>(changed - text));
  const Substitute substitute{static_cast<int32_t>(byte), runs != 0};
  const char *behind = form.drop(sieve, set, substitute, changed, end, out + (changed - text));
  const bool isSame = behind - out == size && std::memcmp(out, text, static_cast<size_t>(size)) == 0;
  if (last)
    context->arena.shrinkLast(out, isSame ? 0 : static_cast<size_t>(behind - out));
  return isSame ? smelt_text{text, size} : smelt_text{out, behind - out};
}

/// Takes over the ASCII that follows but for members of a set, as long as many of it are: by the byte, without a
/// branch.
static const char *removeDense(Builder &out, const char *p, const char *end, const uint8_t *members) {
  constexpr int64_t kBlock = 64, kMany = 3;
  for (int64_t removed = kMany; removed >= kMany;) {
    out.reserve(kBlock);
    const char *begin = p, *stop = end - p < kBlock ? end : p + kBlock;
    char *to = out.data + out.size;
    for (; p < stop && *p >= 0; ++p) {
      *to = *p;
      to += !containsAscii(members, *p);
    }
    removed = (p - begin) - (to - (out.data + out.size));
    out.size = to - out.data;
  }
  return p;
}

smelt_text smelt_replace_chars(smelt_context *context, const char *text, int64_t size, const void *set,
                               const char *with, int64_t withSize, int64_t runs) {
  constexpr int64_t kNear = 16; // bytes between two that are removed
  const char *end = text + size, *copied = text;
  const uint8_t *ascii = asciiOf(Finder::setOf(set));
  smelt_build out = nullptr;
  Finder finder(set, text, end);
  for (const char *p = text; (p = finder.next(p)) < end;) {
    const char *begin = p;
    decode(p);
    for (const char *q = p; runs && q < end && finder.has(decode(q));)
      p = q;
    if (std::string_view(begin, p - begin) == std::string_view(with, withSize))
      continue;
    if (!out)
      out = builderFor(context, size);
    const bool isDense = !withSize && begin - copied < kNear;
    out->append(copied, begin - copied);
    out->append(with, withSize);
    copied = p = isDense ? removeDense(*out, p, end, ascii) : p;
  }
  if (!out)
    return {text, size};
  out->append(copied, end - copied);
  return smelt_finish(context, out);
}

/// Copies in steps of 32 bytes: up to 31 more than `n` are read and written.
static void copyWide(char *to, const char *from, int64_t n) {
  for (int64_t i = 0; i < n; i += 32)
    std::memcpy(to + i, from + i, 32);
}

smelt_text smelt_translate(smelt_context *context, const char *text, int64_t size, const void *sieve,
                           const void *table) {
  auto &map = *static_cast<const CharMap *>(table);
  const char *end = text + size, *copied = text;
  smelt_build out = nullptr;
  SieveScan scan(*static_cast<const Sieve *>(sieve), text, end);
  for (const char *p = text; (p = scan.next(p));) {
    const char *next = p;
    // A candidate may lie inside of a character, where its bytes would be read as another one.
    const CharMapSlot *slot = isInside(*p) ? nullptr : map.find(decode(next));
    if (!slot) {
      ++p;
      continue;
    }
    if (!out)
      out = builderFor(context, size);
    int64_t before = p - copied;
    out->reserve(before + slot->size + 32);
    char *to = out->data + out->size;
    copyWide(to, copied, before);
    if (slot->size <= 8)
      std::memcpy(to + before, slot->text, 8);
    else
      std::memcpy(to + before, static_cast<const char *>(table) + slot->offset, static_cast<size_t>(slot->size));
    out->size += before + slot->size;
    copied = p = next;
  }
  if (!out)
    return {text, size};
  out->append(copied, end - copied);
  return smelt_finish(context, out);
}

smelt_text smelt_trim(int64_t kind, const char *text, int64_t size, const void *set) {
  return trimmed(
      kind, text, size, set, [](const char *&p) { return decode(p); },
      [](const char *, const char *&p) { return decodeBack(p); });
}

smelt_text smelt_html_text(smelt_context *context, const char *text, int64_t size) {
  if (isHtmlText({text, static_cast<size_t>(size)}))
    return {text, size};
  std::string out;
  out.reserve(static_cast<size_t>(size));
  if (!appendHtmlText({text, static_cast<size_t>(size)}, out) || out == std::string_view(text, size))
    return {text, size};
  return keep(context, out);
}

smelt_build smelt_builder(smelt_context *context) { return makeBuilder(context, 0); }

void smelt_append(Builder *builder, const char *text, int64_t size) { builder->gather(text, size); }

void smelt_append_int(Builder *builder, int64_t value) {
  char buffer[24];
  builder->copyLater();
  builder->append(buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr - buffer);
}

void smelt_append_real(Builder *builder, double value) {
  char buffer[40];
  builder->copyLater();
  builder->append(buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr - buffer);
}

void smelt_append_char(Builder *builder, int64_t c) {
  auto b = [](int64_t x) { return static_cast<char>(x); };
  builder->copyLater();
  if (c < 0x80) {
    char u[] = {b(c)};
    builder->append(u, 1);
  } else if (c < 0x800) {
    char u[] = {b(0xC0 | c >> 6), b(0x80 | (c & 63))};
    builder->append(u, 2);
  } else if (c < 0x10000) {
    char u[] = {b(0xE0 | c >> 12), b(0x80 | (c >> 6 & 63)), b(0x80 | (c & 63))};
    builder->append(u, 3);
  } else {
    char u[] = {b(0xF0 | c >> 18), b(0x80 | (c >> 12 & 63)), b(0x80 | (c >> 6 & 63)), b(0x80 | (c & 63))};
    builder->append(u, 4);
  }
}

smelt_text smelt_finish(smelt_context *, Builder *builder) {
  builder->copyLater();
  return {builder->data, builder->size};
}

smelt_text smelt_settle(smelt_context *context, const char *text, int64_t size) {
  return context->scratch().owns(text) ? keep(context, {text, static_cast<size_t>(size)}) : smelt_text{text, size};
}

smelt_text smelt_settle_texts(smelt_context *context, Sequence *texts) {
  auto *settled = static_cast<smelt_text *>(context->alloc(static_cast<size_t>(texts->count) * sizeof(smelt_text)));
  for (int64_t i = 0; i < texts->count; ++i)
    settled[i] = smelt_settle(context, texts->texts[i].data, texts->texts[i].size);
  return {reinterpret_cast<const char *>(settled), texts->count};
}

int64_t smelt_mark(smelt_context *context) {
  const Scratch::Mark mark = context->scratch().mark();
  return static_cast<int64_t>(mark.chunk << 48 | mark.offset);
}

smelt_text smelt_keep_only(smelt_context *context, int64_t packed, const char *text, int64_t size) {
  Scratch &scratch = context->scratch();
  const auto bits = static_cast<uint64_t>(packed);
  const Scratch::Mark mark{bits >> 48, bits & ((uint64_t{1} << 48) - 1)};
  const bool moves = scratch.owns(text, mark);
  scratch.rewind(mark);
  if (!moves)
    return {text, size};
  auto *kept = scratch.array<char>(size);
  std::memmove(kept, text, static_cast<size_t>(size));
  return {kept, size};
}

/// The text of a JSON string, or nothing if the value is no string.
static std::optional<smelt_text> jsonString(smelt_context *context, std::string_view value) {
  if (value.size() < 2 || value.front() != '"')
    return std::nullopt;
  value = value.substr(1, value.size() - 2);
  if (value.find('\\') == value.npos)
    return smelt_text{value.data(), static_cast<int64_t>(value.size())};
  auto *out = static_cast<char *>(context->alloc(unescapedBound(value.size())));
  return smelt_text{out, static_cast<int64_t>(unescapeJson(value, out))};
}

int64_t smelt_parse(smelt_context *context, int64_t kind, int64_t json, const char *data, int64_t size, void *out) {
  std::string_view text(data, size);
  const char *end = data + size;
  switch (kind) {
  case 0: {
    auto &value = *static_cast<int64_t *>(out) = 0;
    auto [stop, error] = std::from_chars(data, end, value);
    return error == std::errc() && stop == end && size > 0;
  }
  case 1: {
    auto &value = *static_cast<double *>(out) = 0;
    auto [stop, error] = std::from_chars(data, end, value);
    return error == std::errc() && stop == end && size > 0 && std::isfinite(value);
  }
  case 2:
    *static_cast<int64_t *>(out) = text == "true";
    return text == "true" || text == "false";
  default: {
    std::optional<smelt_text> string = json ? jsonString(context, text) : smelt_text{data, size};
    *static_cast<smelt_text *>(out) = string.value_or(smelt_text{data, 0});
    return string.has_value();
  }
  }
}
