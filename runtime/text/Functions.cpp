#include "runtime/text/Functions.h"

namespace smelt::runtime {
const KernelFunction *kernelFunctions() {
  static constexpr auto address = [](auto *f) { return reinterpret_cast<void *>(f); };
  static const KernelFunction table[] = {
#define SMELT_FN(name, result, arguments) {#name, address(&name)},
#include "runtime/abi/functions.def"
#undef SMELT_FN
      {nullptr, nullptr}};
  return table;
}
} // namespace smelt::runtime
