#include "compiler/pattern/Compile.h"
#include "compiler/pattern/Finder.h"
#include "compiler/pattern/Forward.h"
#include "compiler/pattern/Literals.h"
#include "compiler/pattern/Prefixes.h"
#include "compiler/pattern/Program.h"
#include "compiler/pattern/Symbols.h"
#include "runtime/text/CharSieve.h"
#include "runtime/text/PatternAutomaton.h"
#include "runtime/text/Sieve.h"
#include <algorithm>
#include <bit>
#include <cassert>
#include <cstring>
#include <map>

namespace smelt::pattern {

using runtime::PatternAutomaton;
using runtime::PatternPlace;
using runtime::PatternTable;

namespace {
/// A table under construction: a header and sections behind it.
class Writer {
public:
  Writer() : bytes(sizeof(PatternTable), 0) {}

  template <class T> uint32_t section(const std::vector<T> &values) {
    bytes.resize((bytes.size() + 7) / 8 * 8, 0);
    auto offset = static_cast<uint32_t>(bytes.size());
    bytes.append(reinterpret_cast<const char *>(values.data()), values.size() * sizeof(T));
    return offset;
  }
  std::string finish(PatternTable header) {
    bytes.resize((bytes.size() + 7) / 8 * 8, 0);
    header.size = static_cast<uint32_t>(bytes.size());
    std::memcpy(bytes.data(), &header, sizeof header);
    return bytes;
  }

private:
  std::string bytes;
};

/// What a symbol behind a place means to assertions: symbols that mean the same share a number.
void writeContexts(Writer &out, PatternTable &header, const Program &program, const Symbols &symbols) {
  std::map<std::vector<bool>, uint16_t> known;
  std::vector<uint16_t> contextOf, representative;
  for (uint32_t symbol = 0; symbol < symbols.count(); ++symbol) {
    std::vector<bool> meaning;
    for (const PatternNode &node : program.nodes) {
      if (node.kind != PatternNodeKind::assertion)
        continue;
      bool atEnd = symbol == symbols.end();
      switch (node.place) {
      case PatternPlace::textEnd:
        meaning.push_back(atEnd);
        break;
      case PatternPlace::lastLineEnd:
        meaning.push_back(atEnd || symbol == symbols.newline());
        break;
      case PatternPlace::lineEnd:
        meaning.push_back(atEnd || symbols.rows[node.set][symbol]);
        break;
      case PatternPlace::wordEdge:
      case PatternPlace::noWordEdge:
        meaning.insert(meaning.end(), {atEnd, static_cast<bool>(symbols.rows[node.set][symbol])});
        break;
      default:
        break;
      }
    }
    auto [it, fresh] = known.try_emplace(meaning, static_cast<uint16_t>(known.size()));
    if (fresh)
      representative.push_back(static_cast<uint16_t>(symbol));
    contextOf.push_back(it->second);
  }
  header.contexts = static_cast<uint32_t>(representative.size());
  header.contextOfOffset = out.section(contextOf);
  header.contextOffset = out.section(representative);
}

void writeRows(Writer &out, PatternTable &header, const Program &program, const Symbols &symbols) {
  std::vector<uint64_t> rows(symbols.rows.size() * header.rowWords(), 0);
  for (size_t r = 0; r < symbols.rows.size(); ++r)
    for (uint32_t s = 0; s < symbols.count(); ++s)
      if (symbols.rows[r][s])
        rows[r * header.rowWords() + s / 64] |= 1ull << (s % 64);
  header.rowsOffset = out.section(rows);
}

/// The characters that no match contains.
void writeSeparators(Writer &out, PatternTable &header, const Program &program, const Symbols &symbols) {
  constexpr double kMostCost = 0.01; // of the sieve; beyond it the next one is near
  CodePoints contained;
  std::vector<uint8_t> separators(symbols.count(), 1);
  for (const PatternNode &node : program.nodes) {
    if (node.kind != PatternNodeKind::character)
      continue;
    contained.add(program.sets[node.set]);
    for (uint32_t s = 0; s < symbols.count(); ++s)
      if (symbols.rows[node.set][s])
        separators[s] = 0;
  }
  for (uint32_t s = 0; s < symbols.classes; ++s)
    header.hasSeparators |= separators[s];
  header.separatorsOffset = out.section(separators);
  std::vector<runtime::SieveString> strings = stringsOf(contained.complement());
  if (!strings.empty() && frequencyOf(strings) < kMostCost)
    header.separatorFinder = runtime::PatternFinder::sieve;
  else
    strings.clear();
  header.separatorSieveOffset = out.section(std::vector<runtime::Sieve>{runtime::makeSieve(strings)});
}

/// By symbol, whether a string that the sieve looks for may begin with it.
std::vector<uint8_t> beginnings(const Finder &finder, const Program &program, const Symbols &symbols) {
  std::vector<uint8_t> begins(symbols.count(), 0);
  for (const CodePoints *set : finder.first) {
    auto it = std::find(program.sets.begin(), program.sets.end(), *set);
    assert(it != program.sets.end() && "what must occur is part of the program");
    const std::vector<bool> &row = symbols.rows[static_cast<size_t>(it - program.sets.begin())];
    for (uint32_t s = 0; s < symbols.count(); ++s)
      begins[s] |= row[s];
  }
  return begins;
}

void writeFinder(Writer &out, PatternTable &header, const Finder &finder, const Program &program,
                 const Symbols &symbols) {
  header.finder = finder.kind;
  header.literalSize = static_cast<uint32_t>(finder.literal.size());
  header.literalOffset = out.section(std::vector<char>(finder.literal.begin(), finder.literal.end()));
  header.sieveOffset = out.section(std::vector<runtime::Sieve>{finder.sieve});
  header.beginningsOffset = out.section(beginnings(finder, program, symbols));
}

/// Where a match may begin, or a character some characters behind that.
struct Beginning {
  std::vector<runtime::SieveString> strings;
  uint32_t back = 0;
  double cost = 1;
};

/// What every match begins with or, if that is rarer, one of the first characters of every match.
Beginning beginningOf(const Forward &forward) {
  constexpr double kOfPlace = 0.0017; // what a sieve takes for each place that it looks at, in candidates in vain
  constexpr double kOfRarest = 1.2;   // places, where one of them is looked at first and mostly alone
  auto costOf = [](const std::vector<runtime::SieveString> &strings) {
    const runtime::Sieve sieve = runtime::makeSieve(strings);
    const bool hasRarest = sieve.used > 1 && sieve.lead < runtime::Sieve::places;
    return frequencyOf(strings) + kOfPlace * (hasRarest ? kOfRarest : sieve.used);
  };
  Beginning best{forward.prefixes, 0, costOf(forward.prefixes)};
  for (uint32_t i = 0; i < forward.characters.size(); ++i) {
    std::vector<runtime::SieveString> strings = stringsOf(forward.characters[i].set);
    if (double cost = costOf(strings); cost < best.cost)
      best = {std::move(strings), i, cost};
  }
  return best;
}

/// Whether `strings` begin with characters of ASCII, and the sieve lets through those alone.
bool isExact(const runtime::Sieve &sieve, const std::vector<runtime::SieveString> &strings) {
  runtime::ByteSet first;
  for (const runtime::SieveString &string : strings)
    first |= string[0];
  bool exact = sieve.used == 1;
  for (size_t b = 0; b < 256; ++b) {
    const bool fits = (sieve.low[0][b & 15] & sieve.high[0][b >> 4]) != 0;
    exact &= fits == first[b] && (b < 128 || !fits);
  }
  return exact;
}

/// The automaton that reads forward. Where it may read much in vain, it is tried if matches begin with what is rare,
/// and hardly more often than anything else that they contain.
void writeForward(Writer &out, PatternTable &header, const Finder &finder, const Program &program,
                  const Symbols &symbols) {
  constexpr double kMostCost = 0.1; // of the sieve; beyond it every character is looked at
  constexpr double kMostTried = 0.02, kNearly = 0.005;
  auto forward = makeForward(program, symbols, header.strideBits);
  if (!forward)
    return;
  Beginning beginning = beginningOf(*forward);
  if (!forward->isLinear && (beginning.cost > kMostTried || beginning.cost > finder.cost + kNearly))
    return;
  bool isRare = beginning.cost < kMostCost;
  header.forwardBack = isRare ? beginning.back : 0;
  header.forward = forward->isLinear ? runtime::PatternForward::always : runtime::PatternForward::tried;
  header.forwardPlace = forward->atLineStart   ? runtime::PatternBeginning::line
                        : forward->atTextStart ? runtime::PatternBeginning::text
                                               : runtime::PatternBeginning::anywhere;
  header.forwardOffset = out.section(forward->next);
  header.forwardStaysOffset = out.section(forward->stays);
  header.forwardFinder = isRare ? runtime::PatternFinder::sieve : runtime::PatternFinder::none;
  const runtime::Sieve sieve = runtime::makeSieve(beginning.strings);
  header.forwardRuns = isRare && forward->isRun && isExact(sieve, beginning.strings);
  header.forwardSieveOffset = out.section(std::vector<runtime::Sieve>{sieve});
  header.forwardCharacterOffset = out.section(forward->characters[header.forwardBack].symbols);
}

/// The table without its automaton.
PatternTable writeProgram(Writer &out, const Program &program, const Symbols &symbols, const Finder &finder,
                          int groups) {
  PatternTable header{};
  header.nodes = static_cast<uint32_t>(program.nodes.size());
  header.start = program.start;
  header.startNonempty = program.startNonempty;
  header.groups = static_cast<uint32_t>(groups);
  header.symbols = symbols.count();
  header.strideBits = static_cast<uint32_t>(std::bit_width(symbols.count() - 1));
  header.newline = symbols.newline();
  header.begin = symbols.begin();
  header.end = symbols.end();
  header.lineFeed = symbols.lineFeed;
  header.asciiOffset = out.section(symbols.ascii);
  header.blocksOffset = out.section(symbols.blocks);
  header.leavesOffset = out.section(symbols.leaves);
  header.nodesOffset = out.section(program.nodes);
  header.orderOffset = out.section(program.order());
  writeRows(out, header, program, symbols);
  writeSeparators(out, header, program, symbols);
  writeContexts(out, header, program, symbols);
  writeFinder(out, header, finder, program, symbols);
  writeForward(out, header, finder, program, symbols);
  return header;
}

/// The start states of all contexts, if the whole automaton stays within bounds.
std::optional<std::vector<uint32_t>> explore(PatternAutomaton &automaton, const PatternTable &table, size_t maxStates) {
  constexpr size_t kMaxEntries = 1 << 18, kMaxWork = 60'000'000;
  std::vector<uint32_t> starts;
  for (uint32_t c = 0; c < table.contexts; ++c)
    starts.push_back(automaton.startState(table.at<uint16_t>(table.contextOffset)[c]));
  size_t work = 0;
  for (uint32_t state = 0; state < automaton.stateCount(); ++state)
    for (uint32_t symbol = 0; symbol < table.end; ++symbol) {
      work += table.nodes;
      bool fits = automaton.stateCount() <= maxStates && automaton.nextTable().size() <= kMaxEntries;
      if (!fits || work > kMaxWork || automaton.viableCount() >= 0x7FFF)
        return std::nullopt;
      automaton.step((state << table.strideBits) + symbol);
    }
  return starts;
}

/// The table of `PatternSearch::follow`, empty if it would be large.
std::vector<uint16_t> followTable(const Program &program, const PatternAutomaton &automaton, uint32_t &stride) {
  std::vector<uint16_t> rank(program.nodes.size(), 0);
  std::vector<uint32_t> origins; // where the way goes on behind each character
  for (uint32_t n = 0; n < program.nodes.size(); ++n)
    if (program.nodes[n].kind == PatternNodeKind::character) {
      rank[n] = static_cast<uint16_t>(origins.size());
      origins.push_back(program.nodes[n].next);
    }
  origins.insert(origins.end(), {program.start, program.startNonempty});
  if (origins.size() * automaton.viableCount() > (1u << 16))
    return {};
  stride = static_cast<uint32_t>(origins.size());
  std::vector<uint16_t> table;
  size_t words = (program.nodes.size() + 63) / 64;
  for (uint32_t set = 0; set < automaton.viableCount(); ++set) {
    const uint64_t *viable = automaton.viableBits().data() + set * words;
    for (uint32_t n : origins) {
      while (program.nodes[n].kind != PatternNodeKind::character && program.nodes[n].kind != PatternNodeKind::match &&
             program.nodes[n].kind != PatternNodeKind::fail) {
        uint32_t first = program.nodes[n].next;
        bool taken = program.nodes[n].kind != PatternNodeKind::split || (viable[first / 64] >> (first % 64) & 1);
        n = taken ? first : program.nodes[n].other;
      }
      table.push_back(program.nodes[n].kind == PatternNodeKind::character ? rank[n] : runtime::kMatchEnds);
    }
  }
  return table;
}

Error tooLarge(std::string_view pattern) {
  return {Fault::tooLarge,
          0,
          pattern.size(),
          "is too large",
          "it stands for too many characters",
          "counted repetitions are written out: make the counts smaller"};
}
} // namespace

Compiled compile(std::string_view pattern, size_t maxStates) {
  Compiled result;
  Parsed parsed = parse(pattern);
  if (parsed.error) {
    result.error = parsed.error;
    return result;
  }
  Program program = makeProgram(*parsed.root);
  Symbols symbols;
  if (program.tooLarge || !makeSymbols(program.sets, symbols)) {
    result.error = tooLarge(pattern);
    return result;
  }
  Writer out;
  PatternTable header = writeProgram(out, program, symbols, makeFinder(*parsed.root), parsed.groups);
  header.reach = static_cast<uint32_t>(4 * longestMatch(*parsed.root).value_or(0));
  // The automaton reads the table that is written so far, from memory that is aligned.
  std::string written = Writer(out).finish(header);
  std::vector<uint64_t> aligned(written.size() / 8 + 1);
  std::memcpy(aligned.data(), written.data(), written.size());
  auto &table = *reinterpret_cast<const PatternTable *>(aligned.data());
  PatternAutomaton automaton(table);
  if (auto starts = explore(automaton, table, maxStates)) {
    result.states = header.states = automaton.stateCount();
    header.viables = automaton.viableCount();
    header.startStatesOffset = out.section(*starts);
    header.followOffset = out.section(followTable(program, automaton, header.followStride));
    header.nextOffset = out.section(automaton.nextTable());
    header.viableOffset = out.section(automaton.viableTable());
    header.viableBitsOffset = out.section(automaton.viableBits());
  }
  if (parsed.literals) {
    std::string literals = literalTable(*parsed.literals, program);
    header.literalsOffset = out.section(std::vector<char>(literals.begin(), literals.end()));
  }
  result.table = out.finish(header);
  return result;
}

std::string encodeReplacement(std::string_view replacement, std::string_view pattern) {
  std::string out;
  for (const Piece &piece : parseTemplate(replacement, parse(pattern)).pieces) {
    int32_t head[2] = {piece.group, static_cast<int32_t>(piece.text.size())};
    out.append(reinterpret_cast<const char *>(head), sizeof head);
    out += piece.text;
  }
  return out;
}

std::string sieveOf(const int32_t *ranges, size_t count) {
  runtime::Sieve sieve = runtime::makeSieve(runtime::stringsOf(ranges, count));
  return {reinterpret_cast<const char *>(&sieve), sizeof sieve};
}

std::string charSieveOf(const int32_t *ranges, size_t count) {
  constexpr double kFrequent = 0.02; // of the bytes of a text
  if (frequencyOf(runtime::stringsOf(ranges, count)) < kFrequent)
    return "";
  const std::optional<runtime::CharSieve> sieve = runtime::makeCharSieve(ranges, count);
  return sieve ? std::string(reinterpret_cast<const char *>(&*sieve), sizeof *sieve) : "";
}

} // namespace smelt::pattern
