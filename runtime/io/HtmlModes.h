// Whether a page's text stays where it stands, tag by tag: the tree construction of the HTML standard (13.2.6), as far
// as the order of text depends on it.
#pragma once
#include "runtime/io/HtmlNames.h"
#include <cstdint>
#include <vector>

namespace smelt::runtime {

struct HtmlTag {
  HtmlName name; ///< in lower case
  HtmlElement element = HtmlElement::ordinary;
  bool closes = false;     ///< `</p>`
  bool selfCloses = false; ///< `<path/>`
};

class HtmlModes {
public:
  /// What a reader does behind a tag.
  enum class Then : uint8_t {
    goOn,
    dropLineEnd,
    readHidden,    ///< up to the end tag all is text
    openDocument,  ///< what follows is of another document, to leave out
    closeDocument, ///< up to here
    leave          ///< the parser has to see the page
  };
  Then read(const HtmlTag &tag);

  /// Text that is not white only begins the body. False where it would go elsewhere.
  bool begin();
  /// Whether any text stays where it stands. Elsewhere white space does, or is dropped.
  bool isInBody() const { return In == Mode::inBody || In >= Mode::inData; }
  bool dropsSpace() const { return In == Mode::initial; }
  bool isInDrawing() const { return !Drawing.empty(); }
  /// In a document of a page's `template`.
  bool isInTemplate() const { return Templates > 0; }

private:
  enum class Mode : uint8_t {
    initial,   ///< white space is dropped
    inHead,    ///< other text begins the body
    afterHead, ///< the same
    inBody,
    inTable,   ///< of a table, outside of its cells: only white space stays
    inData,    ///< in a `td`
    inHeading, ///< in a `th`
    inCaption
  };
  struct Node {
    HtmlName name;
    bool holdsHtml = false;
  };
  static Mode cellOf(HtmlElement element);

  Then inPrologue(const HtmlTag &tag);
  Then closedInPrologue(HtmlElement element);
  Then inHead(HtmlElement element);
  Then inBody(const HtmlTag &tag);
  Then inTable(const HtmlTag &tag);
  Then inCell(const HtmlTag &tag);
  Then inSelect(const HtmlTag &tag);
  Then inDrawing(const HtmlTag &tag);
  Then closedInDrawing(const HtmlName &name);
  Then inTemplate(const HtmlTag &tag);
  Then openTemplate();
  Then openSvg(const HtmlTag &tag);
  Then openTable();
  Then closeTable();
  Then to(Mode mode) { return In = mode, Then::goOn; }

  static constexpr size_t MostOpen = 100; ///< of tables, of what a drawing holds
  Mode In = Mode::initial;
  bool HasRoot = false;        ///< `html` was opened
  bool InNoscript = false;     ///< of a head, or just behind it
  bool Choosing = false;       ///< in a `select`
  std::vector<Node> Drawing;   ///< what is open from an `svg` on
  Mode Within = Mode::initial; ///< what the outermost template stands in
  uint64_t Templates = 0;      ///< that are open
  std::vector<Mode> Around;    ///< each open table
};

} // namespace smelt::runtime
