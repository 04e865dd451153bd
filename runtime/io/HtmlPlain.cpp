// All text of a page whose tags leave text where it stands, which is most pages: read in one pass, without a tree.
// Whatever else occurs is left to the parser. Sections are those of the HTML standard.
#include "runtime/io/Html.h"
#include "runtime/io/HtmlModes.h"
#include "runtime/text/Bytes64.h"
#include "runtime/text/Clones.h"
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace smelt::runtime {

namespace {

using enum HtmlElement;

constexpr std::array<std::pair<std::string_view, std::string_view>, 6> Known{
    {{"amp", "&"}, {"apos", "'"}, {"gt", ">"}, {"lt", "<"}, {"nbsp", "\u00A0"}, {"quot", "\""}}};

bool isSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r'; }
bool isLetter(char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; }
bool isDigit(char c) { return c >= '0' && c <= '9'; }
char lowered(char c) { return isLetter(c) ? char(c | 0x20) : c; }
bool equalLowered(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char c, char d) { return lowered(c) == lowered(d); });
}
bool isSpace(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return isSpace(c); });
}

/// Whether `c` before `next` is a mark: begins a tag, a comment or a reference, or is a carriage return or NUL.
bool isMark(char c, char next) {
  if (c == '<')
    return isLetter(next) || next == '/' || next == '!' || next == '?';
  return (c == '&' && (isLetter(next) || next == '#')) || c == '\r' || c == '\0';
}

/// To the first 64 bytes with marks, and where in them those are; to fewer than 65 bytes before `end` if there are
/// none.
SMELT_CLONES const char *findMarks(const char *p, const char *end, uint64_t &marks) {
  Bytes64 window, next;
  for (marks = 0; size_t(end - p) > sizeof window; p += sizeof window) {
    load64(window, p);
    load64(next, p + 1);
    const Bytes64 letter = Bytes64((next | uint8_t(0x20)) - uint8_t('a') < uint8_t(26));
    const Bytes64 tag =
        letter | Bytes64(next == uint8_t('/')) | Bytes64(next == uint8_t('!')) | Bytes64(next == uint8_t('?'));
    const Bytes64 reference = letter | Bytes64(next == uint8_t('#'));
    marks = maskOf((Bytes64(window == uint8_t('<')) & tag) | (Bytes64(window == uint8_t('&')) & reference) |
                   Bytes64(window == uint8_t('\r')) | Bytes64(window == uint8_t(0)));
    if (marks)
      return p;
  }
  return p;
}

/// Goes from mark to mark.
class Marks {
public:
  /// The first mark at `p` or behind it; `end` if there is none.
  const char *from(const char *p, const char *end) {
    if (const size_t passed = Window ? size_t(p - Window) : 64; passed < 64) {
      if (const uint64_t left = Bits >> passed)
        return p + __builtin_ctzll(left);
      p = Window + 64;
    }
    Window = p = findMarks(p, end, Bits);
    if (Bits)
      return p + __builtin_ctzll(Bits);
    Window = nullptr; // what is left is no window
    while (p < end && !isMark(*p, p + 1 < end ? p[1] : ' '))
      ++p;
    return p;
  }

private:
  const char *Window = nullptr;
  uint64_t Bits = 0;
};

class PlainText {
public:
  PlainText(std::string_view page, std::string &out) : At(page.data()), Kept(At), End(At + page.size()), Out(out) {}

  bool read() {
    if (std::string_view(At, size_t(End - At)).starts_with("\uFEFF"))
      return false;
    for (;;) {
      At = Next.from(At, End);
      if (!keep(At))
        return false;
      if (At == End)
        break;
      if (!readMark())
        return false;
    }
    if (Modes.isInTemplate())
      Out.resize(Before);
    return true;
  }

  /// Tags that opened an element, at least.
  uint64_t opened() const { return Opened; }

private:
  /// Takes the text before `end`. False where it would go elsewhere.
  bool keep(const char *end) {
    std::string_view text(Kept, size_t(end - Kept));
    Kept = end;
    if (Modes.isInBody()) {
      Out += text;
      return true;
    }
    if (Modes.dropsSpace())
      while (!text.empty() && isSpace(text.front()))
        text.remove_prefix(1);
    Out += text;
    return isSpace(text) || Modes.begin();
  }

