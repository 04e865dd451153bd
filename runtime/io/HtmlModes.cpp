#include "runtime/io/HtmlModes.h"
#include <algorithm>
#include <utility>

namespace smelt::runtime {

using enum HtmlElement;
using Then = HtmlModes::Then;

static Then goOnIf(bool holds) { return holds ? Then::goOn : Then::leave; }

static Then behindStart(HtmlElement element) {
  switch (element) {
  case pre:
    return Then::dropLineEnd;
  case title:
  case textarea:
  case script:
  case style:
  case raw:
    return Then::readHidden;
  default:
    return Then::goOn;
  }
}

bool HtmlModes::begin() {
  if (In == Mode::inTable)
    return false;
  if (!isInBody())
    In = Mode::inBody;
  return true;
}

Then HtmlModes::read(const HtmlTag &tag) {
  if (tag.element == opaque)
    return Then::leave;
  if (isInDrawing())
    return inDrawing(tag);
  if (isInTemplate())
    return inTemplate(tag);
  if (Choosing)
    return inSelect(tag);
  switch (In) {
  case Mode::initial:
  case Mode::inHead:
  case Mode::afterHead:
    return inPrologue(tag);
  case Mode::inBody:
    return inBody(tag);
  case Mode::inTable:
    return inTable(tag);
  default:
    return inCell(tag);
  }
}

/// Before the body has begun (13.2.6.4.1 to 6).
Then HtmlModes::inPrologue(const HtmlTag &tag) {
  if (tag.closes)
    return closedInPrologue(tag.element);
  switch (tag.element) {
  case html:
    // The parser keeps white space behind a second one.
    return goOnIf(In != Mode::initial || !std::exchange(HasRoot, true));
  case head:
    return In == Mode::initial ? to(Mode::inHead) : Then::goOn;
  case meta:
  case title:
  case script:
  case style:
    return inHead(tag.element);
  case noscript:
    if (In == Mode::afterHead)
      break;
    InNoscript = true;
    return to(Mode::inHead);
  case content:
    if (In == Mode::afterHead)
      return Then::leave;
    In = Mode::inHead;
    return openTemplate();
  default:
    break;
  }
  In = Mode::inBody;
  return inBody(tag);
}

Then HtmlModes::closedInPrologue(HtmlElement element) {
  if (element == noscript)
    InNoscript = false;
  if (element == head)
    return In == Mode::initial || InNoscript ? Then::leave : to(Mode::afterHead);
  return goOnIf(element != html && element != body && element != lineBreak);
}

Then HtmlModes::inHead(HtmlElement element) {
  // What comes late is put into the head yet.
  if (In == Mode::afterHead)
    return Then::leave;
  In = Mode::inHead;
  return behindStart(element);
}

Then HtmlModes::inBody(const HtmlTag &tag) {
  if (tag.closes)
    return Then::goOn;
  switch (tag.element) {
  case table:
    return openTable();
  case select:
    Choosing = true;
    return Then::goOn;
  case svg:
    return openSvg(tag);
  case content:
    return openTemplate();
  default:
    return behindStart(tag.element);
  }
}

/// Of tables (13.2.6.4.9 and 12 to 14).
Then HtmlModes::inTable(const HtmlTag &tag) {
  switch (tag.element) {
  case table:
    return tag.closes ? closeTable() : Then::leave;
  case section:
  case row:
  case column:
    return Then::goOn;
  case data:
  case heading:
  case caption:
    return tag.closes ? Then::goOn : to(cellOf(tag.element));
  case script:
  case style:
    return tag.closes ? Then::leave : Then::readHidden;
  case content:
    return tag.closes ? Then::goOn : openTemplate();
  default:
    return Then::leave;
  }
}

/// Cells and captions hold what a body does (13.2.6.4.11 and 15).
Then HtmlModes::inCell(const HtmlTag &tag) {
  switch (tag.element) {
  case table:
    return tag.closes ? closeTable() : openTable();
  case data:
  case heading:
  case caption:
    if (!tag.closes)
      return to(cellOf(tag.element));
    return In == cellOf(tag.element) ? to(Mode::inTable) : Then::goOn;
  case section:
    if (tag.closes) // which one is open is not known here
      return goOnIf(In == Mode::inCaption);
    return to(Mode::inTable);
  case row:
    return tag.closes && In == Mode::inCaption ? Then::goOn : to(Mode::inTable);
  case column:
    return tag.closes ? Then::goOn : to(Mode::inTable);
  default:
    return inBody(tag);
  }
}

HtmlModes::Mode HtmlModes::cellOf(HtmlElement element) {
  return element == data ? Mode::inData : element == heading ? Mode::inHeading : Mode::inCaption;
}

/// A table within another stands in a cell or caption of it.
Then HtmlModes::openTable() {
  if (Around.size() == MostOpen)
    return Then::leave;
  Around.push_back(In);
  return to(Mode::inTable);
}

Then HtmlModes::closeTable() {
  In = Around.back();
  Around.pop_back();
  return Then::goOn;
}

/// 13.2.6.4.16
Then HtmlModes::inSelect(const HtmlTag &tag) {
  Choosing = tag.element != select || !tag.closes;
  return goOnIf(tag.element == option || !Choosing);
}

Then HtmlModes::openSvg(const HtmlTag &tag) {
  if (!tag.selfCloses)
    Drawing.push_back({tag.name});
  return Then::goOn;
}

/// An `svg` (13.2.6.5). Where it holds HTML nothing but text is taken.
Then HtmlModes::inDrawing(const HtmlTag &tag) {
  if (Drawing.back().holdsHtml && (!tag.closes || tag.name != Drawing.back().name))
    return Then::leave;
  if (tag.closes)
    return closedInDrawing(tag.name);
  switch (tag.element) {
  case breaking:
  case lineBreak:
  case pre:
  case meta:
  case table:
  case head:
  case body:
  case content:
    return Then::leave;
  default:
    break;
  }
  if (Drawing.size() == MostOpen)
    return Then::leave;
  if (!tag.selfCloses)
    Drawing.push_back({tag.name, tag.element == title || tag.element == describing});
  return Then::goOn;
}

Then HtmlModes::closedInDrawing(const HtmlName &name) {
  auto closed = std::find_if(Drawing.rbegin(), Drawing.rend(), [&](const Node &node) { return node.name == name; });
  if (closed == Drawing.rend()) // it may close what the `svg` stands in
    return Then::leave;
  Drawing.erase(closed.base() - 1, Drawing.end());
  return Then::goOn;
}

Then HtmlModes::openTemplate() {
  Templates = 1;
  Within = In;
  In = Mode::inBody;
  return Then::openDocument;
}

/// A template's text is dropped, wherever in it that goes (13.2.6.4.18). Only what changes how it is read matters.
Then HtmlModes::inTemplate(const HtmlTag &tag) {
  switch (tag.element) {
  case content:
    if (!tag.closes)
      return ++Templates, Then::goOn;
    if (--Templates > 0)
      return Then::goOn;
    In = Within;
    return Then::closeDocument;
  case svg:
    return tag.closes ? Then::goOn : openSvg(tag);
  case select:
  case column:
    return Then::leave;
  case pre:
    return Then::goOn;
  default:
    return tag.closes ? Then::goOn : behindStart(tag.element);
  }
}

} // namespace smelt::runtime
