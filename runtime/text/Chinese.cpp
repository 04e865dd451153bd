// Conversion between Chinese scripts by the tables of OpenCC: a text is cut into the phrases of a table, longest first,
// and each piece goes through one or more tables, again longest first.
//
// The tables are read by OpenCC's library once for each mode and kept as tries of code points, which is many times
// faster than the library's own search.
#include "runtime/core/Context.h"
#include "runtime/text/Builder.h"
#include "runtime/text/Functions.h"
#include "runtime/text/Phrases.h"
#include <algorithm>
#include <array>
#include <cstring>
#include <filesystem>
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
#include <opencc/DictGroup.hpp>
#include <opencc/MaxMatchSegmentation.hpp>

using namespace smelt::runtime;

namespace {

/// One step: the first of its dictionaries that has a match decides.
struct Step {
  std::vector<std::shared_ptr<const Phrases>> dictionaries;
  Beginnings begins; ///< of all of them

  void add(std::shared_ptr<const Phrases> dictionary) {
    begins.add(dictionary->beginnings());
    dictionaries.push_back(std::move(dictionary));
  }
};

class Conversion {
public:
  explicit Conversion(const std::string &config) {
    opencc::ConverterPtr converter = opencc::Config().NewFromFile(config);
    auto segmentation = std::dynamic_pointer_cast<opencc::MaxMatchSegmentation>(converter->GetSegmentation());
    const opencc::DictPtr cutDict = segmentation->GetDict();
    cut = std::make_shared<Phrases>(*cutDict);
    auto read = [&](const opencc::DictPtr &dict) { return dict == cutDict ? cut : std::make_shared<Phrases>(*dict); };
    for (const opencc::ConversionPtr &conversion : converter->GetConversionChain()->GetConversions()) {
      Step &step = steps.emplace_back();
      auto group = std::dynamic_pointer_cast<opencc::DictGroup>(conversion->GetDict());
      if (!group)
        step.add(read(conversion->GetDict()));
      else
        for (const opencc::DictPtr &dict : group->GetDicts())
          step.add(read(dict));
      begins.add(step.begins);
    }
    cutIsFirst = steps.front().dictionaries.front() == cut;
    noteCharacters();
  }

  /// Whether some table may have something of the text.
  bool concerns(std::string_view text) const {
    const char *end = text.data() + text.size();
    return begins.find(text.data(), end) < end;
  }

  /// Appends the text converted; what no table has stays.
  void convert(std::string_view text, Builder &out) const {
    return characters.empty() ? convertPieces(text, out) : convertCharacters(text, out);
  }

private:
  void convertPieces(std::string_view text, Builder &out) const {
    std::string piece;
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
  }

  /// Where no dictionary but the cut's has keys of several characters, what becomes of a character outside of those
  /// does not depend on its neighbours: notes it for each.
  void noteCharacters() {
    bool areSingle = cutIsFirst;
    for (size_t i = 0; i < steps.size(); ++i)
      areSingle &= std::all_of(steps[i].dictionaries.begin() + (i == 0), steps[i].dictionaries.end(),
                               [](const auto &dictionary) { return !dictionary->hasLonger(); });
    if (!areSingle)
      return;
    characters.resize(kBmp);
    Scratch scratch;
    Builder one{nullptr, 0, 0, &scratch}, out = one;
    std::string piece;
    for (int32_t c = 0; c < kBmp; ++c) {
      one.size = out.size = 0;
      smelt_append_char(&one, c);
      const std::string_view text(one.data, static_cast<size_t>(one.size));
      if (begins.contains(c))
        append(out, piece, text, cut->longest(text.data(), text.data() + text.size()).value);
      else
        out.append(text);
      if (out.size <= static_cast<int64_t>(sizeof characters[c]))
        std::memcpy(&characters[c], out.data, static_cast<size_t>(out.size));
    }
  }

  /// As `convertPieces`, a character at a time, looking ahead by two to see whether a longer key may begin.
  void convertCharacters(std::string_view text, Builder &out) const {
    const char *end = text.data() + text.size();
    std::string piece;
    for (const char *p = text.data(); p < end;) {
      p = convertSingles(p, end, out);
      const char *concerned = begins.findLikely(p, end);
      out.append(p, concerned - p);
      if ((p = concerned) == end)
        return;
      Phrases::Match match = cut->longest(p, end);
      if (const char *next = p; !match.end)
        match.end = (decode(next), next);
      append(out, piece, {p, static_cast<size_t>(match.end - p)}, match.value);
      p = match.end;
    }
  }

