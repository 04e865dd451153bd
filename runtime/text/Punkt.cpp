// Sentences by Punkt (Kiss and Strunk, "Unsupervised Multilingual Sentence Boundary Detection", 2006), cut as NLTK 3.10
// cuts them: white space, words and digits are those of Python's `re`.
#include "runtime/text/Punkt.h"
#include "runtime/core/Context.h"
#include "runtime/text/Bytes64.h"
#include "runtime/text/Clones.h"
#include "runtime/text/Functions.h"
#include "runtime/text/Sequence.h"
#include "runtime/text/Unicode.h"
#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstring>
#include <map>
#include <string>
#include <unicode/uchar.h>

using namespace smelt::runtime;

namespace {

// ---- characters ----------------------------------------------------------------------------------------------------

bool isSpace(int32_t c) { return isWhiteSpace(c) || (c >= 0x1C && c <= 0x1F); }
/// Characters of ASCII.
struct Ascii {
  std::array<bool, 128> member{};

  explicit constexpr Ascii(std::string_view characters) {
    for (char c : characters)
      member[static_cast<unsigned char>(c)] = true;
  }
  bool has(int32_t c) const { return static_cast<uint32_t>(c) < 128 && member[static_cast<size_t>(c)]; }
};
constexpr Ascii kSplits(")\";}]*:@'({[?!"), kAlone("(\"`{[:;&#*@)}]-,"), kCloses("\"')]}"), kOfNumbers(",.-"),
    kBlank(" \t\n\r\v\f"), kPunctuation(";:,.!?");

bool isQuote(int32_t c) { return c == 0x2018 || c == 0x2019 || c == 0x201C || c == 0x201D || c == 0xAB || c == 0xBB; }
/// What ends a word wherever it stands.
bool splitsWords(int32_t c) { return kSplits.has(c) || isQuote(c); }
/// What a word does not begin with.
bool standsAlone(int32_t c) { return kAlone.has(c); }
/// What still belongs to the sentence that ended before it.
bool closes(int32_t c) { return kCloses.has(c) || isQuote(c); }
bool isDigit(int32_t c) { return c < 0x80 ? c >= '0' && c <= '9' : u_charType(c) == U_DECIMAL_DIGIT_NUMBER; }

bool isLetter(int32_t c) {
  if (c < 0x80)
    return static_cast<uint32_t>((c | 0x20) - 'a') < 26 || c == '_';
  return !isDigit(c) &&
         ((U_MASK(u_charType(c)) & U_GC_L_MASK) || u_getIntPropertyValue(c, UCHAR_NUMERIC_TYPE) != U_NT_NONE);
}

int32_t at(const char *p) { return decode(p); }
const char *behind(const char *p) {
  decode(p);
  return p;
}
const char *skipSpace(const char *p, const char *end) {
  while (p < end && isSpace(at(p)))
    p = behind(p);
  return p;
}
const char *skipWord(const char *p, const char *end) {
  while (p < end && !isSpace(at(p)))
    p = behind(p);
  return p;
}
std::string_view between(const char *begin, const char *end) { return {begin, size_t(end - begin)}; }

// ---- tokens --------------------------------------------------------------------------------------------------------

/// Bytes from `p` on that are two or more hyphens or dots, or three or more dots with white space between; 0: none.
/// With `all`, as many as there are.
size_t runAt(const char *p, const char *end, bool all) {
  if (p == end || (*p != '-' && *p != '.'))
    return 0;
  const char *q = p;
  while (q < end && *q == *p && (all || q < p + 2))
    ++q;
  if (q >= p + 2)
    return size_t(q - p);
  const char *last = p; // the last dot of a spaced run, which never goes over a line's end
  int dots = *p == '.';
  for (q = p; dots && q + 1 < end && q[1] != '\n' && isSpace(at(q + 1)) && (all || dots < 3);) {
    q = behind(q + 1);
    if (q == end || *q != '.')
      break;
    last = q;
    ++dots;
  }
  return dots >= 3 ? size_t(last + 1 - p) : 0;
}

/// Whether a word ends where a comma stands.
bool endsAtComma(const char *p, const char *end) {
  return p + 1 == end || isSpace(at(p + 1)) || splitsWords(at(p + 1)) || runAt(p + 1, end, false);
}

/// The token at `p`, which is no white space.
std::string_view tokenAt(const char *p, const char *end) {
  if (size_t run = runAt(p, end, true))
    return {p, run};
  const char *q = behind(p);
  if (standsAlone(at(p)))
    return between(p, q);
  while (q < end && !isSpace(at(q)) && !splitsWords(at(q)) && !runAt(q, end, false) &&
         !(*q == ',' && endsAtComma(q, end)))
    q = behind(q);
  return between(p, q);
}

/// `-?[.,]?\d[\d,.-]*\.?`
bool isNumber(std::string_view token) {
  const char *p = token.data(), *end = p + token.size();
  p += p < end && *p == '-';
  p += p < end && (*p == '.' || *p == ',');
  if (p == end || !isDigit(at(p)))
    return false;
  while (p < end && (isDigit(at(p)) || kOfNumbers.has(at(p))))
    p = behind(p);
  return p == end;
}

// ---- the model -----------------------------------------------------------------------------------------------------

/// What a line of the model says of the word (two with a tab between for a collocation) that follows.
enum class Kind : char {
  abbreviation = 'a',
  collocation = 'c',
  starter = 's',
  upper = 'U', ///< seen with a capital, somewhere
  upperInside = 'I',
  lower = 'l', ///< seen without, somewhere
  lowerAtBegin = 'b',
};

class Model {
public:
  Model(smelt_context *context, const void *table) : context(context), table(*static_cast<const LineTable *>(table)) {}

