// Per-thread state of a run, handed to every kernel call: memory for the texts that a kernel makes, scratch space, and
// a slot for the tables of the functions kernels call (runtime/text).
#pragma once
#include "runtime/abi/kernel.h"
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

namespace smelt::runtime {

/// Memory that keeps texts alive; batches share ownership of the blocks their spans point into.
using Block = std::shared_ptr<char[]>;

/// A block of `size` bytes followed by SMELT_TEXT_PADDING zeroed ones. Null when memory is out.
Block makeBlock(size_t size);

/// Blocks of one size that are used again: fresh memory costs a page fault for every 4 KiB. Safe for use by several
/// threads; blocks may outlive the pool.
class BlockPool {
public:
  explicit BlockPool(size_t size);
  /// As `makeBlock`. A larger block than the pool's size is made and freed as any other.
  Block take(size_t size) const;

private:
  struct Free;
  size_t Size;
  std::shared_ptr<Free> Unused;
};

/// A bump allocator over blocks. Every allocation may be read SMELT_TEXT_PADDING bytes past its end.
class Arena {
public:
  /// `bytes` uninitialized bytes, aligned to 16; null when memory is out.
  void *alloc(size_t bytes);
  /// Gives back what an allocation that was the last one does not use after all.
  void shrinkLast(void *start, size_t usedBytes);
  /// All blocks that hold allocations made since the last call. The newest stays in use for later allocations too.
  std::vector<Block> takeBlocks();
  /// Bytes given out since the last `takeBlocks`.
  size_t used() const { return Used; }

private:
  static constexpr size_t BlockBytes = 1 << 20;
  BlockPool Pool{BlockBytes};
  std::vector<Block> Blocks;
  char *Next = nullptr, *End = nullptr;
  size_t Used = 0;
};

/// A growable byte arena for values that live no longer than one row (or one call): `reset` frees all at once and keeps
/// the memory. Pointers stay valid until `reset`, or `rewind` to a mark from before they were given out.
class Scratch {
public:
  /// `bytes` uninitialized bytes, aligned to 64 and readable SMELT_TEXT_PADDING bytes past their end.
  void *alloc(size_t bytes);
  template <class T> T *array(size_t count) { return static_cast<T *>(alloc(count * sizeof(T))); }
  void reset();
  /// How much was given out.
  struct Mark {
    size_t chunk, offset;
  };
  Mark mark() const { return {Current, Offset}; }
  void rewind(Mark mark);
  /// Whether the bytes from `p` on were allocated here, after `mark`.
  bool owns(const char *p, Mark mark = {0, 0}) const;

private:
  struct Chunk {
    std::unique_ptr<char[]> memory;
    size_t size = 0;
  };
  std::vector<Chunk> Chunks;
  size_t Current = 0, Offset = 0;
};

/// What another library keeps in a context; see smelt_context::table.
class ContextTable {
public:
  virtual ~ContextTable() = default;
};

} // namespace smelt::runtime

/// One for each thread; never used by two threads at once.
struct smelt_context {
  /// `bytes` bytes that live as long as the batch that the running kernel gives out. Null when memory is out.
  void *alloc(size_t bytes) { return arena.alloc(bytes); }
  /// Reset by the runtime before each kernel call; functions that kernels call may reset it for each row.
  smelt::runtime::Scratch &scratch() { return Row; }
  /// The tables of the functions kernels call: made on first use, kept as long as the context.
  template <class T> T &table() {
    if (!Tables)
      Tables = std::make_unique<T>();
    return static_cast<T &>(*Tables);
  }

  smelt::runtime::Arena arena;

private:
  smelt::runtime::Scratch Row;
  std::unique_ptr<smelt::runtime::ContextTable> Tables;
};
