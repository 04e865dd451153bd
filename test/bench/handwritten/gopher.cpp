// Gopher quality and repetition by hand: one pass over the characters of each document, JSON Lines in and out.
//
// The baseline of `./dev bench handwritten`: what a C++ engineer would write for exactly these rules, with the
// definitions of stdlib/quality/gopher.recipe. Usage: gopher IN OUT. Prints how many documents were kept.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <simdjson.h>
#include <string>
#include <string_view>
#include <unicode/uchar.h>
#include <vector>

namespace {
using Views = std::vector<std::string_view>;

uint64_t mix(uint64_t h, uint64_t v) {
  h = (h ^ v) * 0x9E3779B97F4A7C15ull;
  return h ^ h >> 29;
}
uint64_t hashOf(std::string_view s) {
  uint64_t h = s.size(), v = 0;
  while (s.size() >= 8) {
    std::memcpy(&v, s.data(), 8);
    h = mix(h, v);
    s.remove_prefix(8);
  }
  v = 0;
  std::memcpy(&v, s.data(), s.size());
  return mix(h, v);
}

/// Property bits of every code point, looked up once a character.
enum : uint8_t { space = 1, alphabetic = 2 };
std::vector<uint8_t> makeClasses() {
  std::vector<uint8_t> t(0x110000);
  for (int32_t c = 0; c < 0x110000; ++c)
    t[c] = (u_isUWhiteSpace(c) ? space : 0) | (u_isUAlphabetic(c) ? alphabetic : 0);
  return t;
}
const std::vector<uint8_t> classes = makeClasses();

int32_t decode(const char *&p) {
  auto b = [&](int i) { return static_cast<unsigned char>(p[i]); };
  int32_t c = b(0);
  if (c < 0x80)
    p += 1;
  else if (c < 0xE0)
    c = (c & 31) << 6 | (b(1) & 63), p += 2;
  else if (c < 0xF0)
    c = (c & 15) << 12 | (b(1) & 63) << 6 | (b(2) & 63), p += 3;
  else
    c = (c & 7) << 18 | (b(1) & 63) << 12 | (b(2) & 63) << 6 | (b(3) & 63), p += 4;
  return c;
}

/// Counts by key; the last bit of a key is set, so that 0 marks a free place.
struct Table {
  std::vector<uint64_t> keys;
  std::vector<uint32_t> counts;
  uint64_t mask = 0;
  void start(size_t n) {
    size_t size = 16;
    while (size < 2 * n)
      size *= 2;
    if (keys.size() < size)
      keys.resize(size), counts.resize(size);
    std::fill(keys.begin(), keys.begin() + size, 0);
    mask = size - 1;
  }
  uint32_t &at(uint64_t key) {
    key |= 1;
    size_t i = key >> 20 & mask;
    while (keys[i] && keys[i] != key)
      i = (i + 1) & mask;
    if (!keys[i])
      keys[i] = key, counts[i] = 0;
    return counts[i];
  }
};

class Gopher {
public:
  bool keeps(std::string_view t) {
    scan(t);
    return quality(t) && repetition(t);
  }

private:
  /// Everything that one walk over the characters gives.
  void scan(std::string_view t) {
    words.clear();
    hashes.clear();
    lengths.clear();
    chars = hashSigns = wordChars = alphabeticWords = 0;
    const char *p = t.data(), *end = p + t.size(), *start = nullptr;
    size_t length = 0;
    bool letter = false;
    auto close = [&](const char *stop) {
      words.push_back({start, static_cast<size_t>(stop - start)});
      hashes.push_back(hashOf(words.back()));
      lengths.push_back(length);
      wordChars += length;
      alphabeticWords += letter;
      start = nullptr;
    };
    while (p < end) {
      const char *at = p;
      int32_t c = decode(p);
      uint8_t f = classes[c];
      ++chars;
      hashSigns += c == '#';
      if (f & space) {
        if (start)
          close(at);
        continue;
      }
      if (!start)
        start = at, length = 0, letter = false;
      ++length;
      letter |= f & alphabetic;
    }
    if (start)
      close(end);
  }

  static size_t count(std::string_view t, std::string_view what) {
    size_t n = 0;
    for (size_t at = t.find(what); at != t.npos; at = t.find(what, at + what.size()))
      ++n;
    return n;
  }

  static std::string_view trimmed(std::string_view s, bool front) {
    while (!s.empty()) {
      const char *p = front ? s.data() : s.data() + s.size() - 1;
      while (!front && (*p & 0xC0) == char(0x80))
        --p;
      const char *q = p;
      if (!(classes[decode(q)] & space))
        break;
      if (front)
        s.remove_prefix(q - p);
      else
        s.remove_suffix(q - p);
    }
    return s;
  }

  void cutLines(std::string_view t) {
    lines.clear();
    while (!t.empty()) {
      size_t end = t.find('\n');
      std::string_view line = t.substr(0, end);
      if (end != t.npos && line.ends_with('\r'))
        line.remove_suffix(1);
      lines.push_back(line);
      t.remove_prefix(end == t.npos ? t.size() : end + 1);
    }
  }

