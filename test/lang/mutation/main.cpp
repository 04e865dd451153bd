// Breaks every recipe of the tree at every token and holds what is said about it to the promise of lang/diag: no crash,
// at most three diagnostics, and the first one shows the line of the mistake. A fixed sample unless `--full`.
//
//   mutation_tests [--full] [--seed N] [--kind KIND] [--recipe PART] [--show N]
#include "lang/diag/Position.h"
#include "test/lang/mutation/Corpus.h"
#include "test/lang/mutation/Mutate.h"
#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <mutex>
#include <random>
#include <thread>
#include <unistd.h>

using namespace smelt;
using namespace smelt::mutation;

namespace {

constexpr size_t sampleSize = 800; ///< of each kind
constexpr size_t mostDiagnostics = 3;
#if defined(__has_feature) && __has_feature(address_sanitizer)
constexpr double mostSeconds = 10;
#else
constexpr double mostSeconds = 1; ///< of the processor
#endif
constexpr double leastOnLine = 0.95;

struct Options {
  bool full = false;
  uint32_t seed = 1;
  std::string kind, recipe;
  size_t show = 3;
};

struct Case {
  const Recipe *recipe;
  const std::vector<syntax::Token> *tokens;
  size_t at;
  Slip slip;
};

struct Tally {
  size_t tried = 0, wrong = 0, onLine = 0, crowded = 0, slow = 0;
  std::vector<std::string> offLine, crowds, slows;
};

thread_local const Case *current = nullptr;

/// Of this thread: other programs may keep the clock running.
double processorSeconds() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
}