  bool readMark() {
    switch (*At) {
    case '<':
      return readTag();
    case '&':
      return readReference();
    case '\r':
      readLineEnd();
      return true;
    default:
      return false;
    }
  }

  /// A carriage return, with or without what follows it, is a line end.
  void readLineEnd() {
    Kept = ++At;
    if ((At == End || *At != '\n') && (IsHeld || !Modes.dropsSpace()))
      Out += '\n';
  }

  /// A tag or comment is passed over. False for all that the parser has to see.
  bool readTag() {
    const char *p = At + 1;
    const bool closes = *p == '/';
    p += closes;
    if (p == End)
      return false;
    if (!isLetter(*p))
      return skipComment(p);
    HtmlName name;
    const char *spelled = p;
    for (; p < End && *p != '>' && *p != '/' && !isSpace(*p); ++p)
      name.add(lowered(*p));
    Spelled = {spelled, size_t(p - spelled)};
    bool selfCloses = false;
    // The parser drops a tag without an end, and with it all that follows.
    if (!skipAttributes(p, selfCloses)) {
      Kept = At = End;
      return true;
    }
    Kept = At = p;
    Opened += !closes;
    const HtmlElement element = htmlElement(name);
    switch (Modes.read({name, element, closes, selfCloses})) {
    case HtmlModes::Then::goOn:
      return true;
    case HtmlModes::Then::dropLineEnd:
      return dropLineEnd();
    case HtmlModes::Then::readHidden:
      return readHidden(element);
    case HtmlModes::Then::openDocument:
      Before = Out.size();
      return true;
    case HtmlModes::Then::closeDocument:
      Out.resize(Before);
      return true;
    case HtmlModes::Then::leave:
      break;
    }
    return false;
  }

  /// Reads what an element holds whose text is no HTML.
  bool readHidden(HtmlElement element) { return (element != textarea || dropLineEnd()) && readUntilEndTag(element); }

  /// To behind the end tag of the element that was opened last.
  bool readUntilEndTag(HtmlElement element) {
    const std::string_view name = Spelled;
    const char *tag = findEndTag(name), *end = End;
    const std::string_view held(At, size_t(tag - At));
    if (held.find('\0') != held.npos || (element == script && mayHideEnd(held)))
      return false;
    End = tag;
    IsHeld = true;
    const bool read = readHeld(element == title || element == textarea);
    End = end;
    IsHeld = false;
    if (!read)
      return false;
    bool selfCloses = false;
    if (At < End && !skipAttributes(At += name.size() + 2, selfCloses))
      At = End;
    Kept = At;
    return true;
  }

  /// Takes text up to `End` in which tags are text, and references unless they are asked for.
  bool readHeld(bool references) {
    for (;;) {
      At = std::min(Next.from(At, End), End);
      Out.append(Kept, size_t(At - Kept));
      Kept = At;
      if (At == End)
        return true;
      if (*At == '\r')
        readLineEnd();
      else if (*At != '&' || !references)
        ++At;
      else if (!readReference())
        return false;
    }
  }

  const char *findEndTag(std::string_view name) const {
    const char *p = At;
    while ((p = static_cast<const char *>(std::memchr(p, '<', size_t(End - p))))) {
      const std::string_view tag(p, std::min(size_t(End - p), name.size() + 3));
      if (tag.size() == name.size() + 3 && tag[1] == '/' && equalLowered(tag.substr(2, name.size()), name) &&
          (isSpace(tag.back()) || tag.back() == '/' || tag.back() == '>'))
        return p;
      ++p;
    }
    return End;
  }

  /// Whether a script's end may be part of one that it writes (13.2.5.15 to 31).
  static bool mayHideEnd(std::string_view script) {
    const size_t comment = script.find("<!--");
    if (comment == script.npos)
      return false;
    static constexpr std::string_view Tag = "<script";
    for (size_t at = comment; (at = script.find('<', at)) != script.npos; ++at)
      if (equalLowered(script.substr(at, Tag.size()), Tag))
        return true;
    return false;
  }

