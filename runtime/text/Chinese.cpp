// Conversion between Chinese scripts by the tables of OpenCC: a text is cut into the phrases of a table, longest first,
// and each piece goes through one or more tables, again longest first.
//
// The tables are read by OpenCC's library once for each mode and kept as tries of code points, which is many times
// faster than the library's own search.
#include "runtime/core/Context.h"
#include "runtime/text/Functions.h"
#include "runtime/text/Unicode.h"
#include <algorithm>
#include <array>
#include <bitset>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include <opencc/Config.hpp>
#include <opencc/Conversion.hpp>
#include <opencc/ConversionChain.hpp>
#include <opencc/Converter.hpp>
#include <opencc/DictEntry.hpp>
#include <opencc/DictGroup.hpp>
#include <opencc/Lexicon.hpp>
#include <opencc/MaxMatchSegmentation.hpp>

using namespace smelt::runtime;

namespace {

/// The characters that keys begin with. Beyond the BMP every character may be one.
class Beginnings {
public:
  void add(int32_t c) {
    if (c < kMost)
      marked[c / 64] |= uint64_t{1} << (c % 64);
    hasAscii |= c < 128;
  }
  void add(const Beginnings &other) {
    for (size_t i = 0; i < marked.size(); ++i)
      marked[i] |= other.marked[i];
    hasAscii |= other.hasAscii;
  }
  bool contains(int32_t c) const { return c >= kMost || (marked[c / 64] >> (c % 64) & 1); }
  /// The first of them at or behind `p`, or `end`.
  const char *find(const char *p, const char *end) const {
    while (p < end) {
      if (!hasAscii)
        p = skipAscii(p, end);
      const char *q = p;
      if (p < end && contains(decode(q)))
        break;
      p = std::min(q, end);
    }
    return p;
  }

private:
  static const char *skipAscii(const char *p, const char *end) {
    for (uint64_t word; end - p >= 8; p += 8) {
      std::memcpy(&word, p, 8);
      if (word &= 0x8080808080808080ull)
        return p + __builtin_ctzll(word) / 8;
    }
    while (p < end && static_cast<signed char>(*p) >= 0)
      ++p;
    return p;
  }

  static constexpr int32_t kMost = 1 << 16;
  std::array<uint64_t, kMost / 64> marked{};
  bool hasAscii = false;
};

/// another one go on no key: a small filter says so without a look into the table.
/// another one go on no key: a small filter says so without a
/// look into the table.
class Phrases {
public:
  explicit Phrases(const opencc::Dict &dict) : roots(kBmp) {
    slots.resize(1 << 10);
    values.emplace_back();
    addNode();
    opencc::LexiconPtr lexicon = dict.GetLexicon();
    for (const auto &entry : *lexicon)
      add(entry->Key(), entry->GetDefault());
  }

  const Beginnings &beginnings() const { return begins; }
  /// Whether both have the same keys with the same values, added in one order.
  bool equals(const Phrases &other) const {
    auto sameSlot = [](const Slot &a, const Slot &b) { return a.key == b.key && a.node == b.node; };
    return value == other.value && values == other.values &&
           std::equal(slots.begin(), slots.end(), other.slots.begin(), other.slots.end(), sameSlot);
  }

  struct Match {
    const char *end = nullptr; ///< null: nothing matches
    std::string_view value;
  };

  /// The longest key at `p`.
  Match longest(const char *p, const char *end) const {
    Match match;
    if (p == end)
      return match;
    int32_t c = decode(p);
    for (uint32_t node = c < kBmp ? roots[c] : child(0, c); node; node = child(node, c)) {
      if (value[node])
        match = {p, values[value[node]]};
      if (p == end || isLeaf[node] || !mayHave(node, c = decode(p)))
        break;
    }
    return match;
  }

private:
  struct Slot {
    uint64_t key = 0; ///< node << 21 | character, + 1; 0: free
    uint32_t node = 0;
  };

  static uint64_t keyOf(uint32_t node, int32_t c) { return (uint64_t{node} << 21 | static_cast<uint32_t>(c)) + 1; }

