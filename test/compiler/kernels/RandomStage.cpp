#include "test/compiler/kernels/RandomStage.h"
#include <array>

namespace smelt::test {

namespace {
using Random = std::mt19937;

int pick(Random &random, int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); }

/// Writes SSA text; each method emits ops and gives the name of the value.
class Writer {
public:
  explicit Writer(Random &random) : random(random) {}

  std::string fresh() { return "%v" + std::to_string(next++); }
  void line(const std::string &text) { out += "    " + text + "\n"; }

  std::string constant(int64_t v) {
    std::string n = fresh();
    line(n + " = arith.constant " + std::to_string(v) + " : i64");
    return n;
  }

  std::string charset() {
    static const char *sets[] = {"alphabetic",
                                 "digit",
                                 "space",
                                 "punctuation",
                                 "upper",
                                 "han",
                                 "symbol",
                                 "alnum",
                                 "\"U+0023\"",
                                 "\"U+000A\"",
                                 "\"U+002D\", \"U+2022\"",
                                 "\"U+4E00-U+4E80\"",
                                 "\"U+FF01-U+FF5E\"",
                                 "\"U+1F600-U+1F64F\"",
                                 "newline",
                                 "\"U+0061-U+007A\", \"U+00E0-U+00FF\""};
    return std::string("#text.charset<") + sets[pick(random, std::size(sets))] + ">";
  }

  std::string cutTexts() {
    static const char *kinds[] = {"words",     "words",     "lines",     "paragraphs", "sentences",
                                  "words_cjk", "words at ", "lines at ", "split at "};
    std::string n = fresh(), kind = kinds[pick(random, std::size(kinds))], runs;
    if (kind.ends_with("at "))
      kind += charset().substr(std::string("#text.charset").size());
    if (kind.starts_with("split") && pick(random, 2))
      runs = " runs " + std::to_string(1 + pick(random, 3));
    line(n + " = text.cut %text by " + kind + runs + " : !text.view<!text.str>");
    return n;
  }

  std::string cutChars() {
    std::string n = fresh();
    line(n + " = text.cut %text by chars : !text.view<i32>");
    return n;
  }

  /// A count of characters of a set in the text `t`.
  std::string countChars(const std::string &t) {
    std::string cut = fresh(), filtered = fresh(), n = fresh(), c = fresh(), in = fresh();
    line(cut + " = text.cut " + t + " by chars : !text.view<i32>");
    line(filtered + " = text.filter " + cut + " {\n    ^bb0(" + c + ": i32):");
    line(in + " = text.char_in " + c + ", " + charset());
    line("text.yield " + in + " : i1\n    } : !text.view<i32> -> !text.view<i32>");
    line(n + " = text.fold count " + filtered + " : !text.view<i32> -> i64");
    return n;
  }

  std::string anyChar(const std::string &t) {
    std::string cut = fresh(), mapped = fresh(), n = fresh(), c = fresh(), in = fresh();
    line(cut + " = text.cut " + t + " by chars : !text.view<i32>");
    line(mapped + " = text.map " + cut + " {\n    ^bb0(" + c + ": i32):");
    line(in + " = text.char_in " + c + ", " + charset());
    line("text.yield " + in + " : i1\n    } : !text.view<i32> -> !text.view<i1>");
    line(n + " = text.fold any " + mapped + " : !text.view<i1> -> i1");
    return n;
  }

  std::string wordsOf(const std::string &t) {
    std::string n = fresh(), at = pick(random, 2) ? " at " + charset().substr(std::string("#text.charset").size()) : "";
    line(n + " = text.cut " + t + " by words" + at + " : !text.view<!text.str>");
    return n;
  }

  /// Whether all words of the text `t` are short.
  std::string shortWords(const std::string &t) {
    std::string view = lengths(wordsOf(t)), mapped = fresh(), n = fresh(), e = fresh(), is = fresh();
    std::string bound = constant(pick(random, 12));
    line(mapped + " = text.map " + view + " {\n    ^bb0(" + e + ": i64):");
    line(is + " = arith.cmpi sle, " + e + ", " + bound + " : i64");
    line("text.yield " + is + " : i1\n    } : !text.view<i64> -> !text.view<i1>");
    line(n + " = text.fold all " + mapped + " : !text.view<i1> -> i1");
    return n;
  }