/// Which mutant it was; then the default action, so that a debugger or the shell sees the crash.
void onCrash(int signal) {
  char text[256];
  int n = snprintf(text, sizeof text, "crashed at %s, token %zu, %s\n", current ? current->recipe->name.c_str() : "?",
                   current ? current->at : 0, current ? nameOf(current->slip) : "?");
  [[maybe_unused]] auto written = write(2, text, static_cast<size_t>(n));
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

/// The lines of the mutant that the slip has touched, 1-based. A line end that a string has swallowed counts as part
/// of the line.
bool shows(const diag::Diagnostic &d, const diag::SourceFile &file, const Mutant &mutant) {
  uint32_t first = diag::positionOf(file, mutant.begin).line, last = diag::positionOf(file, mutant.end).line;
  auto touches = [&](const diag::Span &span) {
    return span.file == 0 && diag::positionOf(file, span.begin).line <= last &&
           diag::positionOf(file, span.end).line >= first;
  };
  return touches(d.primary.span) ||
         std::any_of(d.causes.begin(), d.causes.end(), [&](const diag::Label &l) { return touches(l.span); });
}

std::string describe(const Case &c, const Mutant &mutant, const Verdict &verdict) {
  const diag::SourceFile &file = verdict.sources->file(0);
  uint32_t begin = diag::lineBegin(file, mutant.begin);
  std::string line = mutant.text.substr(begin, diag::lineEnd(file, mutant.end) - begin);
  std::string out = "---- " + c.recipe->name + ":" + std::to_string(diag::positionOf(file, mutant.begin).line) +
                    " token " + std::to_string(c.at) + "\n" + line + "\n";
  for (const diag::Diagnostic &d : verdict.diagnostics) {
    const diag::SourceFile &place = verdict.sources->file(d.primary.span.file);
    diag::Position p = diag::positionOf(place, d.primary.span.begin);
    out += "  " + place.path + ":" + std::to_string(p.line) + ":" + std::to_string(p.column) + " " +
           diag::codeName(d.code) + " " + d.title + " [" + d.primary.text + "]\n";
  }
  return out;
}

class Runner {
public:
  explicit Runner(const Options &options) : options_(options), recipes_(corpus()) {}
  bool run();

private:
  std::vector<Case> cases();
  void examine(const Case &c);
  bool report() const;

  const Options &options_;
  std::vector<Recipe> recipes_;
  std::vector<std::vector<syntax::Token>> tokens_;
  Tally tallies_[std::size(allSlips)];
  std::mutex lock_;
};

std::vector<Case> Runner::cases() {
  std::vector<Case> chosen;
  for (const Recipe &recipe : recipes_)
    tokens_.push_back(tokensOf(recipe.text));
  for (Slip slip : allSlips) {
    std::vector<Case> all;
    for (size_t r = 0; r < recipes_.size(); ++r)
      for (size_t at = 0; at < tokens_[r].size(); ++at)
        if (recipes_[r].name.find(options_.recipe) != std::string::npos)
          all.push_back({&recipes_[r], &tokens_[r], at, slip});
    if (!options_.kind.empty() && options_.kind != nameOf(slip))
      continue;
    std::mt19937 random(options_.seed);
    for (size_t i = 0; !options_.full && i < std::min(sampleSize, all.size()); ++i)
      std::swap(all[i], all[i + random() % (all.size() - i)]);
    if (!options_.full)
      all.resize(std::min(sampleSize, all.size()));
    chosen.insert(chosen.end(), all.begin(), all.end());
  }
  return chosen;
}

void Runner::examine(const Case &c) {
  current = &c;
  Mutant mutant = mutate(c.recipe->text, *c.tokens, c.at, c.slip);
  if (mutant.text == c.recipe->text)
    return;
  double start = processorSeconds();
  Verdict verdict = judge(*c.recipe, mutant.text);
  for (const diag::Diagnostic &d : verdict.diagnostics)
    diag::renderTerminal(d, *verdict.sources, {});
  bool slow = processorSeconds() - start > mostSeconds;
  std::lock_guard guard(lock_);
  Tally &tally = tallies_[static_cast<size_t>(c.slip)];
  ++tally.tried;
  if (slow)
    tally.slows.push_back(describe(c, mutant, verdict));
  if (!verdict.errors)
    return;
  ++tally.wrong;
  if (verdict.diagnostics.size() > mostDiagnostics + c.recipe->warnings)
    tally.crowds.push_back(describe(c, mutant, verdict));
  if (shows(verdict.diagnostics.front(), verdict.sources->file(0), mutant))
    ++tally.onLine;
  else
    tally.offLine.push_back(describe(c, mutant, verdict));
}

void show(const char *title, const std::vector<std::string> &found, size_t most) {
  for (size_t i = 0; i < std::min(most, found.size()); ++i)
    std::printf("%s%s", i ? "" : (std::string("==== ") + title + "\n").c_str(), found[i].c_str());
}

bool Runner::report() const {
  bool good = true;
  for (Slip slip : allSlips) {
    const Tally &t = tallies_[static_cast<size_t>(slip)];
    if (!t.tried)
      continue;
    double rate = t.wrong ? static_cast<double>(t.onLine) / static_cast<double>(t.wrong) : 1;
    bool fine = rate >= leastOnLine && t.crowds.empty() && t.slows.empty();
    good = good && fine;
    std::printf("%-8s %6zu tried, %6zu wrong, first on the line %6.2f %%, more than %zu diagnostics %zu, slow %zu\n",
                nameOf(slip), t.tried, t.wrong, rate * 100, mostDiagnostics, t.crowds.size(), t.slows.size());
    if (fine && options_.show <= 3)
      continue;
    show("not on the line", t.offLine, options_.show);
    show("too many", t.crowds, options_.show);
    show("slow", t.slows, options_.show);
  }
  std::printf("%d passed, %d failed\n", good, !good);
  return good;
}

bool Runner::run() {
  for (int signal : {SIGSEGV, SIGABRT, SIGFPE, SIGBUS})
    std::signal(signal, onCrash);
  std::vector<Case> list = cases();
  std::atomic<size_t> next = 0;
  auto work = [&] {
    for (size_t i = next++; i < list.size(); i = next++)
      examine(list[i]);
  };
  std::vector<std::thread> threads;
  for (unsigned t = 0; t < std::max(1u, std::thread::hardware_concurrency()); ++t)
    threads.emplace_back(work);
  for (std::thread &thread : threads)
    thread.join();
  std::printf("%zu recipes, %zu mutants\n", recipes_.size(), list.size());
  return report();
}

} // namespace

int main(int argc, char **argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    std::string argument = argv[i];
    auto value = [&] { return i + 1 < argc ? argv[++i] : ""; };
    if (argument == "--full")
      options.full = true;
    else if (argument == "--seed")
      options.seed = static_cast<uint32_t>(std::atoi(value()));
    else if (argument == "--kind")
      options.kind = value();
    else if (argument == "--recipe")
      options.recipe = value();
    else if (argument == "--show")
      options.show = static_cast<size_t>(std::atoi(value()));
  }
  return Runner(options).run() ? 0 : 1;
}