  /// The parser drops a line end here; what may hide one is left to it.
  bool dropLineEnd() {
    const std::string_view rest(At, size_t(End - At));
    At += rest.starts_with("\r\n") ? 2 : rest.starts_with('\n') || rest.starts_with('\r');
    Kept = At;
    return !rest.starts_with('&') && !rest.starts_with("</>");
  }

  /// Comments, also what the standard takes for one: `<!DOCTYPE html>`, `<?php ?>`, `</ p>` (13.2.5.41 to 45).
  bool skipComment(const char *p) {
    const std::string_view rest(At, size_t(End - At));
    if (rest.starts_with("<!--"))
      return skipFullComment();
    if (Modes.isInDrawing() && rest.starts_with("<![CDATA["))
      return false;
    p = std::find(p, End, '>');
    Kept = At = p + (p < End);
    return true;
  }

  /// A comment that ends as it should.
  bool skipFullComment() {
    const std::string_view rest(At + 4, size_t(End - At) - 4);
    const size_t end = rest.find("-->");
    if (end == rest.npos || rest.starts_with('>') || rest.starts_with("->") ||
        rest.substr(0, end + 2).find("--!>") != rest.npos || rest.substr(0, end).find('\0') != rest.npos)
      return false;
    Kept = At = rest.data() + end + 3;
    return true;
  }

  /// To behind the `>`; false if there is none. Marks where the standard has none are part of names and values.
  bool skipAttributes(const char *&p, bool &selfCloses) const {
    for (;;) {
      for (; p < End && (isSpace(*p) || *p == '/'); ++p)
        selfCloses = *p == '/';
      if (p < End && *p == '>')
        return ++p, true;
      selfCloses = false;
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

  /// `&` before a letter or a number sign; it is text if it begins no reference (13.2.5.72 to 80).
  bool readReference() {
    const char *p = At + 1;
    p += *p == '#';
    while (p < End && (isLetter(*p) || isDigit(*p)))
      ++p;
    const bool closes = p < End && *p == ';';
    const std::string_view word(At + 1, size_t(p - At) - 1), whole(At, size_t(p - At) + closes);
    auto known = std::find_if(Known.begin(), Known.end(), [&](const auto &k) { return closes && k.first == word; });
    std::string_view text = whole;
    std::string parsed;
    if (known != Known.end())
      text = known->second;
    else if (word.starts_with('#') || closes || beginsBareReference(word)) {
      if (++Asked > MostAsked)
        return false;
      text = parsed = htmlReference(whole);
    }
    // White space would not begin the page.
    if (!IsHeld && !Modes.isInBody() && (isSpace(text) || !Modes.begin()))
      return false;
    Out += text;
    Kept = At = whole.data() + whole.size();
    return true;
  }

  const char *At, *Kept, *End; ///< what lies between the first two is text that was not taken yet
  std::string &Out;
  Marks Next;
  HtmlModes Modes;
  std::string_view Spelled; ///< the name of the last tag
  bool IsHeld = false;      ///< the text is that of a `title` or the like, whose end `End` is
  size_t Before = 0;        ///< of `Out`: what comes before the open template
  uint64_t Opened = 0;
  static constexpr size_t MostAsked = 10'000; ///< a page of nothing else is cheaper as a tree
  size_t Asked = 0;
};

} // namespace

bool isHtmlText(std::string_view utf8) {
  const char *end = utf8.data() + utf8.size();
  return utf8.empty() || (!isSpace(utf8[0]) && !utf8.starts_with("\uFEFF") && Marks().from(utf8.data(), end) == end);
}

std::optional<uint64_t> appendPlainHtmlText(std::string_view utf8, std::string &text) {
  const size_t before = text.size();
  PlainText page(utf8, text);
  if (page.read())
    return page.opened();
  text.resize(before);
  return std::nullopt;
}

} // namespace smelt::runtime