  /// Makes `n` an element of a view, or the empty text where there is none at the place.
  void elementAt(const std::string &n) {
    std::string view = pick(random, 2) ? filtered(cutTexts()) : cutTexts(), place = constant(pick(random, 4));
    line(n + ", " + fresh() + " = text.at " + view + ", " + place + " : !text.view<!text.str> -> !text.str");
  }

  std::string atLeast(const std::string &count) {
    std::string n = fresh(), bound = constant(pick(random, 4));
    line(n + " = arith.cmpi sge, " + count + ", " + bound + " : i64");
    return n;
  }

  /// A predicate over the element `e`.
  std::string predicate(const std::string &e) {
    std::string n = fresh();
    switch (pick(random, 7)) {
    case 0:
      return anyChar(e);
    case 4: {
      std::string words = wordsOf(e), count = fresh();
      line(count + " = text.fold count " + words + " : !text.view<!text.str> -> i64");
      return atLeast(count);
    }
    case 5:
      return shortWords(e);
    case 6: {
      std::string part = fresh();
      line(part + " = text.trim both " + e + " of " + charset());
      return pick(random, 2) ? anyChar(part) : atLeast(countChars(part));
    }
    case 1: {
      static const char *kinds[] = {"prefix", "suffix", "inside", "whole"};
      line(n + " = text.affix " + kinds[pick(random, 4)] + " " + e + ", [\"the\", \"•\", \"-\", \"中\", \"a\"]");
      return n;
    }
    case 2: {
      std::string trimmed = fresh();
      line(trimmed + " = text.trim start " + e + " of #text.charset<space>");
      line(n + " = text.affix prefix " + trimmed + ", [\"-\", \"•\"]");
      return n;
    }
    default:
      return atLeast(countChars(e));
    }
  }

  std::string filtered(const std::string &view) {
    std::string n = fresh();
    std::string e = fresh();
    line(n + " = text.filter " + view + " {\n    ^bb0(" + e + ": !text.str):");
    std::string p = predicate(e);
    line("text.yield " + p + " : i1\n    } : !text.view<!text.str> -> !text.view<!text.str>");
    return n;
  }

  std::string lengths(const std::string &view) {
    std::string n = fresh();
    std::string cut = fresh(), count = fresh(), e = fresh();
    line(n + " = text.map " + view + " {\n    ^bb0(" + e + ": !text.str):");
    line(cut + " = text.cut " + e + " by chars : !text.view<i32>");
    line(count + " = text.fold count " + cut + " : !text.view<i32> -> i64");
    line("text.yield " + count + " : i64\n    } : !text.view<!text.str> -> !text.view<i64>");
    return n;
  }

  std::string tallyFigure(const std::string &view, const std::string &type) {
    std::string t = fresh(), n = fresh();
    line(t + " = text.tally " + view + " : !text.view<" + type + "> -> !text.tally<" + type + ">");
    switch (pick(random, 4)) {
    case 0:
      line(n + " = text.tally.get distinct " + t + " : !text.tally<" + type + "> -> i64");
      return n;
    case 1:
      line(n + " = text.tally.get once " + t + " : !text.tally<" + type + "> -> i64");
      return n;
    case 2: {
      std::string k = constant(pick(random, 5));
      line(n + " = text.tally.largest " + t + ", " + k + " : !text.tally<" + type + ">");
      return n;
    }
    default:
      line(fresh() + ", " + n + ", " + fresh() + " = text.tally.top " + t + " : !text.tally<" + type + "> -> " + type);
      return n;
    }
  }

  std::string grams(const std::string &view, int n) {
    std::string g = fresh();
    line(g + " = text.ngrams " + view + ", " + std::to_string(n) +
         " : !text.view<!text.str> -> !text.view<!text.view<!text.str>>");
    return g;
  }

  std::string duplicates(const std::string &view) {
    std::string g = grams(view, 1 + pick(random, 5)), n = fresh();
    static const char *flags[] = {"", "first ", "greedy ", "first greedy "};
    std::string flag = flags[pick(random, 4)];
    std::string open = n + " = text.duplicates " + g + " " + flag + (pick(random, 2) ? "joined " : "");
    std::string e = fresh();
    line(open + "{\n    ^bb0(" + e + ": !text.view<!text.str>):");
    std::string sizes = lengths(e), sum = fresh();
    line(sum + " = text.fold sum " + sizes + " : !text.view<i64> -> i64");
    line("text.yield " + sum + " : i64\n    } : !text.view<!text.view<!text.str>>");
    return n;
  }

