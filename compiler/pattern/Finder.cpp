#include "compiler/pattern/Finder.h"
#include "compiler/pattern/Program.h"
#include <algorithm>
#include <optional>

namespace smelt::pattern {

namespace {
using Bytes = std::array<bool, 256>;

/// About how often a byte occurs in text, Chinese or English.
double frequency(unsigned char b) {
  static constexpr std::string_view common = " etaoinsrhldcumfpgwybv,.";
  if (size_t rank = common.find(static_cast<char>(b)); b < 128 && rank != std::string_view::npos)
    return rank < 12 ? 0.05 : 0.015;
  if (b >= 0xE3 && b <= 0xE9)
    return 0.05;
  if (b >= 0x80)
    return b < 0xC0 ? 0.02 : 0.002;
  if (b >= '0' && b <= '9')
    return 0.004;
  if ((b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z') || b == '\n' || b == '-')
    return 0.004;
  return b == '@' || b == '<' || b == '{' || b < 32 ? 0.0002 : 0.001;
}

std::string encode(int32_t c) {
  auto b = [](int32_t x) { return static_cast<char>(x); };
  if (c < 0x80)
    return {b(c)};
  if (c < 0x800)
    return {b(0xC0 | c >> 6), b(0x80 | (c & 63))};
  if (c < 0x10000)
    return {b(0xE0 | c >> 12), b(0x80 | (c >> 6 & 63)), b(0x80 | (c & 63))};
  return {b(0xF0 | c >> 18), b(0x80 | (c >> 12 & 63)), b(0x80 | (c >> 6 & 63)), b(0x80 | (c & 63))};
}

/// Something that must occur: a literal or, where that is empty, one of some bytes. `cost`: how often it is met in
/// vain.
struct Need {
  std::string literal;
  Bytes bytes{};
  double cost = 1;
};

Need literalNeed(std::string literal) {
  Need need;
  need.cost = 1;
  for (unsigned char c : literal)
    need.cost = std::min(need.cost, frequency(c));
  need.cost /= static_cast<double>(literal.size());
  need.literal = std::move(literal);
  return need;
}

void addBytes(Need &need, const Bytes &bytes) {
  need.cost = 0;
  for (int i = 0; i < 256; ++i) {
    need.bytes[i] |= bytes[i];
    need.cost += need.bytes[i] ? frequency(static_cast<unsigned char>(i)) : 0;
  }
}

Need setNeed(const CodePoints &set) {
  Need need;
  Bytes bytes{};
  for (auto [first, last] : set.ranges()) {
    for (int32_t c = first; c <= std::min(last, 127); ++c)
      bytes[c] = true;
    // First bytes grow with the code points.
    if (last > 127) {
      int low = static_cast<unsigned char>(encode(std::max(first, 128))[0]);
      int high = static_cast<unsigned char>(encode(last)[0]);
      std::fill(bytes.begin() + low, bytes.begin() + high + 1, true);
    }
  }
  addBytes(need, bytes);
  return need;
}

/// The literal's first byte stands for it where alternatives are joined.
Bytes bytesOf(const Need &need) {
  Bytes bytes = need.bytes;
  if (!need.literal.empty())
    bytes[static_cast<unsigned char>(need.literal[0])] = true;
  return bytes;
}

class Search {
public:
  std::optional<Need> best;

  void offer(Need need) {
    if (!best || need.cost < best->cost)
      best = std::move(need);
  }
  /// Ends the literal that neighbouring characters form.
  void flush() {
    if (!literal.empty())
      offer(literalNeed(std::exchange(literal, "")));
  }

  void visit(const Node &node) {
    switch (node.kind) {
    case Kind::set: {
      const auto &ranges = node.set.ranges();
      if (ranges.size() == 1 && ranges[0].first == ranges[0].second) {
        literal += encode(ranges[0].first);
        return;
      }
      flush();
      if (!node.set.empty())
        offer(setNeed(node.set));
      return;
    }
    case Kind::sequence:
      for (const NodeRef &child : node.children)
        visit(*child);
      return;
    case Kind::group:
      return visit(*node.children[0]);
    case Kind::repeat:
      flush();
      if (node.min > 0) {
        visit(*node.children[0]);
        flush();
      }
      return;
    case Kind::choice:
      flush();
      return visitChoice(node);
    default:
      return; // places and looking ahead take nothing, so a literal goes on behind them
    }
  }

private:
  /// One of the needs of the alternatives.
  void visitChoice(const Node &node) {
    Need any;
    for (const NodeRef &child : node.children) {
      Search inner;
      inner.visit(*child);
      inner.flush();
      if (!inner.best)
        return;
      addBytes(any, bytesOf(*inner.best));
    }
    offer(std::move(any));
  }

  std::string literal;
};
} // namespace

Finder makeFinder(const Node &root) {
  Finder finder;
  if (isNullable(root))
    return finder;
  Search search;
  search.visit(root);
  search.flush();
  if (!search.best || search.best->cost > 0.25)
    return finder;
  Need &need = *search.best;
  auto single = std::find(need.bytes.begin(), need.bytes.end(), true);
  bool isSingle = need.literal.empty() && std::count(need.bytes.begin(), need.bytes.end(), true) == 1;
  if (isSingle && single - need.bytes.begin() < 128)
    need.literal = std::string(1, static_cast<char>(single - need.bytes.begin()));
  if (need.literal.empty()) {
    finder.kind = runtime::PatternFinder::bytes;
    finder.bytes = need.bytes;
    return finder;
  }
  finder.kind = runtime::PatternFinder::literal;
  finder.literal = need.literal;
  auto rarest = std::min_element(need.literal.begin(), need.literal.end(),
                                 [](unsigned char a, unsigned char b) { return frequency(a) < frequency(b); });
  finder.rare = static_cast<uint32_t>(rarest - need.literal.begin());
  return finder;
}

} // namespace smelt::pattern
