#include "runtime/io/HtmlNames.h"

namespace smelt::runtime {

namespace {

struct Entry {
  std::string_view name;
  HtmlElement element;
};

using enum HtmlElement;
constexpr Entry Elements[] = {{"pre", pre},
                              {"listing", pre},
                              {"base", meta},
                              {"basefont", meta},
                              {"bgsound", meta},
                              {"menuitem", meta},
                              {"link", meta},
                              {"meta", meta},
                              {"title", title},
                              {"script", script},
                              {"style", style},
                              {"noframes", opaque},
                              {"xmp", raw},
                              {"iframe", raw},
                              {"noembed", raw},
                              {"textarea", textarea},
                              {"html", html},
                              {"head", head},
                              {"body", body},
                              {"br", lineBreak},
                              {"noscript", noscript},
                              {"table", table},
                              {"tbody", section},
                              {"thead", section},
                              {"tfoot", section},
                              {"tr", row},
                              {"td", data},
                              {"th", heading},
                              {"caption", caption},
                              {"col", column},
                              {"colgroup", column},
                              {"select", select},
                              {"option", option},
                              {"optgroup", option},
                              {"svg", svg},
                              {"desc", describing},
                              {"foreignobject", opaque},
                              {"frame", opaque},
                              {"frameset", opaque},

                              {"isindex", opaque},
                              {"math", opaque},
                              {"plaintext", opaque},
                              {"template", content}};

/// Those that end foreign content (13.2.6.5).
constexpr std::string_view Breaking[] = {
    "b",  "big",   "blockquote", "center", "code",   "dd",  "div", "dl", "dt",   "em",   "embed", "h1",  "h2",
    "h3", "h4",    "h5",         "h6",     "hr",     "i",   "img", "li", "menu", "nobr", "ol",    "p",   "ruby",
    "s",  "small", "span",       "strong", "strike", "sub", "sup", "tt", "u",    "ul",   "var",   "font"};

/// Those that HTML took from others' practice (13.5). What they and all but the most frequent others stand for, gumbo
/// says.
constexpr std::string_view Bare[] = {
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

/// Names and a value for each, by open addressing.
class Names {
public:
  constexpr void add(const HtmlName &name, HtmlElement value) {
    size_t at = name.slot(Size);
    while (!Slots[at].name.isEmpty())
      at = (at + 1) % Size;
    Slots[at] = {name, value};
  }
  constexpr const HtmlElement *find(const HtmlName &name) const {
    for (size_t at = name.slot(Size); !Slots[at].name.isEmpty(); at = (at + 1) % Size)
      if (Slots[at].name == name)
        return &Slots[at].value;
    return nullptr;
  }

private:
  struct Slot {
    HtmlName name;
    HtmlElement value = ordinary;
  };
  static constexpr size_t Size = 256;
  static_assert(2 * (std::size(Elements) + std::size(Breaking)) <= Size && 2 * std::size(Bare) <= Size);
  std::array<Slot, Size> Slots{};
};

constexpr Names ElementNames = [] {
  Names names;
  for (const Entry &entry : Elements)
    names.add(entry.name, entry.element);
  for (std::string_view name : Breaking)
    names.add(name, breaking);
  return names;
}();

constexpr Names BareNames = [] {
  Names names;
  for (std::string_view name : Bare)
    names.add(name, ordinary);
  return names;
}();

} // namespace

HtmlElement htmlElement(const HtmlName &lower) {
  const HtmlElement *found = ElementNames.find(lower);
  return found ? *found : ordinary;
}

bool beginsBareReference(std::string_view word) {
  HtmlName name;
  for (char letter : word.substr(0, LongestBare)) {
    name.add(letter);
    if (BareNames.find(name))
      return true;
  }
  return false;
}

} // namespace smelt::runtime
