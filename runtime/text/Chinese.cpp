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
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>
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
  /// As `find`, but for what is not ASCII: where most characters are Chinese it is sooner looked up than asked for.
  const char *findLikely(const char *p, const char *end) const {
    return p < end && static_cast<signed char>(*p) < 0 ? p : find(p, end);
  }
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

/// A dictionary as a trie. The children of a node stand side by side, sorted, so that one is found in a few bytes; what
/// is known of a key's first character stands in one place, since most keys have one character and most characters
/// behind another one go on no key.
class Phrases {
public:
  explicit Phrases(const opencc::Dict &dict) : roots(kBmp) {
    Branch top;
    opencc::LexiconPtr lexicon = dict.GetLexicon();
    for (const auto &entry : *lexicon)
      add(top, entry->Key(), entry->GetDefault());
    characters.push_back(0);
    nodes.emplace_back();
    flatten(top, 0);
    for (uint32_t i = 0; i < nodes[0].count; ++i)
      setRoot(nodes[0].first + i);
  }

  const Beginnings &beginnings() const { return begins; }
  /// Whether both have the same keys with the same values, added in one order.
  bool equals(const Phrases &other) const {
    return characters == other.characters && nodes == other.nodes && texts == other.texts;
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
    const int32_t c = decode(p);
    uint32_t node;
    if (c < kBmp) {
      const Root &root = roots[c];
      if (root.value)
        match = {p, textOf(root.value)};
      if (p == end)
        return match;
      const char *next = p;
      const int32_t follower = decode(next);
      if (follower < kBmp)
        __builtin_prefetch(&roots[follower]); // most likely what is asked for next
      if (!(root.next >> (follower & 63) & 1))
        return match;
      node = root.node;
    } else if ((node = child(0, c)) && nodes[node].value) {
      match = {p, textOf(nodes[node].value)};
    }
    while (node && p < end) {
      node = child(node, decode(p));
      if (node && nodes[node].value)
        match = {p, textOf(nodes[node].value)};
    }
    return match;
  }

private:
  /// A node while keys are added.
  struct Branch {
    uint64_t value = 0;
    std::map<int32_t, Branch> children;
  };
  struct Node {
    uint64_t value = 0; ///< where in `texts` it stands, << 16, and its size, + 1; 0: no key ends here
    uint32_t first = 0; ///< of its children
    uint32_t count = 0;

    friend bool operator==(const Node &, const Node &) = default;
  };
  /// Of a character that keys begin with: its node, its value, and the characters that follow it, by their last 6 bits.
  struct Root {
    uint64_t value = 0, next = 0;
    uint32_t node = 0;
  };

  std::string_view textOf(uint64_t value) const {
    return {texts.data() + ((value - 1) >> 16), static_cast<size_t>((value - 1) & 0xFFFF)};
  }

  /// The node of a child; 0 if there is none.
  uint32_t child(uint32_t node, int32_t c) const {
    const int32_t *first = characters.data() + nodes[node].first, *last = first + nodes[node].count;
    const int32_t *found = std::lower_bound(first, last, c);
    return found < last && *found == c ? static_cast<uint32_t>(found - characters.data()) : 0;
  }

  void add(Branch &top, const std::string &key, const std::string &text) {
    Branch *at = &top;
    for (const char *p = key.data(), *end = p + key.size(); p < end;) {
      const int32_t c = decode(p);
      if (at == &top)
        begins.add(c);
      at = &at->children[c];
    }
    if (text.size() > 0xFFFF)
      throw std::length_error("a value is too long");
    at->value = (uint64_t{texts.size()} << 16 | text.size()) + 1;
    texts += text;
  }

  void flatten(const Branch &branch, uint32_t node) {
    const auto first = static_cast<uint32_t>(nodes.size());
    nodes[node] = {branch.value, first, static_cast<uint32_t>(branch.children.size())};
    for (const auto &entry : branch.children)
      characters.push_back(entry.first);
    nodes.resize(characters.size());
    uint32_t next = first;
    for (const auto &entry : branch.children)
      flatten(entry.second, next++);
  }

  void setRoot(uint32_t node) {
    if (characters[node] >= kBmp)
      return;
    Root &root = roots[characters[node]];
    root = {nodes[node].value, 0, node};
    for (uint32_t i = 0; i < nodes[node].count; ++i)
      root.next |= uint64_t{1} << (characters[nodes[node].first + i] & 63);
  }

  static constexpr int32_t kBmp = 1 << 16;
  std::vector<Root> roots;         ///< by character
  std::vector<int32_t> characters; ///< by node: the last one of its key
  std::vector<Node> nodes;
  std::string texts; ///< the values
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
    for (const char *p = unmatched; (p = cut->beginnings().findLikely(p, end)) < end;) {
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
    for (const char *p = copied; (p = step.begins.findLikely(p, end)) < end;) {
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
