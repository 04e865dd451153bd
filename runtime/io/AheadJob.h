// Work that an idle thread may do before the thread that needs its result asks for it.
#pragma once
#include <atomic>
#include <cstddef>
#include <memory>

namespace smelt::runtime {

class AheadJob {
public:
  virtual ~AheadJob() = default;

  /// Offers the job to the threads of the arena; it may outlive whoever made it.
  static void offer(const std::shared_ptr<AheadJob> &job);
  /// Returns when the work is done: by whoever has begun it, else here. So nothing waits for a thread to come free, and
  /// with one thread the work is done in turn.
  void finish();
  /// Nobody will ask for the result: the job is not begun any more.
  void abandon() {
    int expected = Offered;
    State.compare_exchange_strong(expected, Claimed, std::memory_order_relaxed);
  }

  /// Jobs that are worth offering at a time; 0 where there is one thread.
  static size_t usefulAhead();

protected:
  /// Must not throw.
  virtual void work() noexcept = 0;

private:
  enum : int { Offered, Claimed, Done };
  void runIfFree();

  std::atomic<int> State = Offered;
};

} // namespace smelt::runtime
