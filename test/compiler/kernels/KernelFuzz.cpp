// kernel_fuzz [STAGES [SEED]]: random stages over random texts must give the same verdicts, metrics and columns fused
// and unfused, at every vector width and on every path.
#include "compiler/pipeline/Pipeline.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Parser/Parser.h"
#include "runtime/core/Context.h"
#include "test/compiler/kernels/RandomStage.h"
#include <cstdio>
#include <cstdlib>
#include <cstring>

using namespace smelt;

namespace {
struct Results {
  std::vector<int32_t> verdicts;
  std::vector<uint64_t> metrics;
  std::vector<int64_t> column;
};

/// Texts packed one after the other, each with readable bytes behind it.
struct Rows {
  std::string memory;
  std::vector<smelt_text> texts;
};

Rows makeRows(std::mt19937 &random, int count) {
  Rows rows;
  std::vector<std::string> texts;
  for (int i = 0; i < count; ++i)
    texts.push_back(test::randomText(random));
  std::vector<size_t> offsets;
  for (const std::string &t : texts) {
    offsets.push_back(rows.memory.size());
    rows.memory += t;
    rows.memory.append(random() % 2 ? 3 : 70, 'x');
  }
  rows.memory.append(SMELT_TEXT_PADDING + 64, 'y');
  for (size_t i = 0; i < texts.size(); ++i)
    rows.texts.push_back({rows.memory.data() + offsets[i], static_cast<int64_t>(texts[i].size())});
  return rows;
}

Results runKernel(smelt_kernel kernel, Rows &rows, size_t rules, uint8_t path) {
  size_t n = rows.texts.size();
  Results r{std::vector<int32_t>(n, -7), std::vector<uint64_t>(n * rules, 0), std::vector<int64_t>(n, 0)};
  std::vector<uint8_t> states(n, 0), outStates(n, 9), paths(n, path);
  smelt_column in{rows.texts.data(), states.data()}, out{r.column.data(), outStates.data()};
  smelt_context context;
  kernel(&context, static_cast<int64_t>(n), &in, &out, paths.data(), r.verdicts.data(),
         reinterpret_cast<double *>(r.metrics.data()));
  for (size_t i = 0; i < n; ++i)
    if (r.verdicts[i] != SMELT_KEPT)
      r.column[i] = 0;
  return r;
}

size_t countRules(const std::string &stage) {
  size_t n = 0;
  for (size_t at = stage.find("flow.rule"); at != std::string::npos; at = stage.find("flow.rule", at + 1))
    ++n;
  return n;
}

bool check(const std::string &text, std::mt19937 &random, mlir::MLIRContext &context) {
  auto module = mlir::parseSourceString<mlir::ModuleOp>(text, &context);
  pipeline::Options reference;
  reference.fuse = false;
  reference.width = pipeline::Width::scalar;
  if (!module || failed(pipeline::optimize(*module, reference)) || failed(pipeline::formStages(*module, reference)))
    return std::puts("the stage does not compile"), false;
  std::string error;
  auto slow = pipeline::compile(*module, reference, error);
  if (!slow || !slow->kernel("k"))
    return std::printf("reference: %s\n", error.c_str()), false;
  Rows rows = makeRows(random, 60);
  size_t rules = countRules(text);
  Results expected = runKernel(slow->kernel("k"), rows, rules, SMELT_PATH_FULL);
  for (pipeline::Width width :
       {pipeline::Width::automatic, pipeline::Width::avx2, pipeline::Width::portable, pipeline::Width::scalar}) {
    pipeline::Options options;
    options.width = width;
    auto fast = pipeline::compile(*module, options, error);
    if (!fast || !fast->kernel("k"))
      return std::printf("fused: %s\n", error.c_str()), false;
    for (uint8_t path : {SMELT_PATH_FULL, SMELT_PATH_BLAME, SMELT_PATH_ANY}) {
      Results got = runKernel(fast->kernel("k"), rows, rules, path);
      for (size_t i = 0; i < rows.texts.size(); ++i) {
        bool same = path == SMELT_PATH_ANY ? (got.verdicts[i] < 0) == (expected.verdicts[i] < 0)
                                           : got.verdicts[i] == expected.verdicts[i];
        bool metrics =
            path != SMELT_PATH_FULL || !std::memcmp(&got.metrics[i * rules], &expected.metrics[i * rules], 8 * rules);
        if (same && metrics && got.column[i] == expected.column[i])
          continue;
        std::printf(
            "width %d path %d row %zu: verdict %d, expected %d; column %ld, expected %ld; metrics %s\ntext: %.*s\n",
            static_cast<int>(width), path, i, got.verdicts[i], expected.verdicts[i], got.column[i], expected.column[i],
            metrics ? "equal" : "differ", static_cast<int>(rows.texts[i].size), rows.texts[i].data);
        return false;
      }
    }
  }
  return true;
}
} // namespace

int main(int argc, char **argv) {
  int stages = argc > 1 ? std::atoi(argv[1]) : 40;
  unsigned seed = argc > 2 ? static_cast<unsigned>(std::atoi(argv[2])) : 1;
  mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
  pipeline::loadDialects(context);
  int failures = 0;
  for (int i = 0; i < stages; ++i) {
    std::mt19937 random(seed + static_cast<unsigned>(i));
    std::string text = test::randomStage(random);
    if (check(text, random, context))
      continue;
    ++failures;
    std::printf("seed %u:\n%s\n", seed + static_cast<unsigned>(i), text.c_str());
    if (failures == 3)
      break;
  }
  std::printf("%d passed, %d failed\n", stages - failures, failures);
  return failures != 0;
}
