// How long a match may be, and how large a pattern is when its repetitions are written out, as compiler/pattern does.
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

std::optional<int> longestMatch(const Node &node) {
  if (node.kind == Kind::set)
    return 1;
  if (node.kind == Kind::look || (node.kind == Kind::repeat && node.max < 0))
    return std::nullopt;
  int sum = 0, most = 0;
  for (const NodeRef &child : node.children) {
    std::optional<int> length = longestMatch(*child);
    if (!length)
      return std::nullopt;
    sum += *length;
    most = std::max(most, *length);
  }
  int length = node.kind == Kind::choice ? most : node.kind == Kind::repeat ? node.max * sum : sum;
  return length > kMaxLongest ? std::nullopt : std::optional(length);
}

std::optional<CodePoints> oneCharacter(const Node &node) {
  bool passes = node.kind == Kind::choice ||
                ((node.kind == Kind::group || node.kind == Kind::sequence) && node.children.size() == 1);
  if (node.kind == Kind::set)
    return node.set;
  if (!passes)
    return std::nullopt;
  CodePoints all;
  for (const NodeRef &child : node.children) {
    std::optional<CodePoints> set = oneCharacter(*child);
    if (!set)
      return std::nullopt;
    all.add(*set);
  }
  return all;
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
