#include "runtime/parquet/Pool.h"
#include "runtime/abi/kernel.h"

namespace smelt::parquet {

namespace {
class PaddedPool final : public arrow::MemoryPool {
public:
  arrow::Status Allocate(int64_t size, int64_t alignment, uint8_t **out) override {
    return Inner.Allocate(size + SMELT_TEXT_PADDING, alignment, out);
  }
  arrow::Status Reallocate(int64_t oldSize, int64_t newSize, int64_t alignment, uint8_t **buffer) override {
    return Inner.Reallocate(oldSize + SMELT_TEXT_PADDING, newSize + SMELT_TEXT_PADDING, alignment, buffer);
  }
  void Free(uint8_t *buffer, int64_t size, int64_t alignment) override {
    Inner.Free(buffer, size + SMELT_TEXT_PADDING, alignment);
  }
  int64_t bytes_allocated() const override { return Inner.bytes_allocated(); }
  int64_t total_bytes_allocated() const override { return Inner.total_bytes_allocated(); }
  int64_t num_allocations() const override { return Inner.num_allocations(); }
  std::string backend_name() const override { return Inner.backend_name(); }

private:
  arrow::MemoryPool &Inner = *arrow::default_memory_pool();
};
} // namespace

arrow::MemoryPool *pool() {
  static PaddedPool Padded;
  return &Padded;
}

} // namespace smelt::parquet
