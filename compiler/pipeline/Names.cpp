// What phases, widths and passes are called. Apart from the rest, so that what only reads names needs no MLIR.
#include "compiler/pipeline/Pipeline.h"

namespace smelt::pipeline {

namespace {
struct PhaseInfo {
  Phase phase;
  std::string_view name, sentence;
};
constexpr PhaseInfo phases[] = {
    {Phase::check, "check", "the typed tree: names, types, units and schemas resolved"},
    {Phase::gen, "gen", "streams and folds as the recipe says them"},
    {Phase::optimize, "optimize", "unused columns dropped, filters early, common expressions once"},
    {Phase::stages, "stages", "chains of row stages merged, one for each kernel"},
    {Phase::kernels, "kernels", "folds fused into scans; one function for each stage"},
    {Phase::llvm, "llvm", "the same functions in the LLVM dialect"},
    {Phase::native, "asm", "machine code"},
};
} // namespace

std::optional<Phase> phaseByName(std::string_view name) {
  for (const PhaseInfo &p : phases)
    if (p.name == name || (name == "native" && p.phase == Phase::native))
      return p.phase;
  return std::nullopt;
}

std::string_view describe(Phase phase) {
  for (const PhaseInfo &p : phases)
    if (p.phase == phase)
      return p.sentence;
  return {};
}

std::optional<Width> widthByName(std::string_view name) {
  constexpr std::pair<std::string_view, Width> widths[] = {{"auto", Width::automatic},
                                                           {"512", Width::avx512},
                                                           {"256", Width::avx2},
                                                           {"128", Width::portable},
                                                           {"scalar", Width::scalar}};
  for (auto [n, w] : widths)
    if (n == name)
      return w;
  return std::nullopt;
}

std::vector<std::string> optimizingPasses() {
  return {"canonicalize", "form-charsets", "cse",          "push-filters", "drop-unused-fields",
          "leave-raw",    "bound-folds",   "compose-maps", "fuse-folds",   "ride-masks"};
}

std::vector<std::string> phaseNames() {
  std::vector<std::string> names;
  for (const PhaseInfo &p : phases)
    names.emplace_back(p.name);
  return names;
}

} // namespace smelt::pipeline
