// From the bytes of a page to its title and visible text.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace smelt::runtime {

/// The page as UTF-8: its encoding is that of a byte order mark, else what a `meta` element in the first 1,024 bytes
/// says, else UTF-8 (WHATWG Encoding Standard). `replaced` counts what was not valid and became U+FFFD.
std::string decodeHtml(std::string_view bytes, uint64_t &replaced);

struct HtmlPage {
  std::string title; ///< of the first `title` element; white space collapsed
  std::string text;  ///< what a reader sees: no scripts, styles and head; block elements start lines
};

/// False if elements are nested deeper than a page may (10,000): parsing it would take quadratic time.
bool extractHtml(std::string_view utf8, HtmlPage &page);

/// Whether a page is its own text, since nothing in it is read as anything but text. False where that takes a parser.
bool isHtmlText(std::string_view utf8);
/// The same as appendHtmlText where the page's tags leave its text as it stands; gives how many of them open an
/// element. Nothing where they do not, or may not.
std::optional<uint64_t> appendPlainHtmlText(std::string_view utf8, std::string &text);
/// The same by the parser's tree, of any page that is not nested too deep.
void appendParsedHtmlText(std::string_view utf8, std::string &text);

/// What a reference such as `&rarr;`, `&copy`, `&#150;` stands for; itself if it is none.
std::string htmlReference(std::string_view reference);

/// Appends all text of a page, scripts, styles and title too. False as for `extractHtml`.
bool appendHtmlText(std::string_view utf8, std::string &text);

} // namespace smelt::runtime