  /// (the characters of the most frequent run + n - 1) * its count, as gopher's rules weigh it.
  std::string heaviestRun() {
    int n = 1 + pick(random, 5);
    std::string g = grams(cutTexts(), n), t = fresh(), v = fresh(), count = fresh(), found = fresh(), sum = fresh(),
                plus = constant(n - 1), weight = fresh(), product = fresh();
    const std::string run = "!text.view<!text.str>";
    line(t + " = text.tally " + g + " : !text.view<" + run + "> -> !text.tally<" + run + ">");
    line(v + ", " + count + ", " + found + " = text.tally.top " + t + (pick(random, 2) ? " longest" : "") +
         " : !text.tally<" + run + "> -> " + run);
    std::string sizes = lengths(v);
    line(sum + " = text.fold sum " + sizes + " : !text.view<i64> -> i64");
    line(weight + " = arith.addi " + sum + ", " + plus + " : i64");
    line(product + " = arith.muli " + weight + ", " + count + " : i64");
    return product;
  }

  /// How many words trimming leaves something of.
  std::string trimmedWords() {
    std::string words = wordsOf("%text"), part = fresh(), some = fresh(), e = fresh(), f = fresh(), p = fresh(),
                empty = fresh(), yes = fresh(), is = fresh(), n = fresh();
    static const char *kinds[] = {"both", "start", "end"};
    line(part + " = text.map " + words + " {\n    ^bb0(" + e + ": !text.str):");
    line(p + " = text.trim " + kinds[pick(random, 3)] + " " + e + " of " + charset());
    line("text.yield " + p + " : !text.str\n    } : !text.view<!text.str> -> !text.view<!text.str>");
    line(some + " = text.filter " + part + " {\n    ^bb0(" + f + ": !text.str):");
    line(empty + " = text.affix whole " + f + ", [\"\"]");
    line(yes + " = arith.constant true");
    line(is + " = arith.xori " + empty + ", " + yes + " : i1");
    line("text.yield " + is + " : i1\n    } : !text.view<!text.str> -> !text.view<!text.str>");
    line(n + " = text.fold count " + some + " : !text.view<!text.str> -> i64");
    return n;
  }

  std::string size(const std::string &t) {
    std::string n = fresh();
    line(n + " = text.size " + t);
    return n;
  }

  /// A text made again of a cut that may be filtered and mapped before.
  std::string rebuilt() {
    std::string view = cutTexts(), n = fresh(), e = fresh(), made = fresh();
    if (pick(random, 3) == 0)
      view = filtered(view);
    if (pick(random, 3) == 0) {
      std::string mapped = fresh(), f = fresh(), upper = fresh();
      line(mapped + " = text.map " + view + " {\n    ^bb0(" + f + ": !text.str):");
      line(upper + " = text.case upper " + f);
      line("text.yield " + upper + " : !text.str\n    } : !text.view<!text.str> -> !text.view<!text.str>");
      view = mapped;
    }
    static const char *kinds[] = {"first", "keep", "edit"};
    std::string kind = kinds[pick(random, 3)];
    std::string least = kind == "first" ? " least " + std::to_string(pick(random, 3)) : "";
    line(n + " = text.rebuild " + kind + " " + view + " of %text" + least + " {\n    ^bb0(" + e + ": !text.str):");
    line(made + (kind == "keep" ? " = text.affix inside " + e + ", [\"e\", \" \"]" : " = text.case lower " + e));
    line("text.yield " + made + (kind == "keep" ? " : i1" : " : !text.str") + "\n    } : !text.view<!text.str>");
    return n;
  }

  std::string transcoded() {
    std::string n = fresh();
    const char *way = pick(random, 2) ? "decode " : "";
    line(n + "t, " + n + " = text.transcode " + way + "%text, " + std::to_string(pick(random, 12)));
    return n + "t";
  }

  std::string folded() {
    std::string n = fresh(), so_far = fresh(), next = fresh(), size = fresh(), sum = fresh(), zero = constant(0);
    line(n + ", " + n + "f = text.fold_with " + cutTexts() + " from " + zero + " {\n    ^bb0(" + so_far + ": i64, " +
         next + ": !text.str):");
    line(size + " = text.size " + next);
    line(sum + " = arith.addi " + so_far + ", " + size + " : i64");
    line("text.step " + sum + " : i64\n    } : !text.view<!text.str>, i64 -> i64");
    return n;
  }