  size_t place(uint64_t key) const {
    size_t at = key * 0x9E3779B97F4A7C15ull >> 20;
    for (;; ++at)
      if (const Slot &slot = slots[at & (slots.size() - 1)]; !slot.key || slot.key == key)
        return at & (slots.size() - 1);
  }

  uint32_t child(uint32_t node, int32_t c) const {
    const Slot &slot = slots[place(keyOf(node, c))];
    return slot.key ? slot.node : 0;
  }

  uint32_t makeChild(uint32_t node, int32_t c) {
    if (2 * value.size() > slots.size()) {
      std::vector<Slot> old(2 * slots.size());
      old.swap(slots);
      for (const Slot &slot : old)
        if (slot.key)
          slots[place(slot.key)] = slot;
    }
    Slot &slot = slots[place(keyOf(node, c))];
    if (!slot.key) {
      slot = {keyOf(node, c), addNode()};
      filter.set(filterOf(node, c));
      isLeaf[node] = false;
      if (node == 0 && c < kBmp)
        roots[c] = slot.node;
    }
    return slot.node;
  }

  uint32_t addNode() {
    value.push_back(0);
    isLeaf.push_back(true);
    return static_cast<uint32_t>(value.size() - 1);
  }

  static size_t filterOf(uint32_t node, int32_t c) {
    return keyOf(node, c) * 0xC2B2AE3D27D4EB4Full >> (64 - kFilterBits);
  }
  bool mayHave(uint32_t node, int32_t c) const { return filter[filterOf(node, c)]; }

  void add(const std::string &key, const std::string &text) {
    uint32_t node = 0;
    for (const char *p = key.data(), *end = p + key.size(); p < end;) {
      const int32_t c = decode(p);
      if (node == 0)
        begins.add(c);
      node = makeChild(node, c);
    }
    value[node] = static_cast<uint32_t>(values.size());
    values.push_back(text);
  }

  static constexpr int32_t kBmp = 1 << 16;
  std::vector<Slot> slots;
  std::vector<uint32_t> roots; ///< the children of the first node
  static constexpr int kFilterBits = 20;
  std::bitset<1 << kFilterBits> filter; ///< the edges, by a hash
  std::vector<bool> isLeaf;
  std::vector<uint32_t> value; ///< of each node: an index into `values`; 0: no key ends here
  std::vector<std::string> values;
  Beginnings begins;
};

/// One step: the first of its dictionaries that has a match decides.
struct Step {
  std::vector<std::shared_ptr<const Phrases>> dictionaries;
  Beginnings begins; ///< of all of them

  void add(const opencc::Dict &dict) {
    dictionaries.push_back(std::make_shared<Phrases>(dict));
    begins.add(dictionaries.back()->beginnings());
  }
};

class Conversion {
public:
  explicit Conversion(const std::string &config) {
    opencc::ConverterPtr converter = opencc::Config().NewFromFile(config);
    auto segmentation = std::dynamic_pointer_cast<opencc::MaxMatchSegmentation>(converter->GetSegmentation());
    cut = std::make_shared<Phrases>(*segmentation->GetDict());
    for (const opencc::ConversionPtr &conversion : converter->GetConversionChain()->GetConversions()) {
      Step &step = steps.emplace_back();
      auto group = std::dynamic_pointer_cast<opencc::DictGroup>(conversion->GetDict());
      if (!group)
        step.add(*conversion->GetDict());
      else
        for (const opencc::DictPtr &dict : group->GetDicts())
          step.add(*dict);
      begins.add(step.begins);
    }
    cutIsFirst = steps.front().dictionaries.front()->equals(*cut);
  }

  /// Whether some table may have something of the text.
  bool concerns(std::string_view text) const {
    const char *end = text.data() + text.size();
    return begins.find(text.data(), end) < end;
  }

