// Names of elements and references that a page's text depends on, looked up while they are read.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

namespace smelt::runtime {

/// How an element bears on the text around it (HTML standard 13.2.6).
enum class HtmlElement : uint8_t {
  ordinary, ///< text goes on where it stands
  pre,      ///< ordinary, but a line end behind its tag is dropped
  meta,     ///< of a head, and empty: `meta`, `link`
  title,    ///< of a head; its text has references, and no tags
  script,   ///< of a head; its text is as it is, but for what may hide its end
  style,    ///< of a head; its text is as it is: `style`
  raw,      ///< as `style`, of a body: `xmp`, `iframe`
  textarea, ///< as `title`, of a body; a line end behind its tag is dropped
  html,
  head,
  body,
  lineBreak, ///< `br`, whose end tag is one too
  noscript,  ///< ordinary but in a head
  table,
  section, ///< `tbody`, `thead`, `tfoot`
  row,
  data,    ///< `td`
  heading, ///< `th`
  caption,
  column, ///< `col`, `colgroup`
  select,
  option, ///< `option`, `optgroup`
  svg,
  describing, ///< ordinary; in an `svg` what it holds is HTML: `desc`
  breaking,   ///< ordinary; ends an `svg`: `div`, `p`
  content,    ///< `template`: what it holds is a document of its own
  opaque,     ///< changes how all that follows is read, or says more than it holds
};

/// A name that grows by letters, as a number. Of more than eight the first are lost: others may be the same number.
class HtmlName {
public:
  constexpr HtmlName(std::string_view letters = {}) {
    for (char c : letters)
      add(c);
  }
  constexpr void add(char letter) {
    number = number << 8 | uint8_t(letter);
    ++size;
  }
  constexpr size_t slot(size_t slots) const { return size_t((number * 0x9E3779B97F4A7C15 >> 32) % slots); }
  constexpr bool isEmpty() const { return size == 0; }
  constexpr bool operator==(const HtmlName &) const = default;

private:
  uint64_t number = 0;
  uint32_t size = 0;
};

/// What the element `lower` is; a name of more than eight letters is seldom taken for another.
HtmlElement htmlElement(const HtmlName &lower);

/// Whether `word` begins with a named reference that may stand without `;`.
bool beginsBareReference(std::string_view word);

} // namespace smelt::runtime