  std::string chunked() {
    std::string n = fresh(), view = fresh(), length = constant(1 + pick(random, 40)),
                overlap = constant(pick(random, 2));
    line(n + ", " + n + "ok = text.chunks %text, " + length + ", " + overlap +
         (pick(random, 2) ? " at \"\\\\s+\"" : "") + " : !text.seq<!text.str>");
    line(view + " = text.view_of " + n + " : !text.seq<!text.str> -> !text.view<!text.str>");
    return tallyFigure(view, "!text.str");
  }

  std::string settled() {
    std::string n = fresh(), e = fresh(), r = fresh();
    line(n + " = text.until_same %text {\n    ^bb0(" + e + ": !text.str):");
    line(r + " = text.replace_chars " + e + ", " + charset() + ", \"#\" runs");
    line("text.yield " + r + " : !text.str\n    }");
    return n;
  }

  std::string translated() {
    static const char *maps[] = {"[46, 97, 20013], [\"\", \"....\", \"zhong\"]",
                                 "[8230, 65281, 128512], [\"...\", \"!\", \":)\"]"};
    std::string n = fresh();
    if (pick(random, 3) == 0) {
      line(n + " = text.chinese %text, " + std::to_string(pick(random, 14)));
      return n;
    }
    if (pick(random, 3) == 0) {
      line(n + " = text.html_text %text");
      return n;
    }
    line(n + " = text.translate %text, " + maps[pick(random, 2)]);
    return n;
  }

  std::string trimmed() {
    static const char *kinds[] = {"both", "start", "end"};
    std::string n = fresh();
    line(n + " = text.trim " + kinds[pick(random, 3)] + " %text of " + charset());
    return n;
  }

  /// A random integer metric of the text.
  std::string metric() {
    std::string n = fresh();
    switch (pick(random, 20)) {
    case 0:
      return countChars("%text");
    case 1:
      line(n + " = text.fold count " + cutFirst(cutTexts()) + " : !text.view<!text.str> -> i64");
      return n;
    case 2:
      line(n + " = text.fold count " + cutFirst(filtered(cutTexts())) + " : !text.view<!text.str> -> i64");
      return n;
    case 3:
      line(n + " = text.fold sum " + cutFirst(lengths(cutTexts())) + " : !text.view<i64> -> i64");
      return n;
    case 4:
      line(n + " = text.fold max " + cutFirst(lengths(cutTexts())) + " : !text.view<i64> -> i64");
      return n;
    case 5:
      return tallyFigure(cutTexts(), "!text.str");
    case 6:
      return tallyFigure(grams(cutTexts(), 1 + pick(random, 6)), "!text.view<!text.str>");
    case 7:
      return duplicates(cutTexts());
    case 8: {
      std::string chars = cutChars(), g = fresh();
      line(g + " = text.ngrams " + chars + ", " + std::to_string(1 + pick(random, 10)) +
           " : !text.view<i32> -> !text.view<!text.view<i32>>");
      return tallyFigure(g, "!text.view<i32>");
    }
    case 9:
      return size(rebuilt());
    case 10:
      return size(translated());
    case 11:
      return size(trimmed());
    case 12:
      if (pick(random, 2))
        line(n + " = text.fold first " + cutFirst(cutTexts()) + " : !text.view<!text.str> -> !text.str");
      else
        elementAt(n);
      return size(n);
    case 13:
      return size(transcoded());
    case 14:
      return size(settled());
    case 15:
      return folded();
    case 16:
      return chunked();
    case 17:
      return heaviestRun();
    case 18:
      return trimmedWords();
    default:
      std::string what = fresh();
      line(what + " = text.constant \"" + std::string(pick(random, 2) ? "..." : "。") + "\"");
      line(n + " = text.find_all %text, " + what);
      return n;
    }
  }

