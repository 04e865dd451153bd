#include "compiler/target/cpu/Host.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/TargetParser/Host.h"

namespace smelt::target {

using pipeline::Width;

Width resolveWidth(Width width) {
  if (width != Width::automatic)
    return width;
  return canRun(Width::avx512) ? Width::avx512 : canRun(Width::avx2) ? Width::avx2 : Width::portable;
}

bool canRun(Width width) {
  auto features = llvm::sys::getHostCPUFeatures();
  auto has = [&](const char *name) { return features.lookup(name); };
  switch (width) {
  case Width::avx512:
    return has("avx512f") && has("avx512bw") && has("avx512vl") && has("avx512vbmi") && has("avx512bitalg") &&
           has("gfni");
  case Width::avx2:
    return has("avx2");
  default:
    return true;
  }
}

std::string hostCpu() { return llvm::sys::getHostCPUName().str(); }

/// Sorted, so that equal machines give equal keys. LLVM 19 warns about avx10.1 features on every compilation.
std::string hostFeatures() {
  std::vector<std::string> names;
  for (auto &feature : llvm::sys::getHostCPUFeatures())
    if (!feature.first().starts_with("avx10"))
      names.push_back((feature.second ? "+" : "-") + feature.first().str());
  llvm::sort(names);
  return llvm::join(names, ",");
}

} // namespace smelt::target
