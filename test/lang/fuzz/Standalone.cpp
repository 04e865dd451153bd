// NAME_fuzz [RUNS [SEED]]: runs a fuzz target without libFuzzer, over all recipes of the tree and texts made of them:
// bytes and lines deleted, doubled, swapped and replaced. The same on every machine; `./dev fuzz` searches further.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

namespace {

namespace fs = std::filesystem;

/// No text of the size of a recipe may keep the program for longer; machines that run tests side by side are slow.
constexpr double longestSeconds = 20;

std::vector<std::string> recipes() {
  std::vector<fs::path> paths;
  for (const char *folder : {"stdlib", "examples", "test"})
    for (const auto &entry : fs::recursive_directory_iterator(fs::path(SMELT_SOURCE_DIR) / folder))
      if (entry.path().extension() == ".recipe")
        paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  std::vector<std::string> texts;
  for (const fs::path &path : paths) {
    std::stringstream text;
    text << std::ifstream(path).rdbuf();
    texts.push_back(text.str());
  }
  return texts;
}

class Mutator {
public:
  Mutator(std::vector<std::string> texts, unsigned seed) : texts_(std::move(texts)), random_(seed) {}

  std::string next() {
    std::string text = excerpt();
    for (size_t n = below(6); n-- > 0;)
      change(text);
    return text;
  }

private:
  size_t below(size_t n) { return n == 0 ? 0 : random_() % n; }

  /// Some neighbouring lines of a recipe: most mistakes need few.
  std::string excerpt() {
    const std::string &text = texts_[below(texts_.size())];
    size_t begin = text.rfind('\n', below(text.size()));
    begin = begin == std::string::npos ? 0 : begin + 1;
    return text.substr(begin, 20 + below(below(10) == 0 ? 4000 : 400));
  }

  void change(std::string &text) {
    static const std::string signs = "(){}[]<>\"'`.,:;=|+-*/%?!#\\\n\r\t ~_@&^$aA09\xE4\xFF\0";
    size_t at = below(text.size()), size = std::min(text.size() - at, 1 + below(below(4) == 0 ? 40 : 4));
    switch (below(6)) {
    case 0:
      text.erase(at, size);
      return;
    case 1:
      text.insert(at, text.substr(at, size));
      return;
    case 2:
      text.insert(below(text.size() + 1), text.substr(at, size));
      return;
    case 3:
      text.insert(at, excerpt().substr(0, 1 + below(30)));
      return;
    case 4:
      if (!text.empty())
        text[at] = signs[below(signs.size())];
      return;
    default:
      text.insert(at, 1, signs[below(signs.size())]);
    }
  }

  std::vector<std::string> texts_;
  std::mt19937 random_;
};

void run(const std::string &text) {
  auto begin = std::chrono::steady_clock::now();
  LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t *>(text.data()), text.size());
  std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begin;
  if (spent.count() > longestSeconds) {
    std::printf("%.1f s for:\n%s\n", spent.count(), text.c_str());
    std::abort();
  }
}

} // namespace

int main(int argc, char **argv) {
  unsigned runs = argc > 1 ? static_cast<unsigned>(std::atoi(argv[1])) : SMELT_FUZZ_RUNS;
  unsigned seed = argc > 2 ? static_cast<unsigned>(std::atoi(argv[2])) : 1;
  std::vector<std::string> texts = recipes();
  for (const std::string &text : texts)
    run(text);
  Mutator mutator(texts, seed);
  for (unsigned i = 0; i < runs; ++i)
    run(mutator.next());
  std::printf("%zu passed, 0 failed\n", texts.size() + runs);
}
