// All text of a page whose tags leave text where it stands, which is most text that is no page at all: read in one
// pass, without a tree. Whatever else occurs is left to the parser.
#include "runtime/io/Html.h"
#include "runtime/text/Bytes64.h"
#include "runtime/text/Clones.h"
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace smelt::runtime {

namespace {

/// Elements whose text is read otherwise, goes elsewhere or is dropped, and those that stand for the page itself.
constexpr std::array<std::string_view, 49> Moving{
    "base", "basefont", "bgsound",  "body",     "caption", "col",      "colgroup", "command", "frame",     "frameset",
    "head", "html",     "iframe",   "image",    "input",   "isindex",  "keygen",   "link",    "math",      "menuitem",
    "meta", "noembed",  "noframes", "noscript", "object",  "optgroup", "option",   "param",   "plaintext", "rb",
    "rp",   "rt",       "rtc",      "script",   "select",  "source",   "style",    "svg",     "table",     "tbody",
    "td",   "template", "textarea", "tfoot",    "th",      "thead",    "title",    "tr",      "xmp"};

/// Named references that may stand without `;`. What they and all but the most frequent others stand for, gumbo says.
constexpr std::array<std::string_view, 106> Bare{
    "AElig",  "AMP",    "Aacute", "Acirc",  "Agrave", "Aring",  "Atilde", "Auml",   "COPY",   "Ccedil", "ETH",
    "Eacute", "Ecirc",  "Egrave", "Euml",   "GT",     "Iacute", "Icirc",  "Igrave", "Iuml",   "LT",     "Ntilde",
    "Oacute", "Ocirc",  "Ograve", "Oslash", "Otilde", "Ouml",   "QUOT",   "REG",    "THORN",  "Uacute", "Ucirc",
    "Ugrave", "Uuml",   "Yacute", "aacute", "acirc",  "acute",  "aelig",  "agrave", "amp",    "aring",  "atilde",
    "auml",   "brvbar", "ccedil", "cedil",  "cent",   "copy",   "curren", "deg",    "divide", "eacute", "ecirc",
    "egrave", "eth",    "euml",   "frac12", "frac14", "frac34", "gt",     "iacute", "icirc",  "iexcl",  "igrave",
    "iquest", "iuml",   "laquo",  "lt",     "macr",   "micro",  "middot", "nbsp",   "not",    "ntilde", "oacute",
    "ocirc",  "ograve", "ordf",   "ordm",   "oslash", "otilde", "ouml",   "para",   "plusmn", "pound",  "quot",
    "raquo",  "reg",    "sect",   "shy",    "sup1",   "sup2",   "sup3",   "szlig",  "thorn",  "times",  "uacute",
    "ucirc",  "ugrave", "uml",    "uuml",   "yacute", "yen",    "yuml"};
constexpr size_t LongestBare = 6;

/// A name that grows by letters, as a number. Of more than eight the first are lost: others may be the same number.
class Name {
public:
  constexpr Name(std::string_view letters = {}) {
    for (char c : letters)
      add(c);
  }
  constexpr void add(char letter) {
    number = number << 8 | uint8_t(letter);
    ++size;
  }
  constexpr size_t slot(size_t slots) const { return size_t((number * 0x9E3779B97F4A7C15 >> 32) % slots); }
  constexpr bool isEmpty() const { return size == 0; }
  constexpr bool operator==(const Name &) const = default;

private:
  uint64_t number = 0;
  uint32_t size = 0;
};

/// Looks names up. One that is none of them is seldom taken for one.
class Names {
public:
  template <size_t n> constexpr Names(const std::array<std::string_view, n> &names) {
    static_assert(2 * n <= Size);
    for (std::string_view name : names) {
      size_t at = Name(name).slot(Size);
      while (!Slots[at].isEmpty())
        at = (at + 1) % Size;
      Slots[at] = name;
    }
  }
  bool contain(const Name &name) const {
    for (size_t at = name.slot(Size); !Slots[at].isEmpty(); at = (at + 1) % Size)
      if (Slots[at] == name)
        return true;
    return false;
  }

private:
  static constexpr size_t Size = 256;
  std::array<Name, Size> Slots{};
};
constexpr Names MovingNames(Moving), BareNames(Bare);

constexpr std::array<std::pair<std::string_view, std::string_view>, 6> Known{
    {{"amp", "&"}, {"apos", "'"}, {"gt", ">"}, {"lt", "<"}, {"nbsp", "\u00A0"}, {"quot", "\""}}};

bool isSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r'; }
bool isLetter(char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; }
bool isDigit(char c) { return c >= '0' && c <= '9'; }

/// The first `<`, `&`, carriage return or NUL.
SMELT_CLONES const char *findMark(const char *p, const char *end) {
  for (Bytes64 window; size_t(end - p) >= sizeof window; p += sizeof window) {
    load64(window, p);
    if (const uint64_t marks = maskOf(Bytes64(window == uint8_t('<')) | Bytes64(window == uint8_t('&')) |
                                      Bytes64(window == uint8_t('\r')) | Bytes64(window == uint8_t(0))))
      return p + __builtin_ctzll(marks);
  }
  while (p < end && *p != '<' && *p != '&' && *p != '\r' && *p != '\0')
    ++p;
  return p;
}

class PlainText {
public:
  PlainText(std::string_view page, std::string &out) : At(page.data()), End(At + page.size()), Out(out) {}

  bool read() {
    if (std::string_view(At, size_t(End - At)).starts_with("\uFEFF"))
      return false;
    Begin = Out.size();
    for (;;) {
      while (!hasBegun() && At < End && isSpace(*At))
        ++At;
      const char *mark = findMark(At, End);
      Out.append(At, size_t(mark - At));
      At = mark;
      if (At == End)
        return true;
      if (!(*At == '<' ? readTag() : *At == '&' && readReference()))
        return false;
    }
  }

private:
  /// A tag is passed over; `<` before anything but a tag is text. False for all else.
  bool readTag() {
    const char *p = At + 1;
    const bool closes = p < End && *p == '/';
    p += closes;
    if (std::string_view(At, size_t(End - At)).starts_with("<!--"))
      return skipComment();
    if (p == End || !isLetter(*p)) {
      if (p < End && (closes || *p == '!' || *p == '?'))
        return skipBogusComment(p);
      if (closes)
        return false;
      Out += '<';
      ++At;
      return true;
    }
    Name name;
    for (; p < End && *p != '>' && *p != '/' && !isSpace(*p); ++p)
      name.add(isLetter(*p) ? char(*p | 0x20) : *p);
    if (MovingNames.contain(name)) // or, of no matter, a name that is taken for one of them
      return false;
    // What is closed before anything was opened leaves the page unbegun, and drops the white space that follows.
    if ((closes && !hasBegun()) || !skipAttributes(p))
      return false;
    At = p;
    Opened = true;
    return closes || (name != Name("pre") && name != Name("listing")) || dropLineEnd();
  }

  /// The parser drops a line end here; what may hide one is left to it.
  bool dropLineEnd() {
    const std::string_view rest(At, size_t(End - At));
    At += rest.starts_with('\n');
    return !rest.starts_with('&') && !rest.starts_with("</>");
  }

  /// What the standard takes for a comment: `<!DOCTYPE html>`, `<?php ?>`, `</ p>`.
  bool skipBogusComment(const char *p) {
    p = std::find(p, End, '>');
    if (p == End)
      return false;
    At = p + 1;
    return true;
  }

  /// A comment that ends as it should.
  bool skipComment() {
    const std::string_view rest(At + 4, size_t(End - At) - 4);
    const size_t end = rest.find("-->");
    if (end == rest.npos || rest.starts_with('>') || rest.starts_with("->") ||
        rest.substr(0, end + 2).find("--!>") != rest.npos || rest.substr(0, end).find('\0') != rest.npos)
      return false;
    At = rest.data() + end + 3;
    return true;
  }

  /// Whether the body was begun, by text or a tag; white space before that is dropped.
  bool hasBegun() const { return Opened || Out.size() > Begin; }

  /// To behind the `>`; false if there is none. Marks where the standard has none are part of names and values.
  bool skipAttributes(const char *&p) const {
    for (;;) {
      while (p < End && (isSpace(*p) || *p == '/'))
        ++p;
      if (p < End && *p == '>')
        return ++p, true;
      for (p += p < End && *p == '='; p < End && !isSpace(*p) && *p != '/' && *p != '>' && *p != '=';)
        ++p;
      while (p < End && isSpace(*p))
        ++p;
      if (p < End && *p == '=')
        skipValue(++p);
      if (p == End)
        return false;
    }
  }

  void skipValue(const char *&p) const {
    while (p < End && isSpace(*p))
      ++p;
    if (p < End && (*p == '"' || *p == '\'')) {
      p = std::find(p + 1, End, *p);
      p += p < End;
      return;
    }
    while (p < End && !isSpace(*p) && *p != '>')
      ++p;
  }

  /// `&` before anything but a letter or a number sign is text.
  bool readReference() {
    const char *p = At + 1;
    p += p < End && *p == '#';
    while (p < End && (isLetter(*p) || isDigit(*p)))
      ++p;
    const bool closes = p < End && *p == ';';
    const std::string_view word(At + 1, size_t(p - At) - 1);
    auto known = std::find_if(Known.begin(), Known.end(), [&](const auto &k) { return closes && k.first == word; });
    std::string_view text(At, size_t(p - At) + closes);
    std::string parsed;
    if (known != Known.end())
      text = known->second;
    else if (word.starts_with('#') || closes || beginsBare(word)) {
      if (++Asked > MostAsked)
        return false;
      text = parsed = htmlReference(text);
    }
    // White space would not begin the page.
    if (!hasBegun() && std::all_of(text.begin(), text.end(), isSpace))
      return false;
    Out += text;
    At = p + closes;
    return true;
  }

  static bool beginsBare(std::string_view word) {
    Name name;
    for (char letter : word.substr(0, LongestBare)) {
      name.add(letter);
      if (BareNames.contain(name))
        return true;
    }
    return false;
  }

  const char *At, *End;
  std::string &Out;
  static constexpr size_t MostAsked = 10'000; ///< a page of nothing else is cheaper as a tree
  size_t Asked = 0;
  size_t Begin = 0;    ///< of the page's text in `Out`
  bool Opened = false; ///< a tag was met
};

} // namespace

bool isHtmlText(std::string_view utf8) {
  const char *end = utf8.data() + utf8.size();
  return utf8.empty() || (!isSpace(utf8[0]) && !utf8.starts_with("\uFEFF") && findMark(utf8.data(), end) == end);
}

bool appendPlainHtmlText(std::string_view utf8, std::string &text) {
  const size_t before = text.size();
  if (PlainText(utf8, text).read())
    return true;
  text.resize(before);
  return false;
}

} // namespace smelt::runtime
