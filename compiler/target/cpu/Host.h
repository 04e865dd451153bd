// The machine that kernels are compiled for.
#pragma once
#include "compiler/pipeline/Pipeline.h"
#include <string>

namespace smelt::target {

/// What `automatic` means on this machine (cpuid): AVX-512 with VBMI, BITALG and GFNI, else AVX2, else portable.
pipeline::Width resolveWidth(pipeline::Width width);
/// Whether kernels of a width run on this machine.
bool canRun(pipeline::Width width);
/// CPU name and features as LLVM takes them; part of the object cache's key.
std::string hostCpu();
std::string hostFeatures();

} // namespace smelt::target
