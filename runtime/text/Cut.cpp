// Cuts by their definitions (docs/language.md, "Views and folds"), one element a call.
#include "runtime/text/Functions.h"
#include "runtime/text/Unicode.h"
#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <unicode/uscript.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

using namespace smelt::runtime;

namespace {
/// Position, and the element last found. Bytes between one element's end and the next one's begin are its separator.
struct Cursor {
  int64_t position, begin, size;
};

int64_t found(Cursor &c, const char *text, const char *begin, const char *end, const char *next) {
  c = {next - text, begin - text, end - begin};
  return 1;
}

bool isCjk(int32_t c) {
  if (c < 0x1100)
    return false;
  UErrorCode status = U_ZERO_ERROR;
  UScriptCode script = uscript_getScript(c, &status);
  return script == USCRIPT_HAN || script == USCRIPT_HIRAGANA || script == USCRIPT_KATAKANA || script == USCRIPT_HANGUL;
}

/// The byte `c` in [p, end), or `end`. The first 32 are looked at here: most words and many lines are short.
const char *findByte(const char *p, const char *end, char c) {
#if defined(__SSE2__)
  const __m128i wanted = _mm_set1_epi8(c);
  auto at = [&](const char *q) {
    __m128i same = _mm_cmpeq_epi8(_mm_loadu_si128(reinterpret_cast<const __m128i *>(q)), wanted);
    return static_cast<uint32_t>(_mm_movemask_epi8(same));
  };
  if (uint32_t found = at(p) | at(p + 16) << 16) // texts may be read past their end
    return std::min(end, p + std::countr_zero(found));
  p = end - p < 32 ? end : p + 32;
#endif
  auto *found = p < end ? static_cast<const char *>(std::memchr(p, c, end - p)) : nullptr;
  return found ? found : end;
}

/// Words between runs of one ASCII character.
int64_t nextWordAt(const char *text, const char *end, Cursor &c, char between) {
  const char *begin = text + c.position;
  while (begin < end && *begin == between)
    ++begin;
  if (begin == end)
    return 0;
  const char *stop = findByte(begin, end, between);
  return found(c, text, begin, stop, stop);
}

/// `set` holds what stands between words; null: white space.
int64_t nextWord(const char *text, const char *end, Cursor &c, bool cjk, const void *set) {
  auto isBetween = [&](int32_t ch) { return set ? contains(set, ch) : isWhiteSpace(ch); };
  const char *p = text + c.position, *begin = p;
  while (p < end) {
    begin = p;
    if (!isBetween(decode(p)))
      break;
    begin = p;
  }
  if (begin == end)
    return 0;
  const char *first = begin;
  if (cjk && isCjk(decode(first)))
    return found(c, text, begin, first, first);
  while (p < end) {
    const char *q = p;
    int32_t ch = decode(q);
    if (isBetween(ch) || (cjk && isCjk(ch)))
      break;
    p = q;
  }
  return found(c, text, begin, p, p);
}

/// The line that begins at `p`: its end without `\r\n` or `\n`, and the next line's begin.
void lineAt(const char *p, const char *end, const char *&lineEnd, const char *&next) {
  auto *newline = static_cast<const char *>(std::memchr(p, '\n', end - p));
  lineEnd = newline ? newline : end;
  next = newline ? newline + 1 : end;
  if (newline && lineEnd > p && lineEnd[-1] == '\r')
    --lineEnd;
}

int64_t nextLine(const char *text, const char *end, Cursor &c) {
  const char *p = text + c.position, *lineEnd, *next;
  if (p == end)
    return 0;
  lineAt(p, end, lineEnd, next);
  return found(c, text, p, lineEnd, next);
}

/// Finds characters of a set one by one.
struct BySet {
  const void *set;

  bool has(int32_t c) const { return contains(set, c); }
  const char *next(const char *p, const char *end) const {
    for (const char *q = p; p < end; p = q)
      if (has(decode(q)))
        break;
    return p;
  }
};

/// Finds one that is ASCII.
struct ByByte {
  char byte;

  bool has(int32_t c) const { return c == byte; }
  const char *next(const char *p, const char *end) const { return findByte(p, end, byte); }
};

/// Finds two that are ASCII.
struct ByBytes {
  char first, second;