  std::string_view lower(std::string_view text) {
    smelt_text t = smelt_case(context, 0, text.data(), int64_t(text.size()));
    return {t.data, size_t(t.size)};
  }
  bool knows(Kind kind, std::string_view a) {
    key.assign(1, char(kind)).append(a);
    return table.contains(key);
  }
  bool isCollocation(std::string_view a, std::string_view b) {
    key.assign(1, char(Kind::collocation)).append(a).append(1, '\t').append(b);
    return table.contains(key);
  }

private:
  smelt_context *context;
  const LineTable &table;
  std::string key;
};

struct Token {
  std::string_view text, type;
  bool ends = false, abbreviation = false, ellipsis = false;

  bool hasPeriod() const { return text.ends_with('.'); }
  bool isInitial() const {
    const char *second = behind(text.data());
    return isLetter(at(text.data())) && std::string_view(second, size_t(text.data() + text.size() - second)) == ".";
  }
  std::string_view typeWithoutPeriod() const {
    return type.size() > 1 && type.ends_with('.') ? type.substr(0, type.size() - 1) : type;
  }
  std::string_view typeWithoutStop() const { return ends ? typeWithoutPeriod() : type; }
  bool isUpper() const { return u_isUUppercase(at(text.data())); }
  bool isLower() const { return u_isULowercase(at(text.data())); }
};

/// What the form of a token alone says.
Token judge(Model &model, std::string_view text) {
  Token token{text, model.lower(text)};
  if (isNumber(token.type))
    token.type = "##number##";
  if (text == "." || text == "?" || text == "!") {
    token.ends = true;
  } else if (text.find_first_not_of('.') == std::string_view::npos) {
    token.ellipsis = true;
  } else if (token.hasPeriod() && !text.ends_with("..")) {
    std::string_view word = model.lower(text.substr(0, text.size() - 1));
    std::string_view tail = word.substr(word.rfind('-') + 1);
    token.abbreviation = model.knows(Kind::abbreviation, word) || model.knows(Kind::abbreviation, tail);
    token.ends = !token.abbreviation;
  }
  return token;
}

enum class Begins : uint8_t { no, yes, unknown };

/// Whether a sentence begins with the token, by how its word was seen written.
Begins beginsSentence(Model &model, const Token &token) {
  if (token.text.size() == 1 && kPunctuation.has(token.text[0]))
    return Begins::no;
  std::string_view type = token.typeWithoutStop();
  if (token.isUpper() && model.knows(Kind::lower, type) && !model.knows(Kind::upperInside, type))
    return Begins::yes;
  if (token.isLower() && (model.knows(Kind::upper, type) || !model.knows(Kind::lowerAtBegin, type)))
    return Begins::no;
  return Begins::unknown;
}

/// Whether a sentence ends with `token`, now that the next one is known.
bool endsBefore(Model &model, const Token &token, const Token &next) {
  if (!token.hasPeriod())
    return token.ends;
  std::string_view type = token.typeWithoutPeriod(), nextType = next.typeWithoutStop();
  bool initial = token.isInitial();
  if (model.isCollocation(type, nextType))
    return false;
  if ((token.abbreviation || token.ellipsis) && !initial) {
    if (beginsSentence(model, next) == Begins::yes)
      return true;
    if (next.isUpper() && model.knows(Kind::starter, nextType))
      return true;
  }
  if (initial || type == "##number##") {
    Begins begins = beginsSentence(model, next);
    if (begins == Begins::no ||
        (begins == Begins::unknown && initial && next.isUpper() && !model.knows(Kind::lower, nextType)))
      return false;
  }
  return token.ends;
}

/// Whether a token of the text, but not its last, ends a sentence.
bool hasEnd(Model &model, const char *p, const char *end) {
  Token before;
  for (p = skipSpace(p, end); p < end; p = skipSpace(p, end)) {
    Token token = judge(model, tokenAt(p, end));
    if (!before.text.empty() && endsBefore(model, before, token))
      return true;
    before = token;
    p += token.text.size();
  }
  return false;
}

// ---- sentences -----------------------------------------------------------------------------------------------------

/// The first `.`, `?` or `!` in [p, end), or `end`.
SMELT_CLONES const char *nextStop(const char *p, const char *end) {
  for (Bytes64 window; p < end; p += sizeof window) { // texts may be read past their end
    load64(window, p);
    if (const uint64_t marks =
            maskOf(Bytes64(window == uint8_t('.')) | Bytes64(window == uint8_t('?')) | Bytes64(window == uint8_t('!'))))
      return std::min(p + std::countr_zero(marks), end);
  }
  return end;
}

/// A character that may end a sentence, with the word it stands behind and what follows.
struct Candidate {
  const char *word, *at, *end;
  const char *next; ///< the next word, if white space stands between; else null
};

class Sentences {
public:
  Sentences(Model model, smelt_seq out, const char *text, int64_t size)
      : model(std::move(model)), out(out), text(text), end(text + size), last(text) {}

