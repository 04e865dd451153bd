#include "compiler/pattern/Literals.h"
#include "runtime/text/LiteralTable.h"
#include <algorithm>
#include <bit>
#include <numeric>

namespace smelt::pattern {

using runtime::kHead;
using runtime::kNoLiteral;
using runtime::LiteralPlace;
using runtime::LiteralSlot;
using runtime::LiteralTable;

namespace {
/// The texts by their bytes, each once: its first place in the list.
std::vector<uint32_t> sorted(const std::vector<std::string> &texts) {
  std::vector<uint32_t> order(texts.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
    int difference = texts[a].compare(texts[b]);
    return difference != 0 ? difference < 0 : a < b;
  });
  auto same = [&](uint32_t a, uint32_t b) { return texts[a] == texts[b]; };
  order.erase(std::unique(order.begin(), order.end(), same), order.end());
  return order;
}

/// For each text the longest other one that it begins with: it stands before it, among those that the one before begins
/// with.
std::vector<uint32_t> parentsOf(const std::vector<std::string> &texts, const std::vector<uint32_t> &order) {
  std::vector<uint32_t> parents;
  for (uint32_t i = 0; i < order.size(); ++i) {
    uint32_t parent = i ? i - 1 : kNoLiteral;
    while (parent != kNoLiteral && !texts[order[i]].starts_with(texts[order[parent]]))
      parent = parents[parent];
    parents.push_back(parent);
  }
  return parents;
}

/// One slot for each head, in the order of the texts.
std::vector<LiteralSlot> headsOf(const std::vector<std::string> &texts, const std::vector<uint32_t> &order) {
  std::vector<LiteralSlot> heads;
  for (uint32_t i = 0; i < order.size(); ++i) {
    std::string bytes = texts[order[i]].substr(0, kHead);
    auto size = static_cast<uint32_t>(bytes.size());
    bytes.resize(kHead);
    uint32_t head = runtime::headAt(bytes.data(), size);
    if (!heads.empty() && heads.back().head == head && heads.back().headSize == size)
      ++heads.back().last;
    else
      heads.push_back({head, size, i, i + 1});
  }
  return heads;
}

LiteralPlace placeOf(const NodeRef &node, const Program &outline) {
  if (!node)
    return {};
  bool isLook = node->kind == Kind::look;
  const CodePoints &set = isLook ? node->children[0]->set : node->set;
  auto row = static_cast<uint32_t>(std::find(outline.sets.begin(), outline.sets.end(), set) - outline.sets.begin());
  if (isLook)
    return {node->negated ? LiteralPlace::notIn : LiteralPlace::in, row};
  return {node->place == Place::after      ? LiteralPlace::in
          : node->place == Place::notAfter ? LiteralPlace::notIn
          : node->place == Place::wordEdge ? LiteralPlace::edge
                                           : LiteralPlace::noEdge,
          row};
}

template <class T> uint32_t append(std::string &bytes, const std::vector<T> &values) {
  bytes.resize((bytes.size() + 7) / 8 * 8, '\0');
  auto offset = static_cast<uint32_t>(bytes.size());
  bytes.append(reinterpret_cast<const char *>(values.data()), values.size() * sizeof(T));
  return offset;
}

void writeHeads(std::string &out, LiteralTable &header, const std::vector<LiteralSlot> &heads) {
  constexpr uint64_t kMostFilter = 1 << 20; // bits; what a second-level cache holds
  std::vector<LiteralSlot> slots(std::bit_ceil(2 * heads.size() + 1), LiteralSlot{});
  std::vector<uint8_t> filter(std::min<uint64_t>(kMostFilter, std::bit_ceil(16 * heads.size() + 64)) / 8, 0);
  header.slotMask = static_cast<uint32_t>(slots.size() - 1);
  header.filterMask = static_cast<uint32_t>(8 * filter.size() - 1);
  for (const LiteralSlot &head : heads) {
    uint32_t hash = runtime::hashOfHead(head.head, head.headSize), bit = hash & header.filterMask;
    uint32_t at = hash & header.slotMask;
    while (slots[at].headSize)
      at = (at + 1) & header.slotMask;
    slots[at] = head;
    filter[bit / 8] |= static_cast<uint8_t>(1 << (bit % 8));
    header.headSizes |= 1u << head.headSize;
  }
  header.slotsOffset = append(out, slots);
  header.filterOffset = append(out, filter);
}
} // namespace

std::string literalTable(const Literals &literals, const Program &outline) {
  const std::vector<std::string> &texts = literals.texts;
  std::vector<uint32_t> order = sorted(texts), ends{0};
  std::vector<char> bytes;
  for (uint32_t i : order) {
    bytes.insert(bytes.end(), texts[i].begin(), texts[i].end());
    ends.push_back(static_cast<uint32_t>(bytes.size()));
  }
  LiteralTable header{};
  std::string out(sizeof header, '\0');
  header.count = static_cast<uint32_t>(order.size());
  header.before = placeOf(literals.before, outline);
  header.after = placeOf(literals.after, outline);
  writeHeads(out, header, headsOf(texts, order));
  header.endsOffset = append(out, ends);
  header.ranksOffset = append(out, order);
  header.parentsOffset = append(out, parentsOf(texts, order));
  header.bytesOffset = append(out, bytes);
  std::memcpy(out.data(), &header, sizeof header);
  return out;
}

} // namespace smelt::pattern
