// Case and normal forms of whole texts: ICU's, with a quick look at texts that hold nothing it would change.
#include "runtime/core/Context.h"
#include "runtime/text/Bytes64.h"
#include "runtime/text/Clones.h"
#include "runtime/text/Functions.h"
#include "runtime/text/Sieve.h"
#include "runtime/text/Unicode.h"
#include <array>
#include <cstring>
#include <string>
#include <unicode/bytestream.h>
#include <unicode/casemap.h>
#include <unicode/edits.h>
#include <unicode/normalizer2.h>
#include <unicode/stringoptions.h>
#include <unicode/uchar.h>
#include <unicode/uniset.h>

using namespace smelt::runtime;

static smelt_text keep(smelt_context *context, std::string_view text) {
  auto *data = static_cast<char *>(context->alloc(text.size()));
  std::memcpy(data, text.data(), text.size());
  return {data, static_cast<int64_t>(text.size())};
}

// ---- case ----------------------------------------------------------------------------------------------------------

namespace {
struct Kinds {
  bool cased = false; ///< there is a letter of ASCII that `first` is the first of
  bool other = false; ///< there is a character outside ASCII
};
} // namespace

SMELT_CLONES static Kinds kindsOf(const char *text, int64_t size, char first) {
  uint8_t cased = 0, other = 0;
  for (int64_t i = 0; i < size; ++i) {
    auto b = static_cast<uint8_t>(text[i]);
    cased |= static_cast<uint8_t>(b - first) < 26;
    other |= b;
  }
  return {cased != 0, other >= 0x80};
}

/// Exchanges upper and lower case of the letters of ASCII that `first` is the first of.
SMELT_CLONES static void exchangeCase(char *out, const char *text, int64_t size, char first) {
  for (int64_t i = 0; i < size; ++i)
    out[i] = static_cast<char>(text[i] ^ (static_cast<uint8_t>(text[i] - first) < 26 ? 0x20 : 0));
}

/// Puts the lower case of the character at `p` in its place at `out`. False where that takes more than the character
/// itself: two characters, another length, the end of a word (sigma).
static bool lowerInPlace(const char *p, char *out) {
  const char *next = p;
  int32_t c = decode(next);
  if (c == 0x130 || c == 0x3A3)
    return false;
  int32_t lower = u_tolower(c);
  if (lower == c)
    return true;
  std::array<char, 4> bytes;
  int32_t length = 0;
  U8_APPEND_UNSAFE(bytes.data(), length, lower);
  if (length != next - p)
    return false;
  std::memcpy(out, bytes.data(), static_cast<size_t>(length));
  return true;
}

/// From `p` on, 64 places at a time, to the first characters outside ASCII that may have another lower case; null if
/// there are none. These are from U+00C0 to U+05BF (C3 to D6), Georgian to Greek Extended (E1), letterlike to Coptic
/// (E2 84 and on), Cyrillic to Cherokee (EA), full-width A to Z (EF BC), and beyond U+FFFF (F0).
SMELT_CLONES static const char *nextCased(const char *p, const char *end, Places64 &places) {
  for (; p < end; p += 64) {
    Bytes64 b, second, third;
    load64(b, p);
    load64(second, p + 1);
    load64(third, p + 2);
    Bytes64 cased = (b - 0xC3 < 0xD7 - 0xC3) | (b == 0xE1) | ((b == 0xE2) & (second >= 0x84)) | (b == 0xEA) |
                    ((b == 0xEF) & (second == 0xBC) & (third - 0xA1 < 26)) | (b == 0xF0);
    if (__builtin_reduce_or(cased)) {
      places.set(cased);
      return p;
    }
  }
  return nullptr;
}

/// Lower case outside ASCII; false if it is not in place.
static bool lowerAllInPlace(const char *text, const char *end, char *out) {
  Places64 places;
  for (const char *p = text; (p = nextCased(p, end, places)); p += 64, places = {})
    for (int at; (at = places.take()) >= 0 && p + at < end;)
      if (!lowerInPlace(p + at, out + (p + at - text)))
        return false;
  return true;
}

static smelt_text caseByIcu(smelt_context *context, int64_t kind, const char *text, int64_t size) {
  std::string out;
  icu::StringByteSink<std::string> sink(&out, static_cast<int32_t>(size));
  icu::StringPiece source(text, static_cast<int32_t>(size));
  UErrorCode status = U_ZERO_ERROR;
  icu::Edits edits;
  if (kind == 0)
    icu::CaseMap::utf8ToLower("", 0, source, sink, &edits, status);
  else if (kind == 1)
    icu::CaseMap::utf8ToUpper("", 0, source, sink, &edits, status);
  else
    icu::CaseMap::utf8Fold(0, source, sink, &edits, status);
  if (U_FAILURE(status) || !edits.hasChanges())
    return {text, size};
  return keep(context, out);
}