  /// The text converted; what no table has stays.
  std::string convert(std::string_view text) const {
    std::string out, piece;
    out.reserve(text.size() + text.size() / 8);
    const char *end = text.data() + text.size(), *unmatched = text.data();
    for (const char *p = unmatched; (p = cut->beginnings().find(p, end)) < end;) {
      Phrases::Match match = cut->longest(p, end);
      if (!match.end) {
        decode(p);
        continue;
      }
      append(out, piece, {unmatched, static_cast<size_t>(p - unmatched)});
      append(out, piece, {p, static_cast<size_t>(match.end - p)}, match.value);
      unmatched = p = match.end;
    }
    append(out, piece, {unmatched, static_cast<size_t>(end - unmatched)});
    return out;
  }

private:
  /// A piece through all steps. `matched`: what the cut has for it. Where the cut's dictionary is the first of the
  /// first step, that is what the step makes of it, and in pieces without a match the dictionary has nothing.
  void append(std::string &out, std::string &piece, std::string_view text, std::string_view matched = {}) const {
    if (text.empty())
      return;
    size_t begin = out.size();
    if (cutIsFirst && matched.data())
      out.append(matched);
    else
      run(steps.front(), text, out, cutIsFirst ? 1 : 0);
    for (size_t i = 1; i < steps.size(); ++i) {
      piece.assign(out, begin, out.npos);
      out.resize(begin);
      run(steps[i], piece, out);
    }
  }

  /// Through the dictionaries from `first` on.
  static void run(const Step &step, std::string_view text, std::string &out, size_t first = 0) {
    const char *end = text.data() + text.size(), *copied = text.data();
    for (const char *p = copied; (p = step.begins.find(p, end)) < end;) {
      Phrases::Match match;
      for (size_t i = first; i < step.dictionaries.size() && !match.end; ++i)
        match = step.dictionaries[i]->longest(p, end);
      if (!match.end) {
        decode(p);
        continue;
      }
      out.append(copied, p - copied);
      out.append(match.value);
      copied = p = match.end;
    }
    out.append(copied, end - copied);
  }

  std::shared_ptr<const Phrases> cut;
  std::vector<Step> steps;
  bool cutIsFirst = false;
  Beginnings begins; ///< of all steps: the cut alone changes nothing
};

/// The pinned tables that `./dev setup` fetches, else those of libopencc-data. By name alone the library would look
/// into the working directory first.
const std::string &folder() {
  static const std::string found = [] {
    const std::string pinned = SMELT_OPENCC_TABLES "/";
    return std::filesystem::exists(pinned + "s2t.json") ? pinned : std::string("/usr/share/opencc/");
  }();
  return found;
}

/// In the order of the prelude's `choice Chinese`.
constexpr const char *modes[] = {"s2t",   "t2s",  "s2tw", "tw2s", "s2hk", "hk2s", "s2twp",
                                 "tw2sp", "t2tw", "tw2t", "t2hk", "hk2t", "t2jp", "jp2t"};

/// A conversion, or why its tables cannot be read.
struct Loaded {
  std::unique_ptr<const Conversion> conversion;
  std::string problem;
};

/// Made at first use, by whichever thread comes first.
const Loaded &loaded(int64_t mode) {
  static std::array<std::once_flag, std::size(modes)> once;
  static std::array<Loaded, std::size(modes)> all;
  std::call_once(once[mode], [&] {
    std::string file = folder() + modes[mode] + ".json";
    try {
      all[mode].conversion = std::make_unique<Conversion>(file);
    } catch (const std::exception &e) {
      all[mode].problem = file + ": " + e.what();
    } catch (const opencc::Exception &e) {
      all[mode].problem = file + ": " + e.what();
    }
  });
  return all[mode];
}
} // namespace

smelt_text smelt_convert_chinese(smelt_context *context, int64_t mode, const char *text, int64_t size) {
  const Conversion &conversion = *loaded(mode).conversion;
  const std::string_view given(text, static_cast<size_t>(size));
  std::string converted = conversion.concerns(given) ? conversion.convert(given) : std::string();
  if (converted.empty() || given == converted)
    return {text, size};
  auto *data = static_cast<char *>(context->alloc(converted.size()));
  std::memcpy(data, converted.data(), converted.size());
  return {data, static_cast<int64_t>(converted.size())};
}

std::string smelt::runtime::chineseProblem(int64_t mode) { return loaded(mode).problem; }
