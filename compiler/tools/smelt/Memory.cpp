#include "compiler/tools/smelt/Memory.h"
#include "llvm/Support/thread.h"
#include <cstdint>
#include <optional>
#include <sys/mman.h>
#include <unistd.h>
#ifdef SMELT_MIMALLOC
#include <mimalloc.h>
#endif

namespace smelt::tool {
namespace {

/// A thread that starts afterwards takes its first segments from what is handed over here; the main thread has its own.
void giveHugePages() {
#ifdef SMELT_MIMALLOC
  constexpr size_t segment = size_t(32) << 20, size = 32 * segment; // mimalloc hands memory out, and aligns it, by this
  void *reserved =
      mmap(nullptr, size + segment, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (reserved == MAP_FAILED)
    return;
  void *memory = reinterpret_cast<void *>((reinterpret_cast<uintptr_t>(reserved) + segment - 1) & ~(segment - 1));
  madvise(memory, size, MADV_HUGEPAGE);
  mi_option_disable(mi_option_allow_decommit); // what is given back would be cleared again when it is taken next
  mi_manage_os_memory(memory, size, /*is_committed=*/true, /*is_large=*/false, /*is_zero=*/true, /*numa_node=*/-1);
#endif
}

} // namespace

void withMemoryAhead(llvm::function_ref<void()> work) {
  giveHugePages();
  constexpr std::optional<unsigned> stack = 64 << 20;
  llvm::thread(stack, [&] { work(); }).join();
}

void endProcess(int status) {
#ifdef SMELT_MIMALLOC
  _exit(status);
#endif
}

} // namespace smelt::tool