/// In ASCII lower and folded case are the same; kind 1 is upper case.
smelt_text smelt_case(smelt_context *context, int64_t kind, const char *text, int64_t size) {
  constexpr int64_t lower = 0, upper = 1;
  const char first = kind == upper ? 'a' : 'A', *end = text + size;
  Kinds kinds = kindsOf(text, size, first);
  Places64 places;
  if (kinds.other && kind != lower)
    return caseByIcu(context, kind, text, size);
  bool hasOther = kinds.other && nextCased(text, end, places);
  if (!kinds.cased && !hasOther)
    return {text, size};
  auto *out = static_cast<char *>(context->alloc(static_cast<size_t>(size)));
  exchangeCase(out, text, size, first);
  if (hasOther && !lowerAllInPlace(text, end, out))
    return caseByIcu(context, kind, text, size);
  bool same = !kinds.cased && !std::memcmp(out, text, static_cast<size_t>(size));
  return {same ? text : out, size};
}

/// The bit of case is the sixth, of a letter and its other: where bytes differ, by that bit alone and in ASCII.
SMELT_CLONES
int64_t smelt_same_but_case(const char *text, int64_t size, const char *other, int64_t otherSize) {
  if (size != otherSize)
    return 0;
  uint8_t wrong = 0;
  for (int64_t i = 0; i < size; ++i) {
    auto a = static_cast<uint8_t>(text[i]), differs = static_cast<uint8_t>(text[i] ^ other[i]);
    auto letter = static_cast<uint8_t>((a | 0x20) - 'a');
    wrong |= static_cast<uint8_t>((differs & ~0x20) | (differs && letter > 'z' - 'a'));
  }
  return !wrong;
}

// ---- normal forms --------------------------------------------------------------------------------------------------

static const icu::Normalizer2 *normalizer(int64_t form, UErrorCode &status) {
  switch (form) {
  case 0:
    return icu::Normalizer2::getNFCInstance(status);
  case 1:
    return icu::Normalizer2::getNFDInstance(status);
  case 2:
    return icu::Normalizer2::getNFKCInstance(status);
  default:
    return icu::Normalizer2::getNFKDInstance(status);
  }
}

/// Of the characters that NFC may change or move.
static Sieve sieveOfComposing() {
  UErrorCode status = U_ZERO_ERROR;
  icu::UnicodeSet set(u"[[:NFC_Quick_Check=No:][:NFC_Quick_Check=Maybe:][:^ccc=0:]]", status);
  std::vector<int32_t> ranges;
  for (int32_t i = 0; i < set.getRangeCount(); ++i)
    ranges.insert(ranges.end(), {set.getRangeStart(i), set.getRangeEnd(i)});
  return makeSieve(stringsOf(ranges.data(), ranges.size()));
}

/// Whether NFC leaves every character alone, whatever stands beside it.
static bool isPlain(const char *text, int64_t size) {
  static const Sieve sieve = sieveOfComposing();
  SieveScan scan(sieve, text, text + size);
  for (const char *p = text; (p = scan.next(p)); ++p) {
    const char *q = p;
    if ((static_cast<uint8_t>(*p) & 0xC0) == 0x80)
      continue;
    int32_t c = decode(q);
    if (u_getIntPropertyValue(c, UCHAR_NFC_QUICK_CHECK) != UNORM_YES || u_getCombiningClass(c) != 0)
      return false;
  }
  return true;
}

smelt_text smelt_normalize(smelt_context *context, int64_t form, const char *text, int64_t size) {
  UErrorCode status = U_ZERO_ERROR;
  if (form == 0 && isPlain(text, size))
    return {text, size};
  const icu::Normalizer2 *n = normalizer(form, status);
  icu::StringPiece source(text, static_cast<int32_t>(size));
  if (U_FAILURE(status) || n->isNormalizedUTF8(source, status))
    return {text, size};
  std::string out;
  icu::StringByteSink<std::string> sink(&out, static_cast<int32_t>(size));
  n->normalizeUTF8(0, source, sink, nullptr, status);
  return U_FAILURE(status) ? smelt_text{text, size} : keep(context, out);
}
