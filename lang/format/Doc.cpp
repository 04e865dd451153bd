#include "lang/format/Doc.h"
#include "lang/diag/Position.h"

namespace smelt::format {

unsigned widthOf(std::string_view text) {
  unsigned width = 0;
  for (size_t at = 0; at < text.size();) {
    unsigned char c = static_cast<unsigned char>(text[at]);
    if (c < 0x80) {
      ++width;
      ++at;
    } else
      width += diag::cellWidth(diag::decode(text, at));
  }
  return width;
}

Doc Docs::text(std::string_view text) {
  Node n;
  n.kind = NodeKind::text;
  n.text = text;
  size_t end = text.find('\n');
  n.multiline = end != std::string_view::npos;
  n.width = widthOf(text.substr(0, end));
  return add(n);
}

Docs::Docs(size_t expected) {
  nodes_.reserve(expected);
  children_.reserve(expected);
  for (auto kind = NodeKind::empty; kind <= NodeKind::blank; kind = static_cast<NodeKind>(static_cast<int>(kind) + 1)) {
    Node n;
    n.kind = kind;
    n.breaks = kind == NodeKind::hardLine;
    add(n);
  }
}

Doc Docs::onBreak(std::string_view text) {
  Node n;
  n.kind = NodeKind::onBreak;
  n.text = text;
  n.width = widthOf(text);
  return add(n);
}

Doc Docs::comment(std::string_view text, uint8_t place) {
  Node n;
  n.kind = NodeKind::comment;
  n.text = text;
  n.place = place;
  n.breaks = true;
  return add(n);
}

Doc Docs::mark(Mark mark) {
  Node n;
  n.kind = NodeKind::mark;
  n.mark = mark;
  return add(n);
}

Doc Docs::inner(NodeKind kind, std::span<const Doc> children) {
  Node n;
  n.kind = kind;
  for (Doc child : children)
    n.breaks |= nodes_[child].breaks;
  n.firstChild = static_cast<uint32_t>(children_.size());
  n.children = static_cast<uint32_t>(children.size());
  children_.insert(children_.end(), children.begin(), children.end());
  return add(n);
}

Doc Docs::group(Doc child, bool broken) {
  Doc d = inner(NodeKind::group, {&child, 1});
  nodes_[d].breaks |= broken;
  return d;
}

Doc Docs::lateGroup(Doc child, bool broken) {
  Doc d = group(child, broken);
  nodes_[d].late = true;
  return d;
}

Doc Docs::assign(Doc value, Assign how) {
  Doc d = inner(NodeKind::assign, {&value, 1});
  nodes_[d].assign = how;
  return d;
}

Doc Docs::hanging(Doc whole, Doc head, Doc tail) {
  const Doc parts[] = {whole, head, tail};
  Doc d = inner(NodeKind::hanging, parts);
  nodes_[d].breaks = nodes_[whole].breaks;
  return d;
}

} // namespace smelt::format
