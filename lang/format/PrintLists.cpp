// Tokens, comments, and what has elements: lists in brackets and bodies in braces.
#include "lang/format/Printer.h"

namespace smelt::format {

// ---- tokens and comments -------------------------------------------------------------------------------------------

void Printer::queueComments() {
  const Token &t = current();
  if (nextComment_ == queue_.size()) {
    queue_.clear();
    nextComment_ = 0;
  }
  for (uint32_t i = 0; i < t.comments; ++i)
    queue_.push_back(tokens_.comments[t.firstComment + i]);
}

void Printer::skip() {
  if (atEnd())
    return;
  ++at_;
  queueComments();
}

Doc Printer::take() { return takeThrough(current().end); }

Doc Printer::takeThrough(uint32_t end) {
  // What follows a comment inside of an expression is indented, so that it reads as going on.
  Doc before = hasComments() ? docs_.indent(comments()) : 0;
  Doc text = docs_.text(text_.substr(current().begin, end - current().begin));
  while (!atEnd() && current().begin < end)
    skip();
  return before ? docs_.concat({before, text}) : text;
}

Doc Printer::takeSpaced(uint32_t end) {
  Parts parts;
  while (!atEnd() && current().begin < end) {
    if (!parts.empty())
      parts.push_back(docs_.space());
    parts.push_back(take());
  }
  return docs_.concat(std::move(parts));
}

Doc Printer::comments() {
  Parts parts;
  while (hasComments())
    parts.push_back(comment(queue_[nextComment_++]));
  return docs_.concat(std::move(parts));
}

/// Those that stand behind the last token.
Doc Printer::trailingComments() {
  Parts parts;
  while (hasComments() && queue_[nextComment_].place != Comment::own)
    parts.push_back(comment(queue_[nextComment_++]));
  return parts.empty() ? 0 : docs_.concat(std::move(parts));
}

/// Those on lines of their own above the current token, with blank lines as they were if these are wanted.
Doc Printer::ownComments(bool blanks) {
  Parts parts;
  for (; hasComments(); blanks = true) {
    if (blanks && queue_[nextComment_].blankBefore)
      parts.push_back(docs_.blank());
    parts.push_back(comment(queue_[nextComment_++]));
  }
  bool closes = current().text.empty() || current().text == ")" || current().text == "]" || current().text == "}";
  if (blanks && current().blankBefore && !closes)
    parts.push_back(docs_.blank());
  return parts.empty() ? 0 : docs_.concat(std::move(parts));
}

bool Printer::commentsWithin(uint32_t first, uint32_t last) const {
  for (uint32_t i = first; i <= last && i < tokens_.list.size(); ++i)
    if (tokens_.list[i].comments > 0)
      return true;
  return false;
}

bool Printer::nextCommentIsDoc() const {
  for (size_t i = nextComment_; i < queue_.size(); ++i)
    if (queue_[i].isDoc)
      return true;
  return false;
}

// ---- lists ---------------------------------------------------------------------------------------------------------

/// The comma behind an element. A comment in front of it moves behind it, unless it documents something: then it would
/// document the next element. Between members on lines of their own a comma may be missing; the list gets all of them.
Doc Printer::separator(bool last, Doc comma) {
  Doc before = 0;
  if (at(",")) {
    if (!last && nextCommentIsDoc())
      before = docs_.indent(comments());
    skip();
  }
  return docs_.concat({before, comma, trailingComments()});
}

Doc Printer::list(std::string_view close, const Print &element, ListStyle style) {
  bool broken = breaksAfterOpening();
  Doc open = take();
  auto edge = [&] { return style.spaced ? docs_.line() : docs_.softLine(); };
  if (at(close)) {
    Doc inside = hasComments() ? docs_.indent(comments()) : 0;
    Doc end = inside ? docs_.hardLine() : 0;
    return docs_.concat({open, inside, end, take()});
  }
  Parts parts{trailingComments(), edge()}, items;
  for (bool first = true; !at(close) && !atEnd(); first = false) {
    Doc above = ownComments(!first);
    Doc printed = element();
    bool last = at(close) || (at(",") && token(at_ + 1).text == close);
    Doc comma = separator(last, last && !style.keepComma ? docs_.onBreak(",") : docs_.text(","));
    // Items of a fill are flat; what only a broken list has stands behind it.
    Doc item = docs_.concat({above, printed, style.fill && last ? 0 : comma});
    if (style.fill) {
      items.insert(items.end(), {first ? 0 : docs_.line(), item});
      if (last)
        parts.insert(parts.end(), {docs_.fill(std::move(items)), comma});
    } else
      parts.insert(parts.end(), {item, last ? 0 : docs_.line()});
  }
  if (hasComments()) {
    parts.push_back(docs_.hardLine());
    parts.push_back(ownComments(true));
  }
  Doc inside = docs_.indent(docs_.concat(std::move(parts)));
  Doc all = docs_.concat({open, inside, edge(), take()});
  return style.late ? docs_.lateGroup(all, broken) : docs_.group(all, broken);
}

// ---- bodies --------------------------------------------------------------------------------------------------------

Doc Printer::lines(std::string_view close, const Print &member) {
  Parts parts;
  for (bool first = true; !at(close) && !atEnd(); first = false) {
    if (!first)
      parts.push_back(docs_.hardLine());
    parts.push_back(ownComments(!first));
    parts.push_back(member());
    parts.push_back(trailingComments());
  }
  if (hasComments()) {
    parts.push_back(docs_.hardLine());
    parts.push_back(ownComments(true));
  }
  return docs_.concat(std::move(parts));
}

Doc Printer::body(const Print &member) {
  Doc open = take();
  if (at("}") && !hasComments())
    return docs_.concat({open, take()});
  Doc trailing = trailingComments();
  Doc inside = docs_.concat({trailing, docs_.hardLine(), lines("}", member)});
  return docs_.concat({open, docs_.indent(inside), docs_.hardLine(), take()});
}

} // namespace smelt::format
