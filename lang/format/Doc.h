// Documents as in Wadler's "A prettier printer" and Oppen's "Prettyprinting": text with the places where lines may
// break. A group is printed flat if it fits and broken otherwise; a comment breaks every group around it.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace smelt::format {

/// Index of a node in `Docs`; 0 is the empty document.
using Doc = uint32_t;

/// Terminal cells of a text.
unsigned widthOf(std::string_view text);

/// What neighbouring lines are aligned at (Align.h).
enum class Mark : uint8_t { none, binding, output, firstStage, argument, rule, part };

enum class NodeKind : uint8_t {
  empty,
  text,
  space,    ///< between two texts of a line; none at its ends
  line,     ///< a space when flat, else a line break
  softLine, ///< nothing when flat, else a line break
  hardLine, ///< always a line break
  blank,    ///< a blank line above the line that begins here
  comment,  ///< ends its line
  concat,
  indent,
  group,
  onBreak, ///< text that only a broken group has: the trailing comma
  mark,
  assign,  ///< what follows `=`
  hanging, ///< arguments of a call: flat, else the named ones below, else one a line
  fill     ///< as many on a line as fit
};

/// How the value of an assignment is broken if it does not fit behind `=`.
enum class Assign : uint8_t {
  below,     ///< on the next line
  hug,       ///< where its own brackets or stages break
  belowOrHug ///< on the next line if all of it fits there, else as `hug`
};

struct Node {
  NodeKind kind = NodeKind::empty;
  bool late = false;   ///< of a group: see `lateGroup`
  bool breaks = false; ///< cannot be flat
  Mark mark = Mark::none;
  Assign assign = Assign::below;
  uint8_t place = 0;      ///< of a comment
  bool multiline = false; ///< the text is a string over several lines
  std::string_view text;
  unsigned width = 0; ///< of the text, up to its first line's end
  uint32_t firstChild = 0, children = 0;
};

class Docs {
public:
  /// `expected` nodes are room, not a limit: long lists are not copied while they grow.
  explicit Docs(size_t expected = 0);
  const Node &operator[](Doc d) const { return nodes_[d]; }
  std::span<const Doc> childrenOf(const Node &n) const { return {children_.data() + n.firstChild, n.children}; }

  Doc text(std::string_view text);
  /// What is the same wherever it stands is one node, of the index of its kind.
  Doc simple(NodeKind kind) const { return static_cast<Doc>(kind); }
  Doc space() { return simple(NodeKind::space); }
  Doc line() { return simple(NodeKind::line); }
  Doc softLine() { return simple(NodeKind::softLine); }
  Doc hardLine() { return simple(NodeKind::hardLine); }
  Doc blank() { return simple(NodeKind::blank); }
  Doc onBreak(std::string_view text);
  /// `place` is a Comment::Place.
  Doc comment(std::string_view text, uint8_t place);
  Doc mark(Mark mark);
  Doc concat(const std::vector<Doc> &children) { return inner(NodeKind::concat, children); }
  Doc indent(Doc child) { return inner(NodeKind::indent, {&child, 1}); }
  Doc group(Doc child, bool broken = false);
  /// A group that breaks only where what stands before it cannot.
  Doc lateGroup(Doc child, bool broken);
  Doc assign(Doc value, Assign how);
  /// `whole` are all arguments in brackets; `hung` has the named ones on lines of their own, and its first line is
  /// `head`.
  Doc hanging(Doc whole, Doc head, Doc hung);
  Doc fill(const std::vector<Doc> &items) { return inner(NodeKind::fill, items); }

private:
  Doc add(const Node &node) {
    nodes_.push_back(node);
    return static_cast<Doc>(nodes_.size() - 1);
  }
  Doc inner(NodeKind kind, std::span<const Doc> children);

  std::vector<Node> nodes_;
  std::vector<Doc> children_; ///< of all nodes
};

} // namespace smelt::format