  void cut() {
    Candidate before{text, text, nullptr, nullptr};
    for (const char *p = text; (p = nextStop(p, end)) < end; ++p) {
      Candidate c{before.word, p, nullptr, nullptr};
      if (!follow(c))
        continue;
      for (const char *q = p; --q > before.at;)
        if (kBlank.has(static_cast<unsigned char>(*q))) {
          c.word = q + 1;
          break;
        }
      if (before.end && before.at <= c.word)
        decide(before);
      before = c;
    }
    if (before.end)
      decide(before);
    const char *stop = end;
    for (const char *q = stop; q > text && isSpace(decodeBack(q));)
      stop = q;
    take(last, stop);
    flush();
  }

private:
  /// What follows a candidate: punctuation, or white space and a word. False: neither.
  bool follow(Candidate &c) const {
    const char *p = c.at + 1;
    if (p == end)
      return false;
    if (splitsWords(at(p))) {
      c.end = behind(p);
      return true;
    }
    const char *word = skipSpace(p, end);
    if (word == p || word == end)
      return false;
    c.next = word;
    c.end = skipWord(word, end);
    return true;
  }

  void decide(const Candidate &c) {
    if (!hasEnd(model, c.word, c.end))
      return;
    take(last, c.at + 1);
    last = c.next ? c.next : c.at + 1;
  }

  /// Closing punctuation at the begin of a sentence goes to the one before.
  void take(const char *begin, const char *stop) {
    if (some) {
      const char *closed = closedAt(begin, stop);
      if (closed != begin) {
        pending.second = closed;
        flush();
        begin = skipSpace(closed, stop);
      } else {
        flush();
      }
    }
    some = true;
    pending = {begin, stop};
  }

  void flush() {
    if (some && pending.second > pending.first)
      smelt_seq_push_text(out, pending.first, pending.second - pending.first);
  }

  /// The end of closing punctuation that white space, two hyphens or the end follow.
  static const char *closedAt(const char *begin, const char *stop) {
    const char *p = begin;
    while (p < stop && closes(at(p))) {
      p = behind(p);
      if (p == stop || isSpace(at(p)) || (stop - p >= 2 && p[0] == '-' && p[1] == '-'))
        return p;
    }
    return begin;
  }

  Model model;
  smelt_seq out;
  const char *text, *end, *last;
  std::pair<const char *, const char *> pending;
  bool some = false;
};
} // namespace

namespace smelt::runtime {
/// Of a word that has several contexts the last counts.
std::shared_ptr<const LineTable> punktModel(std::string_view tables) {
  std::string lines;
  std::map<std::string_view, int> contexts;
  auto add = [&](Kind kind, std::string_view words) { (lines += static_cast<char>(kind)).append(words) += '\n'; };
  constexpr std::array kinds = {Kind::abbreviation, Kind::collocation, Kind::starter};
  size_t table = 0;
  for (size_t begin = 0, end; begin < tables.size(); begin = end + 1) {
    end = tables.find('\n', begin);
    std::string_view line = tables.substr(begin, end - begin);
    size_t tab = line.rfind('\t');
    if (line.empty())
      ++table;
    else if (table < kinds.size())
      add(kinds[table], line);
    else
      std::from_chars(line.data() + tab + 1, line.data() + line.size(), contexts[line.substr(0, tab)]);
  }
  // Numbers of contexts are sums: 2, 4, 8 with a capital and 16, 32, 64 without; at a sentence's begin, inside,
  // elsewhere.
  for (auto [word, seen] : contexts)
    for (auto [mask, kind] : {std::pair(2 + 4 + 8, Kind::upper), std::pair(4, Kind::upperInside),
                              std::pair(16 + 32 + 64, Kind::lower), std::pair(16, Kind::lowerAtBegin)})
      if (seen & mask)
        add(kind, word);
  return std::make_shared<const LineTable>(std::make_shared<const std::string>(std::move(lines)));
}
} // namespace smelt::runtime

smelt_seq smelt_seq_punkt(smelt_context *context, const char *text, int64_t size, const void *table) {
  smelt_seq out = smelt_seq_new(context);
  Sentences(Model(context, table), out, text, size).cut();
  return out;
}
