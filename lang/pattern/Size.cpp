// How large a pattern is when its repetitions are written out, as compiler/pattern does.
#include "lang/pattern/Parser.h"
#include <algorithm>

namespace smelt::pattern {

bool isNullable(const Node &node) {
  auto nullable = [](const NodeRef &n) { return isNullable(*n); };
  switch (node.kind) {
  case Kind::set:
    return false;
  case Kind::sequence:
    return std::all_of(node.children.begin(), node.children.end(), nullable);
  case Kind::choice:
    return std::any_of(node.children.begin(), node.children.end(), nullable);
  case Kind::group:
    return isNullable(*node.children[0]);
  case Kind::repeat:
    return node.min == 0 || isNullable(*node.children[0]);
  default:
    return true;
  }
}

namespace {
/// Nodes of the plain form, and of the form in which nothing was taken yet (compiler/pattern/Program.cpp).
struct Size {
  double plain = 0, fresh = 0;
};

Size sizes(const Node &node) {
  Size sum;
  for (const NodeRef &child : node.children) {
    Size s = sizes(*child);
    sum = {sum.plain + s.plain, sum.fresh + s.fresh};
  }
  auto count = static_cast<double>(node.children.size());
  switch (node.kind) {
  case Kind::empty:
    return {};
  case Kind::sequence:
    return {sum.plain, sum.fresh + sum.plain};
  case Kind::choice:
    return {sum.plain + count, sum.fresh + count};
  case Kind::repeat: {
    double round = 1 + (isNullable(*node.children[0]) ? sum.fresh : sum.plain);
    double rounds = node.max < 0 ? 1 : node.max - node.min;
    double plain = node.min * sum.plain + rounds * round;
    return {plain, plain + node.min * sum.fresh + 1 + sum.fresh};
  }
  default:
    return {sum.plain + 2, sum.fresh + 3};
  }
}
} // namespace

double Parser::sizeOf(const Node &root) {
  Size s = sizes(root);
  return isNullable(root) ? s.plain + s.fresh : s.plain;
}

} // namespace smelt::pattern
