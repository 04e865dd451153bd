// kernel_bench STAGE.mlir FILE [MEGABYTES]: speed of the kernel `k` of a module over the documents of FILE (separated
// by
// \x01), text in memory, every metric computed. Prints MB/s of CPU time, best of five.
#include "compiler/pipeline/Pipeline.h"
#include "mlir/Parser/Parser.h"
#include "runtime/core/Context.h"
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>

using namespace smelt;

static double cpuSeconds() {
  timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

int main(int argc, char **argv) {
  if (argc < 3)
    return std::fputs("usage: kernel_bench STAGE.mlir FILE [MEGABYTES]\n", stderr), 2;
  mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
  pipeline::loadDialects(context);
  auto module = mlir::parseSourceFile<mlir::ModuleOp>(argv[1], &context);
  pipeline::Options options;
  std::string error;
  auto code = module ? pipeline::compile(*module, options, error) : nullptr;
  if (!code || !code->kernel("k"))
    return std::printf("%s\n", error.c_str()), 1;
  size_t limit = static_cast<size_t>(argc > 3 ? std::atoi(argv[3]) : 20) * 1'000'000, bytes = 0;
  std::ifstream file(argv[2], std::ios::binary);
  std::vector<std::string> documents;
  for (std::string line; bytes < limit && std::getline(file, line, '\x01');) {
    bytes += line.size();
    line.append(SMELT_TEXT_PADDING, ' ');
    documents.push_back(line);
  }
  size_t rules = 0, n = documents.size();
  module->walk([&](mlir::Operation *op) { rules += op->getName().getStringRef() == "flow.rule"; });
  std::vector<smelt_text> texts;
  for (const std::string &d : documents)
    texts.push_back({d.data(), static_cast<int64_t>(d.size() - SMELT_TEXT_PADDING)});
  std::vector<uint8_t> states(n, 0), paths(n, SMELT_PATH_FULL);
  std::vector<int32_t> verdicts(n);
  std::vector<double> metrics(n * rules + 1);
  smelt_column in{texts.data(), states.data()};
  smelt_context c;
  double best = 1e9;
  for (int i = 0; i < 5; ++i) {
    double start = cpuSeconds();
    code->kernel("k")(&c, static_cast<int64_t>(n), &in, nullptr, paths.data(), verdicts.data(), metrics.data());
    best = std::min(best, cpuSeconds() - start);
  }
  double sum = 0;
  for (double m : metrics)
    sum += m == m ? m : 0;
  std::printf("%.0f MB/s (%zu documents, %.1f MB, checksum %.6g, object %zu bytes)\n",
              static_cast<double>(bytes) / 1e6 / best, n, static_cast<double>(bytes) / 1e6, sum, code->objectBytes());
}