  void rule(int index, int part) {
    std::string a, d;
    if (pick(random, 3) == 0) { // a share that a fold with a limit decides
      a = pick(random, 2) ? heaviestRun() : duplicates(cutTexts());
      std::string chars = cutChars();
      d = fresh();
      line(d + " = text.fold count " + chars + " : !text.view<i32> -> i64");
    } else {
      a = metric();
      d = metric();
    }
    std::string fa = fresh(), fd = fresh(), q = fresh(), zero = fresh(), failed = fresh(), bound = fresh(),
                holds = fresh();
    line(fa + " = arith.sitofp " + a + " : i64 to f64");
    line(fd + " = arith.sitofp " + d + " : i64 to f64");
    line(zero + " = arith.constant 0 : i64");
    line(failed + " = arith.cmpi eq, " + d + ", " + zero + " : i64");
    line(q + " = arith.divf " + fa + ", " + fd + " : f64");
    line(bound + " = arith.constant " + std::array{"1.0e-02", "1.0e-01", "5.0e-01", "1.0", "3.0"}[pick(random, 5)] +
         " : f64");
    line(holds + " = arith.cmpf " + (pick(random, 2) ? "ole" : "oge") + ", " + q + ", " + bound + " : f64");
    line("flow.rule \"r" + std::to_string(index) + "\" " + holds + " failed " + failed + " metric " + q +
         " : f64 \"\" {part = " + std::to_string(part) + " : i64}");
  }

  /// Evaluation order of arguments must not change the text: views are written before the op that reads them.
  static const std::string &cutFirst(const std::string &name) { return name; }

  std::string out;
  Random &random;
  int next = 0;
};
} // namespace

std::string randomStage(Random &random) {
  Writer w(random);
  int rules = 1 + pick(random, 6), part = 0;
  for (int i = 0; i < rules; ++i) {
    if (i && pick(random, 3) == 0)
      ++part;
    w.rule(i, part);
  }
  std::string value = w.metric(), no = w.fresh();
  w.line(no + " = arith.constant false");
  return "flow.recipe @r {\n  %s = flow.source \"jsonl\" {} \"s\" : !flow.stream<<text: !text.str>>\n"
         "  %k = flow.stage \"k\" %s [\"text\"] -> [\"m\"] parts [\"a\", \"b\", \"c\", \"d\", \"e\", \"f\"] renames {} "
         "{\n"
         "  ^bb0(%text: !text.str, %null: i1, %failed: i1):\n" +
         w.out + "    flow.yield " + value + ", " + no + ", " + no +
         " : i64, i1, i1\n  } : !flow.stream<<text: !text.str>> -> !flow.stream<<text: !text.str, m: i64>>\n}\n";
}

/// The first byte of the character that byte `at` belongs to.
static size_t characterAt(const std::string &text, size_t at) {
  while (at < text.size() && (text[at] & 0xC0) == 0x80)
    --at;
  return at;
}

std::string randomText(Random &random) {
  static const std::vector<std::vector<std::string>> alphabets = {
      {"a", "b", "the", " ", " ", "\n", "-", "#", ".", "...", "A", "9"},
      {"中", "文", "的", "。", "，", "\n", " ", "\u3000", "！", "a"},
      {"é", "ß", "Ω", "\u00A0", "•", "…", "\u2028", "😀", "𠀀", "\n", " ", "x", "\r\n", "\t"},
      {"a", " "},
      {"１", "Ａ", "ａ", "ｱ", "ﾟ", "\uFFFD", "\u0301", "한", "か", " ", std::string(1, '\0')}};
  static const int lengths[] = {0, 1, 5, 31, 62, 63, 64, 65, 127, 128, 130, 400, 2000};
  size_t length = static_cast<size_t>(lengths[pick(random, std::size(lengths))] + pick(random, 3));
  std::string text;
  int mixed = pick(random, 3);
  const auto *alphabet = &alphabets[pick(random, static_cast<int>(alphabets.size()))];
  while (text.size() < length) {
    if (mixed == 0 && pick(random, 8) == 0)
      alphabet = &alphabets[pick(random, static_cast<int>(alphabets.size()))];
    text += (*alphabet)[pick(random, static_cast<int>(alphabet->size()))];
  }
  for (int copies = pick(random, 3) == 0 ? pick(random, 4) : 0; copies && !text.empty(); --copies) {
    size_t first = characterAt(text, static_cast<size_t>(pick(random, static_cast<int>(text.size()))));
    text += text.substr(first, characterAt(text, std::min(text.size(), first + 300)) - first);
  }
  return text;
}

} // namespace smelt::test