  bool has(int32_t c) const { return c == first || c == second; }
  const char *next(const char *p, const char *end) const {
    constexpr uint64_t ones = 0x0101010101010101ull;
    for (uint64_t word; end - p >= 8; p += 8) {
      std::memcpy(&word, p, 8);
      // The lowest mark is right: a zero byte is marked, and what a borrow marks in vain lies above one.
      auto zeros = [](uint64_t v) { return (v - ones) & ~v & 0x80 * ones; };
      if (uint64_t marks =
              zeros(word ^ ones * static_cast<uint8_t>(first)) | zeros(word ^ ones * static_cast<uint8_t>(second)))
        return p + std::countr_zero(marks) / 8;
    }
    while (p < end && !has(*p))
      ++p;
    return p;
  }
};

/// Lines that end at the characters of a set; `\r\n` is one end if both belong to it.
template <class Members> int64_t nextLineAt(const char *text, const char *end, Cursor &c, const Members &members) {
  const char *begin = text + c.position, *p = members.next(begin, end), *q = p;
  if (p == end)
    return begin == end ? 0 : found(c, text, begin, end, end);
  bool pair = decode(q) == '\r' && q < end && *q == '\n' && members.has('\n');
  return found(c, text, begin, p, pair ? q + 1 : q);
}

bool isBlank(const char *p, const char *end) {
  while (p < end)
    if (!isWhiteSpace(decode(p)))
      return false;
  return true;
}

int64_t nextParagraph(const char *text, const char *end, Cursor &c) {
  const char *p = text + c.position, *lineEnd, *next;
  while (p < end) {
    lineAt(p, end, lineEnd, next);
    if (!isBlank(p, lineEnd))
      break;
    p = next;
  }
  if (p == end)
    return 0;
  const char *begin = p, *last = p;
  while (p < end) {
    lineAt(p, end, lineEnd, next);
    if (isBlank(p, lineEnd))
      break;
    last = lineEnd;
    p = next;
  }
  return found(c, text, begin, last, p);
}

/// Bytes that may begin a line feed or what ends a sentence.
constexpr std::array<char, 6> sentenceEnds = {'\n', '.', '!', '?', '\xE3', '\xEF'};

/// The first of them in [p, end), or `end`.
const char *findSentenceEnd(const char *p, const char *end) {
#if defined(__SSE2__)
  for (; p < end; p += 16) { // texts may be read past their end
    __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i *>(p)), any = _mm_setzero_si128();
    for (char c : sentenceEnds)
      any = _mm_or_si128(any, _mm_cmpeq_epi8(bytes, _mm_set1_epi8(c)));
    if (auto found = static_cast<uint32_t>(_mm_movemask_epi8(any)))
      return std::min(end, p + std::countr_zero(found));
  }
  return end;
#else
  return std::find_first_of(p, end, sentenceEnds.begin(), sentenceEnds.end());
#endif
}

bool endsSentence(int32_t c) { return c == '.' || c == '!' || c == '?' || c == 0x3002 || c == 0xFF01 || c == 0xFF1F; }

int64_t nextSentence(const char *text, const char *end, Cursor &c) {
  const char *p = text + c.position;
  while (p < end) {
    const char *begin = p, *stop = p;
    while (p < end) {
      stop = p = findSentenceEnd(p, end);
      if (p == end)
        break;
      int32_t ch = decode(p);
      if (ch == '\n')
        break;
      stop = p;
      if (endsSentence(ch))
        break;
    }
    for (const char *q = begin; begin < stop && isWhiteSpace(decode(q));)
      begin = q;
    for (const char *q = stop; begin < stop && isWhiteSpace(decodeBack(q));)
      stop = q;
    if (begin < stop)
      return found(c, text, begin, stop, p);
  }
  return 0;
}

/// Pieces between single characters of a set (`runs` 0) or between runs of at least `runs` of them, empty ones too. A
/// position past the end marks the last piece as given.
template <class Members>
int64_t nextPiece(const char *text, const char *end, Cursor &c, const Members &members, int64_t runs) {
  if (c.position > end - text)
    return 0;
  const char *begin = text + c.position, *p = members.next(begin, end);
  while (p < end) {
    const char *q = p;
    int64_t length = 0;
    for (const char *next = p; next < end && members.has(decode(next)) && (runs || !length); ++length)
      q = next;
    if (length >= runs)
      return found(c, text, begin, p, q);
    p = members.next(q, end);
  }
  return found(c, text, begin, end, end + 1);
}
} // namespace

static int64_t runsOf(int64_t kind) { return kind >> 8 & 0xFFFFFF; }

int64_t smelt_cut_next(int64_t kind, const char *text, int64_t size, int64_t *cursor, const void *set) {
  Cursor &c = *reinterpret_cast<Cursor *>(cursor);
  const char *end = text + size;
  const ByBytes few{static_cast<char>((kind >> 32 & 255) - 1), static_cast<char>((kind >> 40 & 255) - 1)};
  const bool hasOne = kind >> 32 && !(kind >> 40), hasTwo = kind >> 40;
  switch (kind & 255) {
  case 0:
    if (hasOne)
      return nextWordAt(text, end, c, few.first);
    [[fallthrough]];
  case 1:
    return nextWord(text, end, c, kind == 1, set);
  case 2:
    return hasOne   ? nextLineAt(text, end, c, ByByte{few.first})
           : hasTwo ? nextLineAt(text, end, c, few)
           : set    ? nextLineAt(text, end, c, BySet{set})
                    : nextLine(text, end, c);
  case 3:
    return nextParagraph(text, end, c);
  case 4:
    return nextSentence(text, end, c);
  default:
    return hasOne   ? nextPiece(text, end, c, ByByte{few.first}, runsOf(kind))
           : hasTwo ? nextPiece(text, end, c, few, runsOf(kind))
                    : nextPiece(text, end, c, BySet{set}, runsOf(kind));
  }
}
