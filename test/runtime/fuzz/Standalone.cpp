// NAME_fuzz [RUNS [SEED]]: runs a fuzz target without libFuzzer, over its seeds and what changes of their bytes make of
// them. The same on every machine; `./dev fuzz` searches further. With --seeds FOLDER it writes the seeds there.
#include "Fuzz.h"
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <random>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void change(std::string &bytes, std::mt19937 &random) {
  static constexpr unsigned char odd[] = {0, 1, 0x7f, 0x80, 0xff, '"', ',', '\n', '\r', 'a'};
  size_t at = bytes.empty() ? 0 : random() % bytes.size(), size = std::min<size_t>(bytes.size() - at, 1 + random() % 8);
  switch (random() % 4) {
  case 0:
    bytes.erase(at, size);
    return;
  case 1:
    bytes.insert(at, bytes.substr(at, size));
    return;
  case 2:
    bytes.insert(at, 1, char(odd[random() % sizeof(odd)]));
    return;
  default:
    if (!bytes.empty())
      bytes[at] = char(random() % 2 ? odd[random() % sizeof(odd)] : random());
  }
}

static void run(const std::string &bytes) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t *>(bytes.data()), bytes.size());
}

int main(int argc, char **argv) {
  std::vector<std::string> seeds = smelt::runtime::fuzz::seeds();
  if (argc > 2 && std::string(argv[1]) == "--seeds") {
    for (size_t i = 0; i < seeds.size(); ++i)
      std::ofstream(argv[2] + ("/seed-" + std::to_string(i))) << seeds[i];
    return 0;
  }
  unsigned runs = argc > 1 ? unsigned(std::atoi(argv[1])) : SMELT_FUZZ_RUNS;
  std::mt19937 random(argc > 2 ? unsigned(std::atoi(argv[2])) : 1);
  for (const std::string &seed : seeds)
    run(seed);
  for (unsigned i = 0; i < runs; ++i) {
    std::string bytes = seeds[random() % seeds.size()];
    for (unsigned n = 1 + random() % 6; n-- > 0;)
      change(bytes, random);
    run(bytes);
  }
  std::printf("%zu passed, 0 failed\n", seeds.size() + runs);
}