  bool quality(std::string_view t) {
    double n = static_cast<double>(words.size());
    if (n < 50 || n > 100'000 || wordChars / n < 3 || wordChars / n > 10 || hashSigns / n > 0.1)
      return false;
    if ((count(t, "...") + count(t, "…")) / n > 0.1)
      return false;
    cutLines(t);
    size_t bullets = 0, ellipses = 0;
    for (std::string_view line : lines) {
      std::string_view front = trimmed(line, true), back = trimmed(line, false);
      bullets += front.starts_with("•") || front.starts_with("-");
      ellipses += back.ends_with("...") || back.ends_with("…");
    }
    double all = lines.empty() ? 1 : static_cast<double>(lines.size());
    if (bullets / all > 0.9 || ellipses / all > 0.3 || alphabeticWords / n < 0.8)
      return false;
    static const std::string_view stop[] = {"the", "be", "to", "of", "and", "that", "have", "with"};
    unsigned seen = 0;
    for (std::string_view w : words)
      if (w.size() <= 4)
        for (int k = 0; k < 8; ++k)
          if (w == stop[k])
            seen |= 1u << k;
    return __builtin_popcount(seen) >= 2;
  }

  static size_t characters(std::string_view s) {
    return std::count_if(s.begin(), s.end(), [](char c) { return (c & 0xC0) != char(0x80); });
  }

  /// Shares of duplicates among `units`, by number and by characters.
  bool repeats(const Views &units) {
    table.start(units.size());
    size_t duplicates = 0, weight = 0;
    for (std::string_view u : units)
      if (table.at(hashOf(u))++)
        ++duplicates, weight += characters(u);
    return !units.empty() && (duplicates / double(units.size()) > 0.3 || weight / double(chars) > 0.2);
  }

  void cutParagraphs() {
    paragraphs.clear();
    const char *begin = nullptr, *stop = nullptr;
    auto close = [&] {
      if (begin)
        paragraphs.push_back({begin, static_cast<size_t>(stop - begin)});
      begin = nullptr;
    };
    for (std::string_view line : lines) {
      if (trimmed(line, true).empty()) {
        close();
        continue;
      }
      if (!begin)
        begin = line.data();
      stop = line.data() + line.size();
    }
    close();
  }

  bool repetition(std::string_view) {
    cutParagraphs();
    kept.clear();
    for (std::string_view line : lines)
      if (!line.empty())
        kept.push_back(line);
    if (repeats(kept) || repeats(paragraphs))
      return false;
    static const double top[] = {0.20, 0.18, 0.16}, duplicate[] = {0.15, 0.14, 0.13, 0.12, 0.11, 0.10};
    rolled = hashes;
    for (size_t n = 2; n <= 10 && n <= words.size(); ++n) {
      size_t runs = words.size() - n + 1;
      for (size_t i = 0; i < runs; ++i)
        rolled[i] = mix(rolled[i], hashes[i + n - 1]);
      table.start(runs);
      if (n <= 4 ? topShare(n, runs) > top[n - 2] : duplicateShare(n, runs) > duplicate[n - 5])
        return false;
    }
    return true;
  }

  double topShare(size_t n, size_t runs) {
    for (size_t i = 0; i < runs; ++i)
      ++table.at(rolled[i]);
    uint32_t best = 0;
    size_t first = 0;
    for (size_t i = 0; i < runs; ++i)
      if (uint32_t c = table.at(rolled[i]); c > best)
        best = c, first = i;
    size_t length = n - 1;
    for (size_t k = first; k < first + n; ++k)
      length += lengths[k];
    return length * double(best) / double(chars);
  }

  double duplicateShare(size_t n, size_t runs) {
    size_t covered = 0;
    for (size_t i = 0; i < runs;) {
      if (!table.at(rolled[i])++) {
        ++i;
        continue;
      }
      for (size_t k = i; k < i + n; ++k)
        covered += lengths[k];
      i += n;
    }
    return covered / double(chars);
  }

  Views words, lines, paragraphs, kept;
  std::vector<uint64_t> hashes, rolled;
  std::vector<size_t> lengths;
  Table table;
  size_t chars = 0, hashSigns = 0, wordChars = 0, alphabeticWords = 0;
};
} // namespace

int main(int argc, char **argv) {
  if (argc != 3)
    return std::fputs("usage: gopher IN OUT\n", stderr), 2;
  auto input = simdjson::padded_string::load(argv[1]);
  FILE *out = std::fopen(argv[2], "wb");
  if (input.error() || !out)
    return 1;
  std::string_view all = input.value_unsafe();
  simdjson::ondemand::parser parser;
  Gopher gopher;
  size_t kept = 0;
  for (size_t at = 0; at < all.size();) {
    size_t end = std::min(all.find('\n', at), all.size());
    std::string_view line = all.substr(at, end - at);
    simdjson::ondemand::document document;
    std::string_view text;
    if (!parser.iterate(line.data(), line.size(), all.size() - at + simdjson::SIMDJSON_PADDING).get(document) &&
        !document["text"].get_string().get(text) && gopher.keeps(text)) {
      std::fwrite(line.data(), 1, line.size(), out);
      std::fputc('\n', out);
      ++kept;
    }
    at = end + 1;
  }
  std::fclose(out);
  std::printf("%zu kept\n", kept);
}
