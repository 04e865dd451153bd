#include "runtime/io/AheadJob.h"
#include <tbb/task_arena.h>

namespace smelt::runtime {

void AheadJob::runIfFree() {
  int expected = Offered;
  if (!State.compare_exchange_strong(expected, Claimed, std::memory_order_acquire))
    return;
  work();
  State.store(Done, std::memory_order_release);
  State.notify_all();
}

void AheadJob::offer(const std::shared_ptr<AheadJob> &job) {
  tbb::this_task_arena::enqueue([job] { job->runIfFree(); });
}

void AheadJob::finish() {
  int expected = Offered;
  if (State.compare_exchange_strong(expected, Claimed, std::memory_order_acquire)) {
    work();
    State.store(Done, std::memory_order_release);
    return;
  }
  while (expected != Done) {
    State.wait(expected, std::memory_order_acquire);
    expected = State.load(std::memory_order_acquire);
  }
}

size_t AheadJob::usefulAhead() {
  int threads = tbb::this_task_arena::max_concurrency();
  return threads > 1 ? 2 * size_t(threads) : 0;
}

} // namespace smelt::runtime
