#include "compiler/pattern/RawStrings.h"
#include "compiler/pattern/Finder.h"
#include "compiler/pattern/Prefixes.h"
#include <algorithm>

namespace smelt::pattern {

using runtime::ByteSet;
using runtime::Sieve;
using runtime::SieveString;

namespace {

/// The letter of the escape of a character, or 0.
char letterOf(unsigned char c) {
  constexpr std::string_view characters = "\n\"\\\t\r", letters = "n\"\\tr";
  const size_t at = characters.find(static_cast<char>(c));
  return at == std::string_view::npos ? 0 : letters[at];
}

bool isEscaped(unsigned char c) { return c < 0x20 || letterOf(c); }

ByteSet only(char c) { return ByteSet().set(static_cast<unsigned char>(c)); }

/// Strings of a text as JSON writes them. An escape takes two places, so that what stands behind a character that may
/// or may not be escaped is not known.
class Written {
public:
  std::vector<SieveString> all;

  void add(const SieveString &string) { go(string, 0, filled(), 0); }

private:
  static SieveString filled() {
    SieveString full;
    for (ByteSet &place : full)
      place.set();
    return full;
  }
  void go(const SieveString &string, size_t from, SieveString made, size_t size) {
    if (from == string.size() || size == made.size() || string[from].all()) {
      all.push_back(made);
      return;
    }
    ByteSet plain, escaped;
    for (size_t c = 0; c < 256; ++c)
      if (string[from][c])
        (isEscaped(static_cast<unsigned char>(c)) ? escaped : plain).set(c);
    const bool isMixed = escaped.count() + plain.any() > 1;
    if (isMixed && from > 0) {
      all.push_back(made);
      return;
    }
    if (plain.any()) {
      SieveString next = made;
      next[size] = plain;
      go(string, from + 1, next, size + 1);
    }
    for (size_t c = 0; c < 256; ++c)
      if (escaped[c])
        goEscaped(string, from, made, size, letterOf(static_cast<unsigned char>(c)));
  }
  /// A character without a frequent escape stands in no string that is asked for.
  void goEscaped(const SieveString &string, size_t from, SieveString made, size_t size, char letter) {
    if (!letter)
      return;
    made[size] = only('\\');
    if (size + 1 < made.size())
      made[size + 1] = only(letter);
    go(string, from + 1, made, std::min(size + 2, made.size()));
  }
};

} // namespace

bool RawNeeds::add(std::string_view pattern) {
  constexpr double kMostOften = 0.1; // for each byte
  const Parsed parsed = parse(pattern);
  if (parsed.error || parsed.literals)
    return false;
  const std::optional<std::vector<SieveString>> needed = neededStrings(*parsed.root);
  if (!needed)
    return false;
  Written written;
  for (const SieveString &string : *needed)
    written.add(string);
  strings.insert(strings.end(), written.all.begin(), written.all.end());
  return frequencyOf(strings) < kMostOften;
}

/// A place that a backslash fits, among others, is no place to look at alone: line ends are written with one.
std::optional<Sieve> RawNeeds::sieve() const {
  if (strings.empty())
    return std::nullopt;
  Sieve sieve = runtime::makeSieve(strings);
  auto fitsBackslash = [&](uint32_t place) { return sieve.low[place]['\\' & 15] & sieve.high[place]['\\' >> 4]; };
  if (sieve.lead < Sieve::places && sieve.leadByte < 0 && fitsBackslash(sieve.lead))
    sieve.lead = Sieve::places;
  return sieve;
}

void RawNeeds::addFirst(const int32_t *ranges, size_t count) {
  for (const SieveString &character : runtime::stringsOf(ranges, count))
    for (size_t c = 0; c < 256; ++c)
      if (character[0][c])
        firstBytes.set(isEscaped(static_cast<unsigned char>(c)) ? '\\' : c);
}

bool areWrittenAsTheyAre(const int32_t *ranges, size_t count) {
  constexpr std::string_view written = "\"\\ntr"; // marks and letters of escapes
  for (size_t i = 0; i + 1 < count; i += 2)
    if (ranges[i] < 0x20 ||
        std::any_of(written.begin(), written.end(), [&](int32_t c) { return ranges[i] <= c && c <= ranges[i + 1]; }))
      return false;
  return true;
}

bool isWrittenAsItIs(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char byte) {
    const int32_t c = static_cast<unsigned char>(byte), range[] = {c, c};
    return areWrittenAsTheyAre(range, 2);
  });
}

static bool isOfCharactersAsTheyAre(const Node &node) {
  if (node.kind == Kind::assertion || node.kind == Kind::look)
    return false;
  for (const auto &[first, last] : node.set.ranges()) {
    const int32_t range[] = {first, last};
    if (!areWrittenAsTheyAre(range, 2))
      return false;
  }
  return std::all_of(node.children.begin(), node.children.end(),
                     [](const NodeRef &child) { return isOfCharactersAsTheyAre(*child); });
}

bool hasSameMatchesInJson(std::string_view pattern) {
  const Parsed parsed = parse(pattern);
  return !parsed.error && !parsed.literals && !isNullable(*parsed.root) && isOfCharactersAsTheyAre(*parsed.root);
}

} // namespace smelt::pattern