  /// Up to the first place where a longer key may begin, ASCII goes on, or a character has no place in `characters`.
  const char *convertSingles(const char *p, const char *end, Builder &out) const {
    static constexpr std::array<uint8_t, 16> lengths{1, 1, 1, 1, 1, 1, 1, 1,
                                                     1, 1, 1, 1, 2, 2, 3, 4}; // by a lead's half
    auto decodeNext = [end](const char *&q) { return q < end ? decode(q) : 0; };
    const char *ends[3] = {p}; // of the three characters
    int32_t first = decodeNext(ends[0]);
    int32_t second = decodeNext(ends[1] = ends[0]);
    int32_t third = decodeNext(ends[2] = ends[1]);
    while (p < end && (first | second | third) >= 0x80 && !cut->mayBegin(first, second, third) && first < kBmp &&
           characters[first]) {
      out.reserve(sizeof characters[first]);
      std::memcpy(out.data + out.size, &characters[first], sizeof characters[first]);
      out.size += lengths[static_cast<unsigned char>(out.data[out.size]) >> 4];
      p = ends[0];
      ends[0] = ends[1];
      ends[1] = ends[2];
      first = second;
      second = third;
      third = decodeNext(ends[2]);
    }
    return p;
  }

  /// A piece through all steps. `matched`: what the cut has for it. Where the cut's dictionary is the first of the
  /// first step, that is what the step makes of it, and in pieces without a match the dictionary has nothing.
  void append(Builder &out, std::string &piece, std::string_view text, std::string_view matched = {}) const {
    if (text.empty())
      return;
    const int64_t begin = out.size;
    if (cutIsFirst && matched.data())
      out.append(matched);
    else
      run(steps.front(), text, out, cutIsFirst ? 1 : 0);
    for (size_t i = 1; i < steps.size(); ++i) {
      piece.assign(out.data + begin, static_cast<size_t>(out.size - begin));
      out.size = begin;
      run(steps[i], piece, out);
    }
  }

  /// Through the dictionaries from `first` on.
  static void run(const Step &step, std::string_view text, Builder &out, size_t first = 0) {
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

  static constexpr int32_t kBmp = 1 << 16;
  std::shared_ptr<const Phrases> cut;
  std::vector<Step> steps;
  bool cutIsFirst = false;
  Beginnings begins;                ///< of all steps: the cut alone changes nothing
  std::vector<uint32_t> characters; ///< by character of the BMP: the bytes of what becomes of it; 0: more than four
};

/// Where the tables are, and whether they are those that opencc.txt pins.
struct Tables {
  std::string folder;
  bool pinned;
};

/// The pinned tables that `./dev setup` fetches into `build`, where the program lies in `bin` or in `PRESET/bin`, else
/// those of libopencc-data. By name alone the library would look into the working directory first.
const Tables &tables() {
  static const Tables found = [] {
    namespace fs = std::filesystem;
    std::error_code error;
    const fs::path bin = fs::read_symlink("/proc/self/exe", error).parent_path();
    for (const fs::path &build : {bin.parent_path(), bin.parent_path().parent_path(), fs::path(SMELT_BUILD)})
      if (fs::path tables = build / "opencc/opencc/clib/share/opencc"; fs::exists(tables / "s2t.json", error))
        return Tables{tables.string() + "/", true};
    return Tables{"/usr/share/opencc/", false};
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
    std::string file = tables().folder + modes[mode] + ".json";
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
  if (!conversion.concerns(given))
    return {text, size};
  Builder *out = builderFor(context, size);
  conversion.convert(given, *out);
  return given == std::string_view(out->data, static_cast<size_t>(out->size)) ? smelt_text{text, size}
                                                                              : smelt_text{out->data, out->size};
}

std::string smelt::runtime::chineseProblem(int64_t mode) { return loaded(mode).problem; }
bool smelt::runtime::chineseTablesArePinned() { return tables().pinned; }
std::string smelt::runtime::chineseTables() { return tables().pinned ? SMELT_OPENCC_VERSION : tables().folder; }
