// What a backslash introduces.
#include "lang/pattern/Parser.h"
#include <unicode/uchar.h>

namespace smelt::pattern {

static bool isOctal(char c) { return c >= '0' && c <= '7'; }

/// Outside of a class.
NodeRef Parser::escape() {
  char c = at + 1 < text.size() ? text[at + 1] : 0;
  auto placeHere = [&](Place p, CodePoints set = {}) {
    at += 2;
    return place(p, std::move(set));
  };
  switch (c) {
  case 'A':
    return placeHere(Place::textStart);
  case 'Z':
    return placeHere(Place::textEnd);
  case 'b':
    return placeHere(Place::wordEdge, wordCharacters(flags.classes));
  case 'B':
    return placeHere(Place::noWordEdge, wordCharacters(flags.classes));
  default:
    break;
  }
  Escaped e = escapedCharacter(false);
  if (failed())
    return nullptr;
  if (!e.isSet)
    return character(e.character);
  return setNode({}, std::move(e.set), false);
}

Escaped Parser::escapedCharacter(bool inClass) {
  size_t begin = at++;
  if (atEnd()) {
    fail(Fault::syntax, begin, begin + 1, "ends in a backslash", "nothing follows", "a backslash itself is `\\\\`");
    return {};
  }
  char c = text[at];
  if (std::isdigit(static_cast<unsigned char>(c)))
    return octalEscape(begin, inClass);
  constexpr std::string_view controls = "afnrtv", meant = "\a\f\n\r\t\v";
  if (size_t i = controls.find(c); i != std::string_view::npos)
    return ++at, Escaped{false, meant[i], {}};
  if (inClass && c == 'b')
    return ++at, Escaped{false, '\b', {}};
  ++at;
  switch (c) {
  case 'd':
  case 'D':
  case 's':
  case 'S':
  case 'w':
  case 'W':
    return classEscape(c);
  case 'p':
  case 'P':
    return propertyEscape(begin, c == 'P');
  case 'x':
    return hexEscape(begin, 2);
  case 'u':
    return hexEscape(begin, 4);
  case 'U':
    return hexEscape(begin, 8);
  case 'N':
    return nameEscape(begin);
  default:
    break;
  }
  if (c == 'k') {
    fail(Fault::notLinear, begin, at, "has a back-reference", "asks for a text that was matched before");
    return {};
  }
  if (std::isalpha(static_cast<unsigned char>(c))) {
    fail(Fault::unknown, begin, at, "has an unknown escape", "this stands for nothing",
         std::string("the letter itself is written `") + c + "`");
    return {};
  }
  --at;
  return {false, nextCharacter(), {}};
}

Escaped Parser::classEscape(char c) {
  Escaped e{true, 0, {}};
  e.set = c == 'd' || c == 'D'   ? digits(flags.classes)
          : c == 's' || c == 'S' ? spaces(flags.classes)
                                 : wordCharacters(flags.classes);
  if (c == 'D' || c == 'S' || c == 'W')
    e.set = e.set.complement();
  return e;
}

/// `\pL`, `\p{Han}`, `\p{^Han}`.
Escaped Parser::propertyEscape(size_t begin, bool negated) {
  size_t close = starts("{") ? text.find('}', at) : at;
  if (atEnd() || close == std::string_view::npos) {
    fail(Fault::syntax, begin, at, "has a property without a name", "a name in braces follows", "like `\\p{Han}`");
    return {};
  }
  std::string_view name = starts("{") ? text.substr(at + 1, close - at - 1) : text.substr(at, 1);
  bool inverted = name.starts_with('^');
  if (inverted)
    name.remove_prefix(1);
  auto set = CodePoints::property(name);
  at = close + 1;
  if (!set) {
    fail(Fault::unknown, begin, at, "has an unknown property", "Unicode has no such property",
         "properties are categories (`L`, `Nd`), scripts (`Han`, `Greek`) and names like `Alphabetic`");
    return {};
  }
  return {true, 0, negated != inverted ? set->complement() : *set};
}

Escaped Parser::hexEscape(size_t begin, size_t digits) {
  int64_t c = 0;
  size_t found = 0;
  for (; found < digits && !atEnd() && std::isxdigit(static_cast<unsigned char>(text[at])); ++found, ++at)
    c = c * 16 + (std::isdigit(static_cast<unsigned char>(text[at])) ? text[at] - '0' : (text[at] | 32) - 'a' + 10);
  if (found < digits) {
    fail(Fault::syntax, begin, at, "has a short escape", std::to_string(digits) + " hexadecimal digits follow");
    return {};
  }
  if (c > kLastCodePoint || (c >= 0xD800 && c < 0xE000)) {
    fail(Fault::unknown, begin, at, "names a character that does not exist", "Unicode has no such character");
    return {};
  }
  return {false, static_cast<int32_t>(c), {}};
}

Escaped Parser::nameEscape(size_t begin) {
  size_t close = text.find('}', at);
  if (!starts("{") || close == std::string_view::npos) {
    fail(Fault::syntax, begin, at, "has a character without a name", "a name in braces follows", "like `\\N{EN DASH}`");
    return {};
  }
  std::string name(text.substr(at + 1, close - at - 1));
  UErrorCode status = U_ZERO_ERROR;
  UChar32 c = u_charFromName(U_EXTENDED_CHAR_NAME, name.c_str(), &status);
  at = close + 1;
  if (U_FAILURE(status)) {
    fail(Fault::unknown, begin, at, "names a character that does not exist", "Unicode has no such name");
    return {};
  }
  return {false, c, {}};
}

/// `\0`, `\012`, and what would be a reference to a group.
Escaped Parser::octalEscape(size_t begin, bool inClass) {
  size_t digits = 0;
  int32_t c = 0;
  bool zero = text[at] == '0';
  while (digits < 3 && at + digits < text.size() && isOctal(text[at + digits]))
    c = c * 8 + (text[at + digits++] - '0');
  if (zero || digits == 3 || (inClass && digits > 0)) {
    at += digits;
    if (c > 0377)
      fail(Fault::syntax, begin, at, "has an octal escape that is too large", "at most `\\377`");
    return {false, c, {}};
  }
  size_t end = at;
  while (end < text.size() && std::isdigit(static_cast<unsigned char>(text[end])))
    ++end;
  if (inClass)
    fail(Fault::unknown, begin, end, "has an unknown escape", "this stands for nothing");
  else
    fail(Fault::notLinear, begin, end, "has a back-reference", "asks for a text that was matched before");
  return {};
}

} // namespace smelt::pattern
